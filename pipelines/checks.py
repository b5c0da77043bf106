"""Great Expectations run by SQL inside our own DuckDB connection; failing rows found by its own query.

Suites are JSON in `expectations/`, one per canonical table, on the rows received, and one across tables, on
the records in use. Each rule's `meta` says in plain words what is wrong and what to do. A `critical` rule
sets failing rows aside (quarantine); a `warning` or `info` rule only counts them.
"""

import enum
import gc
import json
import warnings
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Literal

from pipelines import row_rules
from warehouse.engine import DuckEngine, literal

SUITES = Path(__file__).resolve().parent.parent / "expectations"
ACROSS = "across_tables"
Severity = Literal["critical", "warning", "info"]

Rule = dict[str, Any]


class DuckDbDialect(str, enum.Enum):  # noqa: UP042 - GX asks for a str enum with .value
    """GX keeps its connection only for the dialects it lists; ours must be among them."""

    DUCKDB = "duckdb"


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """One rule of one table: how many rows broke it, and a query that finds them (None when none did).

    by_delivery: those rows by the number of the delivery, where it is known.
    """

    table: str
    rule: str
    severity: Severity
    words: str
    remedy: str
    rows: int
    failing_rows_sql: str | None
    by_delivery: tuple[tuple[int, int], ...] = ()


def check(engine: DuckEngine, relations: dict[str, str]) -> list[CheckResult]:
    """Results of every rule of the named tables' suites, in the suites' order.

    relations: by table, the relation of the engine's connection that holds its rows.
    Imports Great Expectations, which costs seconds: only the refresh calls this.
    """
    return _checked(engine, {table: (name, _rules(table)) for table, name in relations.items()})


def check_across(engine: DuckEngine, filled: set[str]) -> list[CheckResult]:
    """Results of the rules across tables, on the records in use; those that need an empty table are left out.

    filled: the canonical tables that some file fills. Nothing is set aside any more, so no rule is critical.
    """
    rules = [rule for rule in _rules(ACROSS) if filled.issuperset(rule["meta"]["needs"])]
    by_table: dict[str, list[Rule]] = {}
    for rule in rules:
        by_table.setdefault(rule["meta"]["table"], []).append(rule)
    return _checked(engine, {table: (table, found) for table, found in by_table.items()})


def _checked(engine: DuckEngine, work: dict[str, tuple[str, list[Rule]]]) -> list[CheckResult]:
    """Results by table, each with its relation and rules."""
    if not work:
        return []
    gx = great_expectations()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    source = context.data_sources.add_sql(
        "refresh", connection_string="duckdb://", kwargs={"creator": lambda: _wrapped(engine)}
    )
    # Each rule names its own table, so one batch does for all of them: making one costs more than a table's rules.
    asset = source.add_table_asset("received", table_name=next(iter(work.values()))[0])
    batch = asset.add_batch_definition_whole_table("received").get_batch()
    rules = [row_rules.counting(rule, relation) for relation, own in work.values() for rule in own]
    outcome = batch.validate(gx.ExpectationSuite(name="received", expectations=rules))
    source.get_engine().dispose()
    return _with_deliveries(engine, _results(work, outcome.results))


def _results(work: dict[str, tuple[str, list[Rule]]], outcomes: list[Any]) -> list[CheckResult]:
    """In the order of the suites, whatever the order in which GX gives them."""
    found = {(o.expectation_config.kwargs["table"], o.expectation_config.meta["id"]): o for o in outcomes}
    return [
        _result(table, relation, rule, found.get((relation, rule["meta"]["id"])))
        for table, (relation, rules) in work.items()
        for rule in rules
    ]


@cache
def great_expectations() -> Any:
    """GX, told to keep its connection: it reads a result after giving it back, which DuckDB discards."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GX imports modules Python has deprecated; not ours to mend
        import great_expectations as gx
        from great_expectations.execution_engine import sqlalchemy_execution_engine as gx_engine
    module: Any = gx_engine
    row_rules.register()
    gc.freeze()  # what the import made lives as long as the process: looking through it again and again finds nothing
    if DuckDbDialect.DUCKDB not in module._PERSISTED_CONNECTION_DIALECTS:
        module._PERSISTED_CONNECTION_DIALECTS = (*module._PERSISTED_CONNECTION_DIALECTS, DuckDbDialect.DUCKDB)
    return gx


def _wrapped(engine: DuckEngine) -> Any:
    """Our connection for SQLAlchemy: every statement stands alone, and who borrows it does not close it."""
    from duckdb_sqlalchemy import ConnectionWrapper

    class Borrowed(ConnectionWrapper):
        autocommit = True

        def close(self) -> None:
            self.closed = True

        def commit(self) -> None:
            """Nothing to commit: every statement stands alone."""

        def rollback(self) -> None:
            """Nothing to roll back: every statement stands alone."""

    return Borrowed(engine.connection)


def _rules(suite: str) -> list[Rule]:
    rules: list[Rule] = json.loads((SUITES / f"{suite}.json").read_text(encoding="utf-8"))["expectations"]
    return rules


def _result(table: str, relation: str, rule: Rule, outcome: Any) -> CheckResult:
    if outcome is None or (not outcome.success and not outcome.result):
        # GX passes over a rule that could not run; a check that is not made must not look like a check passed.
        raise RuntimeError(f"Rule not checked [{rule['meta']['id']} of {table}]")
    rows = int(outcome.result["observed_value"])
    return CheckResult(
        table=table,
        rule=rule["meta"]["id"],
        severity=rule["severity"],
        words=rule["meta"]["words"],
        remedy=rule["meta"]["remedy"],
        rows=rows,
        failing_rows_sql=row_rules.failing_rows_sql(rule, relation) if rows else None,
    )


def _with_deliveries(engine: DuckEngine, results: list[CheckResult]) -> list[CheckResult]:
    """The results with their rows by delivery; the rows themselves are in the temporary table `broken_rows`."""
    nothing = """
        select '' as table_name, '' as rule, cast(null as integer) as delivery_number,
               cast(null as bigint) as line_number where false"""
    broken = [
        f"select {literal(result.table)}, {literal(result.rule)}, * from ({result.failing_rows_sql})"
        for result in results
        if result.failing_rows_sql
    ]
    engine.run(f"create or replace table broken_rows as {' union all '.join([nothing, *broken])}")
    counted = engine.rows("""
        select table_name, rule, delivery_number, count(*) from broken_rows group by all order by all""")
    by_rule = {rule: [row[2:] for row in rows] for rule, rows in groupby(counted, key=itemgetter(0, 1))}
    found = [replace(r, by_delivery=tuple(by_rule.get((r.table, r.rule), ()))) for r in results]
    for result in found:
        if sum(rows for _, rows in result.by_delivery) != result.rows:
            raise AssertionError(f"Rows not found again [{result.rule} of {result.table}]")
    return found
