"""Times to an event as histograms of whole days: exact on every engine, and all that curves need."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from metrics.counting import (
    Counter,
    Cut,
    dimension_values,
    dimensions_of,
    is_possible,
    labels,
    with_cell_names,
)
from metrics.declarations import TimeToEvent


def durations(
    engine: Counter,
    time: TimeToEvent,
    cuts: Sequence[Cut],
    *,
    columns: Sequence[str],
    cut_off: date,
) -> pl.DataFrame:
    """Histogram of whole days: district, breakdown, group_value, days, event, n (cases).

    Cases that started after the cut-off are not in it. Exact: curves and quantiles come from it.
    """
    possible = [cut for cut in cuts if is_possible(cut, columns)]
    dimensions = dimensions_of(possible)
    sets = ", ".join(f"({', '.join((*cut.columns, 'days', 'event'))})" for cut in possible)
    frame = engine.frame(
        f"""select {labels(dimensions)} days, event, cast(count(*) as bigint) as n
            from (select {dimension_values(dimensions)} {time.days} as days, coalesce({time.event}, false) as event
                  from {time.rows} where {time.possible} >= 0)
            group by grouping sets ({sets})""",
        _used({"cut_off": cut_off}, time.days + time.event + time.possible),
    )
    return with_cell_names(frame, dimensions).select(
        "district", "breakdown", "group_value", "days", "event", "n"
    )


def _used(values: dict[str, Any], text: str) -> dict[str, Any] | None:
    return {name: value for name, value in values.items() if f"${name}" in text} or None
