"""From which day to which day each table's data are complete."""

from datetime import date

from pipelines.staging import Staged
from warehouse import tables
from warehouse.coverage import Coverage, TableCoverage
from warehouse.engine import DuckEngine


def read_coverage(engine: DuckEngine, staged: list[Staged]) -> Coverage:
    """The coverage of every table that has rows, agency by agency."""
    found = {
        table.name: _of_table(engine, table.name, table.day or "cast(null as date)", staged)
        for table in tables.CANONICAL
        if any(item.mapping.table == table.name for item in staged)
    }
    return Coverage({table: parts for table, parts in found.items() if parts})


def _of_table(engine: DuckEngine, table: str, day: str, staged: list[Staged]) -> tuple[TableCoverage, ...]:
    """One part per agency with rows in the table.

    It begins with the first month that has at least a tenth of a usual month's rows: a late report
    of an old incident is not a start. A month without any date at all has no first month.
    """
    rows = engine.rows(f"""
        with months as (
            select source, month_of({day}) as month, count({day}) as n, max(day_of({day})) as last_day
            from {table} group by source, month
        ), usual as (
            select source, median(n) as n from months where month is not null group by source
        )
        select m.source, min(m.month) filter (where m.n * 10 >= u.n), max(m.last_day)
        from months as m left join usual as u on u.source = m.source group by m.source order by m.source""")
    return tuple(_of_agency(table, staged, agency, first, last) for agency, first, last in rows)


def _of_agency(
    table: str, staged: list[Staged], agency: str, first_month: date | None, last_day: date | None
) -> TableCoverage:
    sent = [item for item in staged if item.mapping.table == table and item.mapping.agency == agency]
    declared = [item.delivery.covers_to for item in sent if item.delivery.covers_to]
    received_on = max(item.delivery.received_on for item in sent)
    return TableCoverage(
        agency=agency,
        first_month=first_month,
        cut_off=max(declared, default=last_day or received_on),
        received_on=received_on,
    )
