"""Comparing groups: what is released of the exact cells, and what is said where nothing may be."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from metrics.counting import Window
from metrics.decision_points import DECISION_POINTS, STEPS
from metrics.declarations import Intervention
from metrics.segments import Timing
from release import case_mix_table, disparity_tables, gap_table
from release.comparing import direction
from release.counts import NO_CELLS, Counts
from release.disparity_counts import NOTHING, RESIDENTS, UNKNOWN, DisparityCounts
from release.plan import Plan
from release.released import Release
from release.spans import BeforeAfterCells
from warehouse.coverage import Coverage

FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)
START = date(2025, 1, 1)
Cell = tuple[str, str, str, int, int]  # decision point, breakdown, group, counted, out of
CHANGE = Intervention(
    id="protocol",
    title="A protocol",
    problem="p",
    change="c",
    agencies=("police",),
    starts_on=START,
    indicator="arrest",
    intended_percent=60,
    intended_by=date(2025, 12, 31),
    policy=None,
    fidelity_target_percent=80,
    balancing=(),
)


def plan(**settings: Any) -> Plan:
    reference = {"race": "white", "sex": "male", "age_band": "25_34", "victim_race": "white"}
    basics: dict[str, Any] = {
        "version": 1,
        "published_on": LAST,
        "site_name": "Small",
        "widths": {"working_group": 6, "funder": 12},
        "provisional_months": 2,
        "reference_groups": reference,
        "policies": (),
        "interventions": (CHANGE,),
        "caveats": (),
        "coverage": Coverage({}),
        "agencies": (),
    }
    return Plan(**(basics | settings))


def frame(cells: list[Cell], people: int | None = None) -> pl.DataFrame:
    """people: behind the counted cases; as many as cases where it is not said."""
    rows = [
        {
            "measure": f"decision_{point}",
            "grain": "whole",
            "period_from": None,
            "district": "all",
            "breakdown": breakdown,
            "group_value": group,
            "counted": counted,
            "out_of": out_of,
            "counted_people": min(counted, people or counted),
            "out_of_people": out_of,
            "rest_people": out_of - counted,
        }
        for point, breakdown, group, counted, out_of in cells
    ]
    return pl.DataFrame(rows, schema=NO_CELLS.schema)


def release(
    cells: list[Cell], *, role: str = "working_group", extra: DisparityCounts = NOTHING, **settings: Any
) -> Release:
    windows = {f"decision_{point}": Window(FIRST, LAST) for point, *_ in cells}
    return Release(plan(**settings), Counts(frame(cells), windows, {}, {}, extra), role)


def way(group: str, shares: list[float], start: int) -> list[Cell]:
    """A group's cells along all steps."""
    cells, out_of = [], start
    for point, share in zip(STEPS, shares, strict=True):
        counted = round(out_of * share)
        cells.append((point.id, "race", group, counted, out_of))
        out_of = counted
    return cells


WHITE = way("white", [0.7, 0.5, 0.9, 0.5, 0.6], 6000)
BLACK = way("black", [0.7, 0.5, 0.9, 0.6, 0.6], 3000)
FEW = way("asian", [0.7, 0.5, 0.8, 0.5, 0.5], 300)


def of(table: pl.DataFrame, **equals: str) -> list[dict[str, Any]]:
    for name, value in equals.items():
        table = table.filter(pl.col(name) == value)
    return table.to_dicts()


def test_the_way_names_the_step_at_which_the_gap_enters() -> None:
    steps = of(disparity_tables.ladder(release([*WHITE, *BLACK])), group_value="black")
    assert [row["decision_point"] for row in steps] == [point.id for point in STEPS]
    # From the centres of bands, so within a point or so of the exact ratios.
    assert [row["step_percent"] for row in steps] == pytest.approx([100, 100, 100, 120, 100], abs=1)
    assert [row["cumulative_percent"] for row in steps] == pytest.approx([100, 100, 100, 120, 120], abs=2)


def test_a_way_with_one_step_too_small_is_not_told_and_the_step_is_named() -> None:
    steps = of(disparity_tables.ladder(release([*WHITE, *FEW[:4], ("conviction", "race", "asian", 9, 20)])))
    assert [row["shown"] for row in steps] == ["shown"] * 4 + ["too_few"]
    assert {row["cumulative_percent"] for row in steps} == {None}
    assert {row["step_percent"] for row in steps} == {None}


def test_without_the_court_there_is_no_whole_way() -> None:
    steps = of(disparity_tables.ladder(release([*WHITE[:4], *BLACK[:4]])), group_value="black")
    assert len(steps) == 4
    assert {row["cumulative_percent"] for row in steps} == {None}


def test_a_reference_group_that_nobody_belongs_to_is_said_and_nothing_is_compared() -> None:
    found = release(BLACK, extra=with_strata([("black", "felony", 1050, 2100)]))
    rows = of(disparity_tables.disparity(found))
    assert {row["finding"] for row in rows} == {"no_reference"}
    assert {row["ratio"] for row in rows} == {None}
    assert {row["cumulative_percent"] for row in of(disparity_tables.ladder(found))} == {None}
    assert {row["finding"] for row in of(case_mix_table.case_mix(found))} <= {"no_reference"}


def test_both_sides_and_the_difference_stand_beside_the_ratio() -> None:
    rows = of(disparity_tables.disparity(release([*WHITE, *BLACK])), group_value="black")
    charging = next(row for row in rows if row["decision_point"] == "charging")
    assert (charging["percent"], charging["percent_gap"]) == (60, 10)
    assert charging["percent_gap_low"] < 10 < charging["percent_gap_high"]
    assert (charging["ratio"], charging["other_ratio"]) == (1.2, 0.8)
    assert charging["other_ratio_low"] <= 0.8 <= charging["other_ratio_high"]
    assert charging["finding"] == "higher"


@pytest.mark.parametrize(
    ("exact", "shown", "found"),
    [
        ((1.01, 1.4), (1.01, 1.5), "higher"),
        ((1.01, 1.4), (0.97, 1.5), "could_be_chance"),  # rounded, it would begin at 1.0
        ((0.97, 1.4), (1.01, 1.5), "could_be_chance"),
        ((0.5, 0.99), (0.5, 0.99), "lower"),
        ((0.5, 0.99), (0.5, 1.03), "could_be_chance"),
        ((0.5, 0.99), (0.5, 1.0), "could_be_chance"),
    ],
)
def test_a_group_differs_only_where_both_intervals_leave_out_the_same(
    exact: tuple[float, float], shown: tuple[float, float], found: str
) -> None:
    ends = {"exact_low": exact[0], "exact_high": exact[1], "ratio_low": shown[0], "ratio_high": shown[1]}
    assert pl.select(**ends).select(direction("ratio", "exact")).item() == found


def test_all_unknown_in_one_group_moves_the_ratio_and_the_recorded_one_lies_between() -> None:
    cells = [*WHITE, *BLACK, ("arrest", "race", "unknown", 400, 500)]
    rows = of(disparity_tables.disparity(release(cells)), decision_point="arrest")
    black = next(row for row in rows if row["group_value"] == "black")
    unknown = next(row for row in rows if row["group_value"] == "unknown")
    assert black["unknown_ratio_low"] < black["ratio"] < black["unknown_ratio_high"]
    assert unknown["unknown_ratio_low"] is None
    assert unknown["finding"] == "not_known"


def with_strata(cells: list[tuple[str, str, int, int]], **more: Any) -> DisparityCounts:
    """Groups of race at arrest within severity: group, stratum, counted, out of."""
    rows = [
        ("decision_arrest", "race", group, "severity", stratum, counted, out_of)
        for group, stratum, counted, out_of in cells
    ]
    strata = pl.DataFrame(rows, schema=NOTHING.strata.schema, orient="row")
    return DisparityCounts(strata, more.get("gaps", {}), NOTHING.unknown, NOTHING.residents)


def arrests(white: tuple[int, int], black: tuple[int, int]) -> list[Cell]:
    return [("arrest", "race", "white", *white), ("arrest", "race", "black", *black)]


SIMPSON = with_strata(
    [
        ("white", "felony", 900, 1000),
        ("white", "other", 20, 200),
        ("black", "felony", 95, 100),
        ("black", "other", 240, 2000),
    ]
)


def test_the_direction_that_turns_round_among_like_cases_is_told() -> None:
    found = release(arrests((920, 1200), (335, 2100)), extra=SIMPSON)
    (row,) = of(case_mix_table.case_mix(found))
    assert row["is_turned"]
    assert row["ratio"] < 1 < row["adjusted_ratio"]
    assert row["covered_percent"] is None


@pytest.mark.parametrize(("alone", "percent"), [(6, None), (200, 94)])
def test_how_many_have_like_cases_is_told_unless_all_but_a_few_have(alone: int, percent: int | None) -> None:
    """Of 3,300 cases and those of a stratum that one group has alone."""
    shares = [("white", "felony", 920, 1200), ("black", "felony", 335, 2100), ("white", "other", 1, alone)]
    found = release(arrests((920, 1200), (335, 2100)), extra=with_strata(shares))
    assert of(case_mix_table.case_mix(found))[0]["covered_percent"] == percent


def test_like_cases_are_not_told_where_a_share_is_hidden() -> None:
    few = with_strata([("white", "felony", 900, 1200), ("black", "felony", 3, 40)])
    (row,) = of(case_mix_table.case_mix(release(arrests((900, 1200), (3, 40)), extra=few)))
    assert (row["finding"], row["adjusted_ratio"], row["is_turned"]) == ("too_few", None, None)


def test_like_cases_are_not_told_where_most_cases_have_none() -> None:
    apart = with_strata(
        [("white", "felony", 500, 1000), ("black", "other", 400, 800), ("white", "other", 20, 40)]
    )
    (row,) = of(case_mix_table.case_mix(release(arrests((520, 1040), (400, 800)), extra=apart)))
    assert (row["finding"], row["adjusted_ratio"], row["covered_percent"]) == ("too_few", None, None)


def gaps(before: list[Cell], after: list[Cell], people: int | None = None) -> DisparityCounts:
    span = BeforeAfterCells(frame(before, people), frame(after, people), 12, 12)
    return DisparityCounts(
        NOTHING.strata,
        {("decision_arrest", Timing(starts_on=START)): span},
        NOTHING.unknown,
        NOTHING.residents,
    )


BEFORE, AFTER = arrests((500, 1000), (250, 500)), arrests((500, 1000), (400, 500))


def test_a_gap_that_grew_after_a_change_is_found_with_its_interval() -> None:
    found = release(arrests((1000, 2000), (650, 1000)), extra=gaps(BEFORE, AFTER))
    (row,) = of(gap_table.gap_changes(found))
    assert (row["intervention"], row["decision_point"], row["group_value"]) == ("protocol", "arrest", "black")
    assert (row["ratio_before"], row["ratio_after"], row["ratio_change"]) == (1.0, 1.6, 1.6)
    assert row["ratio_change_low"] > 1
    assert row["finding"] == "higher"


def test_a_gap_is_not_told_where_few_people_stand_behind_many_cases() -> None:
    found = release(arrests((1000, 2000), (650, 1000)), extra=gaps(BEFORE, AFTER, people=9))
    (row,) = of(gap_table.gap_changes(found))
    assert (row["finding"], row["ratio_before"], row["ratio_change"]) == ("too_few", None, None)


def test_a_change_before_the_data_begin_has_too_few_cases_and_the_group_is_still_named() -> None:
    found = release(arrests((1000, 2000), (650, 1000)), extra=gaps([], AFTER))
    (row,) = of(gap_table.gap_changes(found))
    assert (row["group_value"], row["finding"], row["ratio_after"]) == ("black", "too_few", None)


def test_a_gap_without_a_comparison_group_is_said_to_have_none() -> None:
    cells = [("arrest", "race", "black", 300, 500)]
    (row,) = of(gap_table.gap_changes(release(cells, extra=gaps(cells, cells))))
    assert row["finding"] == "no_reference"


def with_residents(*residents: tuple[str, str, int]) -> DisparityCounts:
    counted = pl.DataFrame(residents, schema=RESIDENTS, orient="row")
    return DisparityCounts(NOTHING.strata, {}, NOTHING.unknown, counted)


REPORTS: list[Cell] = [
    ("probable_cause", "race", "white", 700, 1000),
    ("probable_cause", "race", "black", 350, 500),
    ("probable_cause", "race", "asian", 10, 20),
]


def test_without_residents_there_is_no_relative_rate_index() -> None:
    assert disparity_tables.population_rates(release(REPORTS)).height == 0


def test_the_relative_rate_index_compares_reports_per_resident_and_year() -> None:
    residents = with_residents(("race", "white", 100_000), ("race", "black", 20_000), ("race", "asian", 500))
    rows = {
        row["group_value"]: row
        for row in of(disparity_tables.population_rates(release(REPORTS, extra=residents)))
    }
    assert rows["white"]["per_thousand_residents"] == 5.0
    assert rows["black"]["per_thousand_residents"] == 12.5
    assert (rows["black"]["ratio"], rows["black"]["finding"]) == (2.5, "higher")
    assert (rows["asian"]["ratio"], rows["asian"]["per_thousand_residents"]) == (None, None)
    assert rows["asian"]["finding"] == "too_few"


def test_residents_of_other_groups_only_leave_the_reference_group_unsaid() -> None:
    (row,) = of(
        disparity_tables.population_rates(release(REPORTS, extra=with_residents(("race", "black", 20_000))))
    )
    assert (row["finding"], row["ratio"]) == ("no_reference", None)


def test_unknown_groups_are_told_in_bands_by_agency() -> None:
    counted = pl.DataFrame([("police", "race", 3, 1000, 3, 900, 890)], schema=UNKNOWN, orient="row")
    extra = DisparityCounts(NOTHING.strata, {}, counted, NOTHING.residents)
    (row,) = of(disparity_tables.unknown_groups(release(REPORTS, extra=extra)))
    assert (row["agency"], row["counted_low"], row["counted_high"], row["percent"]) == ("police", 0, 6, None)


PAIRS: list[Cell] = [
    ("dual_arrest", "none", "all", 90, 1200),
    ("dual_arrest", "sex", "male", 60, 1000),
    ("dual_arrest", "sex", "female", 30, 200),
    ("dual_arrest", "race", "white", 85, 1196),
    ("dual_arrest", "race", "asian", 2, 4),
    ("dual_arrest", "sex_and_race", "male_white", 58, 997),
    ("dual_arrest", "sex_and_race", "female_white", 27, 199),
    ("dual_arrest", "sex_and_race", "male_asian", 1, 3),
    ("dual_arrest", "sex_and_race", "female_asian", 1, 1),
]


def test_groups_of_two_attributes_are_compared_with_the_reference_of_both() -> None:
    rows = of(disparity_tables.disparity(release(PAIRS)), breakdown="sex_and_race")
    findings = {row["group_value"]: row["finding"] for row in rows}
    assert findings["male_white"] == "reference"
    assert findings["female_white"] == "higher"


def test_a_group_of_two_attributes_is_left_out_where_one_of_them_is_in_the_first_band() -> None:
    rows = of(disparity_tables.disparity(release(PAIRS)), breakdown="sex_and_race")
    assert {row["group_value"] for row in rows} == {"male_white", "female_white"}


def test_a_funder_is_told_nothing_of_two_attributes() -> None:
    extra = gaps([("dual_arrest", "sex_and_race", "female_white", 30, 100)], [])
    found = release(PAIRS, role="funder", extra=extra)
    for make in (disparity_tables.disparity, case_mix_table.case_mix, gap_table.gap_changes):
        assert "sex_and_race" not in make(found)["breakdown"].to_list()


@pytest.mark.parametrize("role", ["working_group", "funder"])
def test_without_any_cell_every_table_is_empty_and_nothing_fails(role: str) -> None:
    nothing = release([], role=role)
    for make in (
        disparity_tables.disparity,
        disparity_tables.ladder,
        disparity_tables.unknown_groups,
        disparity_tables.population_rates,
        case_mix_table.case_mix,
        gap_table.gap_changes,
    ):
        assert make(nothing).height == 0


def test_every_decision_point_keeps_its_place() -> None:
    cells: list[Cell] = [(point.id, "race", "white", 50, 100) for point in DECISION_POINTS]
    found = disparity_tables.disparity(release(cells)).sort("step")["decision_point"].to_list()
    assert found == [point.id for point in DECISION_POINTS]
