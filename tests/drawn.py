"""Canonical tables drawn as text, so that a test shows its rows.

    incident_id | occurred_on
    R1          | 2026-09-01

An empty cell is null. Columns not drawn are null.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from metrics.counting import Cut, Scope, Window
from metrics.declarations import Measure, TimeToEvent
from metrics.histograms import Followed, durations
from metrics.indicators import rate
from metrics.limits import defaults, written_out
from metrics.people import count_cells
from pipelines.building import derive
from release.measures import columns_of
from warehouse.derived import DERIVED, Derived
from warehouse.engine import DuckEngine, literal
from warehouse.tables import CANONICAL, PLACE, Table

FIRST_DAY = date(2020, 1, 1)
CUT_OFF = date(2026, 9, 30)


def drawn(text: str) -> list[dict[str, str]]:
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def county(
    cut_off: date = CUT_OFF,
    first_day: date = FIRST_DAY,
    reach: dict[str, date] | None = None,
    only: str | None = None,
    **tables: str,
) -> DuckEngine:
    """An engine in memory with the canonical tables drawn, and the derived ones made from them.

    only: the derived table that is asked for, or a query of several.
    """
    engine = DuckEngine(threads=1)
    rows = {
        table.name: drawn(tables.get(table.name, "")) if table.name in tables else [] for table in CANONICAL
    }
    most = _most_rows(rows)
    for table in CANONICAL:
        columns = [f"{column.name} {column.sql_type}" for column in table.columns]
        columns += [f"{column}_weight double" for column in _person_columns(table)]
        engine.run(f"create table {table.name} (source VARCHAR, {', '.join(columns)})")
        _fill(engine, table, rows[table.name], most)
    _place(engine)
    cut_offs = dict.fromkeys(("police_cut_off", "custody_cut_off", "program_cut_off"), cut_off)
    derive(engine, {"police_first_day": first_day, **cut_offs, **(reach or {})}, needed_for(only))
    return engine


def needed_for(query: str | None) -> Sequence[Derived]:
    """The derived tables named in a query, and all that they are derived from; all there are without one."""
    if query is None:
        return DERIVED
    names = set(re.findall(r"\w+", query))
    for derived in reversed(DERIVED):
        if derived.table.name in names:
            names |= set(re.findall(r"\w+", derived.select))
    return [derived for derived in DERIVED if derived.table.name in names]


def _person_columns(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.kind == "person"]


def _most_rows(rows: dict[str, list[dict[str, str]]]) -> Counter[str]:
    """By person the most rows that any person column holds of the person."""
    most: Counter[str] = Counter()
    for table in CANONICAL:
        for column in _person_columns(table):
            most |= Counter(row[column] for row in rows[table.name] if row.get(column))
    return most


def _fill(engine: DuckEngine, table: Table, rows: list[dict[str, str]], most: Counter[str]) -> None:
    """The drawn rows, and beside each person one over the most rows of the person, as a refresh does."""
    if not rows:
        return
    people = [column for column in _person_columns(table) if column in rows[0]]
    lines = []
    for row in rows:
        cells = [literal(value) if value else "null" for value in row.values()]
        cells += [f"1.0 / {most[row[column]]}" if row[column] else "null" for column in people]
        lines.append(f"({', '.join(cells)})")
    named = ", ".join([*rows[0], *(f"{column}_weight" for column in people)])
    engine.run(f"insert into {table.name} ({named}) values {', '.join(lines)}")


def _place(engine: DuckEngine) -> None:
    """The order of the people of one record. Drawn keys are the agency's numbers themselves."""
    for table in CANONICAL:
        if table.placed_within:
            within, by = ", ".join(table.placed_within), ", ".join(table.record_id)
            place = f"row_number() over (partition by {within} order by {by}) as {PLACE}"
            engine.run(f"create or replace table {table.name} as select *, {place} from {table.name}")


def counts(measure: Measure, **tables: str) -> tuple[int, int]:
    """(counted, out_of) of a measure over drawn tables, from 2000 to 2030; (0, 0) without cases."""
    with county(only=measure.rows, **tables) as engine:
        cells = cells_in(engine, [measure], [Cut("whole")], Window(date(2000, 1, 1), date(2030, 12, 31)))
    return cells.select("counted", "out_of").row(0) if cells.height else (0, 0)


def cells_in(
    engine: DuckEngine,
    measures: Sequence[Measure],
    cuts: Sequence[Cut],
    window: Window,
    *,
    counts_people: bool = False,
) -> pl.DataFrame:
    """Exact cells of measures of one table and one day."""
    rows, day = measures[0].rows, measures[0].day
    scope = Scope(rows, day, columns_of(rows), tuple(cuts), window, counts_people=counts_people)
    return count_cells(engine, {scope: measures}).drop("scope")


def followed(time: TimeToEvent, **other: Any) -> Followed:
    """What of a time to event is asked for; other: fields that differ."""
    usual = {"time": time, "cuts": (Cut("whole"),), "columns": columns_of(time.rows), "cut_off": CUT_OFF}
    return Followed(**{**usual, **other})


def durations_of(engine: DuckEngine, asked: Followed) -> pl.DataFrame:
    """The histogram of one time to event."""
    return durations(engine, {"asked": asked})["asked"]


def histogram(time: TimeToEvent, cut_off: date = CUT_OFF, **tables: str) -> list[tuple[int, bool, int]]:
    """(days, event, n) of a time to event over drawn tables."""
    with county(cut_off, only=time.rows, **tables) as engine:
        found = durations_of(engine, followed(time, cut_off=cut_off))
    return sorted(found.select("days", "event", "n").rows())


def share(indicator: str, cut_off: date = CUT_OFF, **tables: str) -> tuple[int, int]:
    """(counted, out_of) of a rate over drawn tables, with the default limits."""
    return counts(written_out(rate(indicator).measure, defaults(), cut_off), **tables)
