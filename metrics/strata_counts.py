"""Exact counts of groups within strata: what comparing like cases needs, and nothing is released of."""

from collections.abc import Sequence

import polars as pl

from metrics.counting import Counter, Window, bits_of, dimension_value, flags
from metrics.declarations import Measure

PLACE = ("measure", "breakdown", "group_value", "stratifier", "stratum")
SCHEMA = pl.Schema({**dict.fromkeys(PLACE, pl.String), **dict.fromkeys(("counted", "out_of"), pl.Int64)})


def count_strata(
    engine: Counter,
    measures: Sequence[Measure],
    groups: Sequence[str],
    stratifiers: Sequence[str],
    *,
    columns: Sequence[str],
    window: Window,
) -> pl.DataFrame:
    """Counts of measures that share one table and one day column, by each group and each stratifier.

    groups, stratifiers: columns; those the table lacks are left out.

    Returns one row per measure, breakdown, group_value, stratifier and stratum with cases: counted, out_of.
    """
    pairs = [(group, by) for group in groups for by in stratifiers if {group, by} <= set(columns)]
    if not pairs:
        return pl.DataFrame(schema=SCHEMA)
    found = engine.frame(_query(measures, pairs, window))
    places = [(measure.id, *bits_of(at)) for at, measure in enumerate(measures)]
    schema = {"measure": pl.String, "denominator": pl.Int64, "numerator": pl.Int64}
    has = {bit: (pl.col("pattern") & pl.col(bit)) > 0 for bit in ("denominator", "numerator")}
    return (
        pl.concat(_of_pair(found, pair) for pair in pairs)
        .join(pl.DataFrame(places, schema=schema, orient="row"), how="cross")
        .filter(has["denominator"])
        .group_by(PLACE)
        .agg(counted=(pl.col("n") * has["numerator"]).sum(), out_of=pl.col("n").sum())
        .cast(SCHEMA)
    )


def _query(measures: Sequence[Measure], pairs: Sequence[tuple[str, str]], window: Window) -> str:
    """One scan into the finest cells by pattern, as in `metrics.scans`, then sums of those by each pair."""
    names = list(dict.fromkeys(name for pair in pairs for name in pair))
    values = ", ".join(f"{dimension_value(name)} as {name}" for name in names)
    pattern = " + ".join(
        flags(measure.denominator, measure.numerator, at) for at, measure in enumerate(measures)
    )
    sets = ", ".join(f"({group}, {by}, pattern)" for group, by in pairs)
    rows, day = measures[0].rows, measures[0].day
    listed = ", ".join(names)
    return f"""
        with cases as (
            select {values}, cast({pattern} as bigint) as pattern from {rows} where {window.holds(day)}
        ), finest as (
            select {listed}, pattern, count(*) as n from cases where pattern > 0 group by {listed}, pattern
        )
        select {listed}, pattern, cast(sum(n) as bigint) as n from finest group by grouping sets ({sets})"""


def _of_pair(found: pl.DataFrame, pair: tuple[str, str]) -> pl.DataFrame:
    """The cells of two columns. A value is never null, so null means not split by it."""
    group, by = pair
    others = [name for name in found.columns if name not in (*pair, "pattern", "n")]
    is_pair = [
        pl.col(group).is_not_null(),
        pl.col(by).is_not_null(),
        *(pl.col(name).is_null() for name in others),
    ]
    return found.filter(*is_pair).select(
        "pattern",
        "n",
        pl.lit(group).alias("breakdown"),
        pl.col(group).alias("group_value"),
        pl.lit(by).alias("stratifier"),
        pl.col(by).alias("stratum"),
    )
