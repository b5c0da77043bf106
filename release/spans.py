"""Cells before and since each change, counted over whole spans: people are counted once in a span.

The months in which a change was still being brought in are in neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

import polars as pl

from metrics.control_charts import BASELINE_PERIODS
from metrics.counting import Cut, Scope, Window
from metrics.declarations import Intervention, Measure
from metrics.indicators import RATES, rate
from metrics.segments import Timing, last_known, timing_of
from release.catalogue import SPAN_CUTS
from release.counted import Counted
from release.measures import change_measures, columns_of, group_cuts, group_measure, missing_values_measure
from release.periods import months_between, months_later
from release.plan import Plan


@dataclass(frozen=True)
class BeforeAfterCells:
    """Cells by district over the last 12 full months before a change and over the full months since it is in
    full effect.

    Cells are as `metrics.people.count_cells`, of grain "whole"; periods are numbers of full months.
    """

    before: pl.DataFrame
    after: pl.DataFrame
    periods_before: int
    periods_after: int


OUTCOME_DAYS = {rate.measure.id: rate.outcome_days for rate in RATES}


class Span(NamedTuple):
    """A measure to be counted before and since a change."""

    measure: Measure
    timing: Timing
    before: Scope
    after: Scope


def asked_spans(plan: Plan, windows: dict[str, Window]) -> list[Span]:
    """What is counted before and since each change; its groups under an id of their own.

    windows: the closed period of each measure that could be counted.
    """
    return [
        span(
            measure,
            cuts,
            timing_of(change),
            _known(windows[counted_as], counted_as),
            counts_people=cuts == SPAN_CUTS,
        )
        for change in plan.interventions
        for measure, cuts, counted_as in _measures_and_cuts(change, plan)
        if counted_as in windows
    ]


def _known(window: Window, measure_id: str) -> Window:
    """Without the months whose cases are too young for their outcome to be known."""
    last = last_known(window.last_day, OUTCOME_DAYS.get(measure_id, 0))
    return window._replace(last_day=(last + timedelta(days=1)).replace(day=1) - timedelta(days=1))


def _measures_and_cuts(change: Intervention, plan: Plan) -> list[tuple[Measure, tuple[Cut, ...], str]]:
    """Each measure with its cuts, and the measure whose closed period it is counted in.

    Fields and groups are looked at in the months in which the indicator itself is counted.
    """
    groups, fields = group_measure(change, plan), missing_values_measure(change, plan)
    own = rate(change.indicator).measure.id
    return [
        *((measure, SPAN_CUTS, measure.id) for measure in change_measures(change, plan)),
        *([(fields, SPAN_CUTS, own)] if fields else []),
        *([(groups, group_cuts(change), own)] if groups else []),
    ]


def span(
    measure: Measure, cuts: tuple[Cut, ...], timing: Timing, window: Window, *, counts_people: bool
) -> Span:
    """The last full months before the change and the full months since it is in full effect, within the closed
    period of the measure."""
    first, last, missing = window
    baseline = max(first, months_later(timing.start_month, -BASELINE_PERIODS))
    since = max(first, timing.full_from)
    before_ends = min(last, timing.start_month - timedelta(days=1))
    spans = Window(baseline, before_ends, missing), Window(since, last, missing)
    columns = columns_of(measure.rows)
    before, after = (
        Scope(measure.rows, measure.day, columns, cuts, days, counts_people=counts_people) for days in spans
    )
    return Span(measure, timing, before, after)


def of_spans(spans: Sequence[Span], counted: Counted) -> dict[tuple[str, Timing], BeforeAfterCells]:
    """The cells of each span, by measure id and timing of the change."""
    return {
        (asked.measure.id, asked.timing): BeforeAfterCells(
            before=counted.cells(asked.before, asked.measure),
            after=counted.cells(asked.after, asked.measure),
            periods_before=_full_months(asked.before.window),
            periods_after=_full_months(asked.after.window),
        )
        for asked in spans
    }


def _full_months(span: Window) -> int:
    """Months of the span that were counted."""
    missing = [month for month in span.missing_months if span.first_day <= month <= span.last_day]
    return months_between(span.first_day, span.last_day + timedelta(days=1)) - len(missing)
