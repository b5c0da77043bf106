"""All deliveries into temporary tables, one view per canonical table over the files that fill it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import groupby
from pathlib import Path
from threading import Lock

from pipelines.inbox import Inbox, Mappings
from pipelines.loading import Delivery, Loaded, load
from pipelines.mapping import Mapping
from pipelines.mapping_sql import raw_name
from pipelines.opened import opened
from pipelines.problems import Refused
from pipelines.reading import CleanFile, clean_text
from pipelines.refusals import cut_off, heading_problems, undecided
from pipelines.totals_only import rows_of_persons
from pipelines.unreadable import Unreadable
from pipelines.unreadable_values import condition, unreadable_values
from warehouse import tables
from warehouse.engine import DuckEngine, literal
from warehouse.together import together

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


def left_out_name(table: str) -> str:
    """Name of the view over the rows of a canonical table that the mappings do not keep, where any mapping can."""
    return f"{table}_left_out"


def stage(
    engine: DuckEngine,
    mappings: Mappings,
    inbox: Inbox,
    scratch: Path,
    progress: Progress,
) -> list[Staged]:
    """Load every delivery. Raises Refused with the problems of all files, not only of the first."""
    files = _loaded(engine, mappings, inbox, scratch, progress)
    staged = [item for item in files if isinstance(item, Staged)]
    problems = [problem for item in files if isinstance(item, Refused) for problem in item.problems]
    for item in staged:
        found = [value for value in item.unreadable if value.handling == "refuse"]
        problems += [value.problem(item.delivery.file_name) for value in found]
    if problems:
        raise Refused(problems)
    by_reach = sorted(staged, key=lambda item: (item.reaches_to, item.delivery.number))
    for table in tables.CANONICAL:
        _make_view(engine, table, [item for item in by_reach if item.mapping.table == table.name])
    return staged


def _loaded(
    engine: DuckEngine, mappings: Mappings, inbox: Inbox, scratch: Path, progress: Progress
) -> list[Staged | Refused]:
    """What became of each delivery, in their order."""
    telling = Lock()

    def read(own: DuckEngine, delivery: Delivery) -> Staged | Refused:
        with telling:
            progress(f"Reading {delivery.file_name}")
        try:
            source = inbox.files[delivery.extract_id]
            return stage_one(own, source, mappings[delivery.mapping_name], delivery, scratch)
        except Refused as refused:
            return refused

    def size(delivery: Delivery) -> int:
        return inbox.files[delivery.extract_id].stat().st_size

    # The largest first: begun last, it would keep one core waiting.
    largest_first = sorted(inbox.deliveries, key=size, reverse=True)
    found = together(engine, [partial(read, delivery=delivery) for delivery in largest_first])
    by_number = {delivery.number: item for delivery, item in zip(largest_first, found, strict=True)}
    return [by_number[delivery.number] for delivery in inbox.deliveries]


def stage_one(
    engine: DuckEngine, source: Path, mapping: Mapping, delivery: Delivery, scratch: Path
) -> Staged:
    clean = clean_copy(source, mapping, delivery, scratch)
    problems = heading_problems(clean, mapping, delivery.file_name)
    if problems:
        raise Refused(problems)
    loaded = load(engine, clean, mapping, delivery)
    clean.path.unlink()
    if problems := (
        cut_off(clean, loaded, delivery.file_name)
        or undecided(engine, loaded, clean, mapping, delivery)
        or rows_of_persons(engine, loaded, mapping, delivery.file_name)
    ):
        raise Refused(problems)
    unreadable = unreadable_values(engine, loaded, mapping, clean)
    return Staged(delivery, mapping, loaded, tuple(unreadable))


def clean_copy(source: Path, mapping: Mapping, delivery: Delivery, scratch: Path) -> CleanFile:
    name = delivery.file_name
    text = opened(source, name, mapping.format, scratch / f"{delivery.number}.text")
    clean = clean_text(text.path, name, text.layout, scratch / f"{delivery.number}.csv")
    if text.path != source:
        text.path.unlink()
    if text.rows is not None and text.rows != clean.records:
        raise AssertionError(f"Rows lost [{text.rows} declared, {clean.records} read]")
    return replace(clean, lines_above=mapping.format.header_row - 1)


def _make_view(engine: DuckEngine, table: tables.Table, staged: list[Staged]) -> None:
    selects = [_received(table, item, rank) for rank, item in enumerate(staged)] or [nothing_received(table)]
    engine.run(f"create view {received_name(table.name)} as {' union all '.join(selects)}")
    if keeping := [_left_out(table, item, rank) for rank, item in enumerate(staged) if item.mapping.keep]:
        engine.run(f"create view {left_out_name(table.name)} as {' union all '.join(keeping)}")


def _received(table: tables.Table, item: Staged, rank: int) -> str:
    """Rows of one file. `version` orders all rows of the table: by file, oldest first, then by place in it."""
    delivery = item.delivery
    return f"""
        select {", ".join(_kept_columns(table))}, line_number, {delivery.number} as delivery_number,
               {literal(item.mapping.agency)} as source, {literal(delivery.extract_id[:SHORT_HASH])} as extract_id,
               date {literal(str(delivery.received_on))} as received_on,
               date {literal(str(item.reaches_to))} as covers_to, {rank * MOST_LINES} + place as version,
               {"true" if item.mapping.roll_up else "false"} as is_charge
        from {item.loaded.staging} where is_kept"""


def _left_out(table: tables.Table, item: Staged, rank: int) -> str:
    """Rows of one file that its mapping does not keep: they say which records are no longer ours."""
    return f"""
        select {", ".join(table.record_id)}, line_number, {item.delivery.number} as delivery_number,
               {literal(item.mapping.agency)} as source, {rank * MOST_LINES} + place as version
        from {item.loaded.staging} where not is_kept"""


def nothing_received(table: tables.Table) -> str:
    """What stands for the rows of a table that no file fills."""
    columns = [f"cast(null as {column.sql_type}) as {column.name}" for column in table.columns]
    codes = [f"cast(null as varchar) as {raw_name(c.name)}" for c in table.columns if c.kind == "code"]
    return f"""
        select {", ".join(columns + codes)}, cast(null as bigint) as line_number,
               cast(null as integer) as delivery_number, '' as source, '' as extract_id,
               cast(null as date) as received_on, cast(null as date) as covers_to, cast(null as bigint) as version,
               false as is_charge
        where false"""


def _kept_columns(table: tables.Table) -> list[str]:
    """The canonical columns, and beside each coded one the agency's own code."""
    return [*table.column_names, *(raw_name(c.name) for c in table.columns if c.kind == "code")]


def unreadable_condition(item: Staged) -> str:
    """SQL that is true for rows of this file that are set aside for a value that could not be read; or empty."""
    columns = {value.column.name: value.column for value in item.unreadable if value.handling == "quarantine"}
    return " or ".join(condition(column) for column in columns.values())


def by_mapping(staged: Sequence[Staged]) -> list[list[Staged]]:
    """The deliveries of each mapping, in the order of their names; the newest last, by the day it reaches to."""
    ordered = sorted(
        staged, key=lambda item: (item.delivery.mapping_name, item.reaches_to, item.delivery.number)
    )
    return [list(own) for _, own in groupby(ordered, key=lambda item: item.delivery.mapping_name)]
