"""Comparing groups' curves over the whole follow-up: log-rank test and hazard ratios, from counts by day.

Departures: docs/deviations.md.
"""

from dataclasses import dataclass
from math import exp
from typing import Literal

import numpy as np

from metrics.by_day import ByDay, Numbers
from metrics.chi_square import chance_of
from metrics.rates import LEVEL, Estimate, normal_quantile

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


def log_rank(counts: ByDay) -> LogRank | None:
    """Whether the groups' curves differ, over all groups at once.

    None when fewer than two groups were at risk at an event, which leaves nothing to compare. A group
    followed only before the first event is left out.
    Source: Kalbfleisch and Prentice 2002, The Statistical Analysis of Failure Time Data, section 1.5.
    """
    events, at_risk = counts.events, counts.at_risk
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


def hazard_ratio(pair: ByDay, *, level: float = LEVEL, ties: Ties = "efron") -> Estimate | None:
    """How many times as fast the second of two groups has the event as the first, by Cox's model.

    None where no finite ratio exists: nobody or no events in one of the two, or never both at risk.
    Source: Efron 1977, Journal of the American Statistical Association 72, 557-565 (ties; `breslow` is for
    comparison with older tables); Kalbfleisch and Prentice 2002, section 4.2.
    """
    found = _log_hazard_ratio(pair.events, pair.at_risk, ties) if len(pair.groups) == 2 else None
    if found is None:
        return None
    log_ratio, reach = found[0], normal_quantile(level) * found[1]
    return Estimate(exp(log_ratio), exp(log_ratio - reach), exp(log_ratio + reach))


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
