"""The curve that may be released: from cumulative counts cut down to whole bands, on a fixed grid of days.

Counts are rows of group, days, event and n, as in `survival`. Departures: docs/deviations.md.

Measured on 20 made-up groups (width 6, stopped below 13, starts spread over three years, a third with the event
in a year), largest gap to the exact curve: 0.09 at 100 people, 0.07 at 500, 0.024 at 5,000, 0.004 at 50,000,
always at the end where few remain; on average the curve is 0.023, 0.007, 0.001 and 0.000 low. The interval is that
of the cut counts and does not widen for the cutting: it held the truth at 91 % of the points with 100 people, 92 %
with 500, 94 % with 5,000 (exact counts: 97, 94, 94 %).
"""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from metrics.rates import LEVEL
from metrics.survival import checked_counts, with_share

Grid = int | Sequence[int] | pl.DataFrame

KINDS = ("event", "competing", "neither")  # how following somebody ends


def floored_curve(
    counts: pl.DataFrame,
    *,
    width: int,
    grid_days: Grid,
    stop_below: int,
    level: float = LEVEL,
) -> pl.DataFrame:
    """Cumulative share with the event, from people, events and ends of follow-up in multiples of `width`.

    width: people, events so far and ends of follow-up so far are each cut down to a multiple of it.
    grid_days: days apart (30 gives 30, 60, ... up to the longest follow-up), or the days themselves, or, where
        each group has its own, rows of group and days.
    stop_below: people; the curve of a group ends before the first grid day with fewer still followed.

    Returns one row per group and grid day, in that order: group, day, share, low, high (0 to 1), at_risk
    (people still followed after that day, from the cut counts). A group too small for its first grid day
    has no row. `share` is null while the cut events are 0, because 0 here means fewer than `width`.

    Each grid step is one step of an actuarial life table: events in the step over the people at risk at its
    beginning less half of those whose follow-up ends in it, the reading that came closest to the exact curve.
    Source: Kalbfleisch and Prentice 2002, section 1.4 (life table and its log-log interval).
    """
    rows = checked_counts(counts)
    ends = {"events": pl.col("event"), "ends": ~pl.col("event")}
    steps = _steps(_cut_counts(rows, _grid(rows, grid_days), ends, width))
    shown = pl.when(pl.col("events_so_far") > 0)
    return (
        with_share(steps, level=level)
        .filter(pl.col("still_followed") >= stop_below)
        .select(
            "group",
            pl.col("days").alias("day"),
            *(shown.then(pl.col(name)).alias(name) for name in ("share", "low", "high")),
            pl.col("still_followed").alias("at_risk"),
        )
        .collect()
    )


def floored_counts(counts: pl.DataFrame, *, width: int, grid_days: Sequence[int]) -> pl.DataFrame:
    """The same counts as far as whole bands tell them: what any statistic that is shown may be made of.

    counts: rows of group, days, event, competing (not both true) and n, as in `competing`.
    width, grid_days: as in `floored_curve`, where more is said of what the cutting costs.

    Returns rows of the same columns: people, those with the event, held and no longer followed by each grid
    day are each cut down to a multiple of `width`. Of those whose follow-up ends in a step, half leave at its
    beginning; who is followed beyond the last grid day leaves on the day after it.
    """
    grid = sorted(set(grid_days))
    steps = _cut_ends(counts, grid, width)
    half = pl.col("neither") // 2
    yes, no = pl.lit(value=True), pl.lit(value=False)
    rows = [
        steps.select("group", "days", event=yes, competing=no, n="event"),
        steps.select("group", "days", event=no, competing=yes, n="competing"),
        steps.select("group", days="day_before", event=no, competing=no, n=half),
        steps.select("group", "days", event=no, competing=no, n=pl.col("neither") - half),
        steps.group_by("group").agg(
            days=pl.lit(grid[-1] + 1, pl.Int64),
            event=no,
            competing=no,
            n=pl.col("people").first() - pl.sum_horizontal(pl.col(KINDS).sum()),
        ),
    ]
    columns = ("group", "days", "event", "competing", "n")
    return pl.concat([part.select(columns) for part in rows]).collect()


def _cut_ends(counts: pl.DataFrame, grid: list[int], width: int) -> pl.LazyFrame:
    """Per group and grid day: how many ended in each way since the grid day before, in multiples of width."""
    event, competing = pl.col("event"), pl.col("competing")
    kinds = dict(zip(KINDS, (event, competing, ~event & ~competing), strict=True))
    return _cut_counts(counts, _grid(counts, grid), kinds, width).with_columns(
        pl.col(KINDS) - pl.col(KINDS).shift(1, fill_value=0).over("group"),
        day_before=pl.col("days").shift(1, fill_value=0).over("group"),
    )


def _steps(cut: pl.LazyFrame) -> pl.LazyFrame:
    """The steps of the life table, from what happened up to each grid day."""
    before = (pl.col("events", "ends").shift(1, fill_value=0).over("group")).name.suffix("_before")
    return cut.with_columns(before).select(
        "group",
        "days",
        still_followed=pl.col("people") - pl.col("events") - pl.col("ends"),
        events_so_far=pl.col("events"),
        events=pl.col("events") - pl.col("events_before"),
        at_risk=pl.col("people") - pl.col("events_before") - (pl.col("ends") + pl.col("ends_before")) / 2,
    )


def _grid(rows: pl.DataFrame, grid_days: Grid) -> pl.DataFrame:
    """The grid days of each group."""
    if isinstance(grid_days, pl.DataFrame):
        return grid_days.select("group", pl.col("days").cast(pl.Int64)).unique()
    if isinstance(grid_days, int):
        longest = rows.select(pl.col("days").max()).item() or 0
        grid_days = range(grid_days, longest + 1, grid_days)
    days = pl.DataFrame({"days": sorted(set(grid_days))}, schema={"days": pl.Int64})
    return rows.select(pl.col("group").unique()).join(days, how="cross")


def _cut_counts(
    counts: pl.DataFrame, grid: pl.DataFrame, ends: Mapping[str, pl.Expr], width: int
) -> pl.LazyFrame:
    """Per group and grid day, in that order: people, and how many ended in each way up to it, in multiples of
    width.

    ends: by its name, which rows of counts ended in that way; each row in one of them.
    """
    groups = counts.select(pl.col("group").unique().sort()).with_row_index("across")
    beyond = 1 + max(frame["days"].max() or 0 for frame in (counts, grid))  # type: ignore[operator]
    steps = (
        pl.concat([grid, groups.select("group", days=pl.lit(beyond, pl.Int64))])
        .join(groups, on="group", nulls_equal=True)
        .sort("across", "days")
    )
    rows = counts.join(groups, on="group", nulls_equal=True)
    # A row ends in the first step of its group whose day it does not pass.
    place = pl.col("across").cast(pl.Int64) * (beyond + 1) + pl.col("days")
    step = np.searchsorted(steps.select(place).to_series(), rows.select(place).to_series())
    found = rows.select((pl.col("n") * which).alias(name) for name, which in ends.items())
    ended = [
        pl.Series(n.name, np.bincount(step, weights=n, minlength=steps.height), dtype=pl.Int64) for n in found
    ]
    return (
        steps.lazy()
        .with_columns(ended)
        .with_columns(pl.col(*ends).cum_sum().over("across"))
        .with_columns(people=pl.sum_horizontal(*ends).last().over("across"))
        .filter(pl.col("days") < beyond)
        .select("group", "days", pl.col("people", *ends) // width * width)
    )
