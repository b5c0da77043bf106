"""How many people stand behind cells in which there may be few: distinct suspects, distinct victims.

Weights (see `warehouse.derived`) say cheaply that most cells have many people. Only where they
cannot, and there are more cases than that, are the people themselves counted.
"""

from collections.abc import Sequence

import polars as pl

from metrics.counting import (
    CELL,
    PERIOD_FUNCTIONS,
    Counter,
    Cut,
    Grain,
    Window,
    bits_of,
    cases_query,
    in_groups,
    is_possible,
    named_cells,
    scan,
)
from metrics.declarations import Measure

FEW = 12  # people; the widest first band of any role
FEWEST_BAND = 6  # cases; so many or fewer share one band with any number of people
KEYS = ("person_key", "victim_person_key")
# Of a case's pattern: the bits looked at, and what they must be.
_D, _N = pl.col("denominator"), pl.col("numerator")
PARTS = {"counted": (_N, _N), "out_of": (_D, _D), "rest": (_D + _N, _D)}


def with_people_counted(
    engine: Counter,
    cells: pl.DataFrame,
    measures: Sequence[Measure],
    cuts: Sequence[Cut],
    *,
    columns: Sequence[str],
    window: Window,
    scans: Sequence[pl.DataFrame] | None = None,
) -> pl.DataFrame:
    """The cells of `metrics.counting.count` with exact people where there may be few of them.

    scans: what `metrics.counting.scan` returned for the cells, where it is at hand.
    """
    keys = [name for name in KEYS if name in columns]
    if not keys:
        return cells
    possible = [cut for cut in cuts if is_possible(cut, columns)]
    if scans is None:
        scans = scan(engine, measures, cuts, columns=columns, window=window)
    answers = []
    for some, patterns in zip(in_groups(measures), scans, strict=True):
        asked = _asked(cells, some)
        if not asked.is_empty():
            places = _places(asked, patterns, possible)
            people = _counted(engine, some, places, keys, window)
            answers.append(asked.join(people, on="asked"))
    counted = _better(cells, pl.concat(answers)) if answers else cells
    return _without_unsure(counted, possible)


def _better(cells: pl.DataFrame, answers: pl.DataFrame) -> pl.DataFrame:
    exact = answers.group_by(CELL).agg(
        pl.col("people").filter(pl.col("part") == part).max().alias(f"{part}_exact") for part in PARTS
    )
    better = [pl.coalesce(f"{part}_exact", f"{part}_people").alias(f"{part}_people") for part in PARTS]
    return cells.join(exact, on=CELL, how="left", nulls_equal=True).with_columns(better).select(cells.columns)


def _without_unsure(cells: pl.DataFrame, cuts: Sequence[Cut]) -> pl.DataFrame:
    """Null where there may be few people and nobody counted them."""
    bounded = [cut.breakdown for cut in cuts if cut.is_bounded]
    if not bounded:
        return cells
    is_bounded = pl.col("breakdown").is_in(bounded)
    return cells.with_columns(
        pl.when(~(is_bounded & _is_unsure(part))).then(pl.col(f"{part}_people")).alias(f"{part}_people")
        for part in PARTS
    )


def _asked(cells: pl.DataFrame, measures: Sequence[Measure]) -> pl.DataFrame:
    """One row per unsure part of a cell, numbered, with the bits of a case's pattern that put it there."""
    places = [(measure.id, *bits_of(at)) for at, measure in enumerate(measures)]
    schema = {"measure": pl.String, "denominator": pl.Int64, "numerator": pl.Int64}
    of_these = cells.join(pl.DataFrame(places, schema=schema, orient="row"), on="measure")
    unsure = [
        of_these.filter(_is_unsure(part)).select(
            *CELL, pl.lit(part).alias("part"), mask.alias("mask"), bits.alias("bits")
        )
        for part, (mask, bits) in PARTS.items()
    ]
    return pl.concat(unsure).with_row_index("asked").with_columns(pl.col("asked").cast(pl.Int64))


def _is_unsure(part: str) -> pl.Expr:
    cases = pl.col("out_of") - pl.col("counted") if part == "rest" else pl.col(part)
    return (pl.col(f"{part}_people") <= FEW) & (cases > pl.col(f"{part}_people")) & (cases > FEWEST_BAND)


def _places(
    asked: pl.DataFrame, patterns: pl.DataFrame, cuts: Sequence[Cut]
) -> list[tuple[tuple[str, ...], pl.DataFrame]]:
    """Per breakdown the columns of its finest cells, and those of them that are in a part asked for.

    Parts asked for have few cases, so these are few cells of few cases.
    """
    found = []
    for finest, named in named_cells(patterns, [cut for cut in cuts if not cut.is_bounded]):
        held = named.join(asked.lazy(), on=CELL[1:], nulls_equal=True)
        is_in = (pl.col("pattern") & pl.col("mask")) == pl.col("bits")
        own = [f"own_{name}" for name in finest]
        found.append((finest, held.filter(is_in).select("asked", "pattern", *own).collect()))
    return [(finest, held) for finest, held in found if not held.is_empty()]


def _counted(
    engine: Counter,
    measures: Sequence[Measure],
    places: Sequence[tuple[tuple[str, ...], pl.DataFrame]],
    keys: Sequence[str],
    window: Window,
) -> pl.DataFrame:
    """The number of people in each part asked for: suspects or victims, whichever are fewer.

    An unknown person is one each time.
    """
    if not places:
        return pl.DataFrame(schema={"asked": pl.Int64, "people": pl.Int64})
    tables, branches, members = {}, [], []
    first = 0
    for at, (finest, held) in enumerate(places):
        own = ["pattern", *(f"own_{name}" for name in finest)]
        numbered = held.select(own).unique().with_row_index("place", offset=first)
        members.append(held.join(numbered, on=own, nulls_equal=True).select("asked", "place"))
        first += numbered.height
        tables[f"held_{at}"] = numbered
        is_held = "".join(f" and cases.{name} = held_{at}.own_{name}" for name in finest)
        branches.append(
            f"select place, {', '.join(keys)} from cases join held_{at} on cases.pattern = held_{at}.pattern{is_held}"
        )
    cuts = [_cut(finest) for finest, _ in places]
    cases = cases_query(measures, cuts, (), window, also=keys)
    sql = f"with cases as ({cases}) {' union all '.join(branches)}"
    people = pl.concat(members).join(engine.frame(sql, window.values, tables=tables), on="place")
    return people.group_by("asked").agg(
        pl.min_horizontal(pl.col(key).drop_nulls().n_unique() + pl.col(key).null_count() for key in keys)
        .cast(pl.Int64)
        .alias("people")
    )


def _cut(finest: tuple[str, ...]) -> Cut:
    """The cut whose columns these are."""
    grains: list[Grain] = [grain for grain in PERIOD_FUNCTIONS if f"{grain}_from" in finest]
    breakdowns = [name for name in finest if name != "district" and not name.endswith("_from")]
    return Cut([*grains, "whole"][0], "district" in finest, breakdowns[0] if breakdowns else None)
