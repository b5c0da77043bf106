"""Cells without a case: they are written like any small cell, so that an absent cell tells nothing."""

from collections.abc import Sequence

import polars as pl

from metrics.cells import TRUNCATED
from metrics.counting import ALL, CELL, NOT_RECORDED, Scope

OF_SCOPE = ["scope", *CELL]


def with_empty_cells(cells: pl.DataFrame, scopes: Sequence[Scope]) -> pl.DataFrame:
    """Add, with counts of 0, every cell of the kinds of cut that are there: all periods of the window, all
    districts and all groups that the measure has anywhere in its scope."""
    marked = cells.lazy().with_columns(is_all=pl.col("district") == ALL)
    kinds = marked.select("scope", "measure", "grain", "is_all", "breakdown").unique()
    districts = marked.select("scope", "measure", "is_all", "district").unique()
    groups = marked.select("scope", "measure", "breakdown", "group_value").unique()
    full = (
        kinds.join(_periods(scopes).lazy(), on=["scope", "grain"])
        .join(districts, on=["scope", "measure", "is_all"])
        .join(groups, on=["scope", "measure", "breakdown"])
        .select(OF_SCOPE)
    )
    counts = [name for name in cells.columns if name not in OF_SCOPE]
    joined = full.join(cells.lazy(), on=OF_SCOPE, how="left", nulls_equal=True)
    return joined.with_columns(pl.col(counts).fill_null(0)).select(cells.columns).collect()


def without_lone_groups(cells: pl.DataFrame, scopes: Sequence[Scope]) -> pl.DataFrame:
    """Where no case has an attribute of a bounded cut, its one group "not recorded" would only repeat the whole:
    leave it out."""
    bounded = {
        (number, cut.breakdown)
        for number, scope in enumerate(scopes)
        for cut in scope.possible
        if cut.is_bounded
    }
    splits = pl.LazyFrame(list(bounded), schema={"scope": pl.Int32, "breakdown": pl.String}, orient="row")
    lone = (
        cells.lazy()
        .join(splits, on=["scope", "breakdown"], how="semi")
        .group_by("scope", "measure", "breakdown")
        .agg((pl.col("group_value") == NOT_RECORDED).all().alias("is_lone"))
        .filter("is_lone")
    )
    return cells.lazy().join(lone, on=["scope", "measure", "breakdown"], how="anti").collect()


def _periods(scopes: Sequence[Scope]) -> pl.DataFrame:
    """First day of every period of each grain in each scope's window; null for the whole."""
    days = [(number, *scope.window[:2]) for number, scope in enumerate(scopes)]
    schema = {"scope": pl.Int32, "first_day": pl.Date, "last_day": pl.Date}
    windows = pl.DataFrame(days, schema=schema, orient="row")
    month = pl.date_ranges(pl.col("first_day").dt.truncate("1mo"), "last_day", "1mo")
    months = windows.select("scope", month.alias("period_from")).explode("period_from")
    frames = [
        months.select(
            "scope", pl.lit(grain).alias("grain"), pl.col("period_from").dt.truncate(every)
        ).unique()
        for grain, every in TRUNCATED.items()
    ]
    no_start = pl.lit(None, dtype=pl.Date).alias("period_from")
    return pl.concat([*frames, windows.select("scope", pl.lit("whole").alias("grain"), no_start)])
