"""From which day to which day each table's data are complete."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from statistics import median

from pipelines.staging import Staged
from warehouse import tables
from warehouse.coverage import Coverage, TableCoverage
from warehouse.engine import DuckEngine

FEWER_THAN_USUAL = 10  # a month with less than a tenth of the usual rows did not come whole
LEAST_USUAL = 10  # rows; a month that should have 10 has none by chance once in 20,000 months


def read_coverage(engine: DuckEngine, staged: list[Staged]) -> Coverage:
    """The coverage of every table that has rows, agency by agency."""
    found = {
        table.name: _of_table(engine, table.name, table.day or "cast(null as date)", staged)
        for table in tables.CANONICAL
        if any(item.mapping.table == table.name for item in staged)
    }
    return Coverage({table: parts for table, parts in found.items() if parts})


def _of_table(engine: DuckEngine, table: str, day: str, staged: list[Staged]) -> tuple[TableCoverage, ...]:
    """One part per agency with rows in the table."""
    rows = engine.rows(f"""
        select source, month_of({day}) as month, count({day}), max(day_of({day}))
        from {table} group by source, month order by source, month""")
    by_agency = groupby(rows, key=itemgetter(0))
    return tuple(_of_agency(table, staged, agency, list(months)) for agency, months in by_agency)


def _of_agency(
    table: str, staged: list[Staged], agency: str, rows: Sequence[tuple[str, date | None, int, date | None]]
) -> TableCoverage:
    """It begins with the first month that has at least a tenth of a usual month's rows: a late report of an
    old incident is not a start. A month without any date at all has no first month.
    """
    sent = [item for item in staged if item.mapping.table == table and item.mapping.agency == agency]
    received_on = max(item.delivery.received_on for item in sent)
    counts = {month: n for _, month, n, _ in rows if month is not None}
    usual = median(counts.values()) if counts else 0
    first = next((month for month, n in counts.items() if n * FEWER_THAN_USUAL >= usual), None)
    declared = [item.delivery.covers_to for item in sent if item.delivery.covers_to]
    last_day = max((last for _, _, _, last in rows if last is not None), default=received_on)
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
    """Full months up to the cut-off with less than a tenth of a usual month's rows: a file that did not come,
    or came cut off, is not the same as nothing happening. Where few rows are usual, few can be chance.
    """
    if usual < LEAST_USUAL:
        return []
    ends = (cut_off + timedelta(days=1)).replace(day=1)
    # Where records begin slowly, as probation does after the first sentences, the first months are few in truth.
    month = next(month for month in counts if month >= first and counts[month] * 2 >= usual)
    months = []
    while month < ends:
        months.append(month)
        month = (month + timedelta(days=31)).replace(day=1)
    return [month for month in months if counts.get(month, 0) * FEWER_THAN_USUAL < usual]
