"""From which day to which day each table's data are complete."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from statistics import median

from pipelines.staging import Staged
from warehouse import tables
from warehouse.coverage import Coverage, TableCoverage
from warehouse.engine import DuckEngine
from warehouse.tables import Table

FEWER_THAN_USUAL = 10  # a month with less than a tenth of the usual rows did not come whole
MONTHS_AROUND = 6
LEAST_USUAL = 10  # rows; a month that should have 10 has none by chance once in 20,000 months


@dataclass(frozen=True)
class Month:
    """Rows of one agency's table whose day is in the month, and the last of these days."""

    first_day: date
    rows: int
    last_day: date


# By table and agency, in order, the months with rows; a table without days has agencies without months.
Months = dict[str, dict[str, list[Month]]]


def read_months(engine: DuckEngine, staged: list[Staged]) -> Months:
    """The months of every table that some file fills."""
    filled = {item.mapping.table for item in staged}
    return {table.name: _of_table(engine, table) for table in tables.CANONICAL if table.name in filled}


def _of_table(engine: DuckEngine, table: Table) -> dict[str, list[Month]]:
    day = table.day or "cast(null as date)"
    rows = engine.rows(f"""
        select source, month_of({day}) as month, count({day}), max(day_of({day}))
        from {table.name} group by source, month order by source, month""")
    return {
        agency: [Month(*month) for _, *month in own if month[0] is not None]
        for agency, own in groupby(rows, key=itemgetter(0))
    }


def coverage_of(months: Months, staged: list[Staged]) -> Coverage:
    """The coverage of every table that has rows, agency by agency."""
    found = {
        table: tuple(_of_agency(table, staged, agency, own) for agency, own in by_agency.items())
        for table, by_agency in months.items()
    }
    return Coverage({table: parts for table, parts in found.items() if parts})


def _of_agency(table: str, staged: list[Staged], agency: str, months: list[Month]) -> TableCoverage:
    """It begins with the first month that has at least a tenth of a usual month's rows: a late report of an
    old incident is not a start. A month without any date at all has no first month.
    """
    sent = [item for item in staged if item.mapping.table == table and item.mapping.agency == agency]
    received_on = max(item.delivery.received_on for item in sent)
    counts = {month.first_day: month.rows for month in months}
    usual = median(counts.values()) if counts else 0
    first = next((month for month, n in counts.items() if n * FEWER_THAN_USUAL >= usual), None)
    declared = [item.delivery.covers_to for item in sent if item.delivery.covers_to]
    last_day = max((month.last_day for month in months), default=received_on)
    cut_off = max(declared, default=last_day)
    known_empty = {month for item in sent for month in item.mapping.empty_months}
    # Totals by quarter have rows in one month of three, and that is no sign of a file that did not come.
    is_totals = tables.canonical(table).is_totals
    missing = _missing_months(counts, usual, first, cut_off) if first and not is_totals else []
    return TableCoverage(
        agency=agency,
        first_month=first,
        cut_off=cut_off,
        received_on=received_on,
        missing_months=tuple(month for month in missing if month not in known_empty),
    )


def _missing_months(counts: dict[date, int], usual: float, first: date, cut_off: date) -> list[date]:
    """Full months up to the cut-off with less than a tenth of the rows usual in the year around them.

    A file that did not come, or came cut off, is not the same as nothing happening. Where few rows are usual,
    few can be chance; and where records begin slowly, as probation does after the first sentences, the first
    months are few in truth.
    """
    month = next(month for month in counts if month >= first and counts[month] * 2 >= usual)
    ends = (cut_off + timedelta(days=1)).replace(day=1)
    months = []
    while month < ends:
        months.append(month)
        month = (month + timedelta(days=31)).replace(day=1)
    rows = [counts.get(month, 0) for month in months]
    return [month for at, month in enumerate(months) if _is_missing(rows, at)]


def _is_missing(rows: Sequence[int], at: int) -> bool:
    around = median(rows[max(at - MONTHS_AROUND, 0) : at + MONTHS_AROUND + 1])
    return around >= LEAST_USUAL and rows[at] * FEWER_THAN_USUAL < around
