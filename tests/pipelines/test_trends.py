"""A newest delivery that is unlike the ones before is told to the steward; a usual one is not."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from pipelines.refresh import refresh
from tests.small_sites import INCIDENTS, PARTIES, drop, small_site

BY_NAME = """covers_to_in_name = '_(\\d{4}-\\d{2}-\\d{2})'"""
MAPPINGS = {
    "incidents": INCIDENTS.replace("covers_to = 2026-09-30", BY_NAME),
    "people": PARTIES.replace("covers_to = 2026-09-30", BY_NAME),
    "referrals": f"""
agency = "prosecutor"
table = "prosecutions"
files = ["referrals_*.csv"]
{BY_NAME}
[columns]
case_id = "CASE"
person_key = "PERSON"
incident_id = "REPORT"
referred_on = "REFERRED"
[ignored]
headings = []
""",
}
Row = Callable[[int], str]


def reports(month: date, rows: int, relationship: Row = lambda _: "SE") -> str:
    lines = [
        f"{month:%y%m}-{at},{month:%m}/{at % 28 + 1:02d}/{month.year},North,{relationship(at)},Y,"
        for at in range(rows)
    ]
    return "\n".join(["REPORT,OCCURRED,AREA,REL,PC,CLERK_NOTE", *lines]) + "\n"


def referrals(month: date, rows: int, report: Row) -> str:
    lines = [f"K{month:%y%m}-{at},P{at},{report(at)},{month:%Y-%m}-{at % 28 + 1:02d}" for at in range(rows)]
    return "\n".join(["CASE,PERSON,REPORT,REFERRED", *lines]) + "\n"


def warnings(folder: Path, now: datetime, files: dict[str, str]) -> dict[str, str]:
    site = small_site(
        folder, mappings=MAPPINGS, files={"people_2026-08-31.csv": "REPORT,PERSON,ROLE,ARRESTED\nX,P1,S,\n"}
    )
    for name, text in files.items():
        drop(site, name, text)
    trends = ("emptier", "unlike_last_year", "fewer_in_incidents")
    return {c.rule: c.words for c in refresh(site, now=now).checks if c.rule.endswith(trends)}


AUGUST, SEPTEMBER = date(2026, 8, 1), date(2026, 9, 1)


def test_a_usual_delivery_is_not_remarked_on(tmp_path: Path, now: datetime) -> None:
    files = {
        "reports_2026-08-31.csv": reports(AUGUST, 120),
        "reports_2026-09-30.csv": reports(SEPTEMBER, 120),
    }
    assert warnings(tmp_path / "s", now, files) == {}


def test_a_column_that_is_far_emptier_than_before_is_told_with_both_shares(
    tmp_path: Path, now: datetime
) -> None:
    emptier = reports(SEPTEMBER, 120, lambda at: "" if at % 4 == 0 else "SE")
    files = {"reports_2026-08-31.csv": reports(AUGUST, 120), "reports_2026-09-30.csv": emptier}
    told = warnings(tmp_path / "s", now, files)
    assert told == {
        "relationship_emptier": "relationship is empty in 25% of the rows of reports_2026-09-30.csv; "
        "in reports_2026-08-31.csv it was 0%"
    }


@pytest.mark.parametrize(("empty", "is_told"), [(12, True), (11, False)])
def test_a_tenth_more_without_a_value_is_the_least_that_is_told(
    tmp_path: Path, now: datetime, empty: int, is_told: bool
) -> None:
    emptier = reports(SEPTEMBER, 120, lambda at: "" if at < empty else "SE")
    files = {"reports_2026-08-31.csv": reports(AUGUST, 120), "reports_2026-09-30.csv": emptier}
    assert bool(warnings(tmp_path / "s", now, files)) is is_told


@pytest.mark.parametrize(("rows", "is_told"), [(43, True), (44, False), (100, False), (101, True)])
def test_a_month_unlike_the_same_month_last_year_is_told(
    tmp_path: Path, now: datetime, rows: int, is_told: bool
) -> None:
    """72 rows a year before: 40 % less is 43.2, 40 % more is 100.8."""
    files = {
        "reports_2026-08-31.csv": reports(date(2025, 9, 1), 72),
        "reports_2026-09-30.csv": reports(SEPTEMBER, rows),
    }
    assert ("unlike_last_year" in warnings(tmp_path / "s", now, files)) is is_told


def test_records_that_no_longer_find_the_stage_before_are_told(tmp_path: Path, now: datetime) -> None:
    files = {
        "reports_2026-08-31.csv": reports(AUGUST, 120),
        "reports_2026-09-30.csv": reports(SEPTEMBER, 120),
        "referrals_2026-08-31.csv": referrals(AUGUST, 120, lambda at: f"2608-{at}"),
        "referrals_2026-09-30.csv": referrals(
            SEPTEMBER, 120, lambda at: f"2609-{at}" if at % 2 else f"26/09/{at}"
        ),
    }
    told = warnings(tmp_path / "s", now, files)
    assert told["fewer_in_incidents"].startswith(
        "50% of the rows of referrals_2026-09-30.csv find their record"
    )


def test_what_is_known_only_later_may_be_emptier_in_the_newest_file(tmp_path: Path, now: datetime) -> None:
    def people(month: date, arrested: int) -> str:
        rows = [
            f"{month:%y%m}-{at},P{at},S,{f'{month:%Y-%m}-20' if at < arrested else ''}" for at in range(120)
        ]
        return "\n".join(["REPORT,PERSON,ROLE,ARRESTED", *rows]) + "\n"

    files = {
        "reports_2026-08-31.csv": reports(AUGUST, 120),
        "reports_2026-09-30.csv": reports(SEPTEMBER, 120),
        "people_2026-08-31.csv": people(AUGUST, 120),
        "people_2026-09-30.csv": people(SEPTEMBER, 20),
    }
    assert warnings(tmp_path / "s", now, files) == {}
