"""Where a site stands: what lies in the inbox, what is in force, whether anything is new."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from logbook.reports import InboxFile, Status, Trouble, Version
from pipelines.fingerprints import made_from
from pipelines.inbox import Inbox, Mappings, inbox_files, matches, read_mappings, receive
from pipelines.known_deliveries import known_deliveries
from pipelines.problems import Problem, Refused
from pipelines.publishing import current_publication, history
from pipelines.running import trouble
from pipelines.site import Site, SiteFolder
from warehouse.versions import Pointer, next_version, sha256_of

Found = TypeVar("Found")
NOTHING = Inbox((), {}, ())


def status(folder: SiteFolder, now: datetime) -> Status:
    """Everything the steward must know before a check. Mistakes in the settings are told, not raised."""
    problems: list[Problem] = []
    site = _or_told(folder.settings, problems)
    current = _or_told(lambda: current_publication(folder), problems)
    mappings = _or_told(lambda: read_mappings(folder), problems)
    inbox = NOTHING
    if site and mappings is not None and not problems:
        inbox = receive(folder, mappings, current, now.astimezone(ZoneInfo(site.time_zone)).date())
        problems += inbox.problems
    return _told(folder, site, current, mappings or {}, inbox, problems)


def _told(
    folder: SiteFolder,
    site: Site | None,
    current: Pointer | None,
    mappings: Mappings,
    inbox: Inbox,
    problems: Sequence[Problem],
) -> Status:
    fingerprint = made_from(folder, inbox.deliveries) if site else ""
    by_name = {problem.file: trouble(problem) for problem in reversed(problems)}
    paths = inbox_files(folder)
    known = {item.extract_id for item in known_deliveries(folder, current)} if inbox.deliveries else set()
    names = {path.name for path in paths}
    return Status(
        site_name=site.name if site else folder.path.name,
        roles=tuple(site.roles) if site else (),
        inbox=tuple(_file(path, mappings, _extract_id(path, inbox) in known, by_name) for path in paths),
        troubles=tuple(trouble(problem) for problem in problems if problem.file not in names),
        versions=_versions(folder) if current else (),
        next_version=next_version(current, [folder.warehouse, folder.published]),
        made_from=fingerprint,
        is_new=bool(inbox.deliveries) and (current is None or current.fingerprint != fingerprint),
    )


def _versions(folder: SiteFolder) -> tuple[Version, ...]:
    """Newest first."""
    return tuple(
        Version(
            number=one.record.version,
            published_on=one.record.published_at,
            published_by=one.record.published_by,
            in_force=one.is_in_force,
            is_whole=one.is_whole,
        )
        for one in history(folder)
    )


def _file(path: Path, mappings: Mappings, is_known: bool, troubles: dict[str, Trouble]) -> InboxFile:
    expected = [name for name, mapping in mappings.items() if matches(path.name, mapping)]
    return InboxFile(
        name=path.name,
        bytes=path.stat().st_size if path.is_file() else 0,
        mappings=tuple(expected),
        agency=mappings[expected[0]].agency if expected else "",
        is_known=is_known,
        trouble=troubles.get(path.name),
    )


def _extract_id(path: Path, inbox: Inbox) -> str:
    """The hash `receive` took; one of two equal files has to be looked at again."""
    found = next((extract_id for extract_id, source in inbox.files.items() if source == path), None)
    return found or (sha256_of(path) if path.is_file() and inbox.deliveries else "")


def _or_told(read: Callable[[], Found], problems: list[Problem]) -> Found | None:
    try:
        return read()
    except Refused as refused:
        problems += refused.problems
        return None
