"""What the warehouse keeps of a refresh beside the records: deliveries, checks, rows set aside, rejected, not ours."""

from datetime import date

import polars as pl

from pipelines.building import Account
from pipelines.checks import CheckResult
from pipelines.in_force import open_warehouse
from pipelines.site import SiteFolder
from pipelines.staging import Staged
from pipelines.unreadable import Unreadable
from warehouse.coverage import Coverage
from warehouse.engine import FILE, DuckEngine
from warehouse.versions import Pointer

FIRST_SEEN = {"extract_id": pl.String, "line_number": pl.Int64, "rule": pl.String, "first_seen": pl.Date}
CHECKED = {
    **dict.fromkeys(("table_name", "rule", "severity", "words", "remedy"), pl.String),
    "delivery_number": pl.Int64,
    "rows": pl.Int64,
}
MISSING = {"agency": pl.String, "table_name": pl.String, "month": pl.Date}
UNREADABLE = {
    "delivery_number": pl.Int64,
    **dict.fromkeys(("column_name", "value", "handling", "words", "remedy"), pl.String),
    "rows": pl.Int64,
    "values": pl.Int64,
    "is_told": pl.Boolean,
}
BECAME = {"quarantine": "its row is set aside", "blank": "it was left empty"}
REJECTED = {"delivery_number": pl.Int64, "line_number": pl.Int64, "reason": pl.String}


def record(
    engine: DuckEngine,
    staged: list[Staged],
    accounted: list[Account],
    results: list[CheckResult],
    *,
    coverage: Coverage,
    seen_before: pl.DataFrame,
    today: date,
) -> None:
    """Keep where every line went and what every rule found.

    seen_before: as `first_seen` returns it; today: the day on which what is not in it was first seen.
    """
    _deliveries(engine, staged, accounted)
    _quarantine(engine, seen_before, today)
    _rejected(engine, staged)
    _not_ours(engine, staged)
    _check_results(engine, results)
    _missing_months(engine, coverage)
    _unreadable_values(engine, staged)


def first_seen(folder: SiteFolder, current: Pointer | None) -> pl.DataFrame:
    """Since when each row that the publication in force set aside has been set aside, by file, line and rule."""
    empty = pl.DataFrame(schema=FIRST_SEEN)
    if current is None:
        return empty
    with open_warehouse(folder, current) as engine:
        has_day = engine.value("""
            select count(*) from duckdb_columns() where table_name = 'quarantine' and column_name = 'first_seen'""")
        return engine.frame(f"select {', '.join(FIRST_SEEN)} from quarantine") if has_day else empty


def _deliveries(engine: DuckEngine, staged: list[Staged], accounted: list[Account]) -> None:
    received = pl.DataFrame([vars(item.delivery) for item in staged], infer_schema_length=None)
    received = received.rename({"number": "delivery_number"}).with_columns(pl.col("covers_to").cast(pl.Date))
    counted = pl.DataFrame([vars(account) for account in accounted])
    both = received.join(counted.drop("file_name", "mapping_name"), on="delivery_number")
    engine.add_frame("deliveries", both.rename({"delivery_number": "number"}).sort("number"), temporary=False)


def _quarantine(engine: DuckEngine, seen_before: pl.DataFrame, today: date) -> None:
    engine.add_frame("seen_before", seen_before)
    engine.run(f"""
        create table {FILE}.quarantine as
        select a.*, d.extract_id, coalesce(s.first_seen, date '{today}') as first_seen
        from set_aside as a join deliveries as d on d.number = a.delivery_number
        left join (select distinct * from seen_before) as s
          on s.extract_id = d.extract_id and s.line_number = a.line_number and s.rule = a.rule
        order by all""")


def _rejected(engine: DuckEngine, staged: list[Staged]) -> None:
    rejected = [
        {"delivery_number": item.delivery.number, "line_number": line.line_number, "reason": line.reason}
        for item in staged
        for line in item.loaded.rejected
    ]
    engine.add_frame("rejected_lines", pl.DataFrame(rejected, schema=REJECTED), temporary=False)


def _not_ours(engine: DuckEngine, staged: list[Staged]) -> None:
    """Lines that a mapping's `keep`, or an empty figure, leaves out."""
    leaving_out = [item for item in staged if item.mapping.keep or item.mapping.unpivot]
    lines = [
        f"select {item.delivery.number} as delivery_number, line_number from {item.loaded.staging} where not is_kept"
        for item in leaving_out
    ]
    nothing = (
        "select cast(null as integer) as delivery_number, cast(null as bigint) as line_number where false"
    )
    engine.run(f"create table {FILE}.lines_not_ours as {' union all '.join([nothing, *lines])}")


def _check_results(engine: DuckEngine, results: list[CheckResult]) -> None:
    """One row per rule and delivery with rows that broke it; without any, one row without a delivery."""
    found = [
        (result.table, result.rule, result.severity, result.words, result.remedy, delivery, rows)
        for result in results
        for delivery, rows in result.by_delivery or [(None, result.rows)]
    ]
    engine.add_frame("check_results", pl.DataFrame(found, schema=CHECKED, orient="row"), temporary=False)


def _missing_months(engine: DuckEngine, coverage: Coverage) -> None:
    """One row per month of an agency's table from which next to nothing came, so that it is held back."""
    missing = [
        (part.agency, table, month)
        for table, parts in coverage.tables.items()
        for part in parts
        for month in part.missing_months
    ]
    engine.add_frame("missing_months", pl.DataFrame(missing, schema=MISSING, orient="row"), temporary=False)


def _unreadable_values(engine: DuckEngine, staged: list[Staged]) -> None:
    """Values that were left empty or set their rows aside: those told, then those told only together with others."""
    found = [
        _unreadable(item, value, is_told=is_told)
        for item in staged
        for told in item.unreadable
        for value, is_told in [(told, True), *((other, False) for other in told.listed)]
        if value.handling in BECAME
    ]
    engine.add_frame(
        "unreadable_values", pl.DataFrame(found, schema=UNREADABLE, orient="row"), temporary=False
    )


def _unreadable(item: Staged, value: Unreadable, *, is_told: bool) -> tuple[int | str | bool, ...]:
    return (
        item.delivery.number,
        value.column.name,
        value.shown,
        value.handling,
        f"{value.words}; {BECAME[value.handling]}",
        value.remedy,
        value.rows,
        value.values,
        is_told,
    )
