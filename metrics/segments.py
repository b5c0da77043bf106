"""The months of a change: before it, while it is brought in, and since; and the design matrix they make."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from metrics.declarations import Intervention
from metrics.regression import Matrix, Places

MONTHS_A_YEAR = 12
SEASONAL_FROM = 24  # months in all from which a yearly wave is part of the model
SECOND_WAVE_FROM = 48  # and a half-yearly one


@dataclass(frozen=True, kw_only=True)
class Timing:
    """When a change started, and how many months it took to be in full effect.

    A month in which it started part of the way through, and the months of the ramp, belong to neither side.
    """

    starts_on: date
    ramp_months: int = 0

    @property
    def start_month(self) -> date:
        return self.starts_on.replace(day=1)

    @property
    def full_from(self) -> date:
        """First day of the first month that counts as after."""
        waits = self.ramp_months + (0 if self.starts_on.day == 1 else 1)
        return later(self.start_month, waits)

    def is_before(self, month: date) -> bool:
        return month < self.start_month

    def is_after(self, month: date) -> bool:
        return month >= self.full_from


def timing_of(change: Intervention) -> Timing:
    """When a declared change started, and when it was to be in full effect."""
    return Timing(starts_on=change.starts_on, ramp_months=change.ramp_months)


def last_known(last_day: date, outcome_days: int) -> date:
    """The last day whose cases are old enough for their outcome to be known, where the data reach `last_day`."""
    return last_day - timedelta(days=outcome_days)


def later(month: date, months: int) -> date:
    """The first day of the month so many months later, or earlier when negative."""
    place = month.year * MONTHS_A_YEAR + month.month - 1 + months
    return date(place // MONTHS_A_YEAR, place % MONTHS_A_YEAR + 1, 1)


def months_from(start: date, months: Sequence[date]) -> Places:
    """How many months each one lies after the start; negative when before."""
    first = start.year * MONTHS_A_YEAR + start.month
    return np.array([month.year * MONTHS_A_YEAR + month.month - first for month in months], dtype=np.int64)


def waves(periods: int) -> int:
    """How many pairs of seasonal terms so many months can carry.

    Pairs of sine and cosine cost two coefficients each, where a term for every month of the year would cost
    eleven: more than half of what two years of months can tell.
    Source: Bhaskaran and others 2013, International Journal of Epidemiology 42, 1187-1195.
    """
    return 0 if periods < SEASONAL_FROM else 1 if periods < SECOND_WAVE_FROM else 2


def baseline_columns(months: Sequence[date], timing: Timing, pairs: int) -> Matrix:
    """Level, yearly trend, and season: what would have gone on without the change."""
    years = months_from(timing.full_from, months) / MONTHS_A_YEAR
    angles = [2 * np.pi * wave * years for wave in range(1, pairs + 1)]
    return np.column_stack(
        [np.ones(len(months)), years, *(turn(angle) for angle in angles for turn in (np.sin, np.cos))]
    )


def change_columns(months: Sequence[date], timing: Timing) -> Matrix:
    """The change of level and of trend (by year) from the first full month on; 0 before."""
    since = months_from(timing.full_from, months)
    after = (since >= 0).astype(np.float64)
    return np.column_stack([after, after * since / MONTHS_A_YEAR])
