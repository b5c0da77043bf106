"""What was broken off, lost or starved leaves nothing behind, and everything can be made again."""

import errno
import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from pipelines.__main__ import main
from pipelines.disk_full import refused_when_full
from pipelines.problems import Refused
from pipelines.pseudonyms import key_file, read_or_make_key
from pipelines.publishing import history, in_force, roll_back
from pipelines.refresh import refresh
from pipelines.site import SiteFolder
from pipelines.torture.steps import Steps
from tests.small_sites import REPORTS, drop, published_site, small_site
from warehouse import versions


def test_rows_of_a_killed_refresh_are_cleared_also_when_nothing_is_new(tmp_path: Path, now: datetime) -> None:
    site = published_site(tmp_path / "s")
    (site.warehouse / "scratch-killed").mkdir()
    (site.warehouse / "scratch-killed" / "1.text").write_text("rows")
    (site.archive / "half.csv.part").write_text("rows")
    assert refresh(site, now=now).unchanged
    assert not list(site.warehouse.glob("scratch*"))
    assert not list(site.archive.glob("*.part"))


def test_two_refreshes_never_work_in_the_same_folder(tmp_path: Path) -> None:
    from pipelines.scratch import new_scratch

    site = small_site(tmp_path / "s")
    site.warehouse.mkdir()
    assert new_scratch(site) != new_scratch(site)


def test_a_version_that_was_never_in_force_has_no_record(tmp_path: Path, now: datetime) -> None:
    site = published_site(tmp_path / "s")
    (site.published / "current.json.part").mkdir()  # the pointer cannot be moved
    drop(site, "reports_2.csv", REPORTS.replace("R1", "N1"))
    with pytest.raises(OSError, match=r"current\.json"):
        refresh(site, now=now)
    assert [one.record.version for one in history(site)] == [1]


def test_a_version_whose_record_cannot_be_written_is_published_all_the_same(
    tmp_path: Path, now: datetime
) -> None:
    site = published_site(tmp_path / "s")
    (site.published / "version-000002.json").mkdir()  # its record cannot be written
    drop(site, "reports_2.csv", REPORTS.replace("R1", "N1"))
    assert refresh(site, now=now).version == 2
    assert in_force(site).version == 2  # type: ignore[union-attr]
    assert [one.record.version for one in history(site)] == [2, 1]
    (site.published / "version-000002.json").rmdir()
    roll_back(site, 1)
    assert [one.record.version for one in history(site)] == [2, 1]


@pytest.mark.parametrize("damaged", ["", "00ff", "no key at all"])
def test_half_a_key_is_refused_and_never_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damaged: str
) -> None:
    monkeypatch.setenv("CCR_KEYS", str(tmp_path / "keys"))  # not those that other tests go on with
    settings = small_site(tmp_path / "s").settings()
    read_or_make_key(settings)
    key_file(settings).write_text(damaged)
    with pytest.raises(Refused, match="the key of the pseudonyms is damaged"):
        read_or_make_key(settings)


def test_a_file_received_while_the_clock_was_set_back_came_no_earlier_than_those_before(
    tmp_path: Path, now: datetime
) -> None:
    site = published_site(tmp_path / "s")
    drop(site, "reports_2.csv", REPORTS.replace("R1", "N1"))
    refresh(site, now=now - timedelta(days=2000))
    listed = json.loads((site.archive / "deliveries.json").read_text())
    assert {item["received_on"] for item in listed} == {str(now.date())}


def test_a_first_file_that_seems_to_come_from_the_future_is_refused_naming_the_clock(
    tmp_path: Path, now: datetime
) -> None:
    with pytest.raises(Refused, match=r"in the future\. Correct .*, or this computer's clock"):
        refresh(small_site(tmp_path / "s"), now=now - timedelta(days=2000))


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EFBIG, "File too large"),
        duckdb.IOException('IO Error: Could not write file "x": No space left on device'),
    ],
    ids=["disk", "file", "engine"],
)
def test_a_full_disk_is_told_in_words_also_behind_another_error(tmp_path: Path, error: Exception) -> None:
    @refused_when_full
    def work(folder: SiteFolder) -> None:
        try:
            raise error
        except Exception:
            raise RuntimeError("a library's own words") from error

    with pytest.raises(Refused, match=r"county: the disk is full\. Make room on it"):
        work(SiteFolder(tmp_path / "county"))


def test_another_error_is_not_called_a_full_disk(tmp_path: Path) -> None:
    @refused_when_full
    def work(folder: SiteFolder) -> None:
        raise RuntimeError("something else")

    with pytest.raises(RuntimeError, match="something else"):
        work(SiteFolder(tmp_path))


def test_what_is_lost_but_the_archive_is_rebuilt_and_says_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = published_site(tmp_path / "s")
    before = in_force(site)
    for folder in (site.inbox, site.warehouse, site.published):
        shutil.rmtree(folder)
    assert main(["rebuild", "--quiet", "--site", str(site.path)]) == 0
    assert "version 1 is published" in capsys.readouterr().out
    assert in_force(site).content == before.content  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "damaged",
    ["published/current.json", "warehouse/ccr-000001.duckdb", "published/working_group-000001.duckdb"],
)
def test_a_damaged_file_of_ours_is_no_hindrance_to_a_rebuild(
    tmp_path: Path, now: datetime, damaged: str
) -> None:
    site = published_site(tmp_path / "s")
    before = in_force(site)
    (site.path / damaged).write_bytes(b"{")
    assert refresh(site, now=now, anew=True).version == 2
    assert in_force(site).content == before.content  # type: ignore[union-attr]


def test_a_rebuild_leaves_out_what_was_rolled_back(tmp_path: Path, now: datetime) -> None:
    site = published_site(tmp_path / "s")
    drop(site, "reports_2.csv", REPORTS.replace("R1", "N1"))
    refresh(site, now=now)
    roll_back(site, 1)
    (site.inbox / "reports_2.csv").unlink()
    outcome = refresh(site, now=now, anew=True)
    assert {account.file_name for account in outcome.accounts} == {"reports_1.csv", "people_1.csv"}
    assert outcome.version == 3


def test_a_rebuild_without_a_file_of_the_archive_says_which(tmp_path: Path, now: datetime) -> None:
    site = published_site(tmp_path / "s")
    shutil.rmtree(site.inbox)
    for path in site.archive.glob("*.csv"):
        path.unlink()
    with pytest.raises(Refused, match=r"people_1.csv: it was loaded before and is gone from the archive"):
        refresh(site, now=now, anew=True)


def test_a_damaged_list_of_deliveries_is_told_and_written_anew_by_the_next_refresh(
    tmp_path: Path, now: datetime
) -> None:
    site = published_site(tmp_path / "s")
    listed = (site.archive / "deliveries.json").read_bytes()
    (site.archive / "deliveries.json").write_text("{")
    with pytest.raises(Refused, match="the list of the files loaded so far cannot be read"):
        refresh(site, now=now, anew=True)
    assert refresh(site, now=now).unchanged
    assert (site.archive / "deliveries.json").read_bytes() == listed


def test_only_what_changes_a_file_of_the_site_is_a_step() -> None:
    steps = Steps(("/site",), kill_at=None, wait_at=None)
    steps.seen("open", ("/site/read", "r", 0))
    steps.seen("open", ("/elsewhere/written", "w", 0))
    steps.seen("open", (3, "w", 0))
    steps.seen("open", ("/site/written", "w", 0))
    steps.seen("os.rename", ("/site/a", "/site/b", -1, -1))
    steps.told("Counting")
    assert steps.passed == ["open: written", "os.rename: a", "progress: Counting"]


def test_whole_files_are_told_from_changed_ones(tmp_path: Path) -> None:
    site = published_site(tmp_path / "s")
    pointer = versions.read_pointer(site.published)
    assert pointer is not None
    assert versions.is_whole(site.published, pointer)
    (site.published / pointer.files["working_group"].name).write_bytes(b"")
    assert not versions.is_whole(site.published, pointer)
