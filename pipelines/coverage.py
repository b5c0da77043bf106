"""From which day to which day each table's data are complete."""

from pipelines.staging import Staged
from warehouse.coverage import Coverage, TableCoverage
from warehouse.engine import DuckEngine

# The day that places a row of a table in time.
DAY_OF = {
    "calls": "received_at",
    "incidents": "occurred_on",
    "incident_parties": "arrested_on",
    "custody": "booked_at",
    "prosecutions": "referred_on",
    "dispositions": "filed_on",
}


def read_coverage(engine: DuckEngine, staged: list[Staged]) -> Coverage:
    """The coverage of every table that has rows."""
    found = {}
    for table, day in DAY_OF.items():
        deliveries = [item for item in staged if item.mapping.table == table]
        rows, first, last = engine.rows(f"""
            select count(*), {_first_month(table, day)}, max(day_of({day})) from {table}""")[0]
        if not rows:
            continue
        declared = [item.delivery.covers_to for item in deliveries if item.delivery.covers_to]
        found[table] = TableCoverage(
            agency=deliveries[0].mapping.agency,
            first_month=first,
            cut_off=max(declared, default=last),
            received_on=max(item.delivery.received_on for item in deliveries),
        )
    return Coverage(found)


def _first_month(table: str, day: str) -> str:
    """First month with at least a tenth of a usual month: a late report of an old incident is not a start."""
    return f"""(
        with months as (
            select month_of({day}) as month, count(*) as n from {table} where {day} is not null group by month)
        select min(month) from months where n * 10 >= (select median(n) from months))"""
