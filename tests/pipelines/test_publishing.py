"""Versions of the publication: going back, keeping, clearing away; never half a version, never a lost one."""

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from logbook.activity import entries
from pipelines.__main__ import main
from pipelines.fingerprints import made_from
from pipelines.known_deliveries import known_deliveries
from pipelines.locking import locked
from pipelines.problems import Refused
from pipelines.publishing import clear_old, history, in_force, keep, only_in_force, roll_back
from pipelines.refresh import refresh
from pipelines.site import SiteFolder
from tests.conftest import NOW
from tests.small_sites import (
    BOTH_ROLES,
    INCIDENTS,
    PARTIES,
    PEOPLE,
    REPORTS,
    SITE,
    drop,
    published_site,
    small_site,
)
from warehouse.versions import read_pointer


@pytest.fixture(scope="session")
def three_versions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each month a file more, all kept. Refreshed once for all tests here."""
    site = small_site(tmp_path_factory.mktemp("three_versions") / "site")
    refresh(site, now=NOW, by="first steward")
    for number in (2, 3):
        drop(site, f"reports_{number}.csv", REPORTS.replace("R1", f"N{number}"))
        refresh(site, now=NOW + timedelta(days=30 * number), by="second steward")
    return site.path


@pytest.fixture
def site(three_versions: Path, tmp_path: Path) -> SiteFolder:
    """A copy of three versions, to be changed at will."""
    return SiteFolder(Path(shutil.copytree(three_versions, tmp_path / "site")))


def versions_of(site: SiteFolder) -> list[int]:
    return [one.record.version for one in history(site)]


def test_every_version_is_told_with_when_and_by_whom(site: SiteFolder) -> None:
    told = [
        (one.record.version, one.record.published_by, one.is_in_force, one.is_whole) for one in history(site)
    ]
    assert told == [
        (3, "second steward", True, True),
        (2, "second steward", False, True),
        (1, "first steward", False, True),
    ]


def test_a_roll_back_puts_exactly_the_older_publication_in_force(site: SiteFolder) -> None:
    older = next(one.record for one in history(site) if one.record.version == 1)
    roll_back(site, 1)
    assert read_pointer(site.published) == older
    assert versions_of(site) == [3, 2, 1]


def test_after_a_roll_back_one_can_go_forward_again(site: SiteFolder) -> None:
    roll_back(site, 1)
    assert roll_back(site, 3).version == 3


def test_the_refresh_after_a_roll_back_starts_from_the_version_rolled_back_to(
    site: SiteFolder, now: datetime
) -> None:
    roll_back(site, 1)
    for number in (2, 3):
        (site.inbox / f"reports_{number}.csv").unlink()
    assert refresh(site, now=now).unchanged
    drop(site, "reports_9.csv", REPORTS.replace("R1", "N9"))
    assert refresh(site, now=now).version == 4


def test_there_is_no_going_back_to_a_version_that_is_not_there(site: SiteFolder) -> None:
    with pytest.raises(Refused, match="there is no version 7; there are 3, 2, 1"):
        roll_back(site, 7)
    assert in_force(site).version == 3  # type: ignore[union-attr]


def test_there_is_no_going_back_to_a_version_that_was_changed(site: SiteFolder) -> None:
    record = next(one.record for one in history(site) if one.record.version == 1)
    (site.published / record.files["working_group"].name).write_bytes(b"changed")
    with pytest.raises(Refused, match="version 1 is not whole"):
        roll_back(site, 1)
    assert in_force(site).version == 3  # type: ignore[union-attr]


def test_old_versions_go_with_all_their_files_and_the_newest_stay(site: SiteFolder) -> None:
    assert clear_old(site, newest=2) == [1]
    assert versions_of(site) == [3, 2]
    assert all(one.is_whole for one in history(site))
    left = [path.name for place in (site.warehouse, site.published) for path in place.glob("*000001*")]
    assert left == []


def test_the_version_in_force_and_those_a_meeting_used_are_never_cleared(site: SiteFolder) -> None:
    roll_back(site, 2)
    keep(site, 1, "meeting of 20 November")
    assert clear_old(site, newest=1) == []
    assert versions_of(site) == [3, 2, 1]
    assert [one.kept_for for one in history(site)] == ["", "", "meeting of 20 November"]


def test_the_refresh_keeps_as_many_versions_as_the_site_says(site: SiteFolder, now: datetime) -> None:
    (site.path / "site.toml").write_text(SITE + "versions_kept = 2\n", encoding="utf-8")
    drop(site, "reports_4.csv", REPORTS.replace("R1", "N4"))
    refresh(site, now=now)
    assert versions_of(site) == [4, 3]


def test_a_version_published_before_records_were_kept_can_still_be_rolled_back_to(
    site: SiteFolder, now: datetime
) -> None:
    (site.published / "version-000003.json").unlink()
    drop(site, "reports_4.csv", REPORTS.replace("R1", "N4"))
    refresh(site, now=now)
    assert roll_back(site, 3).version == 3


def test_a_file_that_a_killed_refresh_left_is_cleared_once_a_newer_version_is_there(
    site: SiteFolder, now: datetime
) -> None:
    (site.warehouse / "ccr-000004.duckdb").write_bytes(b"left")
    clear_old(site, newest=3)
    assert (site.warehouse / "ccr-000004.duckdb").exists()  # whose it is cannot be told yet
    drop(site, "reports_4.csv", REPORTS.replace("R1", "N4"))
    refresh(site, now=now)
    assert not (site.warehouse / "ccr-000004.duckdb").exists()
    assert versions_of(site) == [5, 3, 2, 1]


def test_who_comes_second_is_told_who_holds_the_lock(site: SiteFolder, now: datetime) -> None:
    told = r"a refresh of this site is running, started .* by first steward"
    held = locked(site, what="a refresh", by="first steward", now=now)
    with held, pytest.raises(Refused, match=told):
        refresh(site, now=now)
    assert refresh(site, now=now).unchanged


def test_the_same_content_has_the_same_hash_whatever_the_version(tmp_path: Path, now: datetime) -> None:
    first, second = (published_site(tmp_path / name, site=BOTH_ROLES) for name in ("first", "second"))
    drop(second, "reports_2.csv", REPORTS + "\n")  # other bytes, the same reports
    assert refresh(second, now=now).version == 2
    contents = [in_force(site).content for site in (first, second)]  # type: ignore[union-attr]
    assert contents[0] == contents[1]
    assert set(contents[0]) == {"working_group", "funder"}


def test_what_is_kept_says_so_in_a_file_a_person_can_read(site: SiteFolder) -> None:
    keep(site, 2, "meeting of 20 November")
    assert json.loads((site.published / "kept.json").read_text()) == {"2": "meeting of 20 November"}


@pytest.mark.parametrize("damage", ["pointer", "warehouse"])
def test_a_rebuild_needs_neither_the_pointer_nor_the_warehouse(
    site: SiteFolder, now: datetime, damage: str
) -> None:
    before = in_force(site)
    assert before is not None
    if damage == "pointer":
        (site.published / "current.json").write_text("{ broken")
    else:
        (site.warehouse / before.warehouse).unlink()
    assert refresh(site, now=now, anew=True).version == 4
    after = in_force(site)
    assert after is not None
    assert after.content == before.content


def test_a_damaged_list_of_kept_versions_stops_the_refresh_before_it_publishes(
    site: SiteFolder, now: datetime
) -> None:
    (site.published / "kept.json").write_text("{ broken")
    drop(site, "reports_9.csv", REPORTS.replace("R1", "N9"))
    with pytest.raises(Refused, match=r"kept\.json cannot be read"):
        refresh(site, now=now)
    pointer = read_pointer(site.published)
    assert pointer is not None
    assert pointer.version == 3


def test_one_content_under_two_endings_can_be_loaded_again(tmp_path: Path, now: datetime) -> None:
    mappings = {"incidents": INCIDENTS.replace("reports_*.csv", "reports_*"), "people": PARTIES}
    files = {"reports_1.csv": REPORTS, "reports_1.txt": REPORTS, "people_1.csv": PEOPLE}
    site = small_site(tmp_path / "site", mappings=mappings, files=files)
    refresh(site, now=now)
    drop(site, "reports_2.csv", REPORTS.replace("R1", "N2"))
    assert refresh(site, now=now).version == 2


def test_a_known_file_overwritten_while_it_is_read_changes_nothing(site: SiteFolder, now: datetime) -> None:
    before = in_force(site)
    drop(site, "reports_9.csv", REPORTS)  # known content under another name: there is nothing new

    def overwrite(words: str) -> None:
        if words == "Reading reports_1.csv":
            drop(site, "reports_1.csv", REPORTS.replace("R1", "X1"))

    refresh(site, now=now, anew=True, progress=overwrite)
    after = in_force(site)
    assert before is not None
    assert after is not None
    assert after.content == before.content


def test_a_mapping_changed_while_a_refresh_begins_is_applied_by_the_next(
    tmp_path: Path, now: datetime
) -> None:
    site = small_site(tmp_path / "site")
    mapping = site.path / "extracts" / "incidents.toml"

    def change(words: str) -> None:
        if words == "Looking into the inbox":
            mapping.write_text(INCIDENTS.replace('SE = "spouse"', 'SE = "ex_spouse"'))

    checked = refresh(site, now=now, progress=change)
    assert checked.made_from != made_from(site, tuple(known_deliveries(site, in_force(site))))
    assert refresh(site, now=now).version == 2
    assert refresh(site, now=now).unchanged


def test_a_roll_back_tells_which_files_it_leaves_out(site: SiteFolder) -> None:
    assert only_in_force(site, 1) == ["reports_2.csv", "reports_3.csv"]


def test_a_version_is_kept_only_for_a_reason(site: SiteFolder) -> None:
    with pytest.raises(Refused, match="it is not said why it is kept"):
        keep(site, 1, "  ")
    assert not (site.published / "kept.json").exists()


def test_a_version_in_the_list_is_never_cleared_away_whatever_reason_stands_there(site: SiteFolder) -> None:
    (site.published / "kept.json").write_text('{"1": ""}')
    assert clear_old(site, 1) == [2]
    assert versions_of(site) == [3, 1]


def test_keeping_a_version_is_in_the_log(site: SiteFolder) -> None:
    assert main(["keep", "1", "--reason=meeting", f"--site={site.path}", "--by=Tester"]) == 0
    last = entries(site.path)[-1]
    assert (last.who, last.what, last.result, last.version) == (
        "Tester",
        "version_kept",
        "version 1: meeting",
        1,
    )
