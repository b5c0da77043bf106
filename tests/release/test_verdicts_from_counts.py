"""From the counts of a refresh to the verdict: what stands beside the indicator reaches the verdict as it is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from metrics.counting import Window
from metrics.declarations import Intervention
from metrics.policies import ARREST_WHEN_PROBABLE_CAUSE
from metrics.segments import later, timing_of
from metrics.verdicts import RULES
from release.balancing import balancing
from release.change_tables import interventions
from release.counts import NO_CELLS
from release.judged import JudgedChange, judged_change
from release.measures import fidelity_measure
from release.released import Release
from release.spans import BeforeAfterCells
from tests.release.made_up import release
from warehouse.coverage import Coverage, TableCoverage

STARTS_ON = date(2025, 1, 1)
WINDOW = Window(date(2023, 5, 1), date(2026, 2, 28))
MONTHS_BEFORE, MONTHS_AFTER, A_MONTH = 20, 14, 200
CHANGE = Intervention(
    id="a",
    title="t",
    problem="p",
    change="c",
    agencies=("police",),
    starts_on=STARTS_ON,
    indicator="arrest",
    intended_percent=60,
    intended_by=date(2025, 12, 31),
    policy=ARREST_WHEN_PROBABLE_CAUSE.id,
    fidelity_target_percent=80,
    balancing=("dual_arrest",),
)
Share = tuple[int, int]
Group = tuple[str, str]
ALL: Group = ("none", "all")


def cells(measure: str, rows: Sequence[tuple[str, date | None, Group, Share]]) -> pl.DataFrame:
    found = [
        (measure, grain, day, "all", *group, *share, *share, share[1] - share[0])
        for grain, day, group, share in rows
    ]
    return pl.DataFrame(found, schema=NO_CELLS.schema, orient="row")


def span(measure: str, **parts: dict[Group, Share]) -> BeforeAfterCells:
    before, after = (
        cells(measure, [("whole", None, group, share) for group, share in parts[name].items()])
        for name in ("before", "after")
    )
    return BeforeAfterCells(before, after, 12, MONTHS_AFTER)


def months(before: float, after: float) -> pl.DataFrame:
    """The same share every month, but for one case more or less in turn."""
    rows: list[tuple[str, date | None, Group, Share]] = []
    for place in range(-MONTHS_BEFORE, MONTHS_AFTER):
        counted = min(A_MONTH, round(A_MONTH * (before if place < 0 else after)) + place % 2)
        rows.append(("month", later(STARTS_ON, place), ALL, (counted, A_MONTH)))
    return cells("arrest", rows)


BOTH = tuple[Share, Share]  # before and since


def made_up(
    *,
    shares: tuple[float, float] = (0.45, 0.60),
    delivered: Share | None = (85, 100),
    harm: BOTH = ((100, 1_000), (100, 1_000)),
    group: BOTH = ((450, 1_000), (600, 1_000)),
    unknown: BOTH = ((0, 1_000), (0, 1_000)),
    change: Intervention = CHANGE,
    plan: dict[str, Any] | None = None,
    **counted: Any,
) -> Release:
    of_arrest = {
        name: {ALL: (round(share * A_MONTH * n), A_MONTH * n)}
        for name, share, n in zip(("before", "after"), shares, (12, MONTHS_AFTER), strict=True)
    }
    measure = fidelity_measure(ARREST_WHEN_PROBABLE_CAUSE).id
    spans = {"arrest": span("arrest", **of_arrest)}
    for name, both in {"dual_arrest": harm, "not_known_arrest": unknown}.items():
        spans[name] = span(name, before={ALL: both[0]}, after={ALL: both[1]})
    black = ("race", "black")
    spans["groups_arrest"] = span("groups_arrest", before={black: group[0]}, after={black: group[1]})
    if delivered:
        spans[measure] = span(measure, before={}, after={ALL: delivered})
    keyed = {(name, timing_of(change)): found for name, found in spans.items()}
    return release(
        plan={"interventions": (change,), **(plan or {})},
        cells=months(*shares),
        **{"windows": {"arrest": WINDOW}, "spans": keyed, **counted},
    )


def verdict(found: JudgedChange) -> tuple[str, str]:
    assert found.judged.verdict is not None
    return found.judged.verdict.id, found.judged.verdict.reason


@pytest.mark.parametrize(
    ("delivered", "expected", "told", "percent"),
    [
        ((70, 100), "not_delivered", "percent", 70),
        ((79, 100), "not_delivered", "percent", 79),
        ((85, 100), "as_intended_met", "percent", 88),
        ((92, 100), "as_intended_met", "percent", 94),
        ((94, 100), "as_intended_met", "nearly_all", None),
        ((100, 100), "as_intended_met", "nearly_all", None),
        ((5, 100), "not_delivered", "nearly_none", None),
        ((0, 100), "not_delivered", "nearly_none", None),
    ],
)
def test_what_is_nearly_always_delivered_is_delivered_and_what_nearly_never_is_not(
    delivered: Share, expected: str, told: str, percent: int | None
) -> None:
    found = made_up(delivered=delivered)
    assert verdict(judged_change(found, CHANGE))[0] == expected
    row = interventions(found).row(0, named=True)
    assert (row["fidelity_told"], row["fidelity_percent"]) == (told, percent)


@pytest.mark.parametrize("delivered", [(0, 0), (1, 1), (20, 20), (0, 30)])
def test_with_too_few_cases_under_the_policy_it_is_too_early_and_how_many_is_not_told(
    delivered: Share,
) -> None:
    found = made_up(delivered=delivered)
    assert verdict(judged_change(found, CHANGE)) == ("too_early", "no_delivery_yet")
    assert interventions(found).row(0, named=True)["fidelity_told"] == "too_few"


@pytest.mark.parametrize("target", range(95, 101))
def test_no_target_however_high_tells_how_many_of_a_few_were_not_delivered(target: int) -> None:
    change = replace(CHANGE, fidelity_target_percent=target)
    found = {
        verdict(judged_change(made_up(delivered=(100 - n, 100), change=change), change)) for n in range(7)
    }
    assert len(found) == 1


@pytest.mark.parametrize(
    ("shares", "reason", "words"),
    [
        ((0.45, 1.0), "nearly_all", ("percent", "nearly_all")),
        ((0.0, 0.45), "nearly_none", ("nearly_none", "percent")),
    ],
)
def test_an_outcome_of_nearly_all_or_nearly_none_of_many_cases_is_not_called_too_few_cases(
    shares: tuple[float, float], reason: str, words: tuple[str, str]
) -> None:
    row = interventions(made_up(shares=shares)).row(0, named=True)
    assert (row["verdict"], row["reason"]) == ("cannot_tell", reason)
    assert (row["before_told"], row["after_told"]) == words


def coverage(**cut_offs: date) -> dict[str, Any]:
    parts = {
        table: (
            TableCoverage(agency=table, first_month=date(2023, 5, 1), cut_off=cut_off, received_on=cut_off),
        )
        for table, cut_off in cut_offs.items()
    }
    return {"coverage": Coverage(parts)}


def test_what_never_came_is_named_and_no_verdict_is_given() -> None:
    change = replace(CHANGE, indicator="conviction", policy=None)
    came = coverage(incidents=WINDOW.last_day, incident_parties=WINDOW.last_day)
    row = interventions(made_up(change=change, plan=came)).row(0, named=True)
    assert (row["verdict"], row["reason"]) == ("cannot_tell", "no_data")
    assert (row["missing"], row["missing_since"]) == ("court", None)
    assert (row["before_told"], row["after_told"]) == ("no_data", "no_data")


def test_an_agency_that_stopped_sending_is_named_with_the_day() -> None:
    change = replace(CHANGE, indicator="conviction", policy=None)
    came = coverage(incidents=WINDOW.last_day, dispositions=date(2024, 11, 30))
    reach = {"conviction": WINDOW._replace(last_day=date(2024, 11, 30))}
    row = interventions(made_up(change=change, plan=came, windows=reach)).row(0, named=True)
    assert (row["missing"], row["missing_since"]) == ("court", date(2024, 12, 1))


def test_of_a_start_before_the_data_nothing_can_be_told() -> None:
    change = replace(CHANGE, starts_on=WINDOW.first_day, intended_by=date(2023, 12, 31))
    assert verdict(judged_change(made_up(change=change), change)) == ("cannot_tell", "before_the_data")
    later_start = replace(CHANGE, starts_on=later(WINDOW.first_day, 1), intended_by=date(2023, 12, 31))
    assert verdict(judged_change(made_up(change=later_start), later_start)) == ("too_early", "periods_before")


def starting(day: date) -> dict[str, Any]:
    return {"change": replace(CHANGE, starts_on=day)}


BEYOND_CHANCE = ((100, 1_000), (200, 1_000))
FALLEN = ((450, 1_000), (300, 1_000))
# What came out of the counting, and the verdict with what it rests on: one row at least for each rule.
CASES: list[tuple[dict[str, Any], str, str]] = [
    ({"windows": {}}, "cannot_tell", "failed_checks"),
    (starting(WINDOW.first_day), "cannot_tell", "before_the_data"),
    ({"unknown": ((300, 1_000), (0, 1_000))}, "cannot_tell", "too_much_missing"),
    ({"unknown": ((0, 1_000), (300, 1_000))}, "cannot_tell", "too_much_missing"),
    ({"unknown": ((200, 1_000), (200, 1_000))}, "as_intended_met", "target_reached"),
    ({"delivered": (70, 100)}, "not_delivered", "fidelity_below_target"),
    (starting(date(2023, 12, 1)), "too_early", "periods_before"),
    (starting(date(2025, 8, 1)), "too_early", "periods_after"),
    (starting(date(2025, 7, 1)), "too_early", "outcome_window"),
    ({"delivered": (20, 20)}, "too_early", "no_delivery_yet"),
    ({"shares": (0.45, 1.0)}, "cannot_tell", "no_course"),
    ({"shares": (0.45, 0.30)}, "reversed", "moved_against"),
    ({"harm": BEYOND_CHANCE}, "mixed", "dual_arrest"),
    ({"harm": (BEYOND_CHANCE[1], BEYOND_CHANCE[0])}, "as_intended_met", "target_reached"),
    ({"harm": ((100, 1_000), (105, 1_000))}, "as_intended_met", "target_reached"),
    ({"group": FALLEN}, "mixed", "race=black"),
    ({"harm": BEYOND_CHANCE, "group": FALLEN}, "mixed", "dual_arrest,race=black"),
    ({}, "as_intended_met", "target_reached"),
    ({"change": replace(CHANGE, intended_percent=90)}, "as_intended_short", "target_not_reached"),
    ({"shares": (0.45, 0.45)}, "no_clear_change", "could_be_chance"),
]


@pytest.mark.parametrize(("counted", "expected", "reason"), CASES)
def test_every_verdict_is_reached_from_what_was_counted(
    counted: dict[str, Any], expected: str, reason: str
) -> None:
    found = judged_change(made_up(**counted), counted.get("change", CHANGE))
    assert verdict(found) == (expected, reason)


def test_every_rule_is_reached_from_what_was_counted() -> None:
    reached = {(expected, reason) for _, expected, reason in CASES}
    assert {(rule.id, rule.reason) for rule in RULES} - {("mixed", "harm")} <= reached


@pytest.mark.parametrize(
    ("harm", "finding"),
    [
        (BEYOND_CHANCE, "worse"),
        ((BEYOND_CHANCE[1], BEYOND_CHANCE[0]), "better"),
        (((100, 1_000), (105, 1_000)), "could_be_chance"),
        (((100, 1_000), (4, 1_000)), "too_few"),
    ],
)
def test_a_harm_that_grew_beyond_chance_is_worse(harm: BOTH, finding: str) -> None:
    assert balancing(made_up(harm=harm))["finding"].to_list() == [finding]


def test_of_a_harm_that_nobody_could_count_there_are_no_data() -> None:
    change = replace(CHANGE, balancing=("victim_coerced",))
    assert balancing(made_up(change=change))["finding"].to_list() == ["no_data"]


def test_more_of_what_is_wanted_is_no_harm() -> None:
    """Where up is meant, as of reports, the harm is a fall."""
    change = replace(CHANGE, balancing=("report_written",))
    spans = {
        ("report_written", timing_of(change)): span(
            "report_written", before={ALL: (200, 1_000)}, after={ALL: (100, 1_000)}
        )
    }
    assert balancing(made_up(change=change, spans=spans))["finding"].to_list() == ["worse"]
