"""Comparing groups' curves over the whole follow-up: log-rank test and hazard ratios, from counts.

Counts are rows of group, days, event and n, as in `survival`. Departures: docs/deviations.md.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from metrics.chi_square import chance_of
from metrics.rates import LEVEL, normal_quantile
from metrics.survival import checked_counts

Numbers = npt.NDArray[np.float64]
Ties = Literal["efron", "breslow"]

MOST_STEPS = 100
LONGEST_STEP = 1.0  # the score is a sum of S-curves: whole Newton steps from far off can jump to and fro
CLOSE_ENOUGH = 1e-10
NO_VARIANCE = 1e-12


@dataclass(frozen=True)
class LogRank:
    """Chi-square of the log-rank test, its degrees of freedom, and the chance of one as large or larger."""

    chi_square: float
    degrees_of_freedom: int
    p: float


def log_rank(counts: pl.DataFrame) -> LogRank | None:
    """Whether the groups' curves differ, over all groups at once.

    None when fewer than two groups were at risk at an event, which leaves nothing to compare. A group
    followed only before the first event is left out.
    Source: Kalbfleisch and Prentice 2002, The Statistical Analysis of Failure Time Data, section 1.5.
    """
    _, events, at_risk = _by_day(counts)
    events_then, at_risk_then = events.sum(axis=1), at_risk.sum(axis=1)
    shares = at_risk / at_risk_then[:, None]
    weights = events_then * (at_risk_then - events_then) / np.maximum(at_risk_then - 1, 1)
    covariance = np.diag(weights @ shares) - shares.T @ (shares * weights[:, None])
    compared = np.flatnonzero(np.diag(covariance) > NO_VARIANCE * weights.sum())
    if len(compared) < 2:
        return None
    # The groups' gaps add up to 0, so the first one says nothing that the others have not said.
    free = compared[1:]
    gap = (events - shares * events_then[:, None]).sum(axis=0)[free]
    chi_square = float(gap @ np.linalg.solve(covariance[np.ix_(free, free)], gap))
    return LogRank(chi_square, len(free), chance_of(chi_square, len(free)))


def hazard_ratios(
    counts: pl.DataFrame, *, reference: object, level: float = LEVEL, ties: Ties = "efron"
) -> pl.DataFrame:
    """How many times as fast each group has the event as the reference group, by Cox's model.

    reference: a value of `group`. Each other group is compared with it alone, so that a small group cannot
    disturb the rest.
    Returns one row per other group, in order: group, hazard_ratio, low, high; the three are null where no
    finite ratio exists: no reference group, no events in one of the two, or never both at risk.
    Source: Efron 1977, Journal of the American Statistical Association 72, 557-565 (ties; `breslow` is for
    comparison with older tables); Kalbfleisch and Prentice 2002, section 4.2.
    """
    groups, events, at_risk = _by_day(counts)
    is_reference = [group == reference for group in groups.to_list()]
    found: list[tuple[float, float] | None] = []
    for place in np.flatnonzero(np.logical_not(is_reference)):
        pair = [*np.flatnonzero(is_reference), place]
        found.append(_log_hazard_ratio(events[:, pair], at_risk[:, pair], ties) if len(pair) == 2 else None)
    z = normal_quantile(level)
    log_ratio, error = pl.col("found").list.get(0), pl.col("found").list.get(1)
    others = groups.filter(np.logical_not(is_reference)).to_frame()
    return others.with_columns(found=pl.Series(found, dtype=pl.List(pl.Float64))).select(
        "group",
        hazard_ratio=log_ratio.exp(),
        low=(log_ratio - z * error).exp(),
        high=(log_ratio + z * error).exp(),
    )


def _by_day(counts: pl.DataFrame) -> tuple[pl.Series, Numbers, Numbers]:
    """The groups; and per day with an event (down) and group (across): events, and people at risk."""
    rows = checked_counts(counts)
    groups = rows.select(pl.col("group").unique().sort())
    days = rows.select(pl.col("days").unique().sort())
    places = rows.join(groups.with_row_index("across"), on="group", nulls_equal=True).join(
        days.with_row_index("down"), on="days"
    )
    where = (places["down"].to_numpy(), places["across"].to_numpy())
    events, leaving = np.zeros((2, days.height, groups.height))
    np.add.at(leaving, where, places["n"].to_numpy())
    np.add.at(events, where, (places["n"] * places["event"]).to_numpy())
    at_risk = np.cumsum(leaving[::-1], axis=0)[::-1]
    with_event = events.sum(axis=1) > 0
    return groups["group"], events[with_event], at_risk[with_event]


def _log_hazard_ratio(events: Numbers, at_risk: Numbers, ties: Ties) -> tuple[float, float] | None:
    """Log hazard ratio of the second column to the first, and its standard error; None if not finite."""
    tied = events.sum(axis=1).astype(np.int64)
    day = np.repeat(np.arange(len(tied)), tied)
    before_it = np.arange(len(day)) - np.repeat(np.cumsum(tied) - tied, tied)
    # Efron: of those who have the event on one day, the part that already had it is no longer at risk.
    gone = before_it / tied[day] if ties == "efron" else np.zeros(len(day))
    left = at_risk[day] - gone[:, None] * events[day]
    both = (left > 0).all(axis=1)
    observed = events[:, 1].sum() - (left[:, 0] == 0).sum()
    if not 0 < observed < both.sum():
        return None
    odds, log_ratio, information = left[both, 1] / left[both, 0], 0.0, 0.0
    for _ in range(MOST_STEPS):
        expected = 1 - 1 / (1 + odds * np.exp(log_ratio))
        information = float((expected * (1 - expected)).sum())
        step = float(np.clip((observed - expected.sum()) / information, -LONGEST_STEP, LONGEST_STEP))
        log_ratio += step
        if abs(step) < CLOSE_ENOUGH:
            break
    return log_ratio, information**-0.5
