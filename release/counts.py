"""Every exact count a publication is made from. Held in memory inside the refresh, never written."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from metrics import case_flow, policies
from metrics.control_charts import BASELINE_PERIODS
from metrics.counting import Counter, Cut, count, durations
from metrics.decision_points import DECISION_POINTS
from metrics.declarations import Intervention, Measure, Policy, TimeToEvent
from metrics.indicators import DAYS_IN_MONTHS, RATES, TIMES, rate
from release.catalogue import DISPARITY_CUTS, SERIES_CUTS, SPAN_CUTS, WHOLE_CUTS, YEAR_CUTS
from release.periods import months_between, months_later
from release.plan import Plan
from warehouse.coverage import Coverage
from warehouse.derived import DERIVED
from warehouse.tables import CANONICAL

Window = tuple[date, date]


@dataclass(frozen=True)
class BeforeAfterCells:
    """Cells by district over the last 12 full months before a change and over the full months since.

    Cells are as `metrics.counting.count`, of grain "whole"; periods are numbers of full months.
    """

    before: pl.DataFrame
    after: pl.DataFrame
    periods_before: int
    periods_after: int


@dataclass(frozen=True)
class Counts:
    """cells: one frame per measure id, as `metrics.counting.count`; windows: the closed period counted.

    histograms: one frame per time-to-event indicator, as `metrics.counting.durations`.
    spans: by measure id and first day of a change, its cells before and since.
    """

    cells: pl.DataFrame
    windows: dict[str, Window]
    histograms: dict[str, pl.DataFrame]
    spans: dict[tuple[str, date], BeforeAfterCells]


def count_everything(engine: Counter, plan: Plan) -> Counts:
    """Count all that the catalogue names. What lacks data of an agency is left out, not zero."""
    coverage = plan.coverage
    wanted = [*((measure, SERIES_CUTS) for measure in series_measures(plan)), *_other_measures()]
    grouped: dict[tuple[str, str, Window, tuple[Cut, ...]], list[Measure]] = defaultdict(list)
    windows: dict[str, Window] = {}
    for measure, cuts in wanted:
        window = closed_period(coverage, measure.needs)
        if window:
            windows[measure.id] = window
            grouped[(measure.rows, measure.day, window, cuts)].append(measure)
    frames = [
        count(engine, measures, cuts, columns=columns_of(rows), first_day=first, last_day=last)
        for (rows, _, (first, last), cuts), measures in grouped.items()
    ]
    return Counts(
        pl.concat([NO_CELLS, *frames]), windows, _histograms(engine, coverage), _spans(engine, plan, windows)
    )


def closed_period(coverage: Coverage, needs: tuple[str, ...]) -> Window | None:
    """First and last day of the closed months that all tables needed cover; None when there are none."""
    if not coverage.has(needs):
        return None
    first, last = coverage.first_day(*needs), coverage.last_closed_day(*needs)
    return (first, last) if first <= last else None


def change_measures(change: Intervention) -> list[Measure]:
    """What is counted before and since a change: its indicator, its balancing indicators, its fidelity."""
    followed = [policies.policy(change.policy)] if change.policy else []
    return [
        rate(change.indicator).measure,
        *(rate(item).measure for item in change.balancing),
        *(fidelity_measure(policy) for policy in followed),
    ]


def _spans(
    engine: Counter, plan: Plan, windows: dict[str, Window]
) -> dict[tuple[str, date], BeforeAfterCells]:
    found = {}
    for change in plan.interventions:
        grouped: dict[tuple[str, str, Window], list[Measure]] = defaultdict(list)
        for measure in change_measures(change):
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
    first, last = window
    start_month = starts_on.replace(day=1)
    baseline = max(first, months_later(start_month, -BASELINE_PERIODS))
    since = max(first, start_month if starts_on == start_month else months_later(start_month, 1))
    before_ends = min(last, start_month - timedelta(days=1))
    before, after = _span(engine, measures, baseline, before_ends), _span(engine, measures, since, last)
    return {
        measure.id: BeforeAfterCells(
            before=before.filter(pl.col("measure") == measure.id),
            after=after.filter(pl.col("measure") == measure.id),
            periods_before=months_between(baseline, before_ends + timedelta(days=1)),
            periods_after=months_between(since, last + timedelta(days=1)),
        )
        for measure in measures
    }


def _span(engine: Counter, measures: list[Measure], first: date, last: date) -> pl.DataFrame:
    columns = columns_of(measures[0].rows)
    return count(engine, measures, SPAN_CUTS, columns=columns, first_day=first, last_day=last)


def series_measures(plan: Plan) -> list[Measure]:
    """Measures followed over time: the rates, and the fidelity of each policy in use."""
    in_use = {*plan.policies, *(change.policy for change in plan.interventions if change.policy)}
    used = [policy for policy in policies.POLICIES if policy.id in in_use]
    return [
        *(rate.measure for rate in RATES),
        *(fidelity_measure(policy) for policy in used),
        *(measure for policy in used for measure in matrix_measures(policy)),
    ]


def fidelity_measure(policy: Policy) -> Measure:
    return _policy_measure(
        policy,
        f"fidelity_{policy.id}",
        f"({policy.intended}) is not null",
        f"({policy.intended}) = ({policy.delivered})",
    )


def matrix_measures(policy: Policy) -> list[Measure]:
    """One measure per cell of the matrix: cases given a response, out of those meant for another or the same."""
    return [
        _policy_measure(
            policy,
            matrix_id(policy, intended, delivered),
            f"({policy.intended}) = '{intended}'",
            f"({policy.delivered}) = '{delivered}'",
        )
        for intended in policy.responses
        for delivered in policy.responses
    ]


def matrix_id(policy: Policy, intended: str, delivered: str) -> str:
    return f"matrix_{policy.id}_{intended}_{delivered}"


def window_measures(time: TimeToEvent) -> list[Measure]:
    """Per fixed window: people with the event within it, of those whose whole window lies before the cut-off;
    and people left out because theirs does not."""
    found = []
    for months in time.windows:
        days = DAYS_IN_MONTHS[months]
        event = f"({time.event}) and {time.days} <= {days}"
        found.append(_window(time, window_id(time, months), f"{time.possible} >= {days}", event))
        found.append(_window(time, left_out_id(time, months), "true", f"{time.possible} < {days}"))
    return found


def window_id(time: TimeToEvent, months: int) -> str:
    return f"window_{time.id}_{months}"


def left_out_id(time: TimeToEvent, months: int) -> str:
    return f"left_out_{time.id}_{months}"


def columns_of(rows: str) -> tuple[str, ...]:
    """Columns of a canonical or derived table."""
    for table in (*CANONICAL, *(derived.table for derived in DERIVED)):
        if table.name == rows:
            return table.column_names
    raise KeyError(f"No such table [{rows}]")


def _window(time: TimeToEvent, measure_id: str, denominator: str, numerator: str) -> Measure:
    return Measure(
        id=measure_id,
        rows=time.rows,
        day=time.start_day,
        denominator=denominator,
        numerator=numerator,
        needs=time.needs,
    )


def _policy_measure(policy: Policy, measure_id: str, denominator: str, numerator: str) -> Measure:
    return Measure(
        id=measure_id,
        rows=policy.rows,
        day=policy.day,
        denominator=denominator,
        numerator=numerator,
        needs=policy.needs,
    )


def _other_measures() -> list[tuple[Measure, tuple[Cut, ...]]]:
    return [
        *((point.measure, DISPARITY_CUTS) for point in DECISION_POINTS),
        *((measure, YEAR_CUTS) for measure in case_flow.measures()),
        *((measure, WHOLE_CUTS) for time in TIMES for measure in window_measures(time)),
    ]


def _histograms(engine: Counter, coverage: Coverage) -> dict[str, pl.DataFrame]:
    found = {}
    for time in TIMES:
        if coverage.has(time.needs):
            cuts = [cut for cut in WHOLE_CUTS if cut.breakdown is None or cut.breakdown in time.breakdowns]
            found[time.id] = durations(
                engine, time, cuts, columns=columns_of(time.rows), cut_off=coverage.cut_off(*time.needs)
            )
    return found


NO_CELLS = pl.DataFrame(
    schema={
        "measure": pl.String,
        "grain": pl.String,
        "period_from": pl.Date,
        "district": pl.String,
        "breakdown": pl.String,
        "group_value": pl.String,
        "counted": pl.Int64,
        "out_of": pl.Int64,
        "counted_people": pl.Int64,
        "out_of_people": pl.Int64,
        "rest_people": pl.Int64,
    }
)
