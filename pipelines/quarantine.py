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
        create table set_aside (table_name varchar, delivery_number integer, line_number bigint,
                                rule varchar, words varchar, remedy varchar, is_corrected boolean)""")
    filled = {item.mapping.table for item in staged}
    results = check(engine, {t.name: received_name(t.name) for t in tables.CANONICAL if t.name in filled})
    _add_broken(engine, [result for result in results if result.severity == "critical" and result.rows])
    for item in staged:
        if unread := unreadable_condition(item):
            _add_unreadable(engine, item, unread)
    return results


def _add_broken(engine: DuckEngine, results: list[CheckResult]) -> None:
    """Rows that broke a rule, with what to say of them."""
    if not results:
        return
    told = ", ".join(
        f"({', '.join(map(literal, (result.table, result.rule, result.words, result.remedy)))})"
        for result in results
    )
    engine.run(f"""
        insert into set_aside
        select distinct table_name, delivery_number, line_number, rule, words, remedy, false
        from broken_rows join (values {told}) as told(table_name, rule, words, remedy) using (table_name, rule)""")


def _add_unreadable(engine: DuckEngine, item: Staged, condition: str) -> None:
    engine.run(f"""
        insert into set_aside
        select distinct {literal(item.mapping.table)}, {item.delivery.number}, line_number,
               'unreadable', {literal(UNREADABLE_WORDS)}, {literal(UNREADABLE_REMEDY)}, false
        from {item.loaded.staging} where is_kept and ({condition})""")
