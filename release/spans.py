"""Cells before and since each change, counted over whole spans: people are counted once in a span."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from metrics.control_charts import BASELINE_PERIODS
from metrics.counting import Counter, Window, count
from metrics.declarations import Measure
from metrics.people import with_people_counted
from release.catalogue import SPAN_CUTS
from release.measures import change_measures, columns_of
from release.periods import months_between, months_later
from release.plan import Plan


@dataclass(frozen=True)
class BeforeAfterCells:
    """Cells by district over the last 12 full months before a change and over the full months since.

    Cells are as `metrics.counting.count`, of grain "whole"; periods are numbers of full months.
    """

    before: pl.DataFrame
    after: pl.DataFrame
    periods_before: int
    periods_after: int


def count_spans(
    engine: Counter, plan: Plan, windows: dict[str, Window]
) -> dict[tuple[str, date], BeforeAfterCells]:
    found = {}
    for change in plan.interventions:
        grouped: dict[tuple[str, str, Window], list[Measure]] = defaultdict(list)
        for measure in change_measures(change, plan):
            if measure.id in windows:
                grouped[(measure.rows, measure.day, windows[measure.id])].append(measure)
        for (_, _, window), measures in grouped.items():
            for measure_id, cells in _before_after(engine, measures, change.starts_on, window).items():
                found[(measure_id, change.starts_on)] = cells
    return found


def _before_after(
    engine: Counter, measures: list[Measure], starts_on: date, window: Window
) -> dict[str, BeforeAfterCells]:
    """By measure id. The measures share one table, one day column and one closed period."""
    first, last, missing = window
    start_month = starts_on.replace(day=1)
    baseline = max(first, months_later(start_month, -BASELINE_PERIODS))
    since = max(first, start_month if starts_on == start_month else months_later(start_month, 1))
    before_ends = min(last, start_month - timedelta(days=1))
    spans = Window(baseline, before_ends, missing), Window(since, last, missing)
    before, after = (_span(engine, measures, span) for span in spans)
    return {
        measure.id: BeforeAfterCells(
            before=before.filter(pl.col("measure") == measure.id),
            after=after.filter(pl.col("measure") == measure.id),
            periods_before=_full_months(spans[0]),
            periods_after=_full_months(spans[1]),
        )
        for measure in measures
    }


def _full_months(span: Window) -> int:
    """Months of the span that were counted."""
    missing = [month for month in span.missing_months if span.first_day <= month <= span.last_day]
    return months_between(span.first_day, span.last_day + timedelta(days=1)) - len(missing)


def _span(engine: Counter, measures: list[Measure], span: Window) -> pl.DataFrame:
    columns = columns_of(measures[0].rows)
    cells = count(engine, measures, SPAN_CUTS, columns=columns, window=span)
    return with_people_counted(engine, cells, measures, SPAN_CUTS, columns=columns, window=span)
