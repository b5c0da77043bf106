"""How far people are followed: to the cut-off of who would record the end, from where all the data begin."""

from datetime import date
from typing import Any

import polars as pl

from metrics.limits import defaults
from release.counts import count_everything
from release.curve_tables import readings
from release.followed import who_is_followed
from tests.drawn import county
from tests.release.made_up import release
from warehouse.coverage import Coverage, TableCoverage

LAST = date(2026, 9, 30)
TABLES = {
    "incidents": "incident_id | occurred_on\nR1 | 2025-01-01\nR2 | 2025-03-01",
    "incident_parties": "incident_id | person_key | role | arrested_on\nR1 | A | suspect | 2025-01-01",
    "protection_orders": "petition_id | person_key | petitioned_on\nO1 | A | 2025-01-05",
    "order_breaches": "petition_id | breached_on\nO1 | 2025-12-31",
}


def covered(**other: Any) -> Coverage:
    """Every drawn table from 2025 to the last day; other: fields of a table's coverage that differ."""
    usual = {"agency": "a", "first_month": date(2025, 1, 1), "cut_off": LAST, "received_on": LAST}
    return Coverage({name: (TableCoverage(**{**usual, **other.get(name, {})}),) for name in TABLES})


def histograms(coverage: Coverage) -> dict[str, pl.DataFrame]:
    with county(**TABLES) as engine:
        return count_everything(engine, release(plan={"coverage": coverage}).plan).histograms


def days(coverage: Coverage, curve: str) -> list[tuple[int, bool]]:
    found = histograms(coverage)[curve].filter(pl.col("district") == "all", pl.col("breakdown") == "none")
    return found.select("days", "event").rows()


def test_a_wait_is_censored_at_the_cut_off_of_who_would_record_its_end() -> None:
    courts = {"cut_off": date(2025, 6, 30)}
    # Orders themselves may come later than breaches: the breach is in the other file.
    assert days(covered(protection_orders=courts), "breach_after_arrest") == [(364, True)]
    assert days(covered(order_breaches=courts), "breach_after_arrest") == [(180, False)]


def test_nobody_is_followed_from_before_the_latest_start_of_the_data() -> None:
    begun = {"first_month": date(2025, 2, 1)}
    assert days(covered(order_breaches=begun), "breach_after_arrest") == []
    assert days(covered(order_breaches=begun), "rearrest") == [((LAST - date(2025, 1, 1)).days, False)]


def test_nobody_is_followed_through_a_month_that_did_not_come() -> None:
    gap = {"missing_months": (date(2025, 4, 1),)}
    found = histograms(covered(order_breaches=gap))
    assert "breach_after_arrest" not in found
    assert "rearrest" in found


def test_a_reading_whose_agency_sent_nothing_is_not_in_the_publication() -> None:
    police = {name: parts for name, parts in covered().tables.items() if "order" not in name}
    counts = histograms(Coverage(police))
    told = readings(release(histograms=counts))["curve"].to_list()
    assert "rearrest" in told
    assert not {"breach_after_arrest", "rearrest_free", "days_to_charge", "program_from_landmark"} & set(told)


def test_people_in_time_are_counted_by_the_limit_the_site_has_set() -> None:
    plan = release(plan={"coverage": covered(), "limits": {**defaults(), "order_service": 3}}).plan
    limits = {asked.time.id: asked.limit for asked in who_is_followed(plan, frozenset())}
    assert limits["days_to_service"] == 3
    assert limits["rearrest"] is None
