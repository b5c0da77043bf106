"""Who did what, when: a log that is only ever added to, each line sealed with the one before it.

An edited, removed or inserted line breaks the chain of hashes and is found. Lines cut off at the very
end are not: keep copies elsewhere if that must be known. No line holds a person of a case, a case
number, or how many people there are.
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock

FILE = "activity.jsonl"
FIRST = "0" * 64
PATIENCE = 30  # seconds; a line takes milliseconds
TAIL = 65_536  # bytes; far more than one line
NOBODY = "somebody at the command line"  # who stands in the log where nobody is named
LONGEST = 300  # letters of a word in the log

What = Literal[
    "upload",
    "taken_out",
    "put_back",
    "check_started",
    "check_ended",
    "refresh_started",
    "refresh_ended",
    "published",
    "rolled_back",
    "version_kept",
    "key_rotated",
    "link_accepted",
    "link_rejected",
    "link_undone",
    "mapping_saved",
    "quarantine_downloaded",
]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of the log. when: UTC. version: the publication it speaks of, if any."""

    when: str
    who: str
    what: str
    result: str
    version: int | None = None


def note(
    site: Path, *, when: datetime, who: str, what: What, result: str, version: int | None = None
) -> None:
    """Add a line, on the disk before this returns. when: an aware moment."""
    moment = when.astimezone(UTC).isoformat(timespec="seconds")
    entry = Entry(when=moment, who=who[:LONGEST], what=what, result=result[:LONGEST], version=version)
    path = site / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(site / f".{FILE}.lock", timeout=PATIENCE), path.open("ab") as file:
        line, is_whole = _last_line(path)
        sealed = _sealed(asdict(entry), _seal_of(line))
        # A line cut short by a power failure stays, as its own line, and the chain shows it.
        file.write((b"" if is_whole else b"\n") + sealed.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def entries(site: Path) -> list[Entry]:
    """All lines that can be read, oldest first."""
    found = [_content(line) for line in _lines(site)]
    return [Entry(**{key: item[key] for key in _KEYS}) for item in found if item and set(item) >= _KEYS]


def first_broken_line(site: Path) -> int | None:
    """The first line that is not as it was written, or not where it was; None when the log is whole."""
    seal = FIRST
    for number, line in enumerate(_lines(site), 1):
        content = _content(line)
        if content is None or _sealed(content, seal) != line:
            return number
        seal = _seal_of(line)
    return None


_KEYS = frozenset(Entry.__dataclass_fields__)


def _sealed(content: dict[str, Any], previous: str) -> str:
    plain = json.dumps(content, sort_keys=True)
    seal = hashlib.sha256(f"{previous}{plain}".encode()).hexdigest()
    return json.dumps({**content, "seal": seal}, sort_keys=True)


def _content(line: str) -> dict[str, Any] | None:
    try:
        content = json.loads(line)
        del content["seal"]
    except (ValueError, TypeError, KeyError):
        return None
    return dict(content)


def _seal_of(line: str) -> str:
    """The seal the next line stands on: of a damaged line, the hash of what is there."""
    if not line:
        return FIRST
    try:
        return str(json.loads(line)["seal"])
    except (ValueError, TypeError, KeyError):
        return hashlib.sha256(line.encode()).hexdigest()


def _lines(site: Path) -> list[str]:
    path = site / FILE
    if not path.exists():
        return []
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def _last_line(path: Path) -> tuple[str, bool]:
    """The last line, and whether it ends as a line does."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL))
        tail = file.read()
    text = tail.decode("utf-8", errors="replace")
    lines = text.splitlines()
    return (lines[-1] if lines else ""), not tail or tail.endswith(b"\n")
