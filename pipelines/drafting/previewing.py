"""The first rows of a file as they would load by a mapping, and what would stand in the way. Nothing is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.loading import Delivery
from pipelines.mapping import Mapping
from pipelines.problems import Refused
from pipelines.reading_rooms import reading_place, reading_room
from pipelines.staging import Staged, stage_one
from pipelines.unreadable import Unreadable
from warehouse import tables
from warehouse.engine import DuckEngine, literal

FIRST_ROWS = 10


@dataclass(frozen=True)
class Preview:
    """problems: what would stop a refresh, in words. notes: values that would be left empty or set aside.

    columns and rows: the first rows of ours, each value as text; None where it is empty.
    """

    file_name: str
    table: str
    loaded: int
    kept: int
    rejected: int
    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...]


def preview(
    source: Path,
    mapping: Mapping,
    *,
    rows: int = FIRST_ROWS,
    districts: Sequence[str] | None = None,
    site: Path = Path(),
) -> Preview:
    """Load the file as a refresh would, into memory, and look. Raises Refused when it does not load at all.

    districts: those that site.toml lists; None without a site.
    site: the site's folder, in which room is made while this is at work; none need be there.
    """
    with reading_room(reading_place(site)) as room, DuckEngine(spill_to=room) as engine:
        staged = stage_one(engine, source, mapping, _delivery(source), room)
        shown = _look(engine, source.name, staged, rows)
        unknown = _unknown_districts(engine, staged, districts) if districts is not None else ()
        return replace(shown, problems=(*shown.problems, *unknown))


def refused_preview(file_name: str, table: str, refused: Refused) -> Preview:
    """The preview of a file that does not load: its problems."""
    return Preview(file_name, table, 0, 0, 0, (), (), tuple(map(str, refused.problems)), ())


def _look(engine: DuckEngine, file_name: str, staged: Staged, rows: int) -> Preview:
    mapped = [c for c in tables.canonical(staged.mapping.table).columns if c.name in staged.mapping.columns]
    names = tuple(column.name for column in mapped)
    first = engine.rows(f"""
        select line_number, {", ".join(names)} from {staged.loaded.staging}
        where is_kept order by line_number limit {rows}""")
    kept = int(engine.value(f"select count(*) from {staged.loaded.staging} where is_kept"))
    stops = [item for item in staged.unreadable if item.handling == "refuse"]
    others = [item for item in staged.unreadable if item.handling != "refuse"]
    return Preview(
        file_name=file_name,
        table=staged.mapping.table,
        loaded=staged.loaded.rows,
        kept=kept,
        rejected=len(staged.loaded.rejected),
        columns=("line", *names),
        rows=tuple(tuple(_text(value) for value in row) for row in first),
        problems=_words(stops, file_name),
        notes=_words(others, file_name),
    )


def _unknown_districts(engine: DuckEngine, staged: Staged, districts: Sequence[str]) -> tuple[str, ...]:
    """The sentence a refresh would refuse with; the district itself is not told, it may be an address."""
    if "district" not in staged.mapping.columns:
        return ()
    listed = ", ".join(literal(district) for district in districts) or "''"
    rows = engine.value(f"""
        select count(*) from {staged.loaded.staging} where is_kept and district not in ({listed})""")
    remedy = "List it under districts in site.toml, or translate it with codes in the mapping."
    return (f"{rows:,} rows have a district that site.toml does not list. {remedy}",) if rows else ()


def _words(found: Sequence[Unreadable], file_name: str) -> tuple[str, ...]:
    return tuple(str(item.problem(file_name)) for item in found)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _delivery(source: Path) -> Delivery:
    """A delivery that is never kept."""
    return Delivery(
        number=1,
        file_name=source.name,
        extract_id="preview",
        mapping_name="preview",
        received_on=date.min,
        covers_to=None,
    )
