"""Our two kinds of rules, made known to Great Expectations: both count the rows that break them.

`expect_no_rows_where` states a condition on one row. GX counts all conditions of a table in one scan.
`counted_rows_expectation` takes a query, for rules that look at other rows or tables. Each names its own table,
so the rules of all tables are one suite. GX's own kinds are run as one of them: its rule by query runs the query
twice, and its rule on missing values asks for columns and types, all rows, rows without a value, and those again.
"""

from functools import cache
from typing import Any, ClassVar

KEYS = "delivery_number, line_number"
WHERE, COUNTED_QUERY = "expect_no_rows_where", "counted_rows_expectation"


@cache
def register() -> None:
    """Define the classes; GX knows a metric and an expectation from the moment its class exists.

    In functions, because importing GX costs seconds: whoever only reads this module does not pay for it.
    """
    _define_metric()
    remembering = _remembering()
    _define_rows_where(remembering)
    _define_counted_rows(remembering)


def _define_metric() -> None:
    """The number of rows where a condition is true, as a column of the one scan that counts all of a table."""
    import sqlalchemy as sa
    from great_expectations.core.metric_domain_types import MetricDomainTypes
    from great_expectations.core.metric_function_types import MetricPartialFunctionTypes
    from great_expectations.execution_engine.sqlalchemy_execution_engine import SqlAlchemyExecutionEngine
    from great_expectations.expectations.metrics.metric_provider import metric_partial
    from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

    class RowsWhere(TableMetricProvider):
        metric_name = "rows_where.count"
        value_keys = ("condition",)

        @metric_partial(
            engine=SqlAlchemyExecutionEngine,
            partial_fn_type=MetricPartialFunctionTypes.AGGREGATE_FN,
            domain_type=MetricDomainTypes.TABLE,
        )
        def _sqlalchemy(
            cls: Any,  # noqa: N805 - GX hands it over by this name
            metric_domain_kwargs: dict[str, Any],
            metric_value_kwargs: dict[str, Any],
            **_: Any,
        ) -> Any:
            condition = sa.text(f"case when {metric_value_kwargs['condition']} then 1 end")
            return sa.func.count(condition), metric_domain_kwargs, {}


def _remembering() -> Any:
    from great_expectations.compatibility.pydantic import PrivateAttr
    from great_expectations.expectations.expectation import BatchExpectation

    class Remembering(BatchExpectation):
        """GX asks a rule for its configuration forty times, and makes it anew each time."""

        table: str
        _told: Any = PrivateAttr(None)

        @property
        def configuration(self) -> Any:
            if self._told is None:
                self._told = super().configuration
            return self._told

        def _validate(self, metrics: dict[str, int], *_: Any, **__: Any) -> dict[str, Any]:
            (rows,) = metrics.values()
            return {"success": rows == 0, "result": {"observed_value": rows}}

    return Remembering


def _define_rows_where(remembering: Any) -> None:
    class ExpectNoRowsWhere(remembering):  # type: ignore[misc]
        condition: str
        metric_dependencies: ClassVar[tuple[str, ...]] = ("rows_where.count",)
        success_keys: ClassVar[tuple[str, ...]] = ("condition",)
        domain_keys: ClassVar[tuple[str, ...]] = ("batch_id", "table")


def _define_counted_rows(remembering: Any) -> None:
    class CountedRowsExpectation(remembering):  # type: ignore[misc]
        query: str
        metric_dependencies: ClassVar[tuple[str, ...]] = ("query.row_count",)
        success_keys: ClassVar[tuple[str, ...]] = ("query",)


def counting(rule: dict[str, Any], relation: str) -> dict[str, Any]:
    """The rule of a suite as it is run, on a relation."""
    condition = _condition(rule)
    own = {"condition": condition} if condition else {"query": _query(rule, relation)}
    return {**rule, "type": WHERE if condition else COUNTED_QUERY, "kwargs": {"table": relation, **own}}


def failing_rows_sql(rule: dict[str, Any], relation: str) -> str:
    """The query that finds the rows which broke a rule of a suite."""
    condition = _condition(rule)
    rows = f"{relation} where {condition}" if condition else f"({_query(rule, relation)})"
    return f"select {KEYS} from {rows}"


def _condition(rule: dict[str, Any]) -> str | None:
    """What is true of the rows that break the rule; None when a query finds them."""
    kwargs: dict[str, str] = rule["kwargs"]
    match rule["type"]:
        case "expect_column_values_to_not_be_null":
            return f"{kwargs['column']} is null"
        case "expect_no_rows_where":
            return kwargs["condition"]
        case "unexpected_rows_expectation":
            return None
    raise ValueError(f"No such kind of rule [{rule['type']}]")


def _query(rule: dict[str, Any], relation: str) -> str:
    query: str = rule["kwargs"]["unexpected_rows_query"]
    return query.replace("{batch}", relation).rstrip().rstrip(";")
