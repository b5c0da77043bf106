"""Cells without a case: they are written like any small cell, so that an absent cell tells nothing."""

from collections.abc import Sequence

import polars as pl

from metrics.counting import ALL, CELL, NOT_RECORDED, Window


def with_empty_cells(cells: pl.DataFrame, window: Window) -> pl.DataFrame:
    """Add, with counts of 0, every cell of the kinds of cut that are there: all periods of the window, all
    districts and all groups that the measure has anywhere."""
    marked = cells.with_columns(is_all=pl.col("district") == ALL)
    kinds = marked.select("measure", "grain", "is_all", "breakdown").unique()
    districts = marked.select("measure", "is_all", "district").unique()
    groups = marked.select("measure", "breakdown", "group_value").unique()
    full = (
        kinds.join(_periods(window), on="grain")
        .join(districts, on=["measure", "is_all"])
        .join(groups, on=["measure", "breakdown"])
        .select(CELL)
    )
    counts = [name for name in cells.columns if name not in CELL]
    joined = full.join(cells, on=CELL, how="left", nulls_equal=True)
    return joined.with_columns(pl.col(counts).fill_null(0)).select(cells.columns)


def without_lone_groups(cells: pl.DataFrame, breakdowns: Sequence[str]) -> pl.DataFrame:
    """Where no case has one of these attributes, its one group "not recorded" would only repeat the whole: leave it
    out."""
    is_split = pl.col("breakdown").is_in(breakdowns)
    is_lone = (pl.col("group_value") == NOT_RECORDED).all().over("measure", "breakdown")
    return cells.filter(~(is_split & is_lone))


def _periods(window: Window) -> pl.DataFrame:
    """First day of every period of each grain in the window; null for the whole."""
    first, last = window.first_day, window.last_day
    months = pl.date_range(first.replace(day=1), last, "1mo", eager=True).alias("period_from").to_frame()
    starts = {"month": "1mo", "quarter": "1q", "year": "1y"}
    frames = [
        months.select(pl.lit(grain).alias("grain"), pl.col("period_from").dt.truncate(every)).unique()
        for grain, every in starts.items()
    ]
    whole = pl.DataFrame({"grain": ["whole"], "period_from": [None]}, schema=frames[0].schema)
    return pl.concat([*frames, whole])
