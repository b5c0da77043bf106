"""Readers who never stop, while one publication after the other goes live."""

from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pipelines.site import SiteFolder
from pipelines.torture.apart import Asked, context, run
from pipelines.torture.county import NOW, keys_of
from pipelines.torture.figure import Figure
from pipelines.torture.small_site import SITE, drop, small_site
from pipelines.torture.state import page
from release.reading import ROLES

READERS = 8
# Each opening of a file costs 20 ms of a processor, and a reader here opens it for every table: with less of a
# pause eight of them leave the refresh no processor.
SECONDS_ON_A_PAGE = 6.0
HEADINGS = "REPORT,OCCURRED,AREA,REL,PC,CLERK_NOTE\n"
REPORTS_EACH = 12
# As few as a site may keep: the file a reader has open is soon one of those cleared away.
FEWEST_KEPT = "versions_kept = 2\n"


@dataclass(frozen=True)
class Seen:
    """What one reader saw: pages, the errors it met, and each (role, version, hash of all rows)."""

    pages: int
    errors: tuple[str, ...]
    found: frozenset[tuple[str, int, str]]


def during_refreshes(work: Path, refreshes: int, readers: int = READERS) -> Figure:
    """Readers open page after page, both roles by turns, while so many refreshes publish something new."""
    site = small_site(work / "read", site=SITE + FEWEST_KEPT)
    published = {*_publish(site, work, 0)}
    processes = [_reader(site) for _ in range(readers)]
    for number in range(1, refreshes + 1):
        drop(site, f"reports_{number + 1}.csv", HEADINGS + _reports(number))
        published |= {*_publish(site, work, number)}
    seen = [_stopped(*one) for one in processes]
    errors = [error for one in seen for error in one.errors]
    mixed = [f"mixed: {found[:2]}" for one in seen for found in one.found if found not in published]
    versions = {version for one in seen for _, version, _ in one.found}
    pages = sum(one.pages for one in seen)
    return Figure(
        what=f"{readers} readers during {refreshes} refreshes",
        measured=f"{pages:,} pages of {len(versions)} versions: {len(errors)} errors, {len(mixed)} mixed",
        wanted="0 errors, 0 pages of mixed versions",
        faults=tuple(errors + mixed),
    )


def _reports(number: int) -> str:
    return "".join(f"N{number}-{one},09/{one + 1:02}/2026,North,SE,Y,\n" for one in range(REPORTS_EACH))


def _publish(site: SiteFolder, work: Path, number: int) -> list[tuple[str, int, str]]:
    """Refresh, and say what each role is to read from now on."""
    moment = NOW + timedelta(days=number)
    ended = run(Asked(site=site.path, now=moment, environment=keys_of(work)))
    if ended.how != "published":
        raise AssertionError(f"Not published [{ended.how}: {ended.words}]")
    return [(role, *page(site, role)) for role in ROLES]


def _reader(site: SiteFolder) -> tuple[Any, Connection]:
    ours, theirs = context().Pipe()
    process = context().Process(target=_read, args=(site, theirs))  # type: ignore[attr-defined]
    process.start()
    theirs.close()
    return process, ours


def _stopped(process: Any, ours: Connection) -> Seen:
    ours.send("stop")
    seen: Seen = ours.recv()
    process.join()
    return seen


def _read(site: SiteFolder, theirs: Connection) -> None:
    pages, errors, found = 0, [], set()
    while not pages or not theirs.poll(SECONDS_ON_A_PAGE):
        role = ROLES[pages % len(ROLES)]
        pages += 1
        try:
            found.add((role, *page(site, role)))
        except Exception as error:  # whatever a reader meets is the finding
            errors.append(f"{type(error).__name__}: {error}")
    theirs.send(Seen(pages, tuple(errors), frozenset(found)))
