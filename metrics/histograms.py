"""Times to an event as histograms of whole days: exact on every engine, and all that curves need."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from metrics.counting import (
    PERIOD_FUNCTIONS,
    Counter,
    Cut,
    dimension_values,
    dimensions_of,
    is_possible,
    labels,
    with_cell_names,
)
from metrics.declarations import TimeToEvent

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
    }
)


def durations(
    engine: Counter,
    time: TimeToEvent,
    cuts: Sequence[Cut],
    *,
    columns: Sequence[str],
    cut_off: date,
    first_day: date = date.min,
) -> pl.DataFrame:
    """Histogram of whole days (or minutes): the columns of HISTOGRAM; n counts cases.

    cut_off: last day the end of a wait is known to; cases that started after it are not in it.
    first_day: nobody is at risk before it: cases that started earlier are not in it either, because those
        that had the event before that day may be missing.
    An end before its start is a mistake, which the checks ask about; it is no wait, and not in it.
    Exact: curves and quantiles come from it. `competing` is false where nothing competes.
    """
    possible = [cut for cut in cuts if is_possible(cut, columns)]
    dimensions = dimensions_of(possible)
    periods = list(dict.fromkeys(f"{cut.grain}_from" for cut in possible if cut.grain != "whole"))
    sets = ", ".join(f"({', '.join((*cut.columns, 'days', 'event', 'competing'))})" for cut in possible)
    starts = "".join(
        f"{function}({time.start_day}) as {grain}_from, "
        for grain, function in PERIOD_FUNCTIONS.items()
        if f"{grain}_from" in periods
    )
    frame = engine.frame(
        f"""select {labels([*periods, *dimensions])} days, event, competing, cast(count(*) as bigint) as n
            from (select {dimension_values(dimensions)} {starts} {time.days} as days,
                         coalesce({time.event}, false) as event,
                         coalesce({time.competing or "false"}, false) as competing
                  from {time.rows}
                  where {time.possible} >= 0 and {time.days} >= 0 and day_of({time.start_day}) >= $first_day)
            group by grouping sets ({sets})""",
        _used({"cut_off": cut_off, "first_day": first_day}, time),
    )
    return with_cell_names(_with_period(frame, periods), dimensions).select(list(HISTOGRAM)).cast(HISTOGRAM)


def _with_period(frame: pl.DataFrame, periods: Sequence[str]) -> pl.DataFrame:
    grain = pl.coalesce(
        *(pl.when(pl.col(name).is_not_null()).then(pl.lit(name.removesuffix("_from"))) for name in periods),
        pl.lit("whole"),
    )
    period_from = pl.coalesce(*periods) if periods else pl.lit(None)
    return frame.with_columns(grain=grain, period_from=period_from.cast(pl.Date))


def _used(values: dict[str, Any], time: TimeToEvent) -> dict[str, Any]:
    """The engine refuses values that the query does not name."""
    text = " ".join(("$first_day", time.days, time.event, time.possible, time.competing))
    return {name: value for name, value in values.items() if f"${name}" in text}
