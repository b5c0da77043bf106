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
MOST_MEASURES = 30  # two bits each in a whole number of 64
TRUNCATED = {"month": "1mo", "quarter": "1q", "year": "1y"}
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
    """One way to split the cases: a grain of time, by district or not, by at most one attribute.

    is_bounded: people are not counted in its cells; where the weights cannot say that they are many, how many
        there are is null, and nothing may be told of them.
    """

    grain: Grain
    by_district: bool = False
    breakdown: str | None = None
    is_bounded: bool = False

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
    scans = scan(engine, measures, cuts, columns=columns, window=window)
    return decoded(scans, measures, cuts, columns=columns)


def scan(
    engine: Counter,
    measures: Sequence[Measure],
    cuts: Sequence[Cut],
    *,
    columns: Sequence[str],
    window: Window,
) -> list[pl.DataFrame]:
    """The finest cells by pattern of the measures' flags, once for every `MOST_MEASURES` measures, in order."""
    possible = [cut for cut in cuts if is_possible(cut, columns)]
    return [
        engine.frame(_query(some, possible, columns, window), window.values) for some in in_groups(measures)
    ]


def in_groups(measures: Sequence[Measure]) -> list[Sequence[Measure]]:
    """Measures in groups whose flags fit into one number."""
    return [measures[at : at + MOST_MEASURES] for at in range(0, len(measures), MOST_MEASURES)]


def decoded(
    scans: Sequence[pl.DataFrame], measures: Sequence[Measure], cuts: Sequence[Cut], *, columns: Sequence[str]
) -> pl.DataFrame:
    """What `count` returns, from the finest cells of `scan`."""
    possible = [cut for cut in cuts if is_possible(cut, columns)]
    found = [
        _cells_of(_decoded(patterns, len(some)), some, possible)
        for patterns, some in zip(scans, in_groups(measures), strict=True)
    ]
    return pl.concat(found)


def is_possible(cut: Cut, columns: Sequence[str]) -> bool:
    """True when the table has the columns the cut needs."""
    return all(column.endswith("_from") or column in columns for column in cut.columns)


def _query(measures: Sequence[Measure], cuts: Sequence[Cut], columns: Sequence[str], window: Window) -> str:
    """One scan into the finest cells of each breakdown, each split by the pattern of the measures' flags.

    A hundred times fewer rows for the sums that follow, and three sums however many measures there are.
    """
    names = [*_periods(cuts), *dimensions_of(cuts)]
    weights = "".join(f", sum({name}) as {name}" for name in WEIGHTS if name in columns)
    sets = ", ".join(f"({', '.join((*finest, 'pattern'))})" for finest in _finest(cuts))
    return f"""
        select {labels(names)} pattern, cast(count(*) as bigint) as n{weights}
        from ({cases_query(measures, cuts, columns, window)}) as cases
        where pattern > 0 group by grouping sets ({sets})"""


def _finest(cuts: Sequence[Cut]) -> list[tuple[str, ...]]:
    """Per breakdown the columns of a cut that all its cuts can be added up from; months add up to all periods."""
    found = []
    for breakdown in dict.fromkeys(cut.breakdown for cut in cuts):
        own = [cut for cut in cuts if cut.breakdown == breakdown]
        by_district = any(cut.by_district for cut in own)
        found.append(Cut([*_grains(own), "whole"][0], by_district, breakdown).columns)
    return found


def cases_query(
    measures: Sequence[Measure],
    cuts: Sequence[Cut],
    columns: Sequence[str],
    window: Window,
    *,
    also: Sequence[str] = (),
) -> str:
    """The cases of one table in the period: the columns the cuts need, and the pattern of the measures' flags.

    also: further columns of the table.
    """
    rows, day = measures[0].rows, measures[0].day
    starts = "".join(f"{PERIOD_FUNCTIONS[grain]}({day}) as {grain}_from, " for grain in _grains(cuts))
    return f"""
        select {dimension_values(dimensions_of(cuts))} {labels(also)} {_weight_columns(columns)} {starts}
               {_pattern(measures)} as pattern
        from {rows} where {window.holds(day)}"""


def _pattern(measures: Sequence[Measure]) -> str:
    """A number whose bits say in which denominators (even bits) and numerators (odd bits) a case is."""
    flags = [flag for measure in measures for flag in flags_of(measure).values()]
    bits = [f"case when {flag} then {1 << bit} else 0 end" for bit, flag in enumerate(flags)]
    return f"cast({' + '.join(bits)} as bigint)"


def bits_of(at: int) -> tuple[int, int]:
    """The bits of the denominator and of the numerator of the measure in this place."""
    return 1 << (2 * at), 1 << (2 * at + 1)


def flags_of(measure: Measure) -> dict[str, str]:
    """Expressions that are true for cases in the denominator (d) and in the numerator (n), never null."""
    return {
        "d": f"coalesce({measure.denominator}, false)",
        "n": f"coalesce(({measure.denominator}) and ({measure.numerator}), false)",
    }


def dimensions_of(cuts: Sequence[Cut]) -> list[str]:
    named = [column for cut in cuts for column in cut.columns if not column.endswith("_from")]
    return list(dict.fromkeys(named))


def _periods(cuts: Sequence[Cut]) -> list[str]:
    """The period columns of the finest cells."""
    return list(dict.fromkeys(name for names in _finest(cuts) for name in names if name.endswith("_from")))


def _grains(cuts: Sequence[Cut]) -> list[Grain]:
    return [grain for grain in PERIOD_FUNCTIONS if any(cut.grain == grain for cut in cuts)]


def labels(names: Sequence[str]) -> str:
    return "".join(f"{name}, " for name in names)


def dimension_values(dimensions: Sequence[str]) -> str:
    return "".join(f"{dimension_value(name)} as {name}, " for name in dimensions)


def dimension_value(name: str) -> str:
    """A missing value is a group of its own: nobody is dropped, and null is left to mean "all"."""
    return f"coalesce({name}, '{NOT_RECORDED}')"


def _weight_columns(columns: Sequence[str]) -> str:
    return "".join(f"{name}, " for name in WEIGHTS if name in columns)


def _cells_of(finest: pl.DataFrame, measures: Sequence[Measure], cuts: Sequence[Cut]) -> pl.DataFrame:
    """Every cell of every cut: sums of the finest cells of its breakdown."""
    sums = [name for name in finest.columns if name.startswith(("out_of_", "counted_"))]
    frames = [
        named.group_by("at", *CELL[1:]).agg(pl.col(sums).sum()) for _, named in named_cells(finest, cuts)
    ]
    names = dict(enumerate(measure.id for measure in measures))
    return (
        pl.concat(frames)
        .collect()
        .select(
            pl.col("at").replace_strict(names, return_dtype=pl.String).alias("measure"),
            *CELL[1:],
            pl.col("counted_n").alias("counted"),
            pl.col("out_of_n").alias("out_of"),
            *(people.alias(f"{part}_people") for part, people in _people(sums).items()),
        )
    )


def named_cells(patterns: pl.DataFrame, cuts: Sequence[Cut]) -> list[tuple[tuple[str, ...], pl.LazyFrame]]:
    """Per breakdown the columns of its finest cells, and these cells once for each of its cuts with the names of
    the cut's cell they are in; what the columns hold is also in `own_` and their name."""
    splits = {cut.breakdown for cut in cuts if cut.breakdown}
    found = []
    for finest in _finest(cuts):
        breakdown = next((name for name in finest if name in splits), None)
        is_own = [pl.col(name).is_not_null() == (name == breakdown) for name in splits]
        own = patterns.lazy().filter(pl.all_horizontal(pl.lit(value=True), *is_own))
        copied = own.with_columns(pl.col(name).alias(f"own_{name}") for name in finest)
        of_cuts = [(cut.grain, cut.by_district) for cut in cuts if cut.breakdown == breakdown]
        asked = pl.LazyFrame(of_cuts, schema={"grain": pl.String, "by_district": pl.Boolean}, orient="row")
        found.append((finest, copied.join(asked, how="cross").with_columns(**_names(finest, breakdown))))
    return found


def _names(finest: Sequence[str], breakdown: str | None) -> dict[str, pl.Expr]:
    """How the cell is named that a finest cell is in: period_from, district, breakdown and group_value."""
    period = next((name for name in finest if name.endswith("_from")), None)
    start = pl.lit(None, dtype=pl.Date)
    if period:
        start = pl.coalesce(
            pl.when(pl.col("grain") == grain).then(pl.col(period).dt.truncate(every))
            for grain, every in TRUNCATED.items()
        )
    by_district = pl.when("by_district").then(pl.col("district")).otherwise(pl.lit(ALL))
    return {
        "period_from": start,
        "district": by_district if "district" in finest else pl.lit(ALL),
        "breakdown": pl.lit(breakdown or "none"),
        "group_value": pl.col(breakdown) if breakdown else pl.lit(ALL),
    }


def _decoded(patterns: pl.DataFrame, measures: int) -> pl.DataFrame:
    """The finest cells of each measure (`at` its place), from those of each pattern."""
    sums = [name for name in ("n", *WEIGHTS) if name in patterns.columns]
    bits = [bits_of(at) for at in range(measures)]
    members = [
        (pattern, at, bool(pattern & numerator))
        for pattern in patterns["pattern"].unique().to_list()
        for at, (denominator, numerator) in enumerate(bits)
        if pattern & denominator
    ]
    schema = {"pattern": pl.Int64, "at": pl.Int64, "is_counted": pl.Boolean}
    finest = [name for name in patterns.columns if name not in ("pattern", *sums)]
    return (
        patterns.lazy()
        .join(pl.LazyFrame(members, schema=schema, orient="row"), on="pattern")
        .group_by("at", *finest)
        .agg(
            *(pl.col(name).sum().alias(f"out_of_{name}") for name in sums),
            *(pl.col(name).filter("is_counted").sum().alias(f"counted_{name}") for name in sums),
        )
        .collect()
    )


def _people(sums: Sequence[str]) -> dict[str, pl.Expr]:
    """At least so many people in each part, of suspects and of victims, whichever is less."""
    counted = [pl.col(name) for name in sums if name.startswith("counted_")]
    out_of = [pl.col(name) for name in sums if name.startswith("out_of_")]
    rest = [whole - part for part, whole in zip(counted, out_of, strict=True)]
    parts = {"counted": counted, "out_of": out_of, "rest": rest}
    return {
        part: pl.min_horizontal((values - ROUNDING).ceil() for values in of_part).cast(pl.Int64)
        for part, of_part in parts.items()
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
