"""Exact counts of groups within strata: what comparing like cases needs, and nothing is released of."""

from collections.abc import Sequence

import polars as pl

from metrics.counting import Counter, Window, dimension_value, flags_of
from metrics.declarations import Measure

SCHEMA = {
    **dict.fromkeys(("measure", "breakdown", "group_value", "stratifier", "stratum"), pl.String),
    **dict.fromkeys(("counted", "out_of"), pl.Int64),
}


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
    wide = engine.frame(_query(measures, pairs, window))
    found = [_tidy(wide, measure, at, pair) for at, measure in enumerate(measures) for pair in pairs]
    return pl.concat(found).filter(pl.col("out_of") > 0)


def _query(measures: Sequence[Measure], pairs: Sequence[tuple[str, str]], window: Window) -> str:
    """One scan into the finest cells, then sums of those by each pair, as in `metrics.counting`."""
    names = list(dict.fromkeys(name for pair in pairs for name in pair))
    values = ", ".join(f"{dimension_value(name)} as {name}" for name in names)
    flags = [flags_of(measure) for measure in measures]
    cases = ", ".join(
        f"count(*) filter (where {flag[part]}) as {name}_{at}"
        for at, flag in enumerate(flags)
        for part, name in (("n", "counted"), ("d", "out_of"))
    )
    sums = ", ".join(
        f"cast(sum({name}_{at}) as bigint) as {name}_{at}"
        for at in range(len(measures))
        for name in ("counted", "out_of")
    )
    sets = ", ".join(f"({group}, {by})" for group, by in pairs)
    rows, day = measures[0].rows, measures[0].day
    listed = ", ".join(names)
    numbered = ", ".join(str(place) for place in range(1, len(names) + 1))
    return f"""
        with finest as (
            select {values}, {cases} from {rows} where {window.holds(day)} group by {numbered}
        )
        select {listed}, {sums} from finest group by grouping sets ({sets})"""


def _tidy(wide: pl.DataFrame, measure: Measure, at: int, pair: tuple[str, str]) -> pl.DataFrame:
    group, by = pair
    others = [
        name for name in wide.columns if name not in pair and not name.startswith(("counted_", "out_of_"))
    ]
    is_pair = pl.all_horizontal(
        pl.col(group).is_not_null(), pl.col(by).is_not_null(), *(pl.col(name).is_null() for name in others)
    )
    return wide.filter(is_pair).select(
        pl.lit(measure.id).alias("measure"),
        pl.lit(group).alias("breakdown"),
        pl.col(group).alias("group_value"),
        pl.lit(by).alias("stratifier"),
        pl.col(by).alias("stratum"),
        pl.col(f"counted_{at}").cast(pl.Int64).alias("counted"),
        pl.col(f"out_of_{at}").cast(pl.Int64).alias("out_of"),
    )
