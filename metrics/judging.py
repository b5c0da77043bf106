"""One change judged from monthly counts: what followed it, how sure that is, and what could have been seen.

Pure: counts in, verdict out. What the refresh knows beyond the counts (delivery, missing data, harms beside the
change) comes in as `Circumstances`; without it the counts alone are judged.
"""

import math
from dataclasses import dataclass
from datetime import date

import polars as pl

from metrics.detectable import HORIZONS, Baseline, baseline, could_have_shown, shows_in, smallest_size
from metrics.interrupted import Course, NoCourse, course, full_periods
from metrics.rates import Estimate
from metrics.segments import Timing, last_known, later
from metrics.verdicts import MINIMUM_PERIODS, Direction, Evidence, Verdict, verdict

MISSING_LIMIT = 0.25
DAYS_A_MONTH = 30


@dataclass(frozen=True, kw_only=True)
class Intent:
    """What a change was meant to do. intended: share (0 to 1) by `intended_by`; direction: of the indicator.

    ramp_months: months between the start and full effect, which belong to neither side.
    outcome_days: days after a case until its outcome is known; younger months are not judged.
    provisional_months: of the newest, late records are still expected; they are not judged either, nor counted.
    """

    direction: Direction
    starts_on: date
    intended: float
    intended_by: date
    ramp_months: int = 0
    outcome_days: int = 0
    provisional_months: int = 0
    minimum_periods: int = MINIMUM_PERIODS

    @property
    def timing(self) -> Timing:
        return Timing(starts_on=self.starts_on, ramp_months=self.ramp_months)


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What is known beside the counts; see `verdicts.Evidence`. may_be_shown: false holds every size back."""

    data_complete: bool = True
    has_before: bool = True
    missing_share: float = 0.0
    missing_limit: float = MISSING_LIMIT
    fidelity: Estimate | None = None
    fidelity_target: float | None = None
    balancing_moved_against: tuple[str, ...] = ()
    groups_moved_against: tuple[str, ...] = ()
    may_be_shown: bool = True


@dataclass(frozen=True, kw_only=True)
class Judged:
    """The verdict with its numbers. Sizes are shares (0.05 for 5 points), signed as they point.

    verdict: None for an indicator that carries none. smallest: by months after the start, the smallest change in
    the intended direction that shows with 80 % power; None: none does. shows_in: the month by the end of which
    the intended change would show; None: never, or not known (`has_baseline` is false). could_have_shown: the
    smallest change that would have shown at the review, either way.
    """

    verdict: Verdict | None
    course: Course | NoCourse
    periods_before: int
    periods_after: int
    has_baseline: bool
    smallest: dict[int, float | None]
    shows_in: date | None
    could_have_shown: float | None


def judge(
    series: pl.DataFrame,
    intent: Intent,
    *,
    comparison: pl.DataFrame | None = None,
    circumstances: Circumstances | None = None,
    last_day: date | None = None,
) -> Judged:
    """What the monthly counts of one indicator say of one change.

    series, comparison: rows of period (first day of a month), counted, out_of; see `interrupted.course`. Where
    nothing can be fitted with the comparison, the series is judged alone.
    last_day: the last day the data reach; needed where an outcome takes its time to be known.
    """
    known = circumstances or Circumstances()
    found = course_of(series, intent, comparison=comparison, last_day=last_day)
    settled = _settled(series, intent, last_day)
    ripe = _ripe(settled, intent, last_day)
    before, after = full_periods(ripe, intent.timing)
    started = full_periods(settled, intent.timing)[1]
    start = baseline(ripe, intent.timing)
    return Judged(
        verdict=verdict(_evidence(intent, known, found, before, started, after)),
        course=found,
        periods_before=before,
        periods_after=after,
        has_baseline=start is not None,
        smallest={months: _smallest(start, intent, months) for months in HORIZONS},
        shows_in=_shows_in(start, intent) if start else None,
        could_have_shown=could_have_shown(found) if isinstance(found, Course) else None,
    )


def _smallest(start: Baseline | None, intent: Intent, months: int) -> float | None:
    """In the direction in which the change was intended to go from its baseline."""
    if start is None:
        return None
    return smallest_size(start, months, direction="up" if intent.intended >= start.share else "down")


def _shows_in(start: Baseline, intent: Intent) -> date | None:
    """As `detectable.shows_in`, and later by the months that must settle, or their outcomes be known, first."""
    found = shows_in(start, intent.intended)
    waits = max(intent.provisional_months, math.ceil(intent.outcome_days / DAYS_A_MONTH))
    return later(found, waits) if found else None


def _settled(series: pl.DataFrame, intent: Intent, last_day: date | None) -> pl.DataFrame:
    """Months that late records are no longer expected to change. last_day: else that of the last month there is."""
    newest = last_day or series["period"].max()
    if not intent.provisional_months or not isinstance(newest, date):
        return series
    return series.filter(pl.col("period") < later(newest.replace(day=1), 1 - intent.provisional_months))


def _ripe(series: pl.DataFrame, intent: Intent, last_day: date | None) -> pl.DataFrame:
    """Months whose youngest case is old enough for its outcome to be known."""
    if last_day is None:
        return series
    return series.filter(pl.col("period").dt.month_end() <= last_known(last_day, intent.outcome_days))


def course_of(
    series: pl.DataFrame,
    intent: Intent,
    *,
    comparison: pl.DataFrame | None = None,
    last_day: date | None = None,
) -> Course | NoCourse:
    """The course that a change is judged by. Arguments as of `judge`. Its line runs on through provisional months."""
    ripe = _ripe(series, intent, last_day)
    last_month = ripe.filter(pl.col("out_of") > 0)["period"].max()

    def fitted(beside: pl.DataFrame | None) -> Course | NoCourse:
        return course(
            _settled(ripe, intent, last_day),
            intent.timing,
            review_by=intent.intended_by,
            comparison=None
            if beside is None
            else _settled(_ripe(beside, intent, last_day), intent, last_day),
            minimum_periods=intent.minimum_periods,
            line_to=last_month if isinstance(last_month, date) else None,
        )

    found = fitted(comparison)
    return fitted(None) if comparison is not None and isinstance(found, NoCourse) else found


def _evidence(
    intent: Intent, known: Circumstances, found: Course | NoCourse, before: int, started: int, after: int
) -> Evidence:
    told = found if isinstance(found, Course) and known.may_be_shown else None
    return Evidence(
        direction=intent.direction,
        data_complete=known.data_complete,
        has_before=known.has_before,
        missing_share=known.missing_share,
        missing_limit=known.missing_limit,
        fidelity=known.fidelity,
        fidelity_target=known.fidelity_target,
        full_periods_before=before,
        full_periods_after=started,
        minimum_periods=intent.minimum_periods,
        outcome_window_passed=after >= min(started, intent.minimum_periods),
        change=told.size if told else None,
        after=told.actual if told else None,
        intended=intent.intended,
        balancing_moved_against=known.balancing_moved_against,
        groups_moved_against=known.groups_moved_against,
    )
