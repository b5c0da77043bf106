"""Fault runs in short: killed, starved, hurried and fed wrongly. `python -m pipelines torture` makes all of them."""

import random
import shutil
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.torture import full_disk, holding, kills, malformed_files, readers
from pipelines.torture.apart import Asked, run
from pipelines.torture.county import LATER, Ground, ground
from pipelines.torture.figure import Figure
from pipelines.torture.malformed.cases import CASES
from pipelines.torture.run import RUNS
from pipelines.torture.small_site import drop, small_site
from pipelines.torture.state import leftovers, lost, publication, served

MORE = readers.HEADINGS + "".join(f"N{day},09/{day:02}/2026,North,SE,Y,\n" for day in range(1, 13))
RANDOM_KILLS = 5


def a_dozen_more(folder: Path) -> None:
    drop(small_site(folder), "reports_2.csv", MORE)


@pytest.fixture(scope="module")
def small_ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return ground(tmp_path_factory.mktemp("ground"), a_dozen_more, "reports_2.csv")


def met(figure: Figure) -> None:
    assert figure.faults == (), figure.measured


def test_killed_while_it_publishes_the_last_good_publication_is_served_and_the_next_refresh_is_clean(
    small_ground: Ground,
) -> None:
    steps = small_ground.undisturbed.steps
    publishing = steps.index("progress: Publishing")
    renames = [n for n, step in enumerate(steps) if n > publishing and step.startswith("os.rename")]
    assert [steps[n].split(": ")[1] for n in renames[-5:]] == [
        "ccr-000002.duckdb.part",
        "working_group-000002.duckdb.part",
        "funder-000002.duckdb.part",
        "current.json.part",
        "version-000002.json.part",
    ]
    ways = [kills.Kill(step=n) for n in [*renames, renames[-1] + 1]]
    met(kills.of_some(small_ground, ways, finish_every=2))


def test_killed_at_any_moment_the_last_good_publication_is_served(small_ground: Ground) -> None:
    lot = random.Random(1)
    # Half of the time it takes when nothing else runs: on a busy machine it is still under way then.
    moments = [lot.uniform(0, small_ground.undisturbed.seconds / 2) for _ in range(RANDOM_KILLS)]
    ways = [kills.Kill(seconds=moment) for moment in moments]
    met(kills.of_some(small_ground, ways, finish_every=RANDOM_KILLS))


def test_a_fault_is_found_when_there_is_one(small_ground: Ground) -> None:
    site = small_ground.fresh("faulty")
    assert served(site, (small_ground.after,)) == ["readers get something that was never published"]
    assert lost(site, {"inbox/gone.csv": "0"}) == ["inbox/gone.csv is lost"]
    next(site.archive.glob("*.csv")).write_text("half")
    assert [fault.split(" is ")[1] for fault in lost(site, {})] == ["half a file"]
    (site.warehouse / "scratch-1").mkdir()
    assert leftovers(site) - small_ground.names == Counter(["warehouse/scratch-1"])
    shutil.rmtree(site.published)
    assert served(site, (small_ground.before,)) == ["readers get something that was never published"]


def test_who_comes_second_is_told_who_holds_the_lock_and_a_kill_lets_go_of_it(small_ground: Ground) -> None:
    met(holding.two_at_once(small_ground))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit the size of files")
def test_a_full_disk_is_told_in_words_and_the_last_publication_stays(small_ground: Ground) -> None:
    site = small_ground.fresh("starved")
    largest = max(path.stat().st_size for path in site.path.rglob("*.duckdb"))
    asked = Asked(site=site.path, now=LATER, environment=small_ground.environment)
    ended = run(replace(asked, file_bytes=largest // 2))
    assert (ended.how, ended.words) == (
        "refused",
        "starved: the disk is full. Make room on it, then refresh again.",
    )
    assert served(site, (small_ground.before,)) == []
    assert run(asked).how == "published"
    assert leftovers(site) == small_ground.names


def test_everything_comes_back_from_the_archive_alone(small_ground: Ground) -> None:
    site = small_ground.fresh("lost")
    small_ground.refresh(site)
    for folder in (site.inbox, site.warehouse, site.published):
        shutil.rmtree(folder)
    assert small_ground.refresh(site, anew=True).how == "published"
    assert publication(site) == small_ground.after


@pytest.mark.parametrize(
    ("moment", "zone"),
    [
        (datetime(2020, 1, 1, tzinfo=UTC), "UTC"),
        (datetime(2028, 2, 29, 23, 30, tzinfo=UTC), "Pacific/Auckland"),
    ],
    ids=["clock set back to 2020", "leap day in Auckland"],
)
def test_the_clock_changes_nothing_that_is_published(
    small_ground: Ground, moment: datetime, zone: str
) -> None:
    site = small_ground.fresh("clock")
    assert small_ground.refresh(site, now=moment, TZ=zone).how == "published"
    assert publication(site).content == small_ground.after.content


def test_readers_meet_no_error_and_no_mixed_version_while_publications_go_live(tmp_path: Path) -> None:
    met(readers.during_refreshes(tmp_path, refreshes=2, readers=2))


def test_a_malformed_file_that_ends_otherwise_is_a_fault(tmp_path: Path) -> None:
    case = next(case for case in CASES if case.id == "01")
    figure = malformed_files.every_case(tmp_path, [case, replace(case, id="02", sentence="another")])
    assert figure.measured == "1 of 2 kinds end as declared"
    assert figure.faults == ("02 empty: another sentence",)


def test_every_reliability_figure_has_its_run() -> None:
    assert list(RUNS) == [
        "steps",
        "kills",
        "malformed",
        "readers",
        "disk",
        "deliveries",
        "lock",
        "clocks",
        "big",
        "rebuild",
    ]
    assert full_disk.SIZES == 20
    assert readers.READERS == 8
