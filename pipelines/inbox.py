"""Which files are to be loaded: those of the publication in force, and the new ones in the inbox.

A file stays in the inbox after it was received: it is known by its hash, so dropping it again
changes nothing, and a refresh that is refused or killed has moved nothing.
"""

import re
import shutil
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

from pipelines.loading import Delivery
from pipelines.mapping import Mapping, read_mapping
from pipelines.problems import Problem, Refused
from pipelines.site import SiteFolder
from warehouse.engine import DuckEngine
from warehouse.versions import Pointer, sha256_of, sync

Mappings = dict[str, Mapping]


@dataclass(frozen=True)
class Inbox:
    """Deliveries in the order they were received, known ones first, and what could not be matched."""

    deliveries: tuple[Delivery, ...]
    new: int
    problems: tuple[Problem, ...]


def receive(folder: SiteFolder, mappings: Mappings, current: Pointer | None, today: date) -> Inbox:
    """Archive what is in the inbox and list all deliveries. Nothing is taken out of the inbox."""
    known = known_deliveries(folder, current)
    seen = {(delivery.extract_id, delivery.mapping_name) for delivery in known}
    problems = [_no_mapping(item) for item in known if item.mapping_name not in mappings]
    deliveries = [item for item in known if item.mapping_name in mappings]
    for path in inbox_files(folder):
        matching = [name for name, mapping in mappings.items() if _matches(path.name, mapping)]
        if not matching:
            problems.append(_unmatched(path.name, mappings))
            continue
        extract_id = archive(folder, path)
        for name in matching:
            if (extract_id, name) in seen:
                continue
            seen.add((extract_id, name))
            covers_to = _covers_to(path.name, mappings[name], problems)
            deliveries.append(
                Delivery(
                    number=max((item.number for item in deliveries), default=0) + 1,
                    file_name=path.name,
                    extract_id=extract_id,
                    mapping_name=name,
                    received_on=today,
                    covers_to=covers_to,
                )
            )
    return Inbox(tuple(deliveries), len(deliveries) - len(known), tuple(problems))


def inbox_files(folder: SiteFolder) -> list[Path]:
    """Files of the inbox by name, leaving out hidden ones and Office's lock files."""
    if not folder.inbox.is_dir():
        return []
    return sorted(p for p in folder.inbox.iterdir() if p.is_file() and not p.name.startswith((".", "~$")))


def archive(folder: SiteFolder, path: Path) -> str:
    """Keep the file under its hash, once. Returns the hash."""
    extract_id = sha256_of(path)
    kept = archived(folder, extract_id, path.name)
    if not kept.exists():
        folder.archive.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_name(kept.name + ".part")
        shutil.copyfile(path, unfinished)
        sync(unfinished)
        unfinished.replace(kept)
    return extract_id


def archived(folder: SiteFolder, extract_id: str, file_name: str) -> Path:
    return folder.archive / (extract_id + Path(file_name).suffix.lower())


def known_deliveries(folder: SiteFolder, current: Pointer | None) -> list[Delivery]:
    """Deliveries of the publication in force."""
    if current is None:
        return []
    with DuckEngine(folder.warehouse / current.warehouse, read_only=True) as engine:
        rows = engine.rows("""
            select number, file_name, extract_id, mapping_name, received_on, covers_to
            from deliveries order by number""")
    names = ("number", "file_name", "extract_id", "mapping_name", "received_on", "covers_to")
    return [Delivery(**dict(zip(names, row, strict=True))) for row in rows]


def _matches(name: str, mapping: Mapping) -> bool:
    return any(fnmatchcase(name.lower(), pattern.lower()) for pattern in mapping.files)


def _covers_to(name: str, mapping: Mapping, problems: list[Problem]) -> date | None:
    if mapping.covers_to or not mapping.covers_to_in_name:
        return mapping.covers_to
    found = re.search(mapping.covers_to_in_name, name)
    try:
        return date.fromisoformat(found.group(1) if found else "")
    except ValueError:
        what = "the file name does not say to which day the data go."
        remedy = "Rename the file as agreed, for example with 2026-09-30 in it."
        problems.append(Problem(file=name, where="", what=what, remedy=remedy))
        return None


def _unmatched(name: str, mappings: Mappings) -> Problem:
    patterns = ", ".join(pattern for mapping in mappings.values() for pattern in mapping.files)
    what = f"no mapping expects a file of this name; expected are {patterns or 'none, for there is no mapping yet'}."
    return Problem(file=name, where="", what=what, remedy="Rename the file, take it out, or add a mapping.")


def _no_mapping(delivery: Delivery) -> Problem:
    what = f"it was loaded before with the mapping {delivery.mapping_name}.toml, which is gone."
    return Problem(
        file=delivery.file_name, where="", what=what, remedy="Put the mapping back into extracts/."
    )


def read_mappings(folder: SiteFolder) -> Mappings:
    """All mappings by name. Raises Refused with the problems of every mapping that is wrong."""
    problems: list[Problem] = []
    mappings: Mappings = {}
    for path in folder.mapping_files:
        try:
            mappings[path.stem] = read_mapping(path)
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(problems)
    return mappings
