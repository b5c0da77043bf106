"""The flow in words: each share says of whom, and which way its cases came."""

from typing import Any

from dashboard.answers import flow
from tests.dashboard.sample import tables

Row = dict[str, Any]
ROWS: list[Row] = [row for row in tables()["flow"] if (row["district"], row["period"]) == ("all", "whole")]


def hidden(*places: str) -> list[Row]:
    return [row | ({"percent": None} if row["place"] in places else {}) for row in ROWS]


def test_those_charged_without_arrest_stand_beside_those_charged_after_one() -> None:
    text = flow.reached(ROWS)
    assert "were arrested; " in text
    assert "were arrested and charged, **" in text
    assert "were charged without arrest; " in text
    assert text.endswith("were arrested, charged and convicted so far.")


def test_a_hidden_share_is_left_out_of_the_sentence() -> None:
    assert "without arrest" not in flow.reached(hidden("charged_without_arrest"))
    assert flow.reached(hidden(*(row["place"] for row in ROWS))) == "too few went on to show."


def test_the_most_common_end_is_a_share_of_all_reported() -> None:
    text = flow.answer(ROWS, "in all districts").replace("\u00a0", " ")
    [share] = [row["percent"] for row in ROWS if row["place"] == "closed_without_charge"]
    assert text.endswith(f"The most common end: **no arrest, no charge, {share} % of all reported**.")
    assert "of all reported" not in flow.answer(hidden("closed_without_charge"), "in all districts")


def test_the_table_claims_nothing_where_it_does_not_apply() -> None:
    by_place = {row[0]: row for row in flow.table(ROWS, "all", "whole").shown}
    assert by_place["Reported"][-1] == "—"
    assert by_place["Not arrested"][2] == "some went on without arrest"
    assert by_place["No arrest, no charge"][2] == "stopped here"
