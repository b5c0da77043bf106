"""Our two kinds of rules, made known to Great Expectations: both count the rows that break them.

`expect_no_rows_where` states a condition on one row. GX counts all conditions of a table in one scan, as it
does for its own rules on columns. `counted_rows_expectation` takes a query, for rules that look at other
rows or tables; GX's own rule by query runs the query twice, once for the rows and once for their number.
"""

from functools import cache
from typing import Any, ClassVar

KEYS = ["delivery_number", "line_number"]
QUERY, COUNTED_QUERY = "unexpected_rows_expectation", "counted_rows_expectation"


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
    """The number of rows where a condition is true, as a column of the one scan that counts all of them."""
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
            condition = sa.text(metric_value_kwargs["condition"])
            return sa.func.count().filter(condition), metric_domain_kwargs, {}


def _remembering() -> Any:
    from great_expectations.compatibility.pydantic import PrivateAttr
    from great_expectations.expectations.expectation import BatchExpectation

    class Remembering(BatchExpectation):
        """GX asks a rule for its configuration forty times, and makes it anew each time."""

        _told: Any = PrivateAttr(None)

        @property
        def configuration(self) -> Any:
            if self._told is None:
                self._told = super().configuration
            return self._told

    return Remembering


def _define_rows_where(remembering: Any) -> None:
    class ExpectNoRowsWhere(remembering):  # type: ignore[misc]
        condition: str
        metric_dependencies: ClassVar[tuple[str, ...]] = ("rows_where.count",)
        success_keys: ClassVar[tuple[str, ...]] = ("condition",)
        domain_keys: ClassVar[tuple[str, ...]] = ("batch_id",)

        def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
            return _outcome(metrics["rows_where.count"])


def _define_counted_rows(remembering: Any) -> None:
    from great_expectations.expectations.core.unexpected_rows_expectation import UnexpectedRowsExpectation

    class CountedRowsExpectation(remembering, UnexpectedRowsExpectation):  # type: ignore[misc]
        metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.row_count",)

        def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
            return _outcome(metrics["unexpected_rows_query.row_count"])


def _outcome(rows: int) -> dict[str, Any]:
    return {"success": rows == 0, "result": {"observed_value": rows}}


def counting(rule: dict[str, Any]) -> dict[str, Any]:
    """The rule of a suite as it is run: rules by query are counted only."""
    return {**rule, "type": COUNTED_QUERY} if rule["type"] == QUERY else rule


def failing_rows_sql(rule: Any, relation: str) -> str:
    """The query that finds the rows which broke one of our rules; `rule` is its configuration."""
    if "condition" in rule.kwargs:
        return f"select {', '.join(KEYS)} from {relation} where {rule.kwargs['condition']}"
    return str(rule.kwargs["unexpected_rows_query"].replace("{batch}", relation)).rstrip().rstrip(";")
