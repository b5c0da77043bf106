"""How many people stand behind cells in which there may be few: distinct suspects, distinct victims.

Weights (see `warehouse.derived`) say cheaply that most cells have many people. Only where they
cannot, and there are more cases than that, are the people themselves counted.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import polars as pl

from metrics.cells import PLACE, cells_of, named_cells
from metrics.counting import ALL, CELL, Counter, Cut, Groups, Part, bits_of, parts_of
from metrics.scans import OWN, cases_query, finest_cuts, scan

FEW = 12  # people; the widest first band of any role
FEWEST_BAND = 6  # cases; so many or fewer share one band with any number of people
KEYS = ("person_key", "victim_person_key")
# Of a case's pattern: the bits looked at, and what they must be.
_D, _N = pl.col("denominator"), pl.col("numerator")
PARTS = {"counted": (_N, _N), "out_of": (_D, _D), "rest": (_D + _N, _D)}


def count_cells(engine: Counter, groups: Groups) -> pl.DataFrame:
    """Exact counts of every measure in every cut of its scope, with exact people where there may be few of them.

    Returns one row per scope (its place in `groups`), measure and cell: scope, measure, grain, period_from,
    district, breakdown, group_value, counted, out_of, counted_people, out_of_people, rest_people. Cells with no
    case in the denominator are absent. People are null where there may be few and nobody counted them.
    """
    parts = parts_of(groups)
    patterns = scan(engine, parts)
    cells = cells_of(patterns, parts)
    asked = _asked(cells, parts)
    if not asked.is_empty():
        cells = _better(cells, asked.join(_people(engine, parts, patterns, asked), on="asked"))
    return _named(_without_unsure(cells, parts), parts)


def _named(cells: pl.DataFrame, parts: Sequence[Part]) -> pl.DataFrame:
    names = [
        (number, at, asked.scope_number, asked.measure.id)
        for number, part in enumerate(parts)
        for at, asked in enumerate(part.asked)
    ]
    schema = {"part": pl.Int32, "at": pl.Int32, "scope": pl.Int32, "measure": pl.String}
    named = cells.join(pl.DataFrame(names, schema=schema, orient="row"), on=["part", "at"])
    return named.select("scope", *CELL, pl.exclude("scope", "part", "at", *CELL))


def _better(cells: pl.DataFrame, answers: pl.DataFrame) -> pl.DataFrame:
    key = ["part", "at", *PLACE]
    exact = answers.group_by(key).agg(
        pl.col("people").filter(pl.col("of") == part).max().alias(f"{part}_exact") for part in PARTS
    )
    better = [pl.coalesce(f"{part}_exact", f"{part}_people").alias(f"{part}_people") for part in PARTS]
    return cells.join(exact, on=key, how="left", nulls_equal=True).with_columns(better).select(cells.columns)


def _bounded(parts: Sequence[Part]) -> pl.DataFrame:
    """The breakdowns of each measure in which nobody is counted."""
    bounded = {
        (number, at, cut.breakdown)
        for number, part in enumerate(parts)
        for at, asked in enumerate(part.asked)
        for cut in asked.scope.possible
        if cut.is_bounded and asked.scope.counts_people
    }
    schema = {"part": pl.Int32, "at": pl.Int32, "breakdown": pl.String}
    return pl.DataFrame(list(bounded), schema=schema, orient="row")


def _without_unsure(cells: pl.DataFrame, parts: Sequence[Part]) -> pl.DataFrame:
    """Null where there may be few people and nobody counted them."""
    marked = _bounded(parts).with_columns(is_bounded=True)
    is_bounded = pl.col("is_bounded").fill_null(value=False)
    return (
        cells.join(marked, on=["part", "at", "breakdown"], how="left")
        .with_columns(
            pl.when(~(is_bounded & _is_unsure(part))).then(pl.col(f"{part}_people")).alias(f"{part}_people")
            for part in PARTS
        )
        .drop("is_bounded")
    )


def _asked(cells: pl.DataFrame, parts: Sequence[Part]) -> pl.DataFrame:
    """One row per unsure part of a cell, numbered, with the bits of a case's pattern that put it there."""
    places = [
        (number, at, *bits_of(at))
        for number, part in enumerate(parts)
        if set(KEYS) & set(part.scope.columns)
        for at, asked in enumerate(part.asked)
        if asked.scope.counts_people
    ]
    schema = {"part": pl.Int32, "at": pl.Int32, "denominator": pl.Int64, "numerator": pl.Int64}
    of_these = (
        cells.lazy()
        .join(pl.LazyFrame(places, schema=schema, orient="row"), on=["part", "at"])
        .join(_bounded(parts).lazy(), on=["part", "at", "breakdown"], how="anti")
    )
    unsure = [
        of_these.filter(_is_unsure(part)).select(
            "part", "at", *PLACE, pl.lit(part).alias("of"), mask.alias("mask"), bits.alias("bits")
        )
        for part, (mask, bits) in PARTS.items()
    ]
    return pl.concat(unsure).collect().with_row_index("asked").with_columns(pl.col("asked").cast(pl.Int64))


def _is_unsure(part: str) -> pl.Expr:
    cases = pl.col("out_of") - pl.col("counted") if part == "rest" else pl.col(part)
    return (pl.col(f"{part}_people") <= FEW) & (cases > pl.col(f"{part}_people")) & (cases > FEWEST_BAND)


def _people(
    engine: Counter, parts: Sequence[Part], patterns: pl.DataFrame, asked: pl.DataFrame
) -> pl.DataFrame:
    """The number of people in each part asked for: suspects or victims, whichever are fewer.

    Parts asked for have few cases, so they are few finest cells of few cases. An unknown person is one each time.
    """
    own = ["part", "pattern", *OWN]
    cuts = asked.lazy().select("part", "breakdown", "grain", by_district=pl.col("district") != ALL).unique()
    held = (
        named_cells(patterns.lazy(), cuts)
        .join(asked.lazy(), on=["part", *PLACE], nulls_equal=True)
        .filter((pl.col("pattern") & pl.col("mask")) == pl.col("bits"))
        .select("asked", *own)
        .collect()
    )
    places = held.select(own).unique().with_row_index("place").with_columns(pl.col("place").cast(pl.Int64))
    found = pl.concat(engine.frames(_queries(parts, places), tables={"held": places}))
    people = found.with_columns(pl.col(KEYS).cast(pl.Categorical))  # counted twice as fast as texts
    return (
        held.lazy()
        .join(places.lazy(), on=own, nulls_equal=True)
        .join(people.lazy(), on="place")
        .group_by("asked")
        .agg(
            pl.min_horizontal(pl.col(key).drop_nulls().n_unique() + pl.col(key).null_count() for key in KEYS)
            .cast(pl.Int64)
            .alias("people")
        )
        .collect()
    )


def _queries(parts: Sequence[Part], held: pl.DataFrame) -> list[str]:
    """The people of the cases in the finest cells of the table `held`, of parts split alike together."""
    alike: dict[tuple[Cut, ...], dict[int, Part]] = defaultdict(dict)
    for at, breakdowns in held.group_by("part", maintain_order=True).agg(pl.col("breakdown").unique()).rows():
        finest = finest_cuts(parts[at].cuts)
        alike[tuple(cut for cut in finest if (cut.breakdown or "none") in breakdowns)][at] = parts[at]
    return [_query(together, cuts) for cuts, together in alike.items()]


def _query(parts: Mapping[int, Part], cuts: Sequence[Cut]) -> str:
    branches = " union all ".join(
        f"""select place, {", ".join(KEYS)} from cases
        join held on held.part = cases.part and held.pattern = cases.pattern{_is_held(cut)}"""
        for cut in cuts
    )
    return f"with cases as ({cases_query(parts, _names(cuts), _keys)}) {branches}"


def _names(cuts: Sequence[Cut]) -> list[str]:
    return list(dict.fromkeys(name for cut in cuts for name in cut.columns))


def _keys(part: Part) -> list[str]:
    """A key that the table lacks is never known."""
    return [name if name in part.scope.columns else f"cast(null as varchar) as {name}" for name in KEYS]


def _is_held(cut: Cut) -> str:
    same = {"breakdown": f"'{cut.breakdown or 'none'}'"}
    if cut.grain != "whole":
        same["own_period"] = f"cases.{cut.grain}_from"
    if cut.by_district:
        same["own_district"] = "cases.district"
    if cut.breakdown:
        same["own_group"] = f"cases.{cut.breakdown}"
    return "".join(f" and held.{name} = {value}" for name, value in same.items())
