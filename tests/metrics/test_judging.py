"""From monthly counts to a verdict: each verdict from real inputs, and how often it is wrong."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from metrics.interrupted import Course, NoCourse
from metrics.judging import Circumstances, Intent, Judged, judge
from metrics.rates import Estimate
from tests.metrics.series import STARTS_ON, drawn, months, series

INTENT = Intent(direction="up", starts_on=STARTS_ON, intended=0.60, intended_by=date(2025, 12, 31))
NOW = date(2026, 2, 28)


def steady(before: float, after: float, *, months_before: int = 20, months_after: int = 14) -> pl.DataFrame:
    """The same share every month, but for one case more or less in turn."""
    periods = months(months_before, months_after)
    counted = [
        round(200 * (before if period < STARTS_ON else after)) + place % 2
        for place, period in enumerate(periods)
    ]
    return series(periods, counted, 200)


UP, LEVEL, DOWN = steady(0.45, 0.60), steady(0.45, 0.45), steady(0.45, 0.30)
LOW = Estimate(0.5, 0.4, 0.6)
CASES: list[tuple[pl.DataFrame, dict[str, Any], dict[str, Any], str, str]] = [
    (UP, {}, {"data_complete": False}, "cannot_tell", "failed_checks"),
    (UP, {}, {"has_before": False}, "cannot_tell", "before_the_data"),
    (UP, {}, {"missing_share": 0.26}, "cannot_tell", "too_much_missing"),
    (UP, {}, {"fidelity": LOW, "fidelity_target": 0.8}, "not_delivered", "fidelity_below_target"),
    (UP.tail(21), {}, {}, "too_early", "periods_before"),
    (UP.head(27), {}, {}, "too_early", "periods_after"),
    (UP, {"outcome_days": 240}, {}, "too_early", "outcome_window"),
    (UP, {}, {"fidelity_target": 0.8}, "too_early", "no_delivery_yet"),
    (UP, {}, {"may_be_shown": False}, "cannot_tell", "no_course"),
    (DOWN, {}, {}, "reversed", "moved_against"),
    (UP, {}, {"balancing_moved_against": ("dual_arrest",)}, "mixed", "dual_arrest"),
    (UP, {}, {"groups_moved_against": ("race=black",)}, "mixed", "race=black"),
    (UP, {}, {}, "as_intended_met", "target_reached"),
    (UP, {"intended": 0.90}, {}, "as_intended_short", "target_not_reached"),
    (LEVEL, {}, {}, "no_clear_change", "could_be_chance"),
]


@pytest.mark.parametrize(("counts", "intent", "known", "verdict", "reason"), CASES)
def test_every_verdict_is_reached_from_counts(
    counts: pl.DataFrame, intent: dict[str, Any], known: dict[str, Any], verdict: str, reason: str
) -> None:
    found = judge(counts, replace(INTENT, **intent), circumstances=Circumstances(**known), last_day=NOW)
    assert found.verdict is not None
    assert (found.verdict.id, found.verdict.reason) == (verdict, reason)


def test_the_size_is_that_against_the_course_before() -> None:
    found = judge(UP, INTENT)
    assert isinstance(found.course, Course)
    assert found.course.size.value == pytest.approx(0.15, abs=0.01)
    assert found.course.review == date(2025, 12, 1)
    assert (found.periods_before, found.periods_after) == (20, 14)


def test_months_whose_outcome_is_not_known_yet_are_not_judged() -> None:
    """31 days: all but the last month, whose cases of the last day are 28 days old at most."""
    young = UP.with_columns(
        pl.when(pl.col("period") == date(2026, 2, 1)).then(0).otherwise(pl.col("counted")).alias("counted")
    )
    judged = judge(young, replace(INTENT, outcome_days=28), last_day=NOW)
    assert isinstance(judged.course, Course)
    assert judged.course.size == judge(UP.head(33), INTENT).course.size  # type: ignore[union-attr]


PROVISIONAL = replace(INTENT, provisional_months=2)
LATE = pl.col("period") >= date(2026, 1, 1)


def late(counts: pl.DataFrame) -> pl.DataFrame:
    """The newest two months hold a tenth of their records so far."""
    return counts.with_columns(
        pl.when(LATE).then(pl.col(name) // 10).otherwise(pl.col(name)).alias(name)
        for name in ("counted", "out_of")
    )


def test_provisional_months_are_not_in_the_course() -> None:
    """Whatever late records will make of them, the size is that of the months before."""
    half_in = UP.with_columns(pl.when(LATE).then(0).otherwise(pl.col("counted")).alias("counted"))
    settled = judge(UP.head(32), INTENT, last_day=date(2025, 12, 31))
    for counts in (UP, half_in, late(UP)):
        judged = judge(counts, PROVISIONAL, last_day=NOW)
        assert isinstance(judged.course, Course)
        assert judged.course.size == settled.course.size  # type: ignore[union-attr]
        assert judged.verdict == settled.verdict
        assert (judged.periods_before, judged.periods_after) == (20, 12)


def test_provisional_months_of_the_comparison_are_not_in_the_course_either() -> None:
    beside = judge(UP, PROVISIONAL, comparison=LEVEL, last_day=NOW)
    moved = judge(UP, PROVISIONAL, comparison=late(LEVEL), last_day=NOW)
    assert isinstance(beside.course, Course)
    assert beside.course.is_controlled
    assert beside.course.size == moved.course.size  # type: ignore[union-attr]


def test_a_change_is_judged_once_eight_months_have_settled() -> None:
    nine = judge(UP.head(29), PROVISIONAL, last_day=date(2025, 9, 30))
    ten = judge(UP.head(30), PROVISIONAL, last_day=date(2025, 10, 31))
    assert nine.verdict is not None
    assert (nine.verdict.id, nine.verdict.reason, nine.periods_after) == ("too_early", "periods_after", 7)
    assert ten.verdict is not None
    assert ten.verdict.id != "too_early"


def test_the_old_course_is_carried_on_through_provisional_months() -> None:
    judged = judge(UP, PROVISIONAL, last_day=NOW)
    assert isinstance(judged.course, Course)
    assert judged.course.line["period"].max() == date(2026, 2, 1)
    assert judged.course.review == date(2025, 12, 1)


def test_the_month_in_which_a_change_shows_waits_until_it_has_settled() -> None:
    sure = judge(UP.head(20), INTENT).shows_in
    waits = judge(UP.head(20), PROVISIONAL, last_day=date(2024, 10, 31)).shows_in
    assert (sure, waits) == (date(2025, 8, 1), date(2025, 10, 1))


def test_too_few_months_carry_no_size_but_say_what_would_show() -> None:
    judged = judge(UP.head(23), INTENT)
    assert judged.course == NoCourse("periods_after")
    assert judged.could_have_shown is None
    assert judged.has_baseline
    assert judged.smallest[12] is not None
    assert judged.shows_in is not None


def test_before_a_change_there_is_a_verdict_of_too_early_and_an_answer_to_when() -> None:
    judged = judge(UP.head(20), INTENT)
    assert judged.verdict is not None
    assert judged.verdict.id == "too_early"
    assert judged.shows_in == date(2025, 8, 1)


def test_without_any_counts_nothing_is_claimed() -> None:
    judged = judge(series([], [], 0), INTENT)
    assert judged.verdict is not None
    assert (judged.verdict.id, judged.verdict.reason) == ("too_early", "periods_before")
    assert not judged.has_baseline
    assert set(judged.smallest.values()) == {None}


def test_a_context_indicator_has_a_size_and_no_verdict() -> None:
    judged = judge(UP, replace(INTENT, direction="context"))
    assert judged.verdict is None
    assert isinstance(judged.course, Course)


def test_a_comparison_without_enough_months_leaves_the_series_judged_alone() -> None:
    judged = judge(UP, INTENT, comparison=LEVEL.head(10))
    assert isinstance(judged.course, Course)
    assert not judged.course.is_controlled
    beside = judge(UP, INTENT, comparison=LEVEL)
    assert isinstance(beside.course, Course)
    assert beside.course.is_controlled


def test_what_would_show_points_where_the_change_was_intended_to_go() -> None:
    down = judge(LEVEL, replace(INTENT, direction="down", intended=0.30))
    assert all(size is not None and size < 0 for size in down.smallest.values())


def intended(judged: Judged) -> bool:
    return judged.verdict is not None and judged.verdict.id.startswith("as_intended")


@pytest.mark.parametrize("trend", [0.0, 0.5])
def test_as_intended_is_seldom_said_of_no_effect_or_of_a_rise_under_way(trend: float) -> None:
    random = np.random.default_rng(41)
    wrong = sum(
        intended(judge(drawn(random, 24, 14, cases=80, share=0.45, trend=trend), INTENT)) for _ in range(300)
    )
    assert wrong / 300 <= 0.05


def test_a_large_effect_is_mostly_said_to_be_as_intended() -> None:
    random = np.random.default_rng(42)
    right = sum(
        intended(judge(drawn(random, 30, 14, cases=120, share=0.45, size=0.15), INTENT)) for _ in range(100)
    )
    assert right >= 80
