"""The publications whose files are still there, with the day of each and who published it."""

import re
from pathlib import Path

from logbook import activity
from logbook.reports import Version
from pipelines.site import SiteFolder
from warehouse.readonly import rows
from warehouse.versions import Pointer

PUBLISHED = re.compile(r"[a-z_]+-(\d{6,})\.duckdb")


def kept_versions(folder: SiteFolder, current: Pointer | None) -> tuple[Version, ...]:
    """Newest first."""
    publishers = {
        entry.version: entry.who for entry in activity.entries(folder.path) if entry.what == "published"
    }
    found = {}
    for path in sorted(folder.published.glob("*.duckdb")):
        if named := PUBLISHED.fullmatch(path.name):
            found[int(named[1])] = path
    return tuple(
        Version(
            number=number,
            published_on=_published_on(path),
            published_by=publishers.get(number, ""),
            in_force=current is not None and number == current.version,
        )
        for number, path in sorted(found.items(), reverse=True)
    )


def _published_on(path: Path) -> str:
    found = rows(path, "select words from about where fact = 'published_on'")
    return str(found[0]["words"]) if found else ""
