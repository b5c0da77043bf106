"""A month that did not come is held back: it is never shown as a month in which nothing happened."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

from pipelines.refresh import refresh
from pipelines.site import SiteFolder
from pipelines.summary import summary
from tests.sites import NOW, open_published
from tests.small_sites import INCIDENTS, PARTIES, drop, small_site

MONTHS = [date(2025, month, 1) for month in range(1, 13)]
GAP = date(2025, 5, 1)
USUAL = 60
SHOWN_PERCENT = 48  # 30 of 60 in bands: 27.5 of 57.5


def reports(month: date, number: int) -> str:
    rows = [
        f"{month:%Y%m}-{at},{month:%m}/{at % 28 + 1:02d}/{month.year},North,SE,Y," for at in range(number)
    ]
    return "\n".join(["REPORT,OCCURRED,AREA,REL,PC,CLERK_NOTE", *rows]) + "\n"


def people(month: date, number: int) -> str:
    rows = [
        f"{month:%Y%m}-{at},{month:%Y%m}-P{at},S,{f'{month:%Y-%m}-{at % 28 + 1:02d}' if at % 2 else ''}"
        for at in range(number)
    ]
    return "\n".join(["REPORT,PERSON,ROLE,ARRESTED", *rows]) + "\n"


def county(folder: Path, *, reported: int, known: int, mapping: str = INCIDENTS) -> SiteFolder:
    """A year of 60 reports a month, of which so many came for May, with so many of their people."""
    site = small_site(
        folder,
        mappings={
            "incidents": mapping.replace("2026-09-30", "2025-12-31"),
            "people": PARTIES.replace("2026-09-30", "2025-12-31"),
        },
        files={"reports_0.csv": reports(MONTHS[0], USUAL), "people_0.csv": people(MONTHS[0], USUAL)},
    )
    for at, month in enumerate(MONTHS[1:], 1):
        drop(site, f"reports_{at}.csv", reports(month, reported if month == GAP else USUAL))
        drop(site, f"people_{at}.csv", people(month, known if month == GAP else USUAL))
    return site


@dataclass(frozen=True)
class Gap:
    """A year in which next to nothing came for May, refreshed, and what the steward was told."""

    site: SiteFolder
    told: str


@pytest.fixture(scope="module")
def gap(tmp_path_factory: pytest.TempPathFactory) -> Gap:
    """Refreshed once for all tests that only look."""
    site = county(tmp_path_factory.mktemp("gap") / "s", reported=1, known=1)
    return Gap(site, summary(refresh(site, now=NOW), "Small County"))


def arrests(site: SiteFolder) -> dict[tuple[str, date], tuple[str, object, object]]:
    """By grain and first day: shown, out_of_low and percent of the arrest rate, county-wide."""
    with open_published(site, "working_group") as engine:
        rows = engine.rows("""
            select grain, period_from, shown, out_of_low, percent from rates
            where indicator = 'arrest' and district = 'all' and breakdown = 'none'""")
    return {(grain, start): (shown, low, percent) for grain, start, shown, low, percent in rows}


def test_a_month_without_reports_says_no_data_and_the_year_and_quarter_that_hold_it_too(gap: Gap) -> None:
    found = arrests(gap.site)
    assert found["month", GAP] == ("no_data", None, None)
    assert found["year", MONTHS[0]] == ("no_data", None, None)
    assert found["month", MONTHS[5]] == ("shown", 55, SHOWN_PERCENT)


def test_the_whole_is_counted_without_the_missing_month(gap: Gap) -> None:
    shown, low, percent = arrests(gap.site)["whole", MONTHS[0]]
    assert (shown, low, percent) == ("shown", 11 * USUAL // 6 * 6 - 5, 50)


def test_a_month_of_one_table_holds_back_what_reads_that_table(tmp_path: Path, now: datetime) -> None:
    site = county(tmp_path / "s", reported=USUAL, known=1)
    refresh(site, now=now)
    # All reports of May came, their people did not: without holding back it would read "nobody was arrested".
    assert arrests(site)["month", GAP] == ("no_data", None, None)


def test_nobody_is_followed_through_a_month_that_did_not_come(
    gap: Gap, tmp_path: Path, now: datetime
) -> None:
    whole = county(tmp_path / "w", reported=USUAL, known=USUAL)
    refresh(whole, now=now)
    sizes = []
    for site in (whole, gap.site):
        with open_published(site, "working_group") as engine:
            sizes.append(engine.value("select count(*) from curves where curve = 'rearrest'"))
    assert sizes[0] > 0
    assert sizes[1] == 0


def test_the_steward_is_told_which_months_are_held_back_and_how_to_say_that_they_were_empty(
    gap: Gap,
) -> None:
    assert "Held back: next to nothing came from police for incidents, 2025-05." in gap.told
    assert "empty_months" in gap.told


def test_readers_are_told_which_months_are_missing(gap: Gap) -> None:
    with open_published(gap.site, "working_group") as engine:
        assert engine.rows("select agency, missing_months from agencies") == [("police", "2025-05")]


def test_a_month_that_the_mapping_says_was_empty_is_not_missing(tmp_path: Path, now: datetime) -> None:
    mapping = INCIDENTS.replace("covers_to", 'empty_months = ["2025-05"]\ncovers_to')
    site = county(tmp_path / "s", reported=1, known=USUAL, mapping=mapping)
    refresh(site, now=now)
    assert "no_data" not in {shown for shown, _, _ in arrests(site).values()}


def test_where_few_rows_are_usual_an_empty_month_can_be_chance(tmp_path: Path, now: datetime) -> None:
    site = small_site(
        tmp_path / "s", files={"reports_0.csv": reports(MONTHS[0], 9), "people_0.csv": people(MONTHS[0], 9)}
    )
    for at, month in enumerate(MONTHS[2:], 1):
        drop(site, f"reports_{at}.csv", reports(month, 9))
    refresh(site, now=now)
    with open_published(site, "working_group") as engine:
        assert engine.value("select missing_months from agencies") == ""


@pytest.mark.parametrize("month", ["2025-13", "May 2025", "2025-5"])
def test_an_empty_month_that_is_no_month_is_refused(tmp_path: Path, now: datetime, month: str) -> None:
    from pipelines.problems import Refused

    mapping = INCIDENTS.replace("covers_to", f'empty_months = ["{month}"]\ncovers_to')
    with pytest.raises(Refused, match="is no month; one looks like 2026-09"):
        refresh(county(tmp_path / "s", reported=1, known=1, mapping=mapping), now=now)


def test_a_slow_beginning_is_no_missing_month(tmp_path: Path, now: datetime) -> None:
    """The first months of an agency have few rows in truth, as probation has after the first sentences."""
    site = county(tmp_path / "s", reported=USUAL, known=USUAL)
    for at, rows in ((0, 7), (1, 2), (2, 20)):
        drop(site, f"reports_{at}.csv", reports(MONTHS[at], rows))
        drop(site, f"people_{at}.csv", people(MONTHS[at], rows))
    refresh(site, now=now)
    with open_published(site, "working_group") as engine:
        assert engine.value("select missing_months from agencies") == ""
