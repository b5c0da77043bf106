"""Monthly series made up for tests, around a change that starts on 1 January 2025."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from metrics.interrupted import Course, NoCourse
from metrics.rates import Estimate
from metrics.segments import later

STARTS_ON = date(2025, 1, 1)


def months(before: int, after: int) -> list[date]:
    return [later(STARTS_ON, step) for step in range(-before, after)]


def series(periods: Sequence[date], counted: Sequence[int], out_of: Sequence[int] | int) -> pl.DataFrame:
    cases = [out_of] * len(periods) if isinstance(out_of, int) else list(out_of)
    return pl.DataFrame(
        {"period": list(periods), "counted": list(counted), "out_of": cases},
        schema={"period": pl.Date, "counted": pl.Int64, "out_of": pl.Int64},
    )


def drawn(
    random: np.random.Generator,
    before: int,
    after: int,
    *,
    cases: int,
    share: float,
    trend: float = 0.0,
    size: float = 0.0,
    spread: float = 0.0,
) -> pl.DataFrame:
    """Counts drawn month by month. trend: log odds a year; size: of the share, since the start; spread: of the
    log odds from month to month, beyond chance."""
    periods = months(before, after)
    years = np.arange(-before, after) / 12
    odds = np.log(share / (1 - share)) + trend * years + spread * random.normal(size=len(periods))
    shares = 1 / (1 + np.exp(-odds)) + size * (years >= 0)
    return series(periods, random.binomial(cases, np.clip(shares, 0.001, 0.999)).tolist(), cases)


def found(course: Course | NoCourse) -> Course:
    """The course, which a test expects to be there."""
    assert isinstance(course, Course), course
    return course


def holds(estimate: Estimate, value: float) -> bool:
    return estimate.low <= value <= estimate.high
