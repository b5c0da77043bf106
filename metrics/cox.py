"""Cox's model with several covariates, and the test of its assumption, from counts of people alike in them all.

A row of counts says: `n` people with these values of the covariates were followed for `days` and then had
the event (`event` true) or were last seen without it. Ties as Efron. One group beside another, which is
what pages show, is `hazards.hazard_ratio`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from metrics.by_day import ByDay, Numbers
from metrics.chi_square import chance_of

MOST_STEPS = 50
CLOSE_ENOUGH = 1e-10
HALVINGS = 20
NO_SPREAD = 1e-12  # all events on one day: times differ by no more than rounding


@dataclass(frozen=True)
class Cox:
    """Log hazard ratio of each covariate, per unit of it, with its standard error."""

    covariates: tuple[str, ...]
    coefficients: tuple[float, ...]
    errors: tuple[float, ...]


@dataclass(frozen=True)
class Proportionality:
    """Chi-square (one degree of freedom) of a trend of the covariate's effect over time, and its chance."""

    covariate: str
    chi_square: float
    p: float


@dataclass(frozen=True)
class _Table:
    """x: a row per pattern of the covariates, centred. Per event, in order of time: people of each pattern at
    risk, less the part that Efron takes off; per day with events: events of each pattern, and their times."""

    x: Numbers
    left: Numbers
    events: Numbers
    day_of_event: npt.NDArray[np.int64]
    free_share: Numbers


def cox(counts: pl.DataFrame, covariates: Sequence[str]) -> Cox | None:
    """Hazard ratios of the covariates, each with the others held equal.

    counts: rows of days, event, n and the covariates as numbers, none of them missing.

    None where no finite estimate exists: no event, a covariate that does not vary among those at risk, or
    one that parts those with the event from those without.
    Source: Efron 1977, Journal of the American Statistical Association 72, 557-565.
    """
    fitted = _fitted(_table(counts, covariates))
    if fitted is None:
        return None
    coefficients, information = fitted
    errors = np.sqrt(np.diag(np.linalg.inv(information)))
    return Cox(tuple(covariates), tuple(map(float, coefficients)), tuple(map(float, errors)))


def proportionality(counts: pl.DataFrame, covariates: Sequence[str]) -> list[Proportionality]:
    """Whether the effect of each covariate stays the same over the follow-up; empty where Cox has no estimate.

    Scaled Schoenfeld residuals against the share who had the event by then (the transform of time that R's
    cox.zph uses by default).
    Source: Grambsch and Therneau 1994, Biometrika 81, 515-526.
    """
    return _trends(_table(counts, covariates), covariates)


def proportionality_of_two(pair: ByDay) -> Proportionality | None:
    """The same of the second of two groups beside the first; None where Cox has no estimate."""
    found = _trends(_of_patterns(pair, np.arange(len(pair.groups), dtype=np.float64)[:, None]), ["group"])
    return found[0] if found else None


def _trends(table: _Table, covariates: Sequence[str]) -> list[Proportionality]:
    fitted = _fitted(table)
    if fitted is None:
        return []
    coefficients, information = fitted
    expected, _ = _moments(table, coefficients)
    of_day = np.zeros((len(table.events), expected.shape[1]))
    np.add.at(of_day, table.day_of_event, -expected)
    of_day += table.events @ table.x
    tied = table.events.sum(axis=1)
    time = 1 - table.free_share
    away = time - (time * tied).sum() / tied.sum()
    variance = np.linalg.inv(information)
    spread = tied.sum() * np.diag(variance) * (away**2 * tied).sum()
    if not (spread > NO_SPREAD).all():
        return []
    chi_square = (away @ of_day @ variance * tied.sum()) ** 2 / spread
    return [
        Proportionality(name, float(value), chance_of(float(value), 1))
        for name, value in zip(covariates, chi_square, strict=True)
    ]


def _table(counts: pl.DataFrame, covariates: Sequence[str]) -> _Table:
    """Of counts: people alike in all covariates are a group of their own."""
    if counts.select(pl.any_horizontal(pl.col(covariates).is_null().any())).item():
        raise ValueError("Null in a covariate: somebody's follow-up would be lost")
    values = pl.struct(pl.col(covariates).cast(pl.Float64))
    patterns = ByDay.of(counts.select("days", "event", "n", group=values))
    x = [[pattern[name] for name in covariates] for pattern in patterns.groups]  # type: ignore[index]
    return _of_patterns(patterns, np.array(x, dtype=np.float64).reshape(len(x), len(covariates)))


def _of_patterns(patterns: ByDay, x: Numbers) -> _Table:
    """x: a row per group of people alike in all covariates."""
    events, at_risk = patterns.events, patterns.at_risk
    tied = events.sum(axis=1).astype(np.int64)
    day_of_event = np.repeat(np.arange(len(tied)), tied)
    before_it = np.arange(len(day_of_event)) - np.repeat(np.cumsum(tied) - tied, tied)
    gone = (before_it / tied[day_of_event])[:, None] * events[day_of_event]
    free_share = np.cumprod(1 - tied / at_risk.sum(axis=1)) if len(tied) else np.zeros(0)
    centred = x - (x.mean(axis=0) if len(x) else 0)
    return _Table(centred, at_risk[day_of_event] - gone, events, day_of_event, free_share)


def _moments(table: _Table, coefficients: Numbers) -> tuple[Numbers, Numbers]:
    """Mean of the covariates among those at risk at each event, and the information in all events."""
    weights = table.left * np.exp(table.x @ coefficients)
    shares = weights / weights.sum(axis=1, keepdims=True)
    expected = shares @ table.x
    information = table.x.T @ (table.x * shares.sum(axis=0)[:, None]) - expected.T @ expected
    return expected, information


def _likelihood(table: _Table, coefficients: Numbers) -> float:
    scores = table.x @ coefficients
    return float((table.events @ scores).sum() - np.log(table.left @ np.exp(scores)).sum())


def _fitted(table: _Table) -> tuple[Numbers, Numbers] | None:
    """Coefficients and information by Newton's method, with steps halved while they do not lead upwards."""
    if not len(table.left):
        return None
    observed = (table.events @ table.x).sum(axis=0)
    coefficients = np.zeros(table.x.shape[1])
    now = _likelihood(table, coefficients)
    for _ in range(MOST_STEPS):
        expected, information = _moments(table, coefficients)
        if np.linalg.matrix_rank(information) < len(coefficients):
            return None
        step = np.linalg.solve(information, observed - expected.sum(axis=0))
        for _ in range(HALVINGS):
            after = _likelihood(table, coefficients + step)
            if after >= now - CLOSE_ENOUGH:
                break
            step = step / 2
        coefficients, now = coefficients + step, after
        if np.abs(step).max() < CLOSE_ENOUGH:
            return coefficients, _moments(table, coefficients)[1]
    return None  # it runs off without end: no finite estimate
