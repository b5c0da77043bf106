"""Groups are compared only where both are large enough, by a ratio only where it holds for the whole follow-up."""

from typing import Any

import polars as pl
import pytest

from release.comparison_tables import comparisons, group_tests
from tests.release.made_up import Row, histogram, release

ALIKE = [
    *(("male", day, True, 2) for day in range(10, 400, 10)),
    ("male", 500, False, 90),
    *(("female", day, True, 1) for day in range(10, 400, 10)),
    ("female", 500, False, 45),
]
# Women early, men late: as many of both within two years, and the hazards cross.
CROSSING = [
    *(("female", day, True, 4) for day in range(5, 100, 5)),
    *(("female", day, True, 1) for day in range(300, 700, 25)),
    ("female", 800, False, 60),
    *(("male", day, True, 1) for day in range(5, 100, 5)),
    *(("male", day, True, 4) for day in range(300, 700, 25)),
    ("male", 800, False, 60),
]


def compared(*rows: Row, **plan: Any) -> dict[str, Any]:
    cells = histogram(*rows, breakdown="sex")
    found = comparisons(release(histograms={"rearrest": cells}, plan=plan)).filter(
        curve="rearrest", breakdown="sex"
    )
    return {row["group_value"]: row for row in found.to_dicts()}


def all_at_once(*rows: Row) -> dict[str, Any]:
    cells = histogram(*rows, breakdown="sex")
    found = group_tests(release(histograms={"rearrest": cells}))
    return found.filter(curve="rearrest", breakdown="sex").row(0, named=True)


def test_hazards_that_are_proportional_are_compared_by_their_ratio() -> None:
    row = compared(*ALIKE)["female"]
    assert (row["method"], row["hazard_ratio"], row["finding"]) == ("hazard_ratio", 1.0, "could_be_chance")
    assert row["difference_points"] is None


def test_hazards_that_cross_are_compared_by_the_risk_at_12_months_instead() -> None:
    row = compared(*CROSSING)["female"]
    assert (row["method"], row["finding"]) == ("risk_difference", "more")
    assert row["hazard_ratio"] is None
    assert 0 < row["difference_low"] < row["difference_points"] < row["difference_high"]


def test_a_group_too_small_is_not_compared_and_shows_no_number() -> None:
    few = [row for row in ALIKE if row[0] == "male"] + [("female", 50, True, 6), ("female", 500, False, 40)]
    row = compared(*few)["female"]
    assert row["finding"] == "too_few"
    assert [row[name] for name in ("hazard_ratio", "hazard_ratio_low", "difference_points")] == [None] * 3


def test_a_difference_at_12_months_needs_events_by_then() -> None:
    late = [row for row in CROSSING if row[0] == "female" or row[1] > 365 or row[1] < 20]
    row = compared(*late)["female"]
    assert (row["method"], row["finding"]) == ("risk_difference", "too_few")
    assert row["difference_points"] is None


def test_a_reference_group_that_does_not_exist_compares_nobody() -> None:
    rows = compared(*ALIKE, reference_groups={"sex": "nobody"})
    assert {row["finding"] for row in rows.values()} == {"too_few"}


def test_the_test_of_all_groups_counts_those_large_enough_and_known() -> None:
    small = [("nonbinary", 30, True, 2), ("unknown", 20, True, 40), ("unknown", 500, False, 40)]
    row = all_at_once(*ALIKE, *small)
    assert (row["groups"], row["finding"]) == (2, "could_be_chance")
    assert row["chance_percent"] > 90


def test_a_clear_difference_is_said_with_a_chance_that_is_never_0() -> None:
    slow = [("male", 500, False, 300), *(row for row in ALIKE)]
    row = all_at_once(*slow)
    assert (row["finding"], row["chance_percent"]) == ("differ", 1)


@pytest.mark.parametrize(
    "rows", [[], [row for row in ALIKE if row[0] == "male"]], ids=["nobody", "one group"]
)
def test_with_fewer_than_two_groups_there_is_no_test(rows: list[Row]) -> None:
    row = all_at_once(*rows)
    assert (row["groups"], row["chance_percent"], row["finding"]) == (None, None, "too_few")


def test_without_any_count_the_tables_are_empty_or_say_too_few() -> None:
    assert comparisons(release()).is_empty()
    assert set(group_tests(release())["finding"]) == {"too_few"}


def test_order_of_rows_changes_no_comparison() -> None:
    cells = histogram(*CROSSING, breakdown="sex")
    one = comparisons(release(histograms={"rearrest": cells}))
    other = comparisons(release(histograms={"rearrest": cells.reverse()}))
    assert one.equals(other)
    assert isinstance(one, pl.DataFrame)
