"""Versions of the publication: which there are, going back to one, keeping one, clearing away old ones."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from logbook.progress import forget_result
from pipelines.known_deliveries import keep_list, known_deliveries
from pipelines.problems import Problem, Refused
from pipelines.site import SiteFolder
from warehouse import versions
from warehouse.versions import Pointer

KEPT = "kept.json"


@dataclass(frozen=True, kw_only=True)
class Version:
    """One publication there is. `kept_for` says why it is never cleared away, "" when it may be."""

    record: Pointer
    is_in_force: bool
    is_whole: bool
    kept_for: str


def history(folder: SiteFolder) -> list[Version]:
    """Every version there is, the newest first. Raises Refused when the pointer cannot be read."""
    current = in_force(folder)
    kept = kept_for_good(folder)
    records = versions.read_records(folder.published)
    if current and current.version not in [record.version for record in records]:
        records.insert(0, current)
    return [
        Version(
            record=record,
            is_in_force=current is not None and record.version == current.version,
            is_whole=_is_whole(folder, record),
            kept_for=_why(kept, record),
        )
        for record in records
    ]


def in_force(folder: SiteFolder) -> Pointer | None:
    """The publication in force, None when there is none. Raises Refused when the pointer cannot be read."""
    try:
        return versions.read_pointer(folder.published)
    except versions.BrokenPointer:
        what = "it cannot be read."
        remedy = "Run python -m pipelines rebuild, which loads everything anew from the archive."
        raise Refused([Problem(file="published/current.json", where="", what=what, remedy=remedy)]) from None


def current_publication(folder: SiteFolder) -> Pointer | None:
    """The publication in force, None when there is none yet. Raises Refused when it cannot be relied on."""
    current = in_force(folder)
    if current and not (folder.warehouse / current.warehouse).is_file():
        what = f"the warehouse file {current.warehouse} that it names is gone."
        remedy = "Put it back, or run: python -m pipelines rebuild"
        raise Refused([Problem(file="published/current.json", where="", what=what, remedy=remedy)])
    return current


def roll_back(folder: SiteFolder, version: int) -> Pointer:
    """Put an older, or after that a newer, version in force. Raises Refused; the caller holds the site's lock."""
    record = next((one for one in versions.read_records(folder.published) if one.version == version), None)
    if record is None:
        there = ", ".join(str(one.version) for one in versions.read_records(folder.published)) or "none"
        raise _refused(f"there is no version {version}; there are {there}.", "Name one of them.")
    if not _is_whole(folder, record):
        what = f"version {version} is not whole: a file of it is missing or was changed."
        raise _refused(what, "Choose another version, or refresh.")
    deliveries = known_deliveries(folder, record)  # a damaged warehouse fails here, with nothing moved
    versions.move_pointer(folder.published, record)
    keep_list(folder, deliveries)
    forget_result(folder.path)
    return record


def only_in_force(folder: SiteFolder, version: int) -> list[str]:
    """Names of files in the version in force that the other version does not have: a roll-back leaves them out."""
    current = in_force(folder)
    record = next((one for one in versions.read_records(folder.published) if one.version == version), None)
    if current is None or record is None:
        return []
    kept = {item.extract_id for item in known_deliveries(folder, record)}
    return sorted(
        {item.file_name for item in known_deliveries(folder, current) if item.extract_id not in kept}
    )


def keep(folder: SiteFolder, version: int, reason: str) -> None:
    """Never clear this version away, for a meeting used it. Raises Refused without a reason or such a version."""
    if not reason.strip():
        raise _refused("it is not said why it is kept.", 'Add --reason, such as "meeting of 20 November".')
    if version not in [one.record.version for one in history(folder)]:
        raise _refused(f"there is no version {version}.", "See: python -m pipelines history")
    versions.replace_json(folder.published / KEPT, {**kept_for_good(folder), str(version): reason.strip()})


def clear_old(folder: SiteFolder, newest: int) -> list[int]:
    """Delete the versions that are neither among the newest, nor in force, nor kept. Returns their numbers.

    The record goes first: a version without one is none, also when this is broken off.
    """
    every = history(folder)
    old = [one.record for one in every[newest:] if not one.is_in_force and not one.kept_for]
    for record in old:
        (folder.published / versions.record_name(record.version)).unlink(missing_ok=True)
    named = {name for one in history(folder) for name in _files_of(one.record)}
    newest_version = max((one.record.version for one in every), default=0)
    _delete(
        path for path in _versioned_files(folder) if path.name not in named and _number(path) < newest_version
    )
    return [record.version for record in old]


def _versioned_files(folder: SiteFolder) -> list[Path]:
    return [path for place in (folder.warehouse, folder.published) for path in place.glob("*-??????.duckdb")]


def _files_of(record: Pointer) -> list[str]:
    return [record.warehouse, *(file.name for file in record.files.values())]


def _number(path: Path) -> int:
    return int(path.stem.rsplit("-", 1)[1])


def _delete(paths: Iterable[Path]) -> None:
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except PermissionError:  # on Windows a reader still holds it: the next refresh tries again
            continue


def _is_whole(folder: SiteFolder, record: Pointer) -> bool:
    return (folder.warehouse / record.warehouse).is_file() and versions.is_whole(folder.published, record)


def _why(kept: dict[str, str], record: Pointer) -> str:
    """Whoever is in the list is kept, whatever stands beside it."""
    number = str(record.version)
    return (str(kept[number] or "").strip() or "no reason was given") if number in kept else ""


def kept_for_good(folder: SiteFolder) -> dict[str, str]:
    """Why, by version. Raises Refused when the list is damaged."""
    try:
        kept: dict[str, str] = json.loads((folder.published / KEPT).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        raise _refused(
            "published/kept.json cannot be read.", "Mend it: it says which versions are never deleted."
        ) from None
    return kept


def _refused(what: str, remedy: str) -> Refused:
    return Refused([Problem(file="published", where="", what=what, remedy=remedy)])
