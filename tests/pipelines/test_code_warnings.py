"""A code that is new, or gone, is told with its count and stops nothing."""

from datetime import datetime
from pathlib import Path

import pytest

from pipelines.outcome import Outcome
from pipelines.refresh import refresh
from pipelines.summary import summary
from tests.sites import open_warehouse
from tests.small_sites import INCIDENTS, PARTIES, PEOPLE, small_site

DATED = INCIDENTS.replace("covers_to = 2026-09-30", "covers_to_in_name = '(\\d{4}-\\d{2}-\\d{2})'")


def outcome_of(folder: Path, now: datetime, *deliveries: dict[str, int]) -> Outcome:
    """Refresh a site whose deliveries hold so many reports with each relationship code."""
    files: dict[str, str | bytes] = {"people_1.csv": PEOPLE.replace("R1", "R0-SE-0")}
    for month, codes in enumerate(deliveries, 1):
        rows = [
            f"R{month}-{code}-{at},0{month}/02/2026,North,{code},Y,"
            for code, count in codes.items()
            for at in range(count)
        ]
        files[f"reports_2026-0{month}-28.csv"] = (
            "\n".join(["REPORT,OCCURRED,AREA,REL,PC,CLERK_NOTE", *rows]) + "\n"
        )
    site = small_site(folder / "site", mappings={"incidents": DATED, "people": PARTIES}, files=files)
    return refresh(site, now=now)


def told(outcome: Outcome) -> list[tuple[str, str, int]]:
    return [(warning.kind, warning.code, warning.rows) for warning in outcome.code_warnings]


@pytest.mark.parametrize(
    ("deliveries", "expected"),
    [
        # A code of the newest delivery only is new, though the mapping lists it.
        ([{"SE": 20}, {"SE": 20, "BG": 3}], [("new", "BG", 3)]),
        # A code every delivery had is told when the newest has none, with the rows of the one before.
        ([{"SE": 20, "BG": 20}, {"SE": 20, "BG": 10}, {"SE": 20}], [("vanished", "BG", 10)]),
        # Not in every delivery before: its absence says nothing.
        ([{"SE": 20, "BG": 20}, {"SE": 20}, {"SE": 20, "BG": 9}, {"SE": 20}], []),
        # So rare that none may be chance.
        ([{"SE": 20, "BG": 4}, {"SE": 20}], []),
        # Once seen, a code is not new again.
        ([{"SE": 20, "BG": 1}, {"SE": 20}, {"SE": 20, "BG": 1}], []),
        # One delivery has nothing to be compared with.
        ([{"SE": 20, "BG": 1}], []),
    ],
)
def test_a_new_or_vanished_code_is_told_with_its_count(
    tmp_path: Path, now: datetime, deliveries: list[dict[str, int]], expected: list[tuple[str, str, int]]
) -> None:
    assert told(outcome_of(tmp_path, now, *deliveries)) == expected


def test_the_summary_and_the_warehouse_keep_the_warnings(tmp_path: Path, now: datetime) -> None:
    outcome = outcome_of(tmp_path, now, {"SE": 20}, {"SE": 20, "BG": 3})
    line = (
        '  Look at: 3 in reports_2026-02-28.csv, column REL: the code "BG" is here for the first time. '
        "Ask the agency whether it means what the mapping says."
    )
    assert line in summary(outcome, "Small County").splitlines()
    from pipelines.site import SiteFolder

    with open_warehouse(SiteFolder(tmp_path / "site")) as engine:
        kept = engine.rows("select mapping_name, column_name, headings, kind, code, rows from code_warnings")
    assert kept == [("incidents", "relationship", "REL", "new", "BG", 3)]


def test_an_unlisted_code_that_is_let_in_is_told_as_new(tmp_path: Path, now: datetime) -> None:
    lenient = DATED.replace('RU = "unknown" }', 'RU = "unknown" }, unknown = "blank"')
    rows = "REPORT,OCCURRED,AREA,REL,PC,CLERK_NOTE\n"
    files: dict[str, str | bytes] = {
        "people_1.csv": PEOPLE,
        "reports_2026-01-31.csv": rows + "R1,01/02/2026,North,SE,Y,\n",
        "reports_2026-02-28.csv": rows + "R2,02/02/2026,North,ZZ,Y,\n",
    }
    site = small_site(tmp_path / "site", mappings={"incidents": lenient, "people": PARTIES}, files=files)
    assert told(refresh(site, now=now)) == [("new", "ZZ", 1)]


def test_a_code_is_told_with_all_its_rows_whatever_stands_in_the_other_columns(
    tmp_path: Path, now: datetime
) -> None:
    head = "REPORT,OCCURRED,AREA,REL,PC,CLERK_NOTE\n"
    before = "".join(f"A{at},01/02/2026,North,SE,{'YN'[at % 2]},\n" for at in range(20))
    newest = "R1,02/02/2026,North,BG,Y,\nR2,02/02/2026,North,BG,N,\nR3,02/02/2026,North,BG,,\nR4,02/02/2026,North,,Y,\n"
    files: dict[str, str | bytes] = {
        "people_1.csv": PEOPLE,
        "reports_2026-01-31.csv": head + before,
        "reports_2026-02-28.csv": head + newest,
    }
    site = small_site(tmp_path / "site", mappings={"incidents": DATED, "people": PARTIES}, files=files)
    assert told(refresh(site, now=now)) == [("new", "BG", 3)]
