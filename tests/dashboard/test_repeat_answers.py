"""The repeat harm page says which start, failure and clock it follows, and how far the way of counting matters."""

from typing import Any

import pytest

from dashboard import repeat_words
from dashboard.answers import recidivism as answers
from dashboard.answers import recidivism_beside as beside
from dashboard.answers import recidivism_tables as tables

Row = dict[str, Any]
RELEASE: Row = {
    "curve": "rearrest_after_release",
    "start": "release",
    "failure": "rearrest",
    "clock": "calendar",
}
FREE: Row = {"curve": "rearrest_free", "start": "arrest", "failure": "rearrest", "clock": "free"}
CURVE: list[Row] = [
    {
        "group_value": "all",
        "day": day,
        "percent": percent,
        "percent_low": percent - 2,
        "percent_high": percent + 2,
    }
    for day, percent in ((180, 12), (360, 21), (720, 30))
]
RATIO: Row = {
    "breakdown": "sex",
    "group_value": "female",
    "reference": "male",
    "method": "hazard_ratio",
    "hazard_ratio": 0.7,
    "hazard_ratio_low": 0.5,
    "hazard_ratio_high": 0.9,
    "difference_points": None,
    "difference_low": None,
    "difference_high": None,
    "finding": "later",
}
DIFFERENCE: Row = RATIO | {
    "method": "risk_difference",
    **dict.fromkeys(("hazard_ratio", "hazard_ratio_low", "hazard_ratio_high")),
    "difference_points": 9,
    "difference_low": 2,
    "difference_high": 15,
    "finding": "more",
}


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("**", "")


def said(reading: Row, *comparisons: Row) -> str:
    breakdown = "sex" if comparisons else "none"
    return plain(answers.answer({"all": CURVE}, list(comparisons), breakdown, "in West", reading))


def test_the_sentence_names_start_failure_and_window() -> None:
    text = said(RELEASE)
    assert text.startswith(
        "360 days after release, about 21 % of people held after an arrest in West had been"
    )
    assert "arrested again for domestic violence (95 % range 19 to 23 %)" in text


def test_the_clock_that_leaves_jail_out_is_named_in_sentence_chart_and_method() -> None:
    assert said(FREE).startswith("360 days out of jail after release, or arrest without custody")
    assert "days in jail not counted" in repeat_words.event(FREE)
    assert "Not to be mixed" in dict(answers.counted(FREE | {"counted": "x"}))["Clock"]


@pytest.mark.parametrize("start", sorted(repeat_words.STARTS))
@pytest.mark.parametrize("failure", sorted(repeat_words.FAILURES))
def test_every_start_and_failure_has_words(start: str, failure: str) -> None:
    reading = {"start": start, "failure": failure, "clock": "calendar"}
    assert repeat_words.event(reading) == (
        f"{repeat_words.FAILURES[failure].axis}, by time since {repeat_words.STARTS[start].after}"
    )


def test_a_start_that_nobody_gave_words_is_still_said() -> None:
    assert "the start" in repeat_words.event({"start": "other", "failure": "other", "clock": "calendar"})


def test_a_ratio_is_said_as_times_as_fast_and_never_as_a_cause() -> None:
    text = said(answers.REARREST, RATIO)
    assert "were arrested again 0.7 times as fast as" in text
    assert "not proof of cause" in text


def test_hazards_that_are_not_proportional_are_said_as_points_within_a_year() -> None:
    text = said(answers.REARREST, DIFFERENCE)
    assert text.startswith(
        "More of the people recorded as Women than of the people recorded as Men were arrested again"
    )
    assert "9 points (95 % range 2 to 15 points up)" in text
    assert tables.compared([DIFFERENCE]).shown[0][2:4] == [
        "9\u00a0points up at 12 months",
        "2 to 15\u00a0points up",
    ]


def test_groups_all_too_small_are_not_said_to_be_alike() -> None:
    few = DIFFERENCE | {"difference_points": None, "finding": "too_few"}
    assert "too few people in the groups" in said(answers.REARREST, few)
    assert tables.compared([few]).shown[0][2:4] == ["too few to show", "too few to show"]


def test_the_test_of_all_groups_is_said_with_its_chance() -> None:
    row = {"finding": "could_be_chance", "groups": 4, "chance_percent": 38}
    assert "38 of 100 comparisons of groups that are alike" in answers.tested([row])[0]
    assert "more than chance explains" in answers.tested([row | {"finding": "differ"}])[0]
    assert answers.tested([row | {"finding": "too_few"}]) == answers.tested([]) == []


WRONG_RIGHT: Row = {"months": 12, "percent": 21, "percent_if_right": 24}
HELD: Row = {"months": 12, "percent": 20, "percent_low": 18, "percent_high": 22, "held_percent": 4}


def ways(**rows: list[Row]) -> dict[str, list[Row]]:
    return {"pre_empted": [HELD], "every_arrest": [], "link_ranges": [WRONG_RIGHT], "apart": [], **rows}


def test_the_range_under_doubtful_links_and_long_custody_are_said() -> None:
    linked = "If the links in doubt were all wrong, 21 % would be arrested again within 12 months; if they were all"
    held, range_said = map(plain, beside.said(ways()))
    assert held.startswith("About 4 % were held for 90 days or more")
    assert range_said == f"{linked} right, 24 %."


def test_the_range_of_every_other_reading_stands_among_what_to_be_careful_about() -> None:
    report = {"curve": "new_incident", "failure": "new_incident"}
    [text] = map(plain, beside.link_range([WRONG_RIGHT], report))
    assert text == (
        "If the links in doubt were all wrong, 21 % would have been named in a new report as a suspect within 12 "
        "months; if they were all right, 24 %. Of all districts together."
    )
    couple = {"curve": "couple_again", "failure": "couple_again"}
    assert "21 % would have another report" in plain(beside.link_range([WRONG_RIGHT], couple)[0])
    [few] = beside.link_range([WRONG_RIGHT | {"percent_if_right": None}], report)
    assert few.startswith("There are too few cases")
    assert beside.link_range([], report) == []
    assert beside.link_range([WRONG_RIGHT], {"curve": "rearrest", "failure": "rearrest"}) == []


def test_what_was_not_counted_is_no_data_and_what_is_hidden_is_too_few() -> None:
    windows = [HELD | {"percent": None}]
    shown = dict(map(tuple, beside.other_ways(windows, ways(link_ranges=[])).shown))
    assert shown["One start per person, followed for all 12 months"] == "too few to show"
    assert shown["Every arrest a start of its own"] == "no data"
    assert shown["If every doubtful link between people is right"] == "no link is in doubt"
    assert shown["Apart: dual arrest"] == "too few to show"


def answered(percent: int | None, shown: str = "shown") -> Row:
    ends = {"percent_low": percent and percent - 5, "percent_high": percent and percent + 5}
    return {"percent": percent, "shown": shown, **ends}


def test_victims_feedback_stands_beside_with_how_many_answered() -> None:
    rates = {"felt_safer": answered(46), "felt_less_safe": answered(18), "feedback_response": answered(42)}
    text = plain(beside.feedback(rates))
    assert (
        "about 46 % of victims who answered said safer (95 % range 41 to 51 %), about 18 % less safe" in text
    )
    assert "About 42 % of those asked answered" in text


def test_missing_hidden_and_held_feedback_are_three_things() -> None:
    assert beside.feedback({}) == beside.NO_FEEDBACK
    assert beside.feedback({"felt_safer": answered(None, "too_few")}) == beside.FEW_ANSWERED
    assert beside.feedback({"felt_safer": answered(None, "no_data")}) == beside.FEEDBACK_HELD


def test_of_feedback_only_what_may_be_shown_is_said() -> None:
    text = beside.feedback({"felt_safer": answered(46), "feedback_response": answered(None, "too_few")})
    assert "less safe" not in text
    assert "asked answered" not in text


def test_the_line_of_prison_releases_stands_beside_release_only_and_says_it_cannot_be_compared() -> None:
    assert repeat_words.orientation("rearrest_after_release", "none") is not None
    assert repeat_words.orientation("rearrest", "none") is None
    assert repeat_words.orientation("rearrest_after_release", "sex") is None
    assert any("cannot be compared one to one" in text for text in answers.careful(RELEASE))
