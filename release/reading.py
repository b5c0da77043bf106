"""Read what was published for one role: the only door between the dashboard and the data.

A role opens its own file and no other. Table and column names come from the declared schema; values
are bound. A file that is missing, or is not the one that was published, is not read at all.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from release.schema import PUBLISHED, PublishedTable
from warehouse.readonly import rows

Role = Literal["working_group", "funder"]
Reason = Literal["nothing_yet", "not_for_role", "damaged"]
Value = str | int | bool | date

ROLES: tuple[Role, ...] = ("working_group", "funder")
POINTER = Path("published") / "current.json"


class NothingPublished(Exception):
    """There is nothing to show: `reason` says whether it is not there yet, not for this role, or damaged."""

    def __init__(self, reason: Reason) -> None:
        self.reason: Reason = reason
        super().__init__(f"Nothing to read [{reason}]")


class UnknownRole(Exception):
    """A role nobody declared sees nothing."""


@dataclass(frozen=True)
class Publication:
    """One role's published file, of one version."""

    role: Role
    version: int
    published_at: str
    path: Path

    def table(self, name: str, **equals: Value) -> list[dict[str, Any]]:
        """Rows of a declared table, in the order they were written, where the named columns equal the values.

        Raises KeyError for a table or column that is not declared.
        """
        declared = _declared(name)
        unknown = sorted(set(equals) - set(declared.column_names))
        if unknown:
            raise KeyError(f"No such column [{unknown[0]}] in published table [{name}]")
        columns = ", ".join(f'"{column}"' for column in declared.column_names)
        where = " and ".join(f'"{column}" = ?' for column in equals) or "true"
        query = f'select {columns} from "{declared.name}" where {where} order by rowid'
        return rows(self.path, query, tuple(equals.values()))


def open_publication(site_path: Path, role: str) -> Publication:
    """The role's file of the current version.

    Raises UnknownRole for a role nobody declared, NothingPublished when there is no sound file for it.
    """
    known = next((declared for declared in ROLES if declared == role), None)
    if known is None:
        raise UnknownRole(f"No such role [{role}]")
    pointer = _pointer(site_path)
    entry = _entry(pointer, known)
    path = site_path / "published" / entry["name"]
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
        raise NothingPublished("damaged")
    return Publication(known, int(pointer["version"]), str(pointer["published_at"]), path)


def current_version(site_path: Path) -> int:
    """The version the pointer names, without opening its file. Raises NothingPublished."""
    return int(_pointer(site_path)["version"])


def _declared(name: str) -> PublishedTable:
    for table in PUBLISHED:
        if table.name == name:
            return table
    raise KeyError(f"No such published table [{name}]")


def _pointer(site_path: Path) -> dict[str, Any]:
    try:
        pointer = json.loads((site_path / POINTER).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NothingPublished("nothing_yet") from None
    except (ValueError, OSError):
        raise NothingPublished("damaged") from None
    if not isinstance(pointer, dict) or not {"version", "published_at", "files"} <= set(pointer):
        raise NothingPublished("damaged")
    return pointer


def _entry(pointer: dict[str, Any], role: Role) -> dict[str, str]:
    entry = pointer["files"].get(role)
    if entry is None:
        raise NothingPublished("not_for_role")
    # The name is matched, not trusted: a pointer must never lead out of the folder or to another role's file.
    if not re.fullmatch(rf"{role}-\d{{6,}}\.duckdb", str(entry.get("name", ""))):
        raise NothingPublished("damaged")
    return {"name": str(entry["name"]), "sha256": str(entry.get("sha256", ""))}
