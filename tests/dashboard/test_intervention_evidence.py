"""What a verdict rests on is said in words, and what is not known is said to be so."""

from datetime import date
from typing import Any

import pytest

from dashboard.answers import intervention_notes, intervention_tables
from dashboard.answers.intervention_evidence import evidence
from tests.dashboard.sample import WHAT_IT_RESTS_ON

Row = dict[str, Any]
CHANGE = WHAT_IT_RESTS_ON | {"intended_percent": 65, "reason": "", "comparison_districts": "South"}


def series(*signals: str) -> list[Row]:
    shared = {
        "is_after": True,
        "is_provisional": False,
        "percent": 50,
        "upper_percent": 60,
        "grain": "month",
    }
    return [shared | {"signal": signal} for signal in signals]


def told(rows: list[Row] | None = None, **other: Any) -> str:
    sentences = evidence(CHANGE | other, series("", "") if rows is None else rows)
    return " ".join(sentences).replace("\u00a0", " ")


def test_the_method_stands_in_plain_words_with_its_months() -> None:
    text = told()
    assert "set against the course before the change, carried on: 31 full months before and 19 since" in text
    assert "time of the year taken into account" in text
    assert "time of the year" not in told(is_seasonal=False)


def test_months_in_which_a_change_was_brought_in_are_said_to_be_left_out() -> None:
    assert "19 since, the 3 in which it was brought in left out" in told(ramp_months=3)
    assert "brought in" not in told()


def test_an_outcome_that_takes_time_is_said_to_be_waited_for() -> None:
    assert "19 since (a month counts once its cases are 90 days old)" in told(outcome_days=90)
    assert "days old" not in told()


def test_too_few_months_are_said_with_how_many_there_are() -> None:
    text = told(method="", months_after=3)
    assert "**Too few months**" in text
    assert "31 full months before and 3 since" in text


def test_enough_months_without_a_course_are_said_to_carry_none() -> None:
    assert "the old course cannot be carried on" in told(method="")


def test_signals_are_a_special_cause_and_none_is_a_common_cause() -> None:
    assert "**Common cause**: all 7 months drawn" in told(series(*[""] * 7))
    text = told(series("", "run", "run", "outside_limits"))
    assert "**Special cause**: something happened. Of the 4 months drawn since the start, " in text
    assert "2 are part of a run on one side of the baseline, 1 lies outside the usual range." in text


def test_provisional_months_say_nothing_of_causes() -> None:
    rows = [row | {"is_provisional": True} for row in series("run")]
    assert "Of the months since the start 1 can be drawn" in told([*series(""), *rows])


def test_with_few_periods_drawn_nothing_is_said_of_causes_unless_one_stands_out() -> None:
    """Seven in a row make a run: fewer periods without a signal do not say that nothing happened."""
    text = told(series(*[""] * 6))
    assert "Of the months since the start 6 can be drawn: too few" in text
    assert "cause**" not in text
    assert "**Special cause**: something happened. Of the 1 month drawn" in told(series("outside_limits"))


def test_without_a_usual_range_nothing_is_said_of_causes() -> None:
    assert "cause" not in told([row | {"upper_percent": None} for row in series("", "run")])
    assert "cause" not in told([])


@pytest.mark.parametrize(
    ("variation", "words"),
    [("common_cause", "common cause"), ("special_cause", "special cause"), ("too_few", "too few to tell")],
)
def test_a_rare_indicator_says_how_it_is_followed(variation: str, words: str) -> None:
    text = told(chart="between", variation=variation)
    assert "Too rare for a share each month" in text
    assert words in text


def test_never_is_an_answer() -> None:
    assert "by the end of **Feb 2026**" in told()
    assert "**never**" in told(shows="never", shows_in=None)
    assert "would show" not in told(shows="not_known", shows_in=None)


def test_a_horizon_after_which_nothing_shows_is_left_out() -> None:
    assert "12 points up after 6 months" in told()
    assert "after 3 months" not in told(detectable_3_points=None)
    nothing = {f"detectable_{months}_points": None for months in (3, 6, 12)}
    assert "no change at all would show within a year" in told(**nothing)


def test_a_comparison_names_its_districts_and_the_course_before() -> None:
    used = {"comparison": "used", "pretrend_points": 1, "pretrend_low": -2, "pretrend_high": 4}
    assert "Compared with South. Before the start: no clear drawing apart" in told(**used)
    assert "they were drawing apart" in told(**used | {"pretrend_low": 1})
    assert "judged without them" in told(comparison="too_few")


def test_only_a_comparison_takes_out_what_happened_everywhere() -> None:
    alone, compared = (
        intervention_notes.careful([], CHANGE | {"method": name}) for name in ("segmented", "controlled")
    )
    assert "not because of it" in alone[0]
    assert "taken out" in compared[0]


def test_a_first_guess_says_from_how_many_months_it_comes() -> None:
    shared = {"grain": "month", "upper_percent": 60, "is_trial_baseline": True, "is_provisional": False}
    months = [date(2024, month, 28) for month in range(1, 13)]
    rows = [shared | {"period_to": day, "percent": None if day.month == 5 else 50} for day in months]
    change = CHANGE | {"starts_on": date(2025, 1, 1)}
    assert any(
        "from 11 of the 12 months before the start" in one for one in intervention_notes.careful(rows, change)
    )
    few = intervention_notes.careful(rows[6:], change)
    assert any("comes from the 6 months before the start, so it is a first guess" in one for one in few)


def test_the_usual_range_is_explained_only_where_there_is_one() -> None:
    facts = {"band_width": "12"}
    years = [{"grain": "year", "upper_percent": None}]
    without, with_range = (
        dict(intervention_notes.counted(None, rows, facts)) for rows in (years, series(""))
    )
    assert "Usual range" not in without
    assert "rounded" in without["Shares"]
    assert "Usual range" in with_range


def test_the_year_that_holds_the_start_is_on_neither_side() -> None:
    year = {
        "grain": "year",
        "period_from": date(2025, 1, 1),
        "period_to": date(2025, 12, 31),
        "is_after": False,
        "is_provisional": False,
        "signal": "",
        "shown": "shown",
        "percent": 50,
        "out_of_low": 61,
        "out_of_high": 72,
        **dict.fromkeys(("lower_percent", "upper_percent", "intended_percent", "counterfactual_percent")),
    }
    change = {"starts_on": date(2025, 4, 1), "title": "Protocol"}
    [shown] = intervention_tables.table([year], change, "Arrests", "all").shown
    assert shown[3] == "—"
    assert shown[6] == "in part after"
    [earlier] = intervention_tables.table(
        [year], change | {"starts_on": date(2026, 1, 1)}, "Arrests", "all"
    ).shown
    assert earlier[6] == "before"


def test_groups_that_moved_the_wrong_way_are_named() -> None:
    assert "Of 7 groups of suspects by race and sex, none moved the wrong way" in told()
    assert "people recorded as Black" in told(groups_against="race=black")
    assert "No groups of suspects could be compared" in told(groups_compared=0)
    assert "Of 7 groups of suspects" in told(districts="North")
