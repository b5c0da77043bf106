"""What could be seen at all: against draws, at its edges, and that "never" is an answer."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from metrics.detectable import Baseline, baseline, could_have_shown, power, shows_in, smallest_size
from metrics.interrupted import course
from metrics.segments import Timing
from tests.metrics.series import STARTS_ON, drawn, found, months, series

TIMING = Timing(starts_on=STARTS_ON)
DRAWS = 300


def before(periods: int, cases: float, share: float, dispersion: float = 1.0) -> Baseline:
    kept = tuple(months(periods, 0))
    return Baseline(months=kept, cases=cases, share=share, dispersion=dispersion, timing=TIMING)


@pytest.mark.parametrize(
    ("periods", "cases", "share", "after"),
    [(16, 80, 0.5, 6), (33, 80, 0.45, 6), (33, 80, 0.45, 12), (33, 300, 0.1, 12), (50, 60, 0.7, 12)],
)
def test_the_smallest_size_shows_four_times_in_five(
    periods: int, cases: int, share: float, after: int
) -> None:
    size = smallest_size(before(periods, cases, share), after, direction="up")
    assert size is not None
    random = np.random.default_rng(31)
    shown = sum(
        found(
            course(
                drawn(random, periods, after, cases=cases, share=share, size=size), TIMING, minimum_periods=2
            )
        ).size.low
        > 0
        for _ in range(DRAWS)
    )
    assert abs(shown / DRAWS - 0.80) <= 0.05


def test_more_variation_than_chance_needs_a_larger_change() -> None:
    even, uneven = (smallest_size(before(30, 80, 0.5, wide), 12, direction="up") for wide in (1.0, 2.0))
    assert even is not None
    assert uneven is not None
    assert uneven > even * 1.3


def test_more_cases_show_a_smaller_change_in_either_direction() -> None:
    for direction, sign in (("up", 1), ("down", -1)):
        sizes = [smallest_size(before(30, cases, 0.5), 12, direction=direction) for cases in (50, 500)]
        assert all(size is not None and size * sign > 0 for size in sizes)
        assert abs(sizes[1] or 0) < abs(sizes[0] or 0) / 2


@pytest.mark.parametrize("share", [hundredth / 100 for hundredth in range(5, 96, 5)] + [0.4612, 0.5388])
def test_with_many_cases_some_change_shows_whatever_the_share(share: float) -> None:
    start = before(30, 5_000, share)
    assert smallest_size(start, 12, direction="up") is not None
    assert smallest_size(start, 12, direction="down") is not None


def test_where_no_possible_change_would_show_there_is_none() -> None:
    assert smallest_size(before(12, 4, 0.9), 6, direction="up") is None
    assert smallest_size(before(30, 80, 1.0), 6, direction="up") is None


def test_an_impossible_share_never_shows() -> None:
    assert power(before(30, 80, 0.9), 0.2, 12) == 0.0
    assert power(before(30, 80, 0.1), -0.2, 12) == 0.0
    assert power(before(30, 80, 0.5), 0.2, 1) == 0.0


def test_a_large_change_shows_when_a_verdict_is_first_given_and_a_small_one_never() -> None:
    start = before(30, 200, 0.45)
    assert shows_in(start, 0.75) == date(2025, 8, 1)
    assert shows_in(start, 0.46) is None
    ramp = replace(start, timing=Timing(starts_on=STARTS_ON, ramp_months=2))
    assert shows_in(ramp, 0.75) == date(2025, 10, 1)


def test_no_intended_change_never_shows() -> None:
    assert shows_in(before(30, 200, 0.45), 0.45) is None


@pytest.mark.parametrize(("periods", "known"), [(7, False), (8, True)])
def test_eight_months_before_are_needed(periods: int, known: bool) -> None:
    data = drawn(np.random.default_rng(1), periods, 3, cases=80, share=0.4)
    assert (baseline(data, TIMING) is not None) is known


def test_without_variation_before_nothing_is_known() -> None:
    assert baseline(series(months(12, 3), [0] * 15, 80), TIMING) is None
    assert baseline(series([], [], 0), TIMING) is None


def test_cases_and_share_are_those_of_the_last_twelve_months_before_the_start() -> None:
    data = series(months(24, 4), [10, 12] * 6 + [40, 44] * 6 + [90] * 4, 100)
    start = baseline(data, TIMING)
    assert start is not None
    assert (start.cases, start.share) == (100, 0.42)


def test_what_could_have_shown_is_larger_than_the_interval_reaches() -> None:
    result = found(course(drawn(np.random.default_rng(2), 20, 12, cases=80, share=0.4), TIMING))
    reach = result.size.high - result.size.value
    assert reach < could_have_shown(result) < 2 * reach
