"""Bands: the only form of a count that a reader may have, and the conditions of a percent."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.bands import banded, without_orphans
from release.counts import NO_CELLS


def cell(counted: int, out_of: int, **other: object) -> dict[str, object]:
    return {
        "measure": "m",
        "grain": "whole",
        "period_from": None,
        "district": "all",
        "breakdown": "none",
        "group_value": "all",
        "counted": counted,
        "out_of": out_of,
        "counted_people": counted,
        "out_of_people": out_of,
        "rest_people": out_of - counted,
        **other,
    }


def frame(*cells: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(list(cells), schema=NO_CELLS.schema)


def band(counted: int, out_of: int, width: int = 6, **other: object) -> dict[str, object]:
    return banded(frame(cell(counted, out_of, **other)), width).to_dicts()[0]


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        (0, 0, 6),
        (1, 0, 6),
        (6, 0, 6),
        (7, 7, 12),
        (12, 7, 12),
        (13, 13, 18),
        (600, 595, 600),
        (601, 601, 606),
    ],
)
def test_a_count_is_released_as_its_band_of_six_and_zero_shares_the_first(
    count: int, low: int, high: int
) -> None:
    found = band(count, 1000)
    assert (found["counted_low"], found["counted_high"]) == (low, high)


@given(st.integers(0, 100_000))
def test_a_funders_band_is_a_union_of_working_group_bands(count: int) -> None:
    group, funder = band(count, count), band(count, count, width=12)
    assert (
        funder["out_of_low"] <= group["out_of_low"] <= count <= group["out_of_high"] <= funder["out_of_high"]
    )


def test_many_cases_about_few_people_are_in_the_first_band() -> None:
    found = band(40, 100, counted_people=6)
    assert (found["counted_low"], found["counted_high"]) == (0, 6)
    assert found["percent"] is None
    assert band(40, 100, counted_people=13)["counted_low"] == 37


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_funders_band_is_a_union_however_many_people_stand_behind_the_cases(
    cases: int, people: int
) -> None:
    few = {"out_of_people": min(cases, people)}
    group, funder = band(0, cases, **few), band(0, cases, width=12, **few)
    assert funder["out_of_low"] <= group["out_of_low"] <= group["out_of_high"] <= funder["out_of_high"]


def test_no_exact_count_is_left_in_a_banded_cell() -> None:
    assert not {"counted", "out_of", "counted_people", "out_of_people", "rest_people", "rest_low"} & set(
        band(20, 50)
    )


@pytest.mark.parametrize(
    ("counted", "out_of", "is_shown"),
    [
        (10, 31, True),
        (10, 30, False),
        (7, 40, True),
        (6, 40, False),
        (33, 40, True),
        (34, 40, False),
        (0, 0, False),
        (40, 40, False),
    ],
)
def test_a_percent_needs_31_cases_and_7_on_both_sides(counted: int, out_of: int, is_shown: bool) -> None:
    found = band(counted, out_of)
    assert (found["percent"] is not None) is is_shown
    assert found["shown"] == ("shown" if is_shown else "too_few")


def test_a_percent_is_the_whole_ratio_of_band_centres_and_cannot_tell_counts_of_a_band_apart() -> None:
    shown = {(band(n, m)["percent"], band(n, m)["percent_low"]) for n in range(19, 25) for m in range(55, 61)}
    assert len(shown) == 1


@given(st.integers(0, 300), st.integers(0, 300), st.sampled_from([6, 12]))
def test_the_interval_holds_the_percent_and_stays_between_0_and_100(
    first: int, second: int, width: int
) -> None:
    found = band(min(first, second), max(first, second), width)
    if found["percent"] is not None:
        assert 0 <= found["percent_low"] <= found["percent"] <= found["percent_high"] <= 100


WHOLE = cell(50, 100)
CHILDREN = {
    "district": cell(3, 5, district="North"),
    "group": cell(3, 5, breakdown="race", group_value="black"),
    "month": cell(3, 5, grain="month", period_from=date(2026, 9, 1)),
}


@pytest.mark.parametrize("name", sorted(CHILDREN))
def test_a_child_of_a_whole_that_is_large_enough_is_released(name: str) -> None:
    assert without_orphans(frame(WHOLE, CHILDREN[name]), 6).height == 2


@pytest.mark.parametrize("name", sorted(CHILDREN))
def test_a_child_of_a_whole_in_the_first_band_is_not_released(name: str) -> None:
    assert without_orphans(frame(cell(2, 6), CHILDREN[name]), 6)["out_of"].to_list() == [6]


def test_a_group_in_a_small_district_is_not_released_though_the_group_is_large() -> None:
    small = cell(1, 4, district="North")
    child = cell(1, 2, district="North", breakdown="race", group_value="black")
    group = cell(20, 40, breakdown="race", group_value="black")
    assert without_orphans(frame(WHOLE, small, group, child), 6)["out_of"].to_list() == [100, 4, 40]


def test_a_month_of_a_small_year_is_not_released_though_the_whole_is_large() -> None:
    year = cell(1, 4, grain="year", period_from=date(2026, 1, 1))
    month = cell(1, 2, grain="month", period_from=date(2026, 9, 1))
    assert without_orphans(frame(WHOLE, year, month), 6)["out_of"].to_list() == [100, 4]


def test_a_grandchild_goes_with_its_parent() -> None:
    small = cell(1, 4, breakdown="race", group_value="black")
    child = cell(1, 2, district="North", breakdown="race", group_value="black")
    north = cell(20, 40, district="North")
    assert 2 not in without_orphans(frame(WHOLE, north, small, child), 6)["out_of"].to_list()
