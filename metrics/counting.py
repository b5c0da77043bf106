"""From declarations to exact counts: one portable query per table for all its measures and all cuts.

Exact counts stay inside the refresh. A cell of many cases about few people is as revealing as a small
one, so `people` columns say about how many people a cell is at the least, of suspects and of victims.
The weights of a cell's cases (see `warehouse.derived`) never add up to more than its people; counting
distinct people in every cell would cost a hundred times as much.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple, Protocol

import polars as pl

from metrics.declarations import Measure

Grain = Literal["month", "quarter", "year", "whole"]
NOT_RECORDED = "not_recorded"
ALL = "all"
PERIOD_FUNCTIONS: dict[Grain, str] = {"month": "month_of", "quarter": "quarter_of", "year": "year_of"}
WEIGHTS = ("person_weight", "victim_weight")
CELL = ["measure", "grain", "period_from", "district", "breakdown", "group_value"]
ROUNDING = 0.000001  # sums of weights are rounded a little; people are whole


class Window(NamedTuple):
    """The closed period cases are counted in, and the months within it that cannot be counted."""

    first_day: date
    last_day: date
    missing_months: tuple[date, ...] = ()

    @property
    def values(self) -> dict[str, date]:
        return {"first_day": self.first_day, "last_day": self.last_day}

    def holds(self, day: str) -> str:
        """SQL that is true for a case of that day; binds `values`."""
        within = f"day_of({day}) between $first_day and $last_day"
        if not self.missing_months:
            return within
        listed = ", ".join(f"date '{month}'" for month in self.missing_months)
        return f"{within} and month_of({day}) not in ({listed})"


class Counter(Protocol):
    """The engine, as counting sees it."""

    def frame(
        self,
        sql: str,
        values: dict[str, Any] | None = None,
        tables: dict[str, pl.DataFrame] | None = None,
    ) -> pl.DataFrame: ...


@dataclass(frozen=True)
class Cut:
    """One way to split the cases: a grain of time, by district or not, by at most one attribute."""

    grain: Grain
    by_district: bool = False
    breakdown: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        period = (f"{self.grain}_from",) if self.grain != "whole" else ()
        district = ("district",) if self.by_district else ()
        return (*period, *district, *((self.breakdown,) if self.breakdown else ()))


def count(
    engine: Counter,
    measures: Sequence[Measure],
    cuts: Sequence[Cut],
    *,
    columns: Sequence[str],
    window: Window,
) -> pl.DataFrame:
    """Exact counts of measures that share one table and one day column.

    columns: the columns the table has; cuts and people that it lacks are left out.
    window: cases outside it are not counted.

    Returns one row per measure and cell: measure, grain, period_from, district, breakdown,
    group_value, counted, out_of, counted_people, out_of_people, rest_people. Cells with no case
    in the denominator are absent.
    """
    possible = [cut for cut in cuts if is_possible(cut, columns)]
    wide = engine.frame(_query(measures, possible, columns, window), window.values)
    return pl.concat([_tidy(wide, measure, at, columns) for at, measure in enumerate(measures)])


def is_possible(cut: Cut, columns: Sequence[str]) -> bool:
    """True when the table has the columns the cut needs."""
    return all(column.endswith("_from") or column in columns for column in cut.columns)


def _query(measures: Sequence[Measure], cuts: Sequence[Cut], columns: Sequence[str], window: Window) -> str:
    """One scan into the finest cells, then sums of those: a hundred times fewer rows for the grouping sets."""
    dimensions = dimensions_of(cuts)
    periods = _periods(cuts)
    finest = ", ".join([*periods, *dimensions])
    sums = _sums(measures, columns)
    first = ", ".join(f"{aggregate} as {name}" for name, aggregate in sums.items())
    then = ", ".join(f"sum({name}) as {name}" for name in sums)
    sets = ", ".join(f"({', '.join(cut.columns)})" for cut in cuts)
    return f"""
        with cases as (
            {cases_query(measures, cuts, columns, window)}
        ), finest as (
            select {labels([*periods, *dimensions])} {first} from cases {f"group by {finest}" if finest else ""}
        )
        select {labels([*periods, *dimensions])} {then} from finest group by grouping sets ({sets})"""


def cases_query(
    measures: Sequence[Measure], cuts: Sequence[Cut], columns: Sequence[str], window: Window
) -> str:
    """The cases of one table in the period, with the columns the cuts need and a flag per measure and part."""
    rows, day = measures[0].rows, measures[0].day
    wanted = _periods(cuts)
    starts = "".join(
        f"{function}({day}) as {grain}_from, "
        for grain, function in PERIOD_FUNCTIONS.items()
        if f"{grain}_from" in wanted
    )
    return f"""
        select {dimension_values(dimensions_of(cuts))} {_weight_columns(columns)} {starts}
               {_flags(measures)}
        from {rows} where {window.holds(day)}"""


def _flags(measures: Sequence[Measure]) -> str:
    flags = [flags_of(measure) for measure in measures]
    return ", ".join(f"{flag['d']} as d{at}, {flag['n']} as n{at}" for at, flag in enumerate(flags))


def flags_of(measure: Measure) -> dict[str, str]:
    """Expressions that are true for cases in the denominator (d) and in the numerator (n), never null."""
    return {
        "d": f"coalesce({measure.denominator}, false)",
        "n": f"coalesce(({measure.denominator}) and ({measure.numerator}), false)",
    }


def _sums(measures: Sequence[Measure], columns: Sequence[str]) -> dict[str, str]:
    """Cases, and the weights of their people, in the numerator and the denominator of each measure."""
    parts = {f"counted_{at}": f"n{at}" for at in range(len(measures))}
    parts |= {f"out_of_{at}": f"d{at}" for at in range(len(measures))}
    weights = [name for name in WEIGHTS if name in columns]
    cases = {name: f"count(*) filter (where {flag})" for name, flag in parts.items()}
    people = {
        f"{name}_{weight}": f"coalesce(sum({weight}) filter (where {flag}), 0)"
        for name, flag in parts.items()
        for weight in weights
    }
    return cases | people


def dimensions_of(cuts: Sequence[Cut]) -> list[str]:
    named = [column for cut in cuts for column in cut.columns if not column.endswith("_from")]
    return list(dict.fromkeys(named))


def _periods(cuts: Sequence[Cut]) -> list[str]:
    return list(dict.fromkeys(f"{cut.grain}_from" for cut in cuts if cut.grain != "whole"))


def labels(names: Sequence[str]) -> str:
    return "".join(f"{name}, " for name in names)


def dimension_values(dimensions: Sequence[str]) -> str:
    return "".join(f"{dimension_value(name)} as {name}, " for name in dimensions)


def dimension_value(name: str) -> str:
    """A missing value is a group of its own: nobody is dropped, and null is left to mean "all"."""
    return f"coalesce({name}, '{NOT_RECORDED}')"


def _weight_columns(columns: Sequence[str]) -> str:
    return "".join(f"{name}, " for name in WEIGHTS if name in columns)


def _tidy(wide: pl.DataFrame, measure: Measure, at: int, columns: Sequence[str]) -> pl.DataFrame:
    periods = [f"{grain}_from" for grain in PERIOD_FUNCTIONS if f"{grain}_from" in wide.columns]
    dimensions = [name for name in wide.columns[: wide.columns.index("counted_0")] if name not in periods]
    grain = pl.coalesce(
        *(pl.when(pl.col(p).is_not_null()).then(pl.lit(p.removesuffix("_from"))) for p in periods),
        pl.lit("whole"),
    )
    period_from = pl.coalesce(*periods) if periods else pl.lit(None)
    counts = {"counted": pl.col(f"counted_{at}"), "out_of": pl.col(f"out_of_{at}")}
    cells = wide.filter(counts["out_of"] > 0).with_columns(
        pl.lit(measure.id).alias("measure"),
        grain.alias("grain"),
        period_from.cast(pl.Date).alias("period_from"),
    )
    return with_cell_names(cells, dimensions).select(
        *("measure", "grain", "period_from", "district", "breakdown", "group_value"),
        *(count.cast(pl.Int64).alias(name) for name, count in counts.items()),
        *(people.alias(f"{part}_people") for part, people in _people(at, columns).items()),
    )


def _people(at: int, columns: Sequence[str]) -> dict[str, pl.Expr]:
    """At least so many people in each part, of suspects and of victims, whichever is less."""
    names = ["", *(f"_{weight}" for weight in WEIGHTS if weight in columns)]
    counted = [pl.col(f"counted_{at}{name}") for name in names]
    out_of = [pl.col(f"out_of_{at}{name}") for name in names]
    rest = [whole - part for part, whole in zip(counted, out_of, strict=True)]
    parts = {"counted": counted, "out_of": out_of, "rest": rest}
    return {
        part: pl.min_horizontal((sums - ROUNDING).ceil() for sums in values).cast(pl.Int64)
        for part, values in parts.items()
    }


def with_cell_names(cells: pl.DataFrame, dimensions: Sequence[str]) -> pl.DataFrame:
    """Name each cell by district, breakdown and group_value."""
    splits = [name for name in dimensions if name != "district"]
    district = pl.col("district").fill_null(ALL) if "district" in dimensions else pl.lit(ALL)
    breakdown = pl.coalesce(
        *(pl.when(pl.col(name).is_not_null()).then(pl.lit(name)) for name in splits), pl.lit("none")
    )
    group = pl.coalesce(*(pl.col(name) for name in splits), pl.lit(ALL))
    return cells.with_columns(
        district.alias("district"), breakdown.alias("breakdown"), group.alias("group_value")
    )
