"""What is released of intentions: whole points, and only where every percent they follow from may be shown."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from metrics.counting import Window
from metrics.segments import timing_of
from release.counts import NO_CELLS
from release.effect_table import policy_effects
from release.spans import BeforeAfterCells
from tests.release.made_up import release
from tests.release.test_change_inputs import CHANGE

PERIOD = Window(date(2024, 1, 1), date(2025, 12, 31))


def cell(measure: str, counted: int, out_of: int) -> pl.DataFrame:
    row = (measure, "whole", None, "all", "none", "all", counted, out_of, counted, out_of, out_of - counted)
    return pl.DataFrame([row], schema=NO_CELLS.schema, orient="row")


def changed(before: tuple[int, int, int], after: tuple[int, int, int], **other: Any) -> dict[str, Any]:
    """before, after: people, treated, with a new report."""
    names = ("delivered_arrest_when_probable_cause", "repeated_arrest_when_probable_cause")
    spans = {
        (name, timing_of(CHANGE)): BeforeAfterCells(
            cell(name, before[place], before[0]), cell(name, after[place], after[0]), 12, 12
        )
        for place, name in enumerate(names, start=1)
    }
    change = {**CHANGE.__dict__, "policy": "arrest_when_probable_cause"}
    plan = {"interventions": (type(CHANGE)(**change),), **other}
    [row] = policy_effects(release(plan=plan, spans=spans, windows=dict.fromkeys(names, PERIOD))).to_dicts()
    return row


def test_both_effects_are_told_with_their_intervals() -> None:
    row = changed((306, 153, 90), (306, 246, 60))
    assert (row["others_percent"], row["own_percent"]) == (29, 19)
    assert row["intention_points"] == -10
    assert row["intention_low"] < -10 < row["intention_high"] < 0
    # A tenth fewer new reports, while three in ten more got the response: a third fewer among those.
    assert row["reached_points"] == pytest.approx(-33, abs=2)
    assert row["reached_low"] < row["reached_points"] < row["reached_high"] < 0
    assert (row["reached"], row["shown"]) == ("shown", "shown")


def test_a_response_given_as_often_as_before_reached_nobody_more() -> None:
    row = changed((306, 153, 90), (306, 155, 60))
    assert (row["reached"], row["reached_points"]) == ("not_followed", None)
    assert row["intention_points"] is not None


def test_where_hardly_anybody_departed_the_response_has_no_effect_that_may_be_told() -> None:
    row = changed((306, 153, 90), (306, 305, 60))
    assert (row["own_delivered_percent"], row["reached"], row["reached_points"]) == (None, "too_few", None)
    assert row["shown"] == "shown"


@pytest.mark.parametrize("after", [(30, 20, 10), (306, 246, 6), (306, 246, 300)])
def test_too_few_on_one_side_tell_nothing(after: tuple[int, int, int]) -> None:
    row = changed((306, 153, 90), after)
    assert (row["shown"], row["reached"]) == ("too_few", "too_few")
    assert {row[name] for name in row if name.startswith(("intention_", "reached_"))} == {None}


def test_no_effect_is_larger_than_all_cases() -> None:
    row = changed((3000, 1500, 600), (3000, 1620, 900))
    assert row["reached_points"] == 100
    assert (row["reached_low"], row["reached_high"]) == (100, 100) or row["reached_high"] == 100


def test_assigned_responses_are_those_of_minneapolis() -> None:
    cells = pl.concat(
        cell(f"{what}_assigned_response_arrest_{side}", *counts)
        for side, what, counts in (
            ("assigned", "delivered", (91, 92)),
            ("assigned", "repeated", (9, 92)),
            ("others", "delivered", (45, 222)),
            ("others", "repeated", (47, 222)),
        )
    )
    windows = {"repeated_assigned_response_arrest_assigned": PERIOD}
    given = release(plan={"policies": ("assigned_response",)}, cells=cells, windows=windows)
    [row] = policy_effects(given).to_dicts()
    assert (row["response"], row["compared"], row["intention_points"]) == ("arrest", "assigned", -11)
    # One of 92 did not get what was assigned: from a share of those he could be told.
    assert row["reached"] == "too_few"


def test_what_could_not_be_counted_is_no_data() -> None:
    change = type(CHANGE)(**{**CHANGE.__dict__, "policy": "arrest_when_probable_cause"})
    [row] = policy_effects(release(plan={"interventions": (change,)})).to_dicts()
    assert (row["shown"], row["own_percent"]) == ("no_data", None)


def test_a_change_without_a_policy_has_no_intention_to_follow() -> None:
    assert policy_effects(release(plan={"interventions": (CHANGE,)})).is_empty()
