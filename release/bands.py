"""Bands: the only form in which a count is released.

A count n of width 6 is released as 0-6, 7-12, 13-18 ... Zero shares the first band. Where few people
stand behind the cases, the band is that of the people, for every role alike.
Where a parent cell is in the first band, its children are not released at all.
"""

from functools import cache

import polars as pl

from metrics.counting import ALL
from metrics.people import FEW
from metrics.rates import Ends, corners, wilson_of_corners_expressions

SMALLEST_DENOMINATOR = 31  # lower end of the band from which a percent is shown
SMALLEST_PART = 7  # both the counted and the rest must be past the first band of six
FEWEST_FOLLOWED = 13  # people still followed; a curve stops where there are fewer
SMALLEST_MONTH = 13  # every month of a monthly series must have a band starting at least here

PEOPLE = ("counted_people", "out_of_people", "rest_people")
ON_THE_WAY = ("counted", "out_of", "rest", *PEOPLE, "rest_low", "most", "fewest", "is_enough")
CELL = ("measure", "grain", "period_from", "district", "breakdown", "group_value")


def band_ends(count: pl.Expr, people: pl.Expr, width: int) -> tuple[pl.Expr, pl.Expr]:
    """Lower and upper end of the band of a count about so many people; null where their number is null."""
    return ends_of(_told(count, people), width)


def ends_of(count: pl.Expr, width: int) -> tuple[pl.Expr, pl.Expr]:
    """Lower and upper end of the band of a count of people."""
    place = (count - 1).clip(lower_bound=0) // width
    return place * width + (place > 0).cast(pl.Int64), (place + 1) * width


def _told(count: pl.Expr, people: pl.Expr) -> pl.Expr:
    """The number that is told in a band: people's where they are few; null where their number is null."""
    return pl.when(people > FEW).then(count).otherwise(people)


def band(name: str) -> Ends:
    """The two ends of a band, as columns."""
    return pl.col(f"{name}_low"), pl.col(f"{name}_high")


def banded(cells: pl.DataFrame, width: int) -> pl.DataFrame:
    """Bands and percents of exact cells.

    cells: as `metrics.people.count_cells` returns them.

    Returns the cell's names with counted_low/high, out_of_low/high, percent, percent_low/high and
    shown; no exact count is left. A percent is the ratio of the band centres, whole, with the
    Wilson interval over the band corners; null when too few.
    """
    told = cells.with_columns(_told_counts()).with_columns(_bands(width))
    return told.with_columns(_enough()).with_columns(_percents()).drop(ON_THE_WAY)


# Expressions are made once: that costs as much as working them out over a small frame, and so does each step that
# stands in them twice. What is used again is a column of its own.


@cache
def _told_counts() -> tuple[pl.Expr, ...]:
    counts = {"counted": pl.col("counted"), "out_of": pl.col("out_of")}
    counts["rest"] = counts["out_of"] - counts["counted"]
    return tuple(_told(count, pl.col(f"{name}_people")).alias(name) for name, count in counts.items())


@cache
def _bands(width: int) -> tuple[pl.Expr, ...]:
    counted, out_of, rest = (ends_of(pl.col(name), width) for name in ("counted", "out_of", "rest"))
    return (
        counted[0].alias("counted_low"),
        counted[1].alias("counted_high"),
        out_of[0].alias("out_of_low"),
        out_of[1].alias("out_of_high"),
        rest[0].alias("rest_low"),
    )


@cache
def _enough() -> tuple[pl.Expr, ...]:
    """Whether a percent may be shown, and the largest share inside the bands."""
    is_enough = (
        (pl.col("out_of_low") >= SMALLEST_DENOMINATOR)
        & (pl.col("counted_low") >= SMALLEST_PART)
        & (pl.col("rest_low") >= SMALLEST_PART)
    )
    _, (most, fewest) = corners(band("counted"), band("out_of"))
    return most.alias("most"), fewest.alias("fewest"), is_enough.alias("is_enough")


@cache
def _percents() -> tuple[pl.Expr, ...]:
    counted, out_of = band("counted"), band("out_of")
    centre = (counted[0] + counted[1]) / (out_of[0] + out_of[1])
    low, high = wilson_of_corners_expressions((counted[0], out_of[1]), (pl.col("most"), pl.col("fewest")))
    return (
        pl.when("is_enough").then(whole_percent(centre)).alias("percent"),
        pl.when("is_enough").then(whole_percent(low)).alias("percent_low"),
        pl.when("is_enough").then(whole_percent(high)).alias("percent_high"),
        pl.when("is_enough").then(pl.lit("shown")).otherwise(pl.lit("too_few")).alias("shown"),
    )


def whole_percent(share: pl.Expr) -> pl.Expr:
    return (share * 100).round(0).cast(pl.Int64)


def without_orphans(cells: pl.DataFrame, width: int, parents: pl.DataFrame | None = None) -> pl.DataFrame:
    """Leave out the cells one of whose parents is in the first band. parents: as `parents_of` finds them."""
    found = parents_of(cells) if parents is None else parents
    is_small = cells["out_of_people"].fill_null(0) <= width
    orphans = found.filter(is_small.gather(found["parent"]))["place"]
    return cells.filter(~pl.int_range(pl.len()).is_in(orphans.implode()))


def parents_of(cells: pl.DataFrame) -> pl.DataFrame:
    """Which cells are parents: the same cell without its district, group or period, or in the whole year.

    Returns place and parent: the rows of the cell and of its parent in `cells`. The same for all widths.
    """
    numbered = cells.lazy().select(pl.int_range(pl.len()).alias("place"), *CELL)
    named = [
        numbered.filter(~_is_own(without)).with_columns(**without)
        for without in (
            {"district": pl.lit(ALL)},
            {"breakdown": pl.lit("none"), "group_value": pl.lit(ALL)},
            {"grain": pl.lit("whole"), "period_from": pl.lit(None, dtype=pl.Date)},
            {"grain": pl.lit("year"), "period_from": pl.col("period_from").dt.truncate("1y")},
        )
    ]
    parents = numbered.rename({"place": "parent"})
    return pl.concat(named).join(parents, on=CELL, nulls_equal=True).select("place", "parent").collect()


def _is_own(parent: dict[str, pl.Expr]) -> pl.Expr:
    """Cells that are their own parent: they have nothing to leave out."""
    return pl.all_horizontal(pl.col(name).eq_missing(value) for name, value in parent.items())
