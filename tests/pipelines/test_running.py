"""A run tells how far it is, holds the site for itself, and is found out when it was killed."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from logbook.activity import entries
from logbook.progress import read_progress, read_result
from pipelines.running import running
from pipelines.site import SiteFolder
from tests.pipelines.started import done, done_here, started
from tests.small_sites import PEOPLE, drop, published_site, small_site


@dataclass(frozen=True)
class Refreshed:
    """A site refreshed by a process of its own, and all that this process imported."""

    site: SiteFolder
    imported: str


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> Refreshed:
    """Refreshed once for all tests here that only look; its people and one of its reports have marked numbers."""
    site = small_site(tmp_path_factory.mktemp("running") / "s")
    drop(site, "people_1.csv", PEOPLE.replace("P1", "SECRET-PERSON").replace("R1,", "SECRET-CASE,"))
    environment = {"PYTHONPROFILEIMPORTTIME": "1"}
    told = done(site.path, "refresh", "--by=Tester", "--run-number=abc", environment=environment)
    assert told.returncode == 0, told.stderr
    return Refreshed(site, told.stderr)


def test_a_refresh_says_its_steps_its_end_and_who_started_it(refreshed: Refreshed) -> None:
    site = refreshed.site
    progress, result = read_progress(site.path), read_result(site.path, in_force=1)
    assert progress is not None
    assert result is not None
    assert (progress.state, progress.who, progress.run, progress.version) == ("ended", "Tester", "abc", 1)
    assert progress.step_number >= 6
    assert "version 1 is published" in progress.summary
    assert sum(file.in_use for file in result.files) == 7
    assert [(entry.what, entry.result, entry.version) for entry in entries(site.path)] == [
        ("refresh_started", "", None),
        ("refresh_ended", "published version 1", None),
        ("published", "version 1 is in force", 1),
    ]


def test_a_check_publishes_nothing_and_says_what_would_change(tmp_path: Path) -> None:
    site = published_site(tmp_path / "s")
    drop(site, "people_2.csv", PEOPLE.replace("R1,P2,V,", "R1,P9,V,"))
    assert done_here(site.path, "check").returncode == 0
    result = read_result(site.path, in_force=1)
    assert result is not None
    assert (result.command, result.version, result.differences.before) == ("check", None, 1)
    assert json.loads((site.published / "current.json").read_text(encoding="utf-8"))["version"] == 1
    assert "published" not in [entry.what for entry in entries(site.path)]


def test_a_refusal_names_each_thing_to_mend(tmp_path: Path) -> None:
    site = small_site(tmp_path / "s", files={"reports_1.csv": "REPORT\nR1\n", "notes.csv": "A\n1\n"})
    refused = done(site.path, "check")
    progress = read_progress(site.path)
    assert refused.returncode == 1
    assert progress is not None
    assert progress.state == "refused"
    assert [trouble.file for trouble in progress.troubles] == ["notes.csv"]
    assert "no mapping expects" in progress.troubles[0].what
    assert entries(site.path)[-1].result == "refused: 1 to mend"


def test_a_second_run_is_told_who_holds_the_site_and_leaves_its_progress_alone(
    tmp_path: Path, now: datetime
) -> None:
    site = small_site(tmp_path / "s")
    with running(site.path, command="check", run="first", who="Tester One", now=now, files=2) as first:
        second = done(site.path, "refresh", "--by=Tester Two")
        assert second.returncode == 1
        assert "a check started by Tester One at 12:00 UTC is under way" in second.stderr
        assert "Wait until it has ended" in second.stderr
        progress = read_progress(site.path)
        assert progress is not None
        assert (progress.run, progress.state) == ("first", "running")
        first.ends("ended", outcome="done", summary="")
    assert done_here(site.path, "refresh").returncode == 0


def test_a_killed_run_is_shown_as_broken_off_and_the_next_one_works(tmp_path: Path) -> None:
    site = small_site(tmp_path / "s")
    process = started(site.path, "refresh")
    process.kill()
    process.wait()
    progress = read_progress(site.path)
    assert progress is not None
    assert progress.state == "broken_off"
    assert not (site.published / "current.json").exists()
    again = done_here(site.path, "refresh")
    assert again.returncode == 0, again.stderr
    progress = read_progress(site.path)
    assert progress is not None
    assert (progress.state, progress.version) == ("ended", 1)


def test_a_mistyped_site_is_refused_and_not_made(tmp_path: Path) -> None:
    refused = done(tmp_path / "mistyped", "refresh")
    assert refused.returncode == 1
    assert "the file is missing" in refused.stderr
    assert not (tmp_path / "mistyped").exists()


def test_a_refresh_without_identities_never_imports_splink(refreshed: Refreshed) -> None:
    modules = {line.split("|")[-1].strip().split(".")[0] for line in refreshed.imported.splitlines()}
    assert "great_expectations" in modules
    assert "splink" not in modules


def test_no_progress_and_no_log_holds_a_value_of_a_row(refreshed: Refreshed) -> None:
    site = refreshed.site
    told = (site.path / "activity.jsonl").read_text(encoding="utf-8")
    for path in (site.path / "run").glob("*.json"):
        told += path.read_text(encoding="utf-8")
    assert "SECRET" not in told
