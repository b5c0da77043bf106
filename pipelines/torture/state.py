"""What a site is found to be after it was mistreated, seen as a reader sees it and as the disk holds it."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pipelines.site import SiteFolder
from release.reading import ROLES, NothingPublished, open_publication
from release.schema import PUBLISHED
from warehouse import versions

OF_THE_VERSION = {"version", "published_on"}
OF_A_VERSION = re.compile(r"-\d{6}[.]")


@dataclass(frozen=True)
class Publication:
    """All that both roles read, as one hash each, without version and day; and the hashes the pointer names."""

    read: tuple[str, ...]
    content: tuple[tuple[str, str], ...]


def publication(folder: SiteFolder) -> Publication:
    """Opened the way the dashboard does. Raises NothingPublished, or whatever else a reader would meet."""
    pointer = versions.read_pointer(folder.published)
    content = tuple(sorted(pointer.content.items())) if pointer else ()
    return Publication(tuple(page(folder, role)[1] for role in ROLES), content)


def page(folder: SiteFolder, role: str) -> tuple[int, str]:
    """Every table of one role, read one after the other: the version, and one hash of all rows."""
    opened = open_publication(folder.path, role)
    digest = hashlib.sha256()
    for table in PUBLISHED:
        rows = opened.table(table.name)
        if table.name == "about":
            told = {row["fact"]: row["words"] for row in rows}
            if told["version"] != str(opened.version):
                raise AssertionError(f"Mixed versions [{told['version']} within {opened.version}]")
            rows = [row for row in rows if row["fact"] not in OF_THE_VERSION]
        for row in rows:
            digest.update(repr(sorted(row.items())).encode())
    return opened.version, digest.hexdigest()


def served(folder: SiteFolder, allowed: tuple[Publication | None, ...]) -> list[str]:
    """What is wrong with what readers get now. allowed: the publications it may be; None is none at all yet."""
    try:
        found: Publication | None = publication(folder)
    except NothingPublished as nothing:
        if nothing.reason != "nothing_yet":
            return [f"readers find nothing: {nothing.reason}"]
        found = None
    except Exception as error:  # whatever a reader would meet is the finding
        return [f"readers meet {type(error).__name__}: {error}"]
    return [] if found in allowed else ["readers get something that was never published"]


def kept(folder: SiteFolder) -> dict[str, str]:
    """The hash of every file in inbox and archive, by place and name."""
    return {
        f"{place.name}/{path.name}": versions.sha256_of(path)
        for place in (folder.inbox, folder.archive)
        if place.is_dir()
        for path in place.iterdir()
        if path.suffix not in (".part", ".json")
    }


def lost(folder: SiteFolder, before: dict[str, str]) -> list[str]:
    """What was kept before and is not now, and archived files that are not what their name says."""
    now = kept(folder)
    gone = [f"{name} is lost" for name, digest in before.items() if now.get(name) != digest]
    half = [
        f"{name} is half a file"
        for name, digest in now.items()
        if name.startswith("archive/") and Path(name).stem != digest
    ]
    return gone + half


def leftovers(folder: SiteFolder) -> Counter[str]:
    """Every file and folder that a refresh writes, its version left out: so many of each name."""
    names = [
        str(path.relative_to(folder.path))
        for place in (folder.warehouse, folder.published, folder.archive)
        for path in place.rglob("*")
    ]
    at_top = [path.name for path in folder.path.iterdir()]
    return Counter(OF_A_VERSION.sub("-N.", name) for name in names + at_top)
