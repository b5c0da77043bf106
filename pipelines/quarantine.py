"""Rows set aside because a critical rule failed: kept with the reason, counted nowhere, never dropped."""

from pipelines.checks import CheckResult, check
from pipelines.staging import Staged, received_name, unreadable_condition
from warehouse import tables
from warehouse.engine import DuckEngine, literal

UNREADABLE_WORDS = "a value could not be read"
UNREADABLE_REMEDY = "Correct the file, or add the code or the date format to the mapping."


def set_aside(engine: DuckEngine, staged: list[Staged]) -> list[CheckResult]:
    """Fill the temporary table `set_aside`; return the result of every rule."""
    engine.run("""
        create temp table set_aside (table_name varchar, delivery_number integer, line_number bigint,
                                     rule varchar, words varchar, remedy varchar,
                                     is_corrected boolean)""")
    filled = {item.mapping.table for item in staged}
    results = check(engine, {t.name: received_name(t.name) for t in tables.CANONICAL if t.name in filled})
    for result in results:
        if result.severity == "critical" and result.failing_rows_sql:
            _add(engine, result.table, result.failing_rows_sql, result.rule, result.words, result.remedy)
    for item in staged:
        query = f"""select {item.delivery.number} as delivery_number, line_number from {item.loaded.staging}
                    where is_kept and ({unreadable_condition(item)})"""
        _add(engine, item.mapping.table, query, "unreadable", UNREADABLE_WORDS, UNREADABLE_REMEDY)
    return results


def _add(engine: DuckEngine, table: str, query: str, rule: str, words: str, remedy: str) -> None:
    engine.run(f"""
        insert into set_aside
        select distinct {literal(table)}, delivery_number, line_number,
               {literal(rule)}, {literal(words)}, {literal(remedy)}, false
        from ({query})""")
