"""The curve that may be released: from cumulative counts cut down to whole bands, on a fixed grid of days.

Counts are rows of group, days, event and n, as in `survival`. Departures: docs/deviations.md.

Measured on 20 made-up groups (width 6, stopped below 13, starts spread over three years, a third with the event
in a year), largest gap to the exact curve: 0.09 at 100 people, 0.07 at 500, 0.024 at 5,000, 0.004 at 50,000,
always at the end where few remain; on average the curve is 0.023, 0.007, 0.001 and 0.000 low. The interval is that
of the cut counts and does not widen for the cutting: it held the truth at 91 % of the points with 100 people, 92 %
with 500, 94 % with 5,000 (exact counts: 97, 94, 94 %).
"""

from collections.abc import Sequence

import polars as pl

from metrics.rates import LEVEL
from metrics.survival import checked_counts, with_nobody_on, with_share

KINDS = ("event", "competing", "neither")  # how following somebody ends


def floored_curve(
    counts: pl.DataFrame,
    *,
    width: int,
    grid_days: int | Sequence[int],
    stop_below: int,
    level: float = LEVEL,
) -> pl.DataFrame:
    """Cumulative share with the event, from people, events and ends of follow-up in multiples of `width`.

    width: people, events so far and ends of follow-up so far are each cut down to a multiple of it.
    grid_days: days apart (30 gives 30, 60, ... up to the longest follow-up), or the days themselves.
    stop_below: people; the curve of a group ends before the first grid day with fewer still followed.

    Returns one row per group and grid day, in that order: group, day, share, low, high (0 to 1), at_risk
    (people still followed after that day, from the cut counts). A group too small for its first grid day
    has no row. `share` is null while the cut events are 0, because 0 here means fewer than `width`.

    Each grid step is one step of an actuarial life table: events in the step over the people at risk at its
    beginning less half of those whose follow-up ends in it, the reading that came closest to the exact curve.
    Source: Kalbfleisch and Prentice 2002, section 1.4 (life table and its log-log interval).
    """
    rows = checked_counts(counts)
    grid = _grid(rows, grid_days)
    steps = _steps(_cut_counts(with_nobody_on(rows, grid), grid, width))
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
    return pl.concat([part.select("group", "days", "event", "competing", "n") for part in rows])


def _cut_ends(counts: pl.DataFrame, grid: list[int], width: int) -> pl.DataFrame:
    """Per group and grid day: how many ended in each way since the grid day before, in multiples of width."""
    n, event, competing = pl.col("n"), pl.col("event"), pl.col("competing")
    columns = ("group", "days", "event", "competing", "n")
    asked = counts.select(pl.col("group").unique()).join(pl.DataFrame({"days": grid}), how="cross")
    nobody = asked.with_columns(
        event=pl.lit(value=False), competing=pl.lit(value=False), n=pl.lit(0, pl.Int64)
    )
    return (
        pl.concat([counts.select(columns), nobody.select(columns)])
        .group_by("group", "days")
        .agg(
            event=n.filter(event).sum(),
            competing=n.filter(competing).sum(),
            neither=n.filter(~event & ~competing).sum(),
        )
        .sort("group", "days")
        .with_columns(
            pl.col(KINDS).cum_sum().over("group"),
            people=pl.sum_horizontal(KINDS).sum().over("group"),
        )
        .filter(pl.col("days").is_in(grid))
        .with_columns(pl.col(*KINDS, "people") // width * width)
        .with_columns(
            pl.col(KINDS) - pl.col(KINDS).shift(1, fill_value=0).over("group"),
            day_before=pl.col("days").shift(1, fill_value=0).over("group"),
        )
    )


def _steps(cut: pl.DataFrame) -> pl.DataFrame:
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


def _grid(rows: pl.DataFrame, grid_days: int | Sequence[int]) -> list[int]:
    if isinstance(grid_days, int):
        longest = rows.select(pl.col("days").max()).item() or 0
        return list(range(grid_days, longest + 1, grid_days))
    return sorted(set(grid_days))


def _cut_counts(rows: pl.DataFrame, grid: list[int], width: int) -> pl.DataFrame:
    """Per group and grid day: people, and events and ends of follow-up up to it, in multiples of width."""
    n = pl.col("n")
    return (
        rows.group_by("group", "days")
        .agg(events=n.filter(pl.col("event")).sum(), ends=n.filter(~pl.col("event")).sum())
        .sort("group", "days")
        .with_columns(
            pl.col("events", "ends").cum_sum().over("group"),
            people=(pl.col("events") + pl.col("ends")).sum().over("group"),
        )
        .filter(pl.col("days").is_in(grid))
        .with_columns(pl.col("events", "ends", "people") // width * width)
    )
