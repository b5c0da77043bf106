"""How well people are followed is said beside what rests on it."""

from pathlib import Path

import pytest

from charts.numbers import SPACE
from dashboard.matching import followed_to, sentences
from tests.dashboard.opening import opened_as
from tests.dashboard.test_pages import said


def row(table: str = "custody", **told: object) -> dict[str, object]:
    usual = {"percent": 94, "percent_if_right": 97, "shown": "shown", "shown_if_right": "shown"}
    return {"table_name": table, **usual, **told}


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "about 94 % of jail stays (about 97 % if every link in doubt is right)"),
        ({"percent_if_right": 94}, "about 94 % of jail stays. "),
        (
            {"percent_if_right": None, "shown_if_right": "nearly_all"},
            "jail stays (all or nearly all if every link in doubt is right)",
        ),
        ({"percent": None, "shown": "nearly_all"}, "for all or nearly all jail stays. "),
        ({"percent": None, "shown": "too_few"}, "for too few jail stays to say. "),
    ],
)
def test_the_share_and_what_it_would_be_if_doubts_were_right_are_said(
    told: dict[str, object], words: str
) -> None:
    (sentence,) = sentences([row(**told)], "custody")
    assert words in sentence.replace(SPACE, " ")


def test_only_the_tables_a_page_rests_on_are_told_and_none_is_no_sentence() -> None:
    assert sentences([row("dispositions")], "custody") == []
    (sentence,) = sentences([row("custody"), row("dispositions")], "dispositions", "custody")
    assert sentence.index("court cases") < sentence.index("jail stays")


@pytest.mark.parametrize(("point", "is_said"), [("arrest", False), ("charging", True), ("conviction", True)])
def test_disparity_says_how_well_people_are_followed_to_the_decision(
    point: str, is_said: bool, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = opened_as(monkeypatch, site, "working_group", tmp_path, "disparity")
    test.session_state["point"] = point
    text = said(test.run()).replace(SPACE, " ")
    assert ("their person is found with the police" in text) == is_said
    assert "jail stays" not in text


def test_a_decision_nobody_described_rests_on_all_of_them() -> None:
    assert set(followed_to("another")) == {"custody", "prosecutions", "dispositions"}


@pytest.mark.parametrize("page", ["recidivism", "case_flow"])
def test_pages_that_follow_people_say_how_well(
    page: str, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = said(opened_as(monkeypatch, site, "working_group", tmp_path, page)).replace(SPACE, " ")
    assert "about 94 % of jail stays (about 97 % if every link in doubt is right)" in text
