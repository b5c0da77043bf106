"""Will we ever know? The smallest change that would show, and the month in which the intended one would.

Everything is worked out before a change from what went before it: how many cases a month, what share, how much
more it varies than chance. The change is taken to be there in full from the first full month on, and to last;
it shows when the interval of `interrupted.course` leaves out "no change". Departures: docs/deviations.md.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import polars as pl

from metrics.distributions import shifted_student_above, student_quantile
from metrics.interrupted import Course
from metrics.rates import LEVEL
from metrics.regression import Matrix, binomial, usual_lag
from metrics.segments import Timing, baseline_columns, change_columns, later, months_from, waves
from metrics.verdicts import MINIMUM_PERIODS

POWER = 0.80
HORIZONS = (3, 6, 12)  # months
FARTHEST = 60  # months; what does not show in five years is said never to show
RECENT = 12  # months before the start that say how many cases there will be
STEPS = 12  # halvings: to a hundredth of a percent
EDGE = 0.001  # no share comes closer to nobody or everybody
# `Fit.variance` takes the larger of two readings, which is wider than either: by this much in 600 draws each of
# 12 to 50 months before and 3 to 18 after. Without it the power came out 4 points too high.
WIDER = 1.04


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """What went before a change: months with cases, cases a month, share, and dispersion (1 for pure chance)."""

    months: tuple[date, ...]
    cases: float
    share: float
    dispersion: float
    timing: Timing


def baseline(series: pl.DataFrame, timing: Timing) -> Baseline | None:
    """What the months before a change say; None with fewer than 8, or when they show no variation.

    series: as in `interrupted.course`. Cases and share are those of the last 12 months before the start.
    """
    before = series.filter(pl.col("period") < timing.start_month, pl.col("out_of") > 0).sort("period")
    if before.height < MINIMUM_PERIODS:
        return None
    months = tuple(before["period"].to_list())
    counted, out_of = (before[name].to_numpy().astype(np.float64) for name in ("counted", "out_of"))
    places = months_from(months[0], months)
    design = baseline_columns(months, timing, waves(len(months)))
    fit = binomial(design, counted, out_of, places=places, lag=usual_lag(len(months)))
    recent = before.tail(RECENT)
    if fit is None:
        return None
    return Baseline(
        months=months,
        cases=float(recent["out_of"].sum()) / recent.height,
        share=float(recent["counted"].sum()) / float(recent["out_of"].sum()),
        dispersion=fit.dispersion,
        timing=timing,
    )


def power(before: Baseline, size: float, months: int) -> float:
    """The chance that a change of this size (0.05 for 5 points up) shows after so many full months, FARTHEST at most.

    0 where the change is not possible (a share above 1 or below 0) or the months are too few to fit.
    """
    aim = before.share + size
    if not EDGE / 2 < aim < 1 - EDGE / 2 or months < 2:  # a share at the edge itself may be rounded past it
        return 0.0
    error, degrees = _error(before, aim, months)
    if degrees < 1:
        return 0.0
    edge = student_quantile(degrees, 0.5 + LEVEL / 2)
    return shifted_student_above(edge, degrees, abs(size) / error)


def smallest_size(before: Baseline, months: int, *, direction: str) -> float | None:
    """The smallest change in that direction that shows after so many months with 80 % power; None: not any."""
    sign, most = (1, 1 - EDGE - before.share) if direction == "up" else (-1, before.share - EDGE)
    if most <= 0 or power(before, sign * most, months) < POWER:
        return None
    low, high = 0.0, most
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if power(before, sign * middle, months) >= POWER else (middle, high)
    return sign * high


def shows_in(before: Baseline, intended: float) -> date | None:
    """The month by the end of which the intended share would show with 80 % power; None: never.

    Never sooner than a verdict is given at all: after 8 full months.
    """
    size = intended - before.share
    for months in range(MINIMUM_PERIODS, FARTHEST + 1):
        if power(before, size, months) >= POWER:
            return later(before.timing.full_from, months - 1)
    return None


def could_have_shown(found: Course) -> float:
    """The smallest change that would have shown at the review with 80 % power, given the errors there were."""
    edge = student_quantile(found.degrees, 0.5 + LEVEL / 2) + student_quantile(found.degrees, POWER)
    return edge * found.size_error


def _error(before: Baseline, aim: float, months: int) -> tuple[float, int]:
    """The expected error of the size in the last of so many months after, and its degrees of freedom."""
    design, without = _design(before, months)
    degrees = len(design) - design.shape[1]
    share = np.where(np.arange(len(design)) < len(before.months), before.share, aim)
    spread = before.cases * share * (1 - share) / before.dispersion
    gradient: Matrix = aim * (1 - aim) * design[-1] - before.share * (1 - before.share) * without
    information = design.T @ (design * spread[:, None])
    return WIDER * float(np.sqrt(gradient @ np.linalg.solve(information, gradient))), degrees


def _design(before: Baseline, months: int) -> tuple[Matrix, Matrix]:
    """Of the months before and so many after, one in a row, and what the last row were without the change."""
    every = len(before.months) + months
    base, change = _columns(before, waves(every))
    return np.hstack([base[:every], change[:every]]), np.hstack([base[every - 1], 0 * change[every - 1]])


@lru_cache(maxsize=8)
def _columns(before: Baseline, pairs: int) -> tuple[Matrix, Matrix]:
    """As `_design`, of as many months after as are ever looked at.

    Kept, because sizes are looked for step by step and month by month.
    """
    timing = before.timing
    every = [*before.months, *(later(timing.full_from, step) for step in range(FARTHEST))]
    return baseline_columns(every, timing, pairs), change_columns(every, timing)
