"""Segmented regression of monthly counts: against statsmodels, at its edges, and how often it is wrong."""

from datetime import date

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm

from metrics.interrupted import NoCourse, course, full_periods
from metrics.segments import Timing, later, waves
from tests.metrics.series import STARTS_ON, drawn, found, holds, months, series

TIMING = Timing(starts_on=STARTS_ON)
DRAWS = 300


def in_waves() -> pl.DataFrame:
    """Four months up, four months down: neighbours are alike."""
    shares = [0.5 + 0.06 * (1 if place % 8 < 4 else -1) for place in range(22)]
    return series(months(12, 10), [round(200 * share) for share in shares], 200)


@pytest.mark.parametrize(
    ("data", "larger"),
    [
        (drawn(np.random.default_rng(5), 12, 10, cases=80, share=0.4, size=0.1), "chance"),
        (in_waves(), "robust"),
    ],
    ids=["by chance alone", "in waves"],
)
def test_size_and_interval_are_those_worked_out_from_statsmodels(data: pl.DataFrame, larger: str) -> None:
    """The larger of two errors: that of chance, and that of Newey-West, which allows for neighbours to be alike."""
    counted, out_of = (data[name].to_numpy().astype(float) for name in ("counted", "out_of"))
    years = np.arange(-12, 10) / 12
    after = (years >= 0).astype(float)
    design = np.column_stack([np.ones(22), years, after, after * years])
    model = sm.GLM(np.column_stack([counted, out_of - counted]), design, family=sm.families.Binomial())
    robust = model.fit(cov_type="HAC", cov_kwds={"maxlags": 2, "use_correction": False})
    plain = model.fit()
    with_it, without = design[-1], design[-1] * [1, 1, 0, 0]
    shares = [1 / (1 + np.exp(-row @ plain.params)) for row in (with_it, without)]
    slopes = shares[0] * (1 - shares[0]) * with_it - shares[1] * (1 - shares[1]) * without
    chance = slopes @ plain.cov_params() @ slopes * max(1.0, plain.pearson_chi2 / 18)
    readings = {"chance": chance, "robust": slopes @ robust.cov_params() @ slopes * 22 / 18}
    assert max(readings, key=lambda name: readings[name]) == larger
    error = np.sqrt(max(readings.values()))
    ours = found(course(data, TIMING))
    assert ours.size.value == pytest.approx(shares[0] - shares[1], abs=1e-7)
    assert ours.size.high - ours.size.value == pytest.approx(2.100922 * error, rel=1e-5)  # t of 18 degrees
    assert (ours.actual.value, ours.counterfactual.value) == pytest.approx(tuple(shares), abs=1e-7)


@pytest.mark.parametrize(
    ("before", "after", "reason"), [(7, 8, "periods_before"), (8, 7, "periods_after"), (8, 8, None)]
)
def test_eight_months_are_needed_on_each_side(before: int, after: int, reason: str | None) -> None:
    data = drawn(np.random.default_rng(1), before, after, cases=80, share=0.4)
    result = course(data, TIMING)
    assert (result.reason if isinstance(result, NoCourse) else None) == reason


def test_a_month_without_cases_is_not_one_of_the_eight() -> None:
    data = drawn(np.random.default_rng(1), 8, 8, cases=80, share=0.4)
    empty = data.with_columns(
        pl.when(pl.col("period") == date(2025, 3, 1)).then(0).otherwise(pl.col(name)).alias(name)
        for name in ("counted", "out_of")
    )
    assert course(empty, TIMING) == NoCourse("periods_after")


@pytest.mark.parametrize("share", [0, 80])
def test_nobody_or_everybody_on_one_side_is_not_fitted(share: int) -> None:
    data = series(months(10, 10), [share] * 10 + [40] * 10, 80)
    assert course(data, TIMING) == NoCourse("not_fitted")


def test_no_months_at_all_are_too_few() -> None:
    assert course(series([], [], 0), TIMING) == NoCourse("periods_before")


def test_a_change_before_the_data_begin_has_nothing_before_it() -> None:
    data = drawn(np.random.default_rng(1), 0, 20, cases=80, share=0.4)
    assert course(data, TIMING) == NoCourse("periods_before")


def test_months_of_the_ramp_count_on_neither_side_but_the_line_runs_through_them() -> None:
    data = drawn(np.random.default_rng(2), 12, 14, cases=80, share=0.4)
    ramp = Timing(starts_on=STARTS_ON, ramp_months=3)
    wild = data.with_columns(
        pl.when(pl.col("period").is_between(STARTS_ON, date(2025, 3, 1)))
        .then(79)
        .otherwise(pl.col("counted"))
    )
    assert full_periods(data, ramp) == (12, 11)
    one, other = found(course(data, ramp)), found(course(wild, ramp))
    assert one.size == other.size
    assert one.line["period"].to_list() == [later(STARTS_ON, step) for step in range(14)]


def test_a_month_in_which_the_change_started_part_of_the_way_counts_on_neither_side() -> None:
    data = drawn(np.random.default_rng(2), 12, 14, cases=80, share=0.4)
    assert full_periods(data, Timing(starts_on=date(2025, 1, 2))) == (12, 13)
    assert full_periods(data, Timing(starts_on=date(2025, 1, 1))) == (12, 14)


@pytest.mark.parametrize(
    ("review_by", "review"),
    [
        (None, date(2026, 2, 1)),
        (date(2025, 12, 31), date(2025, 12, 1)),
        (date(2025, 12, 30), date(2025, 11, 1)),
        (date(2030, 1, 1), date(2026, 2, 1)),
        (date(2025, 1, 15), date(2026, 2, 1)),
    ],
)
def test_the_size_is_taken_in_the_last_full_month_by_the_day_of_review(
    review_by: date | None, review: date
) -> None:
    data = drawn(np.random.default_rng(2), 12, 14, cases=80, share=0.4)
    assert found(course(data, TIMING, review_by=review_by)).review == review


@pytest.mark.parametrize(("periods", "pairs"), [(23, 0), (24, 1), (47, 1), (48, 2)])
def test_seasonal_terms_come_with_two_years_of_months(periods: int, pairs: int) -> None:
    assert waves(periods) == pairs


def test_a_season_is_not_taken_for_a_change_once_it_can_be_told() -> None:
    periods = months(30, 9)
    season = 1 / (1 + np.exp(-0.4 * np.sin(2 * np.pi * np.arange(-30, 9) / 12)))
    data = series(periods, np.round(4000 * season).astype(int).tolist(), 4000)
    result = found(course(data, TIMING))
    assert result.is_seasonal
    assert abs(result.size.value) < 0.01


def test_row_order_and_a_shift_of_all_dates_by_years_change_nothing() -> None:
    data = drawn(np.random.default_rng(3), 14, 12, cases=60, share=0.3, size=0.1)
    one = found(course(data, TIMING))
    mixed = found(course(data.reverse(), TIMING))
    moved = found(
        course(data.with_columns(pl.col("period").dt.offset_by("36mo")), Timing(starts_on=date(2028, 1, 1)))
    )
    assert mixed.size.value == pytest.approx(one.size.value, abs=1e-12)
    assert (moved.size.value, moved.size.low) == pytest.approx((one.size.value, one.size.low), abs=1e-9)


def test_the_interval_holds_the_planted_size_as_often_as_it_says() -> None:
    random = np.random.default_rng(20)
    held = sum(
        holds(found(course(drawn(random, 33, 18, cases=80, share=0.45, size=0.15), TIMING)).size, 0.15)
        for _ in range(DRAWS)
    )
    assert 0.92 <= held / DRAWS <= 0.99


@pytest.mark.parametrize(
    ("before", "after", "trend", "spread"),
    [(33, 18, 0.0, 0.0), (33, 18, 0.4, 0.0), (12, 10, 0.8, 0.0), (8, 8, 0.0, 0.0), (33, 18, 0.0, 0.2)],
)
def test_no_change_and_a_rise_under_way_before_are_seldom_taken_for_an_effect(
    before: int, after: int, trend: float, spread: float
) -> None:
    random = np.random.default_rng(21)
    wrong = sum(
        found(
            course(drawn(random, before, after, cases=80, share=0.45, trend=trend, spread=spread), TIMING)
        ).size.low
        > 0
        for _ in range(DRAWS)
    )
    assert wrong / DRAWS <= 0.05


def test_what_happened_elsewhere_too_is_not_an_effect_of_the_change() -> None:
    random = np.random.default_rng(22)
    alone, compared = 0, 0
    for _ in range(60):
        own = drawn(random, 24, 14, cases=150, share=0.45, size=0.15)
        other = drawn(random, 24, 14, cases=150, share=0.40, size=0.15)
        alone += found(course(own, TIMING)).size.low > 0
        result = found(course(own, TIMING, comparison=other))
        assert result.is_controlled
        compared += result.size.low > 0
    assert alone > 30
    assert compared <= 5


def test_beside_a_comparison_the_planted_size_is_found() -> None:
    random = np.random.default_rng(23)
    held = 0
    for _ in range(100):
        own = drawn(random, 24, 14, cases=300, share=0.45, size=0.20)
        other = drawn(random, 24, 14, cases=300, share=0.45)
        held += holds(found(course(own, TIMING, comparison=other)).size, 0.20)
    assert 90 <= held <= 100


def test_how_two_series_drew_apart_before_the_start_is_told_in_points_a_year() -> None:
    periods = months(24, 12)
    years = np.arange(-24, 12) / 12
    own = series(periods, np.round(9000 * (0.5 + 0.05 * years)).astype(int).tolist(), 9000)
    flat = series(periods, [4500] * 36, 9000)
    result = found(course(own, TIMING, comparison=flat))
    assert result.pretrend is not None
    assert result.pretrend.value == pytest.approx(0.05, abs=0.003)
    assert found(course(own, TIMING)).pretrend is None


def test_a_comparison_with_too_few_months_is_refused() -> None:
    own = drawn(np.random.default_rng(4), 12, 12, cases=80, share=0.4)
    assert course(own, TIMING, comparison=own.head(19)) == NoCourse("periods_after")
