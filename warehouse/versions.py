"""Versioned files, a record of each version, and the pointer that names the one in force.

A publication is never replaced in place.

DuckDB readers and writers block each other on one file, so every refresh writes new files and then
moves one small pointer. Killed at any moment, the old pointer still names old, whole files.
"""

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

POINTER = "current.json"
RECORDS = "version-*.json"
UNFINISHED = ".part"
BLOCK = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class PublishedFile:
    """A role's file: its name beside the pointer, and its hash."""

    name: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Pointer:
    """A publication. `fingerprint` is the hash of everything it was made from.

    content: by role, the hash of what its tables say, whatever the version, the day or the way it was stored.
    """

    version: int
    published_at: str
    warehouse: str
    fingerprint: str
    files: dict[str, PublishedFile]
    published_by: str = ""
    content: dict[str, str] = field(default_factory=dict)


class BrokenPointer(Exception):
    """The pointer is there and cannot be read."""


def read_pointer(published: Path) -> Pointer | None:
    """The publication in force, or None when nothing is published yet. Raises BrokenPointer."""
    return _read(published / POINTER)


def read_records(published: Path) -> list[Pointer]:
    """Every version whose record can be read, the newest first. One that cannot be read is no version to go back to."""
    found = []
    for path in published.glob(RECORDS):
        try:
            found.append(_read(path))
        except BrokenPointer:
            continue
    return sorted((record for record in found if record), key=lambda record: record.version, reverse=True)


def _read(path: Path) -> Pointer | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        files = {role: PublishedFile(**file) for role, file in content.pop("files").items()}
        return Pointer(**content, files=files)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        raise BrokenPointer(path) from None


def is_whole(published: Path, pointer: Pointer) -> bool:
    """True when every file the pointer names is there and is what was published."""
    files = [(published / file.name, file.sha256) for file in pointer.files.values()]
    return all(path.is_file() and sha256_of(path) == digest for path, digest in files)


def move_pointer(published: Path, pointer: Pointer) -> None:
    """Make a publication the one in force, keeping its record and that of the one before to go back to.

    Its own record comes last: a record is of a version that was in force, also when this is broken off.
    """
    with suppress(BrokenPointer):
        before = read_pointer(published)
        if before and not (published / record_name(before.version)).exists():
            replace_json(published / record_name(before.version), asdict(before))
    replace_json(published / POINTER, asdict(pointer))
    with suppress(
        OSError
    ):  # it is published now, whatever happens; the next publication writes what is missing
        replace_json(published / record_name(pointer.version), asdict(pointer))


def record_name(version: int) -> str:
    return RECORDS.replace("*", f"{version:06d}")


def replace_json(path: Path, content: Any) -> None:
    """Write a small file whole or not at all: beside, synced, then renamed over the old one."""
    new = path.with_name(path.name + UNFINISHED)
    new.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    sync(new)
    new.replace(path)
    _sync_folder(path.parent)


def finish_file(unfinished: Path) -> Path:
    """Give a whole file its final name: synced first, so that the name never stands for half a file."""
    sync(unfinished)
    final = unfinished.with_name(unfinished.name.removesuffix(UNFINISHED))
    unfinished.replace(final)
    _sync_folder(final.parent)
    return final


def sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot open a folder; its rename is synced with the file
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def next_version(pointer: Pointer | None, folders: list[Path]) -> int:
    """A number no file has yet, also when an earlier refresh was killed before its pointer moved."""
    taken = [pointer.version if pointer else 0]
    for folder in folders:
        taken += [int(path.stem.rsplit("-", 1)[1]) for path in folder.glob("*-??????.duckdb")]
    return max(taken) + 1


def versioned(name: str, version: int) -> str:
    return f"{name}-{version:06d}.duckdb"


def clear_unfinished(folders: list[Path]) -> None:
    """Delete what a killed refresh left behind. Only called by who holds the lock."""
    for folder in folders:
        for leftover in folder.glob(f"*{UNFINISHED}*"):
            if leftover.is_file():
                leftover.unlink()


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
