"""Waits: quantiles with pending cases in them, shown where enough cases lie on either side."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from metrics.few_followed import FEW_FOLLOWED
from metrics.indicators import TIMES
from metrics.limits import LIMITS
from release.curve_tables import curves
from release.wait_tables import waits
from tests.release.made_up import Row, histogram, release


def wait(*rows: Row, width: int = 6, **other: Any) -> dict[str, Any]:
    cells = histogram(*rows, **other)
    found = waits(release(width=width, histograms={"days_to_charge": cells})).to_dicts()
    assert len(found) == 1
    return found[0]


def every_day(last: int, each: int = 1) -> list[Row]:
    return [("all", day, True, each) for day in range(1, last + 1)]


def test_the_median_is_that_of_the_curve_with_the_cases_still_waiting() -> None:
    row = wait(*every_day(100), ("all", 365, False, 100))
    # Half of 200 are decided on day 100; the finished cases alone would say 50 or 51.
    assert (row["median"], row["pending_percent"]) == (100, 49)
    assert row["p90"] is None
    assert row["shown"] == "shown"


def test_the_median_has_its_interval_and_the_standard_its_share() -> None:
    row = wait(*every_day(100))
    assert row["median"] == 50
    assert row["median_low"] < 50 < row["median_high"]
    # 30 of 100, whose counts are cut down to 30 of 96.
    assert (row["standard"], row["within_percent"]) == (30, 31)
    assert row["within_percent_low"] < 31 < row["within_percent_high"]


def test_the_share_within_the_standard_is_that_of_the_curve_beside_it() -> None:
    made = release(histograms={"days_to_charge": histogram(*every_day(60, 3), ("all", 70, False, 80))})
    (row,) = waits(made).to_dicts()
    (point,) = curves(made).filter(pl.col("day") == row["standard"]).to_dicts()
    names = ("percent", "percent_low", "percent_high")
    assert [row[f"within_{name}"] for name in names] == [point[name] for name in names]


def test_where_half_come_within_the_standard_the_share_is_half_at_least() -> None:
    """52 of 103 are; cut down to bands they would be 48 of 102."""
    row = wait(("all", 30, True, 52), ("all", 100, True, 51))
    assert (row["median"], row["standard"]) == (30, 30)
    assert row["within_percent"] == 50
    assert row["within_percent_low"] < 50 < row["within_percent_high"]


@pytest.mark.parametrize("limit", [10, 45])
def test_the_standard_of_a_wait_is_the_limit_the_site_has_set(limit: int) -> None:
    """Every wait has its limit from the settings: of half of 200 cases on the day after it none are in time."""
    limits = dict.fromkeys(LIMITS, limit)
    rows = [("all", limit, True, 50), ("all", limit + 1, True, 100), ("all", 400, False, 50)]
    timed = [time for time in TIMES if time.limit]
    assert len(timed) == 6
    cells = {time.id: histogram(*rows) for time in timed}
    found = waits(release(histograms=cells, plan={"limits": limits}))
    assert found.select("indicator", "standard", "within_percent").rows() == sorted(
        (time.id, limit, 24) for time in timed
    )


@pytest.mark.parametrize(("cases", "shown"), [(69, False), (70, True)])
def test_a_90th_percentile_needs_seven_cases_beyond_it(cases: int, shown: bool) -> None:
    row = wait(*every_day(cases))
    assert (row["p90"] is not None) is shown
    assert row["median"] is not None


@pytest.mark.parametrize(("cases", "shown"), [(30, "too_few"), (31, "shown")])
def test_a_median_needs_the_denominator_of_a_percent(cases: int, shown: str) -> None:
    row = wait(*every_day(cases))
    assert row["shown"] == shown
    assert (row["median"] is None) == (shown == "too_few")


def test_nobody_decided_yet_is_shown_as_a_median_not_reached() -> None:
    row = wait(("all", 20, False, 60))
    assert (row["shown"], row["median"], row["within_percent"]) == ("shown", None, None)


def test_everything_decided_on_the_first_day_is_a_wait_of_0_days() -> None:
    row = wait(("all", 0, True, 60))
    assert (row["median"], row["median_low"], row["pending_percent"]) == (0, 0, None)


def test_fewer_than_seven_waiting_are_not_told_as_a_share() -> None:
    assert wait(*every_day(100), ("all", 300, False, 6))["pending_percent"] is None
    assert wait(*every_day(100), ("all", 300, False, 7))["pending_percent"] == 9


def test_a_cell_in_the_first_band_is_not_released() -> None:
    cells = histogram(*every_day(12))
    assert waits(release(width=12, histograms={"days_to_charge": cells})).is_empty()


def test_a_year_is_named_and_cases_are_bands() -> None:
    row = wait(*every_day(50), grain="year", period_from=date(2025, 1, 1))
    assert (row["period"], row["cases_low"], row["cases_high"]) == ("2025", 49, 54)


def test_an_agency_that_sent_nothing_has_no_wait() -> None:
    assert waits(release()).is_empty()


CELL = {
    "name": "days_to_charge",
    "grain": "whole",
    "district": "all",
    "breakdown": "none",
    "group_value": "all",
}


def about(few: dict[str, int], *rows: Row, width: int = 6) -> list[dict[str, Any]]:
    """few: people by part of the cell."""
    parts = [{**CELL, "part": part, "people": people} for part, people in few.items()]
    told = pl.DataFrame(parts, schema=FEW_FOLLOWED)
    made = release(width=width, histograms={"days_to_charge": histogram(*rows)}, few_followed=told)
    assert bool(curves(made).height) == bool(waits(made).height)
    return waits(made).to_dicts()


MANY = (*every_day(20), ("all", 100, True, 20), ("all", 365, False, 40))


@pytest.mark.parametrize("few", [{"all": 12}, {"all": 2, "event": 2}, {"event": 6}])
def test_a_wait_of_few_people_is_not_released(few: dict[str, int]) -> None:
    assert about(few, *MANY) == []


def test_a_share_of_few_people_is_not_shown() -> None:
    names = ("pending_percent", "within_percent", "median")
    (usual,) = about({}, *MANY)
    assert [usual[name] is None for name in names] == [False, False, False]
    (waiting,) = about({"open": 6}, *MANY)
    assert [waiting[name] is None for name in names] == [True, False, False]
    (late,) = about({"late": 6}, *MANY)
    assert [late[name] is None for name in names] == [False, True, False]


def test_a_part_of_a_wait_of_few_people_is_not_released_either() -> None:
    year = {"grain": "year", "period_from": date(2025, 1, 1)}
    cells = pl.concat([histogram(*every_day(40)), histogram(*every_day(13), **year)])
    few = pl.DataFrame([{**CELL, "part": "all", "people": 10}], schema=FEW_FOLLOWED)
    counted = {"histograms": {"days_to_charge": cells}, "few_followed": few}
    assert waits(release("funder", 12, **counted)).is_empty()
