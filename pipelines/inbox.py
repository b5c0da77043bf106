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

from pipelines.known_deliveries import known_deliveries
from pipelines.loading import Delivery
from pipelines.mapping import Mapping, read_mapping
from pipelines.problems import Problem, Refused
from pipelines.refused_columns import advocacy_problem, sounds_like_advocacy
from pipelines.site import SiteFolder
from warehouse.versions import Pointer, sha256_of, sync

Mappings = dict[str, Mapping]


@dataclass(frozen=True)
class Inbox:
    """Deliveries in the order they were received, known ones first, and what could not be matched."""

    deliveries: tuple[Delivery, ...]
    files: dict[str, Path]
    problems: tuple[Problem, ...]


def receive(folder: SiteFolder, mappings: Mappings, current: Pointer | None, today: date) -> Inbox:
    """List all deliveries. Nothing is kept yet and nothing is taken out of the inbox."""
    known = known_deliveries(folder, current)
    # A computer's clock that was set back must not date a file before those it came after.
    today = max([today, *(item.received_on for item in known)])
    seen = {(delivery.extract_id, delivery.mapping_name) for delivery in known}
    problems = [_no_mapping(item) for item in known if item.mapping_name not in mappings]
    deliveries = [item for item in known if item.mapping_name in mappings]
    files = {item.extract_id: archived(folder, item.extract_id, item.file_name) for item in deliveries}
    problems += [_gone(item) for item in deliveries if not files[item.extract_id].is_file()]
    for path in inbox_files(folder):
        matching = [
            name for name, mapping in mappings.items() if path.is_file() and matches(path.name, mapping)
        ]
        if not matching:
            problems.append(_unmatched(path, mappings))
            continue
        extract_id = sha256_of(path)
        files[extract_id] = path
        for name in matching:
            if (extract_id, name) in seen:
                continue
            seen.add((extract_id, name))
            covers_to = _covers_to(path.name, mappings[name], today, problems)
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
    return Inbox(tuple(deliveries), files, tuple(problems))


def inbox_files(folder: SiteFolder) -> list[Path]:
    """What lies in the inbox, by name, leaving out hidden files and Office's lock files."""
    if not folder.inbox.is_dir():
        return []
    return sorted(path for path in folder.inbox.iterdir() if not path.name.startswith((".", "~$")))


def archive(folder: SiteFolder, extract_id: str, path: Path) -> None:
    """Keep the file under its hash, once. Raises Refused when it changed since it was read."""
    kept = archived(folder, extract_id, path.name)
    if kept.exists():
        return
    folder.archive.mkdir(parents=True, exist_ok=True)
    unfinished = kept.with_name(kept.name + ".part")
    shutil.copyfile(path, unfinished)
    sync(unfinished)
    if sha256_of(unfinished) != extract_id:
        unfinished.unlink()
        what, remedy = "it was changed while it was being read.", "Refresh again when the file is complete."
        raise Refused([Problem(file=path.name, where="", what=what, remedy=remedy)])
    unfinished.replace(kept)


def archived(folder: SiteFolder, extract_id: str, file_name: str) -> Path:
    return folder.archive / (extract_id + Path(file_name).suffix.lower())


def matches(name: str, mapping: Mapping) -> bool:
    return any(fnmatchcase(name.lower(), pattern.lower()) for pattern in mapping.files)


def _covers_to(name: str, mapping: Mapping, today: date, problems: list[Problem]) -> date | None:
    covers_to = mapping.covers_to
    if covers_to is None and mapping.covers_to_in_name:
        covers_to = _day_in_name(name, mapping.covers_to_in_name, problems)
    if covers_to and covers_to > today:
        what = f"it says that its data go to {covers_to}, which is in the future."
        remedy = "Correct the day in the file name or in the mapping, or this computer's clock."
        problems.append(Problem(file=name, where="", what=what, remedy=remedy))
    return covers_to


def _day_in_name(name: str, pattern: str, problems: list[Problem]) -> date | None:
    found = re.search(pattern, name)
    try:
        return date.fromisoformat((found.group(1) if found else None) or "")
    except ValueError:
        what = "the file name does not say to which day the data go."
        remedy = "Rename the file as agreed, for example with 2026-09-30 in it."
        problems.append(Problem(file=name, where="", what=what, remedy=remedy))
        return None


def _gone(delivery: Delivery) -> Problem:
    what = "it was loaded before and is gone from the archive."
    remedy = f"Put it back as archive/{delivery.extract_id}{Path(delivery.file_name).suffix.lower()}."
    return Problem(file=delivery.file_name, where="", what=what, remedy=remedy)


def _unmatched(path: Path, mappings: Mappings) -> Problem:
    name = path.name
    if path.is_dir():
        return Problem(
            file=name, where="", what="it is a folder.", remedy="Put its files into the inbox itself."
        )
    if sounds_like_advocacy(name):
        return advocacy_problem(name)
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
    time_zone = folder.settings().time_zone
    return {name: mapping.at_site(time_zone) for name, mapping in mappings.items()}
