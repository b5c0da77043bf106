"""What the checks found in each file: the steward asks an agency about its file, not about a table.

Read from a warehouse, so that a run and whoever asks later are told the same.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from logbook.reports import Finding
from pipelines.code_warnings import SCHEMA, CodeWarning
from pipelines.finding_words import (
    HELD_BACK_REMEDY,
    LINKS_REMEDY,
    doubtful_words,
    held_back_words,
    month_name,
)
from pipelines.linking.match_rates import doubtful_count
from pipelines.set_aside_rows import REJECTED_REMEDY
from warehouse.engine import DuckEngine

NAMES = ("file", "agency", "table", "severity", "words", "remedy", "rows")
# A warehouse made by an older program has not every table: what it kept is told.
NEEDS = ("missing_months", "code_warnings", "unreadable_values")


def findings_of(engine: DuckEngine) -> tuple[Finding, ...]:
    """Everything the checks found, of a warehouse in which a refresh was recorded."""
    made = {name for (name,) in engine.rows("select table_name from duckdb_tables()")}
    missing, codes, unreadable = (name in made for name in NEEDS)
    return (
        *_broken_rules(engine),
        *(_held_back(engine) if missing else ()),
        *(_codes(engine) if codes else ()),
        *(_unreadable(engine) if unreadable else ()),
        *_rejected(engine),
        *_doubtful(engine),
    )


def has_column(engine: DuckEngine, table: str, column: str) -> bool:
    """Whether the warehouse keeps this; one made by an older program may not."""
    sql = "select count(*) from duckdb_columns() where table_name = $table and column_name = $column"
    return bool(engine.value(sql, {"table": table, "column": column}))


def months_held_back(engine: DuckEngine) -> tuple[str, ...]:
    """Every month that some agency's table lacks, such as 2026-05, once, in order."""
    if not has_column(engine, "missing_months", "month"):
        return ()
    return tuple(
        month_name(month) for (month,) in engine.rows("select distinct month from missing_months order by 1")
    )


def _broken_rules(engine: DuckEngine) -> Iterator[Finding]:
    found = engine.rows("""
        select coalesce(d.file_name, ''), coalesce(d.agency, ''), c.table_name, c.severity, c.words, c.remedy, c.rows
        from check_results as c left join deliveries as d on d.number = c.delivery_number
        where c.rows > 0 order by all""")
    return (Finding(**dict(zip(NAMES, row, strict=True))) for row in found)


def _held_back(engine: DuckEngine) -> Iterator[Finding]:
    rows = engine.rows("select agency, table_name, month from missing_months order by all")
    for (agency, table), found in groupby(rows, key=itemgetter(0, 1)):
        months = [month for _, _, month in found]
        yield Finding(
            file="",
            agency=agency,
            table=table,
            severity="warning",
            words=held_back_words(agency, table, months),
            remedy=HELD_BACK_REMEDY,
            rows=0,
        )


def _codes(engine: DuckEngine) -> Iterator[Finding]:
    rows = engine.rows(f"""
        select d.agency, d.table_name, {", ".join(f"w.{name}" for name in SCHEMA)}
        from code_warnings as w join deliveries as d on d.number = w.delivery_number
        order by w.rowid""")
    for agency, table, *values in rows:
        warning = CodeWarning(**dict(zip(SCHEMA, values, strict=True)))
        yield Finding(
            file=warning.file_name,
            agency=agency,
            table=table,
            severity="warning",
            words=warning.words,
            remedy=warning.remedy,
            rows=warning.rows,
        )


def _unreadable(engine: DuckEngine) -> Iterator[Finding]:
    """Values the mapping could not read, where it lets them pass or sets their rows aside; the rarest together."""
    # An older program kept only what it told.
    told = "where u.is_told" if has_column(engine, "unreadable_values", "is_told") else ""
    rows = engine.rows(f"""
        select d.file_name, d.agency, d.table_name,
               case u.handling when 'quarantine' then 'critical' else 'warning' end, u.words, u.remedy, u.rows
        from unreadable_values as u join deliveries as d on d.number = u.delivery_number {told}
        order by u.rowid""")
    return (Finding(**dict(zip(NAMES, row, strict=True))) for row in rows)


def _rejected(engine: DuckEngine) -> Iterator[Finding]:
    rows = engine.rows(
        """
        select d.file_name, d.agency, d.table_name, 'critical', r.reason || '; it was rejected', $remedy, count(*)
        from rejected_lines as r join deliveries as d on d.number = r.delivery_number
        group by all order by all""",
        {"remedy": REJECTED_REMEDY},
    )
    return (Finding(**dict(zip(NAMES, row, strict=True))) for row in rows)


def _doubtful(engine: DuckEngine) -> Iterator[Finding]:
    if links := doubtful_count(engine):
        words = doubtful_words(links)
        yield Finding(file="", agency="", table="", severity="info", words=words, remedy=LINKS_REMEDY, rows=0)
