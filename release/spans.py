"""Cells before and since each change, counted over whole spans: people are counted once in a span."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from metrics.control_charts import BASELINE_PERIODS
from metrics.counting import Counter, Cut, Window, count
from metrics.declarations import Intervention, Measure
from metrics.indicators import rate
from metrics.people import with_people_counted
from release.catalogue import GROUP_SPAN_CUTS, SPAN_CUTS
from release.measures import change_measures, columns_of, group_measure, missing_values_measure
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
    """By measure id and start; the groups of a change under the id of their decision point."""
    found = {}
    for change in plan.interventions:
        grouped: dict[tuple[str, str, Window, tuple[Cut, ...]], list[Measure]] = defaultdict(list)
        for measure, cuts, counted_as in _measures_and_cuts(change, plan):
            if counted_as in windows:
                grouped[(measure.rows, measure.day, windows[counted_as], cuts)].append(measure)
        for (_, _, window, cuts), measures in grouped.items():
            cells_of = before_after_cells(
                engine, measures, cuts, change.starts_on, window, with_people=cuts == SPAN_CUTS
            )
            for measure_id, cells in cells_of.items():
                found[(measure_id, change.starts_on)] = cells
    return found


def _measures_and_cuts(change: Intervention, plan: Plan) -> list[tuple[Measure, tuple[Cut, ...], str]]:
    """Each measure with its cuts, and the measure whose closed period it is counted in.

    Fields are looked at in the months in which the indicator itself is counted.
    """
    groups, fields = group_measure(change), missing_values_measure(change)
    return [
        *((measure, SPAN_CUTS, measure.id) for measure in change_measures(change, plan)),
        *([(fields, SPAN_CUTS, rate(change.indicator).measure.id)] if fields else []),
        *([(groups, GROUP_SPAN_CUTS, groups.id)] if groups else []),
    ]


def before_after_cells(
    engine: Counter,
    measures: list[Measure],
    cuts: Sequence[Cut],
    starts_on: date,
    window: Window,
    *,
    with_people: bool,
) -> dict[str, BeforeAfterCells]:
    """The cells of the cuts before and since a change, by measure id. Without people counted, they are bounded."""
    first, last, missing = window
    start_month = starts_on.replace(day=1)
    baseline = max(first, months_later(start_month, -BASELINE_PERIODS))
    since = max(first, start_month if starts_on == start_month else months_later(start_month, 1))
    before_ends = min(last, start_month - timedelta(days=1))
    spans = Window(baseline, before_ends, missing), Window(since, last, missing)
    before, after = (_span(engine, measures, cuts, span, with_people=with_people) for span in spans)
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


def _span(
    engine: Counter, measures: list[Measure], cuts: Sequence[Cut], span: Window, *, with_people: bool
) -> pl.DataFrame:
    columns = columns_of(measures[0].rows)
    cells = count(engine, measures, cuts, columns=columns, window=span)
    if not with_people:
        return cells
    return with_people_counted(engine, cells, measures, cuts, columns=columns, window=span)
