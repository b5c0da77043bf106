"""Indicators made of totals: the figures of advocates and of victims' answers, nobody's own row."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from metrics.counting import ALL, Counter, Grain, Window
from metrics.declarations import Total

GRAINS: dict[str, tuple[Grain, ...]] = {
    "advocacy_totals": ("month", "quarter", "year", "whole"),
    "feedback_totals": ("quarter", "year", "whole"),
}
STARTS = {"month": "1mo", "quarter": "1q", "year": "1y"}


def figures(engine: Counter, totals: Sequence[Total], window: Window) -> dict[str, pl.DataFrame]:
    """Of each total that shares one table: a row per month or quarter it has figures of, in the window.

    Returns by measure id: start (first day), part, whole; both are null where one of them did not come.
    A plain number is its own whole.
    """
    rows, day = totals[0].rows, totals[0].day
    wanted = ", ".join(
        f"cast({total.part} as bigint) as part_{at}, cast({total.whole or total.part} as bigint) as whole_{at}"
        for at, total in enumerate(totals)
    )
    found = engine.frame(
        f"select month_of({day}) as start, {wanted} from {rows} where {window.holds(day)} group by month_of({day})",
    )
    is_whole = [pl.col(f"part_{at}") + pl.col(f"whole_{at}") for at in range(len(totals))]
    return {
        total.measure_id: found.select(
            "start",
            pl.when(is_whole[at].is_not_null()).then(pl.col(f"part_{at}")).alias("part"),
            pl.when(is_whole[at].is_not_null()).then(pl.col(f"whole_{at}")).alias("whole"),
        )
        for at, total in enumerate(totals)
    }


def missing(total: Total, found: pl.DataFrame, window: Window) -> tuple[date, ...]:
    """First days of the months or quarters of the window whose figures did not come, or came in part."""
    every = STARTS[GRAINS[total.rows][0]]
    first = window.first_day.replace(day=1)
    starts = pl.date_range(first, window.last_day, every, eager=True).to_list() if found.height else []
    known = set(found.drop_nulls("part")["start"].to_list())
    return tuple(start for start in starts if start not in known)


def cells(total: Total, found: pl.DataFrame) -> pl.DataFrame:
    """The figures as cells of every grain, as `metrics.people.count_cells`: a total counts as so many people."""
    known = found.drop_nulls("part")
    frames = [_grain(known, grain) for grain in GRAINS[total.rows]]
    part, whole = pl.col("part"), pl.col("whole")
    return pl.concat(frames).select(
        pl.lit(total.measure_id).alias("measure"),
        "grain",
        "period_from",
        pl.lit(ALL).alias("district"),
        pl.lit("none").alias("breakdown"),
        pl.lit(ALL).alias("group_value"),
        part.alias("counted"),
        whole.alias("out_of"),
        part.alias("counted_people"),
        whole.alias("out_of_people"),
        (whole - part).clip(lower_bound=0).alias("rest_people"),
    )


def _grain(known: pl.DataFrame, grain: Grain) -> pl.DataFrame:
    is_whole = grain == "whole"
    period = pl.lit(None, dtype=pl.Date) if is_whole else pl.col("start").dt.truncate(STARTS[grain])
    return (
        known.group_by(period.alias("period_from"))
        .agg(pl.col("part", "whole").sum())
        .filter(not known.is_empty())
        .with_columns(pl.lit(grain).alias("grain"))
    )
