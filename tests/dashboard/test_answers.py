"""Sentences say what the rows say, with their uncertainty, and nothing of rows that are hidden."""

from datetime import date
from typing import Any

import pytest

from dashboard.answers import delivery, disparity, flow, home, interventions, recidivism, unusual

Row = dict[str, Any]
CHANGE: Row = {
    "intervention": "protocol",
    "title": "Protocol",
    "agencies": "police",
    "starts_on": date(2025, 4, 1),
    "intended_percent": 65,
    "intended_by": date(2026, 3, 31),
    "indicator": "arrest",
    "before_percent": 47,
    "after_percent": 58,
    "change_low": 8,
    "change_high": 15,
    "districts": "",
    "review_on": date(2026, 3, 1),
    "actual_percent": 56,
    "counterfactual_percent": 48,
    "size_points": 8,
    "size_low": 1,
    "size_high": 14,
    "could_have_shown_points": 10,
    "months_after": 12,
    "missing": "",
    "missing_since": None,
    "method": "segmented",
    "comparison_districts": "",
    "before_told": "percent",
    "after_told": "percent",
    "fidelity_percent": 40,
    "fidelity_told": "percent",
    "fidelity_target_percent": 80,
    "verdict": "as_intended_short",
    "reason": "target_not_reached",
}


def said(**other: Any) -> str:
    return interventions.answer(CHANGE | other, "Arrests").replace("\u00a0", " ")


def test_a_change_is_said_from_what_to_what_with_its_range_and_what_is_missing() -> None:
    text = said()
    assert "rose from **47 %** to **58 %** after Apr 2025" in text
    assert "In Mar 2026 the new course stood at **56 %**, where the old course pointed to **48 %**" in text
    assert "**8 points up** (95 % range: 1 to 14 points up)" in text
    assert "**9 points short** of the 65 % intended" in text


def test_without_an_old_course_the_range_is_that_of_before_and_after() -> None:
    text = said(size_points=None)
    assert "8 to 15 points up" in text
    assert "course" not in text


def test_an_interval_around_no_change_names_both_directions() -> None:
    assert "between 2 points down and 3 points up" in said(size_low=-2, size_high=3, size_points=1)
    assert "stayed at **47 %**" in said(after_percent=47)
    assert "no different" in said(size_points=0)


def test_no_clear_change_says_what_could_have_been_seen() -> None:
    text = said(verdict="no_clear_change")
    assert "A change of **10 points** or more would have shown" in text
    assert "The intended **17 points** would have shown; they did not come." in text
    assert "did not come" not in said(verdict="no_clear_change", could_have_shown_points=18)


def test_a_target_inside_the_range_is_not_called_reached() -> None:
    assert "target of 65 % lies within the range of what was reached" in said(verdict="as_intended_met")
    assert "It reached the target of 65 %" in said(verdict="as_intended_met", actual_percent=65)
    assert "It reached" in said(verdict="as_intended_met", actual_percent=40, intended_percent=41)


def test_a_change_in_some_districts_is_said_to_be_there() -> None:
    text = said(districts="North, East")
    assert text.startswith("**Arrests** in North and East rose")
    assert interventions.drawn_district(CHANGE | {"districts": "North"}, "all") == "North"
    assert interventions.drawn_district(CHANGE | {"districts": "North, East"}, "all") == "all"


def test_a_change_that_is_not_delivered_says_how_often_it_is() -> None:
    assert "**40 %** of the cases, against a target of 80 %" in said(verdict="not_delivered")


def test_too_early_says_what_is_awaited() -> None:
    assert "too few full months since the start" in said(verdict="too_early", reason="periods_after")


def test_a_mixed_verdict_names_the_harm() -> None:
    assert "dual arrest" in said(verdict="mixed", reason="dual_arrest")
    assert "people recorded as Black" in said(verdict="mixed", reason="race=black")


def test_a_hidden_share_is_said_to_be_too_few() -> None:
    assert "too few cases before or after the start" in said(before_percent=None, before_told="too_few")


def test_nearly_all_or_nearly_none_of_many_cases_is_said_so_and_not_called_too_few() -> None:
    text = said(after_percent=None, after_told="nearly_all", verdict="cannot_tell", reason="nearly_all")
    assert "**47 %** before Apr 2025, **nearly all** since" in text
    assert "too few cases" not in text
    undelivered = said(fidelity_percent=None, fidelity_told="nearly_none", verdict="not_delivered")
    assert "Delivered as intended: **nearly none** of the cases, against a target of 80 %" in undelivered


@pytest.mark.parametrize(
    ("shown", "told", "words"),
    [
        (83, "percent", "in **about 83 %** of the cases, against a target of 80 %"),
        (None, "nearly_all", "in **nearly all** of the cases, against a target of 80 %"),
        (None, "too_few", "too few cases fell under it"),
        (None, "no_data", "cannot be counted yet how often"),
    ],
)
def test_delivery_is_said_in_percent_or_in_a_word(shown: int | None, told: str, words: str) -> None:
    change = CHANGE | {"fidelity_percent": shown, "fidelity_told": told}
    assert words in delivery.fidelity([], change, "All of it").replace("\u00a0", " ")


def test_what_happened_in_the_districts_compared_with_is_named() -> None:
    text = said(method="controlled", comparison_districts="South, East", districts="North")
    assert "where the old course, with what happened in South and East, pointed to **48 %**" in text


def test_a_change_that_the_data_do_not_reach_yet_is_said_to_be_awaited() -> None:
    text = said(after_percent=None, months_after=0, verdict="too_early", reason="periods_after")
    assert "no full month since the start in Apr 2025 can be counted yet." in text
    late = said(
        after_percent=None,
        months_after=0,
        reason="periods_after",
        missing="court",
        missing_since=date(2025, 3, 1),
    )
    assert "can be counted yet; nothing has come from court since 1 Mar 2025" in late


def test_what_never_came_is_named_and_not_called_too_few_cases() -> None:
    nothing = {"before_percent": None, "after_percent": None, "months_after": 0, "verdict": "cannot_tell"}
    text = said(**nothing, reason="no_data", missing="court")
    assert "what it is counted by has not come: court" in text
    assert "too few" not in text
    assert "full month" not in text
    assert interventions.nothing_drawn({"reason": "no_data"}, "in all districts").startswith(
        "There are no data"
    )


def test_a_start_before_the_data_is_said_so_and_not_called_too_few_cases() -> None:
    text = said(before_percent=None, before_told="no_data", verdict="cannot_tell", reason="before_the_data")
    assert "the data begin after the start in Apr 2025" in text
    assert "too few" not in text


def test_a_district_is_not_given_the_county_s_change_as_its_own() -> None:
    text = interventions.answer(CHANGE, "Arrests", "West")
    assert "all districts together; the chart shows West alone" in text


def group(code: str, finding: str, ratio: float | None, *, reference: bool = False) -> Row:
    ends = {"ratio_low": ratio and ratio - 0.2, "ratio_high": ratio and ratio + 0.2}
    return {"group_value": code, "finding": finding, "ratio": ratio, "is_reference": reference, **ends}


WHITE = group("white", "reference", None, reference=True)


def test_the_clearest_difference_comes_first() -> None:
    rows = [WHITE, group("native", "higher", 1.3), group("asian", "lower", 0.5)]
    text = disparity.answer(rows, "race", "arrest", "in North")
    assert text.startswith("Arrest: **people recorded as Asian** are arrested **0.5 times as often**")
    assert "One other group differs too" in text


def test_differences_that_could_be_chance_are_not_named() -> None:
    text = disparity.answer([WHITE, group("native", "could_be_chance", 1.3)], "race", "arrest", "")
    assert "could all be chance" in text
    assert "Native" not in text


def test_without_a_group_to_compare_with_it_says_too_few() -> None:
    assert "too few" in disparity.answer([group("native", "too_few", None)], "race", "arrest", "")
    assert "too few" in disparity.answer([WHITE, group("native", "too_few", None)], "race", "arrest", "")


def point(day: int, percent: int | None) -> Row:
    return {
        "day": day,
        "percent": percent,
        "percent_low": percent,
        "percent_high": percent,
        "group_value": "all",
    }


def test_half_of_the_referrals_is_the_first_day_at_or_above_half() -> None:
    text = flow.decision_days([point(0, None), point(7, 49), point(14, 50), point(90, 80)])
    assert "**within 14 days**" in text


def test_fewer_than_half_is_said_as_such() -> None:
    assert "Fewer than half" in flow.decision_days([point(0, None), point(30, 20)])


def test_no_share_at_all_is_too_few() -> None:
    assert "too few" in flow.decision_days([point(0, None), point(30, None)])
    assert "Too few" in recidivism.answer({"all": [point(0, None)]}, [], "none", "in West")


def test_a_curve_that_stops_before_a_year_says_its_last_day() -> None:
    assert "120 days after release, or arrest without custody" in recidivism.answer(
        {"all": [point(0, None), point(120, 9)]}, [], "none", ""
    )


def test_signals_are_counted_in_settled_periods_only() -> None:
    months = [date(2026, month, 1) for month in range(1, 7)]
    rows = [
        {
            "period_from": month,
            "grain": "month",
            "percent": 60,
            "centre_percent": 50,
            "lower_percent": 40,
            "upper_percent": 55,
            "signal": "outside_limits",
            "is_provisional": month.month > 4,
        }
        for month in months
    ]
    labels = {"arrest": {"label": "Arrests", "direction": "up"}}
    [text] = unusual.signals({"protocol": rows}, [CHANGE], labels)
    assert "Feb" in text
    assert "May" not in text
    assert "This is the intended direction" in text


def test_home_names_the_changes_that_need_a_look() -> None:
    text = home.answer([CHANGE | {"verdict": "reversed"}, CHANGE], "", [], date(2026, 3, 30))
    assert text.startswith("**Protocol** needs a look: moved the wrong way")


def test_home_tells_of_each_of_several_changes_why_it_needs_a_look() -> None:
    wrong, other = CHANGE | {"verdict": "reversed"}, CHANGE | {"verdict": "reversed", "title": "Other"}
    text = home.answer([wrong, other, CHANGE], "", [], date(2026, 3, 30))
    assert text.startswith("2 changes need a look: **Protocol**, moved the wrong way")
    assert "; **Other**, moved the wrong way" in text


@pytest.mark.parametrize("verdict", ["no_clear_change", "as_intended_short"])
def test_a_change_past_its_day_and_short_of_its_target_needs_a_look(verdict: str) -> None:
    change = CHANGE | {"verdict": verdict}
    text = home.answer([change], "", [], date(2026, 4, 1)).replace("\u00a0", " ")
    assert text.startswith("**Protocol** needs a look: ")
    assert "(65 % was intended by 31 Mar 2026)" in text
    overdue, met = date(2026, 4, 1), change | {"actual_percent": 65}
    for other, day in ((change, date(2026, 3, 31)), (change, None), (met, overdue)):
        assert home.answer([other], "", [], day).startswith("None of the changes")


def row_of(month: int, signal: str, lower: int) -> Row:
    return {
        "period_from": date(2026, month, 1),
        "grain": "month",
        "percent": 60,
        "centre_percent": 50,
        "lower_percent": lower,
        "upper_percent": 59,
        "signal": signal,
        "is_provisional": False,
    }


def test_the_strongest_signal_is_named_with_the_range_of_its_own_month() -> None:
    rows = [row_of(1, "outside_limits", 41), row_of(2, "run", 42), row_of(3, "trend", 43)]
    [text] = unusual.signals(
        {"protocol": rows}, [CHANGE], {"arrest": {"label": "Arrests", "direction": "up"}}
    )
    assert "(Jan 2026 is outside the usual range; its usual range: 41 to 59 %)" in text.replace("\u00a0", " ")


def test_where_no_period_has_a_usual_range_none_is_called_usual() -> None:
    years = [row_of(1, "", 41) | {"grain": "year", "upper_percent": None}]
    assert unusual.sentence([], {"protocol": years}) == "Whether a year is unusual cannot be told."
    assert home.counted({}, is_judged=False) == []
    assert (
        unusual.sentence([], {"protocol": [row_of(1, "", 41)]}) == "Nothing is unusual in the newest months."
    )


def test_a_value_that_rounds_to_the_end_of_its_range_is_said_to_be_just_outside() -> None:
    labels = {"arrest": {"label": "Arrests", "direction": "up"}}
    edge = row_of(1, "outside_limits", 41) | {"upper_percent": 60}
    [text] = unusual.signals({"protocol": [edge]}, [CHANGE], labels)
    assert "just outside the usual range" in text
    [text] = unusual.signals({"protocol": [row_of(1, "outside_limits", 41)]}, [CHANGE], labels)
    assert "just" not in text
