"""From finest cells by pattern to the cells of every measure in every cut, of all scopes in one go.

A cell of many cases about few people is as revealing as a small one, so `people` columns say about how many
people a cell is at the least, of suspects and of victims. The weights of a cell's cases (see
`warehouse.derived`) never add up to more than its people; counting distinct people in every cell would cost a
hundred times as much (`metrics.people` does it where it matters).
"""

from collections.abc import Sequence

import polars as pl

from metrics.counting import ALL, WEIGHTS, Part, bits_of
from metrics.scans import OWN, SUMMED

PLACE = ("grain", "period_from", "district", "breakdown", "group_value")  # where a cell of a measure is
TRUNCATED = {"month": "1mo", "quarter": "1q", "year": "1y"}
ROUNDING = 0.000001  # sums of weights are rounded a little; people are whole


def cells_of(patterns: pl.DataFrame, parts: Sequence[Part]) -> pl.DataFrame:
    """Every cell of every measure: sums of the finest cells of its breakdown.

    patterns: as `metrics.scans.scan`. Returns part and at (the measure's place in it), the columns of PLACE,
    counted and out_of (cases), counted_people, out_of_people and rest_people (at least so many). Cells
    with no case in the denominator are absent.
    """
    sums = [f"{part}_{name}" for part in ("counted", "out_of") for name in SUMMED]
    return (
        named_cells(_of_measures(patterns, parts), _cuts(parts))
        .group_by("part", "at", *PLACE)
        .agg(pl.col(sums).sum())
        .select(
            "part",
            "at",
            *PLACE,
            pl.col("counted_n").alias("counted"),
            pl.col("out_of_n").alias("out_of"),
            *(people.alias(f"{part}_people") for part, people in _people().items()),
        )
        .collect()
    )


def _cuts(parts: Sequence[Part]) -> pl.LazyFrame:
    """The cuts of every measure."""
    asked = [
        (number, at, cut.breakdown or "none", cut.grain, cut.by_district)
        for number, part in enumerate(parts)
        for at, asked in enumerate(part.asked)
        for cut in asked.scope.possible
    ]
    schema = {
        "part": pl.Int32,
        "at": pl.Int32,
        "breakdown": pl.String,
        "grain": pl.String,
        "by_district": pl.Boolean,
    }
    return pl.LazyFrame(asked, schema=schema, orient="row")


def named_cells(finest: pl.LazyFrame, cuts: pl.LazyFrame) -> pl.LazyFrame:
    """The finest cells once for each cut of their breakdown, with the names of the cut's cell they are in.

    cuts: grain and by_district of every breakdown of a part, or of a measure in it where the cells have `at`.
    """
    starts = [
        pl.when(pl.col("grain") == grain).then(pl.col("own_period").dt.truncate(every))
        for grain, every in TRUNCATED.items()
    ]
    key = [name for name in ("part", "at", "breakdown") if name in cuts.collect_schema()]
    return finest.join(cuts, on=key).with_columns(
        period_from=pl.coalesce(starts),
        district=pl.when("by_district").then("own_district").otherwise(pl.lit(ALL)),
        group_value="own_group",
    )


def _of_measures(patterns: pl.DataFrame, parts: Sequence[Part]) -> pl.LazyFrame:
    """The finest cells of each measure, from those of each pattern."""
    places = [
        (number, at, *bits_of(at)) for number, part in enumerate(parts) for at in range(len(part.asked))
    ]
    schema = {"part": pl.Int32, "at": pl.Int32, "denominator": pl.Int64, "numerator": pl.Int64}
    members = (
        patterns.lazy()
        .select("part", "pattern")
        .unique()
        .join(pl.LazyFrame(places, schema=schema, orient="row"), on="part")
        .filter(_has("denominator"))
        .select("part", "pattern", "at", is_counted=_has("numerator"))
    )
    return (
        patterns.lazy()
        .join(members, on=["part", "pattern"])
        .group_by("part", "at", *OWN)
        .agg(
            pl.col(SUMMED).sum().name.prefix("out_of_"),
            # Times 0 or 1: ten times as fast as leaving out the others.
            (pl.col(SUMMED) * pl.col("is_counted")).sum().name.prefix("counted_"),
        )
    )


def _has(flag: str) -> pl.Expr:
    return (pl.col("pattern") & pl.col(flag)) > 0


def _people() -> dict[str, pl.Expr]:
    """At least so many people in each part, of suspects and of victims, whichever is less."""
    counted = [pl.col(f"counted_{name}") for name in WEIGHTS]
    out_of = [pl.col(f"out_of_{name}") for name in WEIGHTS]
    rest = [whole - part for part, whole in zip(counted, out_of, strict=True)]
    parts = {"counted": counted, "out_of": out_of, "rest": rest}
    return {
        part: pl.min_horizontal((values - ROUNDING).ceil() for values in of_part).cast(pl.Int64)
        for part, of_part in parts.items()
    }
