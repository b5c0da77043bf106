"""The page on waits: the standard is named, those still waiting too, and what is hidden is no zero."""

from pathlib import Path

import pytest

from dashboard.answers import timeliness as answers
from dashboard.answers import timeliness_tables
from tests.dashboard.opening import opened_as, said
from tests.dashboard.sample import tables

CATALOGUE = {row["indicator"]: row for row in tables()["indicators"]}
ROWS = answers.listed(tables()["waits"], CATALOGUE)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_answer_tells_charging_and_the_standard_kept_least_often() -> None:
    assert plain(answers.answer(ROWS, "in all districts")) == (
        "Charging decided within 30 days: **77 %** (95 % range 74 to 80 %) of cases in all districts; half of all "
        "cases within **12 days**. The standard kept least often: **case in court ended within 180 days, 66 %**."
    )
    assert plain(answers.brief(ROWS)).endswith("case in court ended within 180 days, **66 %**.")


def test_without_any_share_the_answer_says_too_few_and_the_card_nothing() -> None:
    hidden = [row | {"within_percent": None} for row in ROWS]
    assert "too few" in answers.answer(hidden, "in West")
    assert answers.brief(hidden) == ""


def test_half_that_have_not_come_are_not_given_a_day() -> None:
    late = [row | {"median": None} for row in ROWS[:1]]
    assert "half of all" not in answers.answer(late, "in West")
    assert "half were not reached" in answers.followed(late[0], "in West")


def test_those_still_waiting_are_named_or_said_to_be_too_few() -> None:
    assert "**4 %** still wait" in plain(answers.followed(ROWS[0], "in West"))
    assert "too few to show" in answers.followed(ROWS[0] | {"pending_percent": None}, "in West")


def test_a_call_nobody_came_to_within_a_day_is_not_said_to_wait_still() -> None:
    call = ROWS[-1] | {"pending_percent": 2}
    assert plain(answers.followed(call, "in West")).endswith(
        "No arrival recorded within a day: **2 %**; they are counted, not left out."
    )
    assert plain(answers.still_waiting(call)) == "no arrival recorded within a day: about 2 %"


def test_a_wait_without_a_standard_comes_last_and_is_told_in_words() -> None:
    assert ROWS[-1]["indicator"] == "response_time"
    [sentence] = answers.without_standard(ROWS)
    assert plain(sentence).startswith(
        "**First unit arrived**: half within 10 minutes, nine in ten within 21 minutes"
    )


def test_the_key_says_as_of_when() -> None:
    assert plain(answers.key(ROWS, CATALOGUE)).startswith("As of 30 Sep 2026.")
    early = CATALOGUE | {"days_to_disposition": CATALOGUE["days_to_charge"] | {"covers_to": None}}
    assert "None" not in answers.key(ROWS, early)


def test_the_table_names_standard_pending_and_the_last_day() -> None:
    [charged, *_] = timeliness_tables.table(ROWS, CATALOGUE, "all", "whole").shown
    assert [plain(cell) for cell in charged] == [
        "Charging decided",
        "30 days",
        "about 77 % (74 to 80 %)",
        "12 days (11 to 13)",
        "58 days (49 to 67)",
        "about 4 %",
        "about 1,900",
        "30 Sep 2026",
    ]


def test_days_under_the_axis_keep_apart_and_hold_the_standard_where_there_is_room() -> None:
    curve = [{"day": day} for day in (0, 1, 3, 7, 14, 21, 30, 45, 60, 90, 120, 180)]
    assert answers.ticks(curve, 30, narrow=False) == (0, 30, 60, 90, 120, 180)
    assert answers.ticks(curve, 30, narrow=True) == (0, 60, 120, 180)
    assert answers.ticks(curve[:6], 7, narrow=False) == (0, 3, 7, 14, 21)


def test_the_chosen_wait_is_the_one_that_is_followed(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = said(
        opened_as(monkeypatch, site, "working_group", tmp_path, "timeliness", wait="Case in court ended")
    )
    assert "Case in court ended, whole period: half of about 1,100 cases" in text
    assert "Standard: 180 days" not in text  # not in this publication's catalogue
