"""Every exact count a publication is made from. Held in memory inside the refresh, never written."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from threading import RLock
from typing import Any, TypeVar

import polars as pl

from metrics import policy_effects, totals
from metrics.counting import Counter, Scope, Window
from metrics.days_between import days_between
from metrics.declarations import DaysBetween, Measure
from metrics.every_arrest import repeated_arrests
from metrics.few_followed import FEW_FOLLOWED, few_people
from metrics.histograms import durations
from metrics.indicators import COUNTS, RATES, TIMES, TOTALS
from metrics.repeat_harm import REARREST
from metrics.segments import Timing
from release.completeness import SCHEMA, completeness, empty_fields, is_told
from release.counted import NO_CELLS, Counted
from release.disparity_counts import NOTHING, DisparityCounts, asked_gaps, count_disparity
from release.followed import who_is_followed
from release.grid import with_empty_cells, without_lone_groups
from release.measures import FOLLOWED, columns_of, measures_and_cuts
from release.plan import Plan
from release.spans import BeforeAfterCells, Span, asked_spans, of_spans
from warehouse.coverage import Coverage

T = TypeVar("T")
# Tables whose people are followed over time.
ROWS_FOLLOWED = {*(time.rows for time in FOLLOWED if time.windows), policy_effects.ROWS}


@dataclass(frozen=True)
class Counts:
    """cells: one frame per measure id, as `metrics.people.count_cells`; windows: the closed period counted.

    histograms: one frame per time-to-event indicator, as `metrics.histograms.durations`.
    waits_between: by id, the days from each rare event to the next; see `metrics.days_between`.
    arrests: of people with so many arrests, how many were followed by another; see `metrics.every_arrest`.
    spans: by measure id and timing of a change, its cells before and since.
    disparity: what comparing groups needs beyond the cells.
    empty_fields: fields as "table.column" that no agency fills, so that nothing is counted by them.
    completeness: as `release.completeness.completeness`; residents: of the whole site, by year.
    few_followed: cells of histograms with few people behind many cases, as `metrics.few_followed.few_people`.
    """

    cells: pl.DataFrame
    windows: dict[str, Window]
    histograms: dict[str, pl.DataFrame]
    spans: dict[tuple[str, Timing], BeforeAfterCells]
    disparity: DisparityCounts = NOTHING
    arrests: pl.DataFrame = field(default_factory=pl.DataFrame)
    empty_fields: frozenset[str] = frozenset()
    completeness: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SCHEMA))
    residents: dict[int, int] = field(default_factory=dict)
    waits_between: dict[str, pl.DataFrame] = field(default_factory=dict)
    few_followed: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FEW_FOLLOWED))
    _worked_out: dict[tuple[Hashable, ...], Any] = field(default_factory=dict)
    _asking: RLock = field(default_factory=RLock)  # roles are written side by side

    def once(self, name: tuple[Hashable, ...], work_out: Callable[[], T]) -> T:
        """What follows from the exact counts alone, worked out for the first role that asks and kept for all.

        work_out must not ask a Release for what it works out once: that has a lock of its own, which the other role
        may hold while it waits for this one.
        """
        with self._asking:
            if name not in self._worked_out:
                self._worked_out[name] = work_out()
        found: T = self._worked_out[name]
        return found


def count_everything(engine: Counter, plan: Plan) -> Counts:
    """Count all that the catalogue names. What lacks data of an agency is left out, not zero."""
    coverage = plan.coverage
    empty = empty_fields(engine, _told_fields(), coverage.tables)
    wanted: list[tuple[Scope, Measure]] = []
    windows: dict[str, Window] = {}
    for measure, cuts in measures_and_cuts(plan):
        window = closed_period(coverage, measure)
        if window and is_told(measure.fields, empty):
            windows[measure.id] = window
            columns = columns_of(measure.rows)
            wanted.append((Scope(measure.rows, measure.day, columns, cuts, window), measure))
    spans, gaps = asked_spans(plan, windows), asked_gaps(plan, windows)
    asked = [*wanted, *_parts_of([*spans, *gaps])]
    counted, beside = engine.both(
        lambda own: Counted.of(own, asked), lambda own: _beside_cells(own, plan, windows, empty)
    )
    return replace(
        beside,
        cells=pl.concat([NO_CELLS, _catalogue_cells(counted, wanted), beside.cells]),
        spans=of_spans(spans, counted),
        disparity=replace(beside.disparity, gaps=of_spans(gaps, counted)),
    )


def _beside_cells(engine: Counter, plan: Plan, windows: dict[str, Window], empty: frozenset[str]) -> Counts:
    """All that is not a measure in a scope; its cells are those of totals.

    windows: the closed periods of the measures; those of totals are added.
    """
    coverage = plan.coverage
    followed = {asked.time.id: asked for asked in who_is_followed(plan, empty)}
    histograms = durations(engine, followed)
    disparity = count_disparity(engine, plan, windows)
    return Counts(
        pl.concat([NO_CELLS, *_count_totals(engine, coverage, windows)]),
        windows,
        histograms,
        spans={},
        disparity=disparity,
        arrests=repeated_arrests(engine) if REARREST.id in histograms else pl.DataFrame(),
        empty_fields=empty,
        completeness=completeness(engine, coverage.tables),
        residents=_residents(engine, coverage),
        waits_between=_waits_between(engine, coverage, histograms),
        few_followed=few_people(engine, followed, histograms),
    )


def _parts_of(spans: list[Span]) -> list[tuple[Scope, Measure]]:
    return [(scope, span.measure) for span in spans for scope in (span.before, span.after)]


def _catalogue_cells(counted: Counted, wanted: list[tuple[Scope, Measure]]) -> pl.DataFrame:
    told = without_lone_groups(counted.only(wanted), counted.scopes)
    return with_empty_cells(told, counted.scopes).drop("scope")


def _told_fields() -> list[str]:
    """Every field that a declaration wants filled."""
    measured = [*(rate.measure for rate in RATES), *(number.measure for number in COUNTS)]
    declared = [*(measure.fields for measure in measured), *(time.fields for time in TIMES)]
    return [part for fields in declared for named in fields for part in named.split("|")]


def _count_totals(engine: Counter, coverage: Coverage, windows: dict[str, Window]) -> list[pl.DataFrame]:
    """Cells of every total, and into `windows` the periods they are counted in."""
    frames = []
    for rows in sorted({total.rows for total in TOTALS} & set(coverage.tables)):
        window = Window(coverage.first_day(rows), coverage.last_closed_day(rows))
        of_table = [total for total in TOTALS if total.rows == rows]
        if window.first_day <= window.last_day:
            found = totals.figures(engine, of_table, window)
            for total in of_table:
                figures = found[total.measure_id]
                if not figures.drop_nulls("part").is_empty():
                    missing = totals.missing(total, figures, window)
                    windows[total.measure_id] = Window(*window[:2], missing)
                    frames.append(totals.cells(total, figures))
    return frames


def _waits_between(
    engine: Counter, coverage: Coverage, histograms: dict[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    rare = [time for time in TIMES if isinstance(time, DaysBetween) and time.id in histograms]
    return {
        time.id: days_between(
            engine, time, cut_off=coverage.cut_off(*time.tables), first_day=coverage.first_day(*time.tables)
        )
        for time in rare
    }


def _residents(engine: Counter, coverage: Coverage) -> dict[int, int]:
    """Residents of the whole site by year; empty without a population."""
    if not coverage.has(("population",)):
        return {}
    found = engine.frame("""
        select "year", max(people) as people from population
        where breakdown = 'all' and people > 0 group by "year" """)
    return dict(found.rows())


def closed_period(coverage: Coverage, measure: Measure) -> Window | None:
    """The closed months that all tables it reads cover; None when there are none.

    Who is followed over time cannot be followed through a month that did not come.
    """
    if not coverage.has(measure.needs):
        return None
    tables = (*measure.needs, *measure.uses)
    first, last = coverage.first_day(*tables), coverage.last_closed_day(*tables)
    missing = tuple(month for month in coverage.missing_months(*tables) if first <= month <= last)
    if first > last or (missing and measure.rows in ROWS_FOLLOWED):
        return None
    return Window(first, last, missing)
