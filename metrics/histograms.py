"""Times to an event as histograms of whole days: exact on every engine, and all that curves need."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from metrics.counting import (
    PERIOD_FUNCTIONS,
    WEIGHTS,
    Counter,
    Cut,
    dimension_values,
    dimensions_of,
    is_possible,
    labels,
    weights_of,
    with_cell_names,
)
from metrics.declarations import TimeToEvent

CELL = ("grain", "period_from", "district", "breakdown", "group_value")
HISTOGRAM = pl.Schema(
    {
        "grain": pl.String,
        "period_from": pl.Date,
        "district": pl.String,
        "breakdown": pl.String,
        "group_value": pl.String,
        "days": pl.Int64,
        "event": pl.Boolean,
        "competing": pl.Boolean,
        "n": pl.Int64,
        **dict.fromkeys(WEIGHTS, pl.Float64),
    }
)


@dataclass(frozen=True, kw_only=True)
class Followed:
    """Who is followed to what, how far, and how they are split.

    columns: the columns the table has; cuts and people that it lacks are left out.
    cut_off: last day the end of a wait is known to; cases that started after it are not followed.
    first_day: nobody is at risk before it: cases that started earlier are not followed either, because those
        that had the event before that day may be missing.
    limit: the longest wait the standard allows; None without one.
    told_from: so many cases, and so many events, are too few to tell anything that needs their people counted.
    shares_from: cases from which on shares of a cell are told beside its curve; never where None.
    """

    time: TimeToEvent
    cuts: tuple[Cut, ...]
    columns: tuple[str, ...]
    cut_off: date
    first_day: date = date.min
    limit: int | None = None
    told_from: int = 1
    shares_from: int | None = None

    @property
    def possible(self) -> list[Cut]:
        return [cut for cut in self.cuts if is_possible(cut, self.columns)]

    def cases(self, also: Sequence[str]) -> str:
        """SQL: a row per case, with what the cuts need, its days, and whether and how they ended.

        An end before its start is a mistake, which the checks ask about; it is no wait, and not in it.
        """
        time, named = self.time, [column for cut in self.possible for column in cut.columns]
        starts = "".join(
            f"{function}({time.start_day}) as {grain}_from, "
            for grain, function in PERIOD_FUNCTIONS.items()
            if f"{grain}_from" in named
        )
        query = f"""
            select {dimension_values(dimensions_of(self.possible))} {starts} {labels(also)}
                   cast({time.days} as bigint) as days,
                   coalesce({time.event}, false) as event,
                   coalesce({time.competing or "false"}, false) as competing
            from {time.rows}
            where {time.possible} >= 0 and {time.days} >= 0 and day_of({time.start_day}) >= date '{self.first_day}'"""
        return query.replace("$cut_off", f"date '{self.cut_off}'")


def durations(engine: Counter, followed: Mapping[str, Followed]) -> dict[str, pl.DataFrame]:
    """Histograms of whole days (or minutes), by the same names: the columns of HISTOGRAM; n counts cases, with sums of
    both weights.

    Exact: curves and quantiles come from it. `competing` is false where nothing competes.
    """
    alike: dict[tuple[Cut, ...], dict[str, Followed]] = defaultdict(dict)
    for name, asked in followed.items():
        alike[tuple(asked.possible)][name] = asked
    found = {name: HISTOGRAM.to_frame() for name in followed}
    frames = engine.frames([_query(cuts, together) for cuts, together in alike.items()])
    for cuts, frame in zip(alike, frames, strict=True):
        found |= _by_name(frame, cuts)
    return found


def _query(cuts: Sequence[Cut], followed: Mapping[str, Followed]) -> str:
    """All that are split alike: name, periods and dimensions, days, event, competing, n, and the sums of weights."""
    dimensions = dimensions_of(cuts)
    periods = _periods_of(cuts)
    sets = ", ".join(f"({', '.join(('name', *cut.columns, 'days', 'event', 'competing'))})" for cut in cuts)
    cases = " union all ".join(
        asked.cases([f"'{name}' as name", *weights_of(asked.columns)]) for name, asked in followed.items()
    )
    sums = ", ".join(f"sum({name}) as {name}" for name in WEIGHTS)
    return f"""
        select name, {labels([*periods, *dimensions])} days, event, competing, cast(count(*) as bigint) as n, {sums}
        from ({cases}) as cases group by grouping sets ({sets})"""


def _by_name(frame: pl.DataFrame, cuts: Sequence[Cut]) -> dict[str, pl.DataFrame]:
    periods, dimensions = _periods_of(cuts), dimensions_of(cuts)
    cells = with_cell_names(_with_period(frame, periods), dimensions).select("name", *HISTOGRAM)
    return {
        str(name): of_name.drop("name").cast(HISTOGRAM)
        for (name,), of_name in cells.partition_by("name", as_dict=True).items()
    }


def _periods_of(cuts: Sequence[Cut]) -> list[str]:
    return list(dict.fromkeys(f"{cut.grain}_from" for cut in cuts if cut.grain != "whole"))


def _with_period(frame: pl.DataFrame, periods: Sequence[str]) -> pl.DataFrame:
    grain = pl.coalesce(
        *(pl.when(pl.col(name).is_not_null()).then(pl.lit(name.removesuffix("_from"))) for name in periods),
        pl.lit("whole"),
    )
    period_from = pl.coalesce(*periods) if periods else pl.lit(None)
    return frame.with_columns(grain=grain, period_from=period_from.cast(pl.Date))
