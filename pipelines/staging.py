"""All deliveries into temporary tables, one view per canonical table over the files that fill it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.inbox import Inbox, Mappings
from pipelines.loading import Delivery, Loaded, load
from pipelines.mapping import Mapping
from pipelines.mapping_sql import raw_name
from pipelines.problems import Problem, Refused
from pipelines.reading import CleanFile, clean_text
from pipelines.refused_columns import refused_headings, row_level_advocacy
from pipelines.unreadable import Unreadable, condition, unreadable_values
from pipelines.workbooks import sheet_as_text
from warehouse import tables
from warehouse.engine import DuckEngine, literal

Progress = Callable[[str], None]
SHORT_HASH = 12  # DuckDB keeps texts of up to 12 letters in place; the whole hash stands in `deliveries`
MOST_LINES = 10**11  # more lines than any file has, and room for 90 million files in a BIGINT


@dataclass(frozen=True)
class Staged:
    """A delivery that is loaded, with the values its mapping could not read."""

    delivery: Delivery
    mapping: Mapping
    loaded: Loaded
    unreadable: tuple[Unreadable, ...]

    @property
    def reaches_to(self) -> date:
        """The day the file is complete to; where nobody says, the day it came."""
        return self.delivery.covers_to or self.delivery.received_on


def received_name(table: str) -> str:
    """Name of the view over all rows received for a canonical table."""
    return f"{table}_received"


def stage(
    engine: DuckEngine,
    mappings: Mappings,
    inbox: Inbox,
    scratch: Path,
    progress: Progress,
) -> list[Staged]:
    """Load every delivery. Raises Refused with the problems of all files, not only of the first."""
    staged: list[Staged] = []
    problems: list[Problem] = []
    for delivery in inbox.deliveries:
        progress(f"Reading {delivery.file_name}")
        try:
            source = inbox.files[delivery.extract_id]
            staged.append(_stage_one(engine, source, mappings[delivery.mapping_name], delivery, scratch))
        except Refused as refused:
            problems += refused.problems
    for item in staged:
        found = [value for value in item.unreadable if value.handling == "refuse"]
        problems += [value.problem(item.delivery.file_name) for value in found]
    if problems:
        raise Refused(problems)
    by_reach = sorted(staged, key=lambda item: (item.reaches_to, item.delivery.number))
    for table in tables.CANONICAL:
        _make_view(engine, table, [item for item in by_reach if item.mapping.table == table.name])
    return staged


def _stage_one(
    engine: DuckEngine, source: Path, mapping: Mapping, delivery: Delivery, scratch: Path
) -> Staged:
    clean = clean_copy(source, mapping, delivery, scratch)
    problems = _heading_problems(clean, mapping, delivery.file_name)
    if problems:
        raise Refused(problems)
    loaded = load(engine, clean, mapping, delivery)
    clean.path.unlink()
    return Staged(delivery, mapping, loaded, tuple(unreadable_values(engine, loaded.staging, mapping)))


def clean_copy(source: Path, mapping: Mapping, delivery: Delivery, scratch: Path) -> CleanFile:
    layout = mapping.format
    if layout.kind == "xlsx":
        sheet = scratch / f"{delivery.number}.sheet.csv"
        layout = sheet_as_text(source, delivery.file_name, layout, sheet)
        source = sheet
    return clean_text(source, delivery.file_name, layout, scratch / f"{delivery.number}.csv")


def _heading_problems(clean: CleanFile, mapping: Mapping, file_name: str) -> list[Problem]:
    refused = refused_headings(clean.headings, mapping, file_name) + row_level_advocacy(mapping, file_name)
    if refused:
        return refused
    missing = [heading for heading in mapping.headings if heading not in clean.headings]
    new = [heading for heading in clean.headings if heading not in mapping.headings]
    if not missing and not new:
        return []
    what = "the file has other columns than agreed."
    what += f" Missing: {', '.join(missing)}." if missing else ""
    named = [heading or "(a column without a heading)" for heading in new]
    what += f" New: {', '.join(named)}." if new else ""
    if len(clean.headings) == 1 and (
        other := next((mark for mark in ";\t|" if mark in clean.headings[0]), None)
    ):
        what += (
            f' It seems to use "{other}" between its fields; the mapping says "{mapping.format.delimiter}".'
        )
    remedy = "Ask the agency whether its export changed; then correct the mapping or the file."
    return [Problem(file=file_name, where="line 1", what=what, remedy=remedy)]


def _make_view(engine: DuckEngine, table: tables.Table, staged: list[Staged]) -> None:
    selects = [_received(table, item, rank) for rank, item in enumerate(staged)] or [_nothing(table)]
    engine.run(f"create temp view {received_name(table.name)} as {' union all '.join(selects)}")


def _received(table: tables.Table, item: Staged, rank: int) -> str:
    """Rows of one file. `version` orders all rows of the table: by file, oldest first, then by line."""
    delivery = item.delivery
    return f"""
        select {", ".join(_kept_columns(table))}, line_number, {delivery.number} as delivery_number,
               {literal(item.mapping.agency)} as source, {literal(delivery.extract_id[:SHORT_HASH])} as extract_id,
               date {literal(str(delivery.received_on))} as received_on,
               date {literal(str(item.reaches_to))} as covers_to, {rank * MOST_LINES} + line_number as version
        from {item.loaded.staging} where is_kept"""


def _nothing(table: tables.Table) -> str:
    columns = [f"cast(null as {column.sql_type}) as {column.name}" for column in table.columns]
    codes = [f"cast(null as varchar) as {raw_name(c.name)}" for c in table.columns if c.kind == "code"]
    return f"""
        select {", ".join(columns + codes)}, cast(null as bigint) as line_number,
               cast(null as integer) as delivery_number, '' as source, '' as extract_id,
               cast(null as date) as received_on, cast(null as date) as covers_to, cast(null as bigint) as version
        where false"""


def _kept_columns(table: tables.Table) -> list[str]:
    """The canonical columns, and beside each coded one the agency's own code."""
    return [*table.column_names, *(raw_name(c.name) for c in table.columns if c.kind == "code")]


def unreadable_condition(item: Staged) -> str:
    """SQL that is true for rows of this file that are set aside for a value that could not be read."""
    columns = {value.column.name: value.column for value in item.unreadable if value.handling == "quarantine"}
    return " or ".join(condition(column) for column in columns.values()) or "false"
