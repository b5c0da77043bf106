"""Where every line of a file went: in use, replaced, not ours, set aside, rejected."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.in_force import open_warehouse
from pipelines.inbox import read_mappings
from pipelines.known_deliveries import known_deliveries
from pipelines.loading import Delivery
from pipelines.original_lines import source_of
from pipelines.problems import Problem, Refused
from pipelines.publishing import in_force
from pipelines.reading_rooms import reading_place, reading_room
from pipelines.site import SiteFolder
from pipelines.staging import stage_one
from release.spreadsheets import safe
from warehouse import tables
from warehouse.engine import DuckEngine
from warehouse.versions import Pointer, sha256_of

IN_USE = "in use"
REPLACED = "repeated, replaced by a newer version, or rolled up into its case"
NOT_OURS = "not ours: the mapping leaves it out"
CORRECTED = "set aside, and since corrected by a newer version"


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What became of one line, as a spreadsheet counts lines."""

    line_number: int
    what: str


@dataclass(frozen=True, kw_only=True)
class Explained:
    """One file for one mapping: every line that is a record, in order."""

    delivery: Delivery
    version: int
    fates: tuple[Fate, ...]

    @property
    def counts(self) -> list[tuple[str, int]]:
        return Counter(fate.what for fate in self.fates).most_common()


def explain(folder: SiteFolder, file: str) -> list[Explained]:
    """The fates of the file's lines in the publication in force, once for each mapping it was loaded with.

    file: its name, its path, or the beginning of its hash. Raises Refused when it is not in the publication.
    """
    current = in_force(folder)
    known = known_deliveries(folder, current)
    digest = sha256_of(Path(file)) if Path(file).is_file() else file
    wanted = [item for item in known if item.extract_id.startswith(digest)]
    wanted = wanted or [item for item in known if item.file_name == Path(file).name]
    if current is None or not wanted:
        what = "no file of this name or content is in the publication in force."
        remedy = "See whether it lies in the inbox, then: python -m pipelines check"
        raise Refused([Problem(file=Path(file).name, where="", what=what, remedy=remedy)])
    return [_explained(folder, current, item) for item in wanted]


def write_lines(explained: Sequence[Explained], path: Path) -> None:
    """Every line with its fate, once for each mapping it was loaded with, as CSV. None of its own values."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("file", "mapping", "line", "what became of it"))
        for one in explained:
            named = safe(one.delivery.file_name), one.delivery.mapping_name
            writer.writerows((*named, fate.line_number, fate.what) for fate in one.fates)


def _explained(folder: SiteFolder, current: Pointer, delivery: Delivery) -> Explained:
    mapping, source = source_of(folder, read_mappings(folder), delivery)
    table = tables.canonical(mapping.table)
    with reading_room(reading_place(folder.path)) as room, DuckEngine(spill_to=room) as engine:
        staged = stage_one(engine, source, mapping, delivery, room)
        lines = engine.rows(
            f"select line_number, bool_or(is_kept) from {staged.loaded.staging} group by line_number"
        )
        rejected = {line.line_number: f"rejected: {line.reason}" for line in staged.loaded.rejected}
    with open_warehouse(folder, current) as engine:
        told = rejected | _set_aside(engine, delivery) | _in_use(engine, table.name, delivery)
    kept = {line: told.get(line, REPLACED if is_kept else NOT_OURS) for line, is_kept in lines}
    every = {**rejected, **kept}
    fates = tuple(Fate(line_number=line, what=every[line]) for line in sorted(every))
    return Explained(delivery=delivery, version=current.version, fates=fates)


def _in_use(engine: DuckEngine, table: str, delivery: Delivery) -> dict[int, str]:
    rows = engine.rows(f"select line_number from {table} where delivery_number = {delivery.number}")
    return {line: IN_USE for (line,) in rows}


def _set_aside(engine: DuckEngine, delivery: Delivery) -> dict[int, str]:
    rows = engine.rows(f"""
        select line_number, bool_and(is_corrected), string_agg(distinct words, '; ' order by words), min(first_seen)
        from quarantine where delivery_number = {delivery.number} group by line_number""")
    return dict(_fates_of_quarantine(rows))


def _fates_of_quarantine(rows: list[tuple[int, bool, str, object]]) -> Iterator[tuple[int, str]]:
    for line, is_corrected, words, first_seen in rows:
        yield line, CORRECTED if is_corrected else f"set aside since {first_seen}: {words}"
