"""Which files were loaded so far: told by the warehouse in force and, should that be lost, by the archive.

The archive holds files under their hashes; `deliveries.json` beside them keeps what a hash cannot tell.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.in_force import open_warehouse
from pipelines.loading import Delivery
from pipelines.problems import Problem, Refused
from pipelines.site import SiteFolder
from warehouse.versions import Pointer, replace_json

LIST = "deliveries.json"
NAMES = ("number", "file_name", "extract_id", "mapping_name", "received_on", "covers_to")


def known_deliveries(folder: SiteFolder, current: Pointer | None) -> list[Delivery]:
    """Deliveries of the publication; without one those of the archive. Raises Refused when their list is damaged."""
    if current is None:
        return _listed(folder)
    with open_warehouse(folder, current) as engine:
        rows = engine.rows(f"select {', '.join(NAMES)} from deliveries order by number")
    return [Delivery(**dict(zip(NAMES, row, strict=True))) for row in rows]


def keep_list(folder: SiteFolder, deliveries: Sequence[Delivery]) -> None:
    """Write down in the archive which files make up the publication, whose names it does not know."""
    if _list_file(folder).exists() and _has_list_of(folder, deliveries):
        return
    folder.archive.mkdir(parents=True, exist_ok=True)
    replace_json(_list_file(folder), [_as_json(item) for item in deliveries])


def _has_list_of(folder: SiteFolder, deliveries: Sequence[Delivery]) -> bool:
    try:
        return _listed(folder) == list(deliveries)
    except Refused:
        return False


def _listed(folder: SiteFolder) -> list[Delivery]:
    try:
        listed = json.loads(_list_file(folder).read_text(encoding="utf-8"))
        return [_from_json(item) for item in listed]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError, KeyError):
        what = "the list of the files loaded so far cannot be read."
        remedy = (
            "Put it back from a copy, or take it away and put the files into the inbox under their own names."
        )
        raise Refused([Problem(file=f"archive/{LIST}", where="", what=what, remedy=remedy)]) from None


def _as_json(item: Delivery) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, date) else value for name, value in asdict(item).items()}


def _from_json(item: dict[str, Any]) -> Delivery:
    days = {name: item[name] and date.fromisoformat(item[name]) for name in ("received_on", "covers_to")}
    return Delivery(**{**item, **days})


def _list_file(folder: SiteFolder) -> Path:
    return folder.archive / LIST
