"""Great Expectations run by SQL inside our own DuckDB connection; failing rows found by its own query.

Suites are JSON in `expectations/`, one per canonical table, on the rows received, and one across tables, on
the records in use. Each rule's `meta` says in plain words what is wrong and what to do. A `critical` rule
sets failing rows aside (quarantine); a `warning` or `info` rule only counts them.
"""

import enum
import gc
import json
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pipelines import row_rules
from warehouse.engine import DuckEngine

SUITES = Path(__file__).resolve().parent.parent / "expectations"
ACROSS = "across_tables"
Severity = Literal["critical", "warning", "info"]
RESULT_FORMAT = {
    "result_format": "BASIC",
    "unexpected_index_column_names": row_rules.KEYS,
    "partial_unexpected_count": 1,
    "return_unexpected_index_query": True,
}


Rule = dict[str, Any]


class DuckDbDialect(str, enum.Enum):  # noqa: UP042 - GX asks for a str enum with .value
    """GX keeps its connection only for the dialects it lists; ours must be among them."""

    DUCKDB = "duckdb"


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """One rule of one table: how many rows broke it, and a query that finds them (None when none did)."""

    table: str
    rule: str
    severity: Severity
    words: str
    remedy: str
    rows: int
    failing_rows_sql: str | None


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
    # An ephemeral context has nowhere to save to, yet writes itself as YAML at every table: a fifth of all checking.
    context._save_project_config = lambda *_, **__: None
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    source = context.data_sources.add_sql(
        "refresh", connection_string="duckdb://", kwargs={"creator": lambda: _wrapped(engine)}
    )
    results = []
    for table, (relation, rules) in work.items():
        asset = source.add_table_asset(table, table_name=relation)
        batch = asset.add_batch_definition_whole_table(table).get_batch()
        suite = gx.ExpectationSuite(name=table, expectations=[row_rules.counting(rule) for rule in rules])
        outcome = batch.validate(suite, result_format=RESULT_FORMAT)
        if len(outcome.results) != len(rules):
            raise RuntimeError(f"Rules not taken in [{len(rules) - len(outcome.results)} of {table}]")
        results += [_result(table, relation, result) for result in outcome.results]
    source.get_engine().dispose()
    return results


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


def _result(table: str, relation: str, result: Any) -> CheckResult:
    config, found = result.expectation_config, result.result
    if not result.success and not found:
        # GX passes over a rule that could not run; a check that is not made must not look like a check passed.
        raise RuntimeError(f"Rule not checked [{config.meta['id']} of {table}]")
    rows = int(found.get("unexpected_count", found.get("observed_value", 0)) or 0)
    return CheckResult(
        table=table,
        rule=config.meta["id"],
        severity=str(getattr(config.severity, "value", config.severity)),  # type: ignore[arg-type]
        words=config.meta["words"],
        remedy=config.meta["remedy"],
        rows=rows,
        failing_rows_sql=_failing_rows_sql(config, found, relation) if rows else None,
    )


def _failing_rows_sql(config: Any, found: Any, relation: str) -> str:
    query = found.get("unexpected_index_query")
    return str(query).rstrip().rstrip(";") if query else row_rules.failing_rows_sql(config, relation)
