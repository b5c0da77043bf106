"""How many people stand behind cells in which there may be few: distinct suspects, distinct victims.

Weights (see `warehouse.derived`) say cheaply that most cells have many people. Only where they
cannot, and there are more cases than that, are the people themselves counted.
"""

from collections.abc import Sequence

import polars as pl

from metrics.counting import CELL, PERIOD_FUNCTIONS, Counter, Cut, Window, dimension_value, flags_of
from metrics.declarations import Measure

FEW = 12  # people; the widest first band of any role
FEWEST_BAND = 6  # cases; so many or fewer share one band with any number of people
KEYS = ("person_key", "victim_person_key")
PARTS = {"counted": "{n}", "out_of": "{d}", "rest": "({d} and not {n})"}


def with_people_counted(
    engine: Counter,
    cells: pl.DataFrame,
    measures: Sequence[Measure],
    cuts: Sequence[Cut],
    *,
    columns: Sequence[str],
    window: Window,
) -> pl.DataFrame:
    """The cells of `metrics.counting.count` with exact people where there may be few of them."""
    keys = [name for name in KEYS if name in columns]
    asked = _asked(cells, measures)
    if not keys or asked.is_empty():
        return cells
    asking = [(cut, of_cut) for cut in cuts if not (of_cut := asked.filter(_is_of(cut))).is_empty()]
    answers = engine.frame(
        " union all ".join(
            _query(measures, cut, f"asked_{at}", sorted(set(of_cut["kind"])), keys, window)
            for at, (cut, of_cut) in enumerate(asking)
        ),
        window.values,
        tables={
            f"asked_{at}": of_cut.select("asked", "kind", *_held(cut))
            for at, (cut, of_cut) in enumerate(asking)
        },
    )
    counted = asked.join(answers, on="asked")
    exact = counted.group_by(CELL).agg(
        pl.col("people").filter(pl.col("part") == part).max().alias(f"{part}_exact") for part in PARTS
    )
    better = [pl.coalesce(f"{part}_exact", f"{part}_people").alias(f"{part}_people") for part in PARTS]
    joined = cells.join(exact, on=CELL, how="left", nulls_equal=True)
    return joined.with_columns(better).select(cells.columns)


def _asked(cells: pl.DataFrame, measures: Sequence[Measure]) -> pl.DataFrame:
    """One row per unsure part of a cell, numbered; `kind` is the place of its condition in `_conditions`."""
    places = {measure.id: place * len(PARTS) for place, measure in enumerate(measures)}
    first_kind = pl.col("measure").replace_strict(places, return_dtype=pl.Int64)
    unsure = [
        cells.filter(_is_unsure(part)).select(
            *CELL, pl.lit(part).alias("part"), (first_kind + at).alias("kind")
        )
        for at, part in enumerate(PARTS)
    ]
    return pl.concat(unsure).with_row_index("asked").with_columns(pl.col("asked").cast(pl.Int64))


def _is_unsure(part: str) -> pl.Expr:
    cases = pl.col("out_of") - pl.col("counted") if part == "rest" else pl.col(part)
    return (pl.col(f"{part}_people") <= FEW) & (cases > pl.col(f"{part}_people")) & (cases > FEWEST_BAND)


def _is_of(cut: Cut) -> pl.Expr:
    is_district = pl.col("district") != "all"
    return (
        (pl.col("grain") == cut.grain)
        & (is_district == cut.by_district)
        & (pl.col("breakdown") == (cut.breakdown or "none"))
    )


def _conditions(measures: Sequence[Measure]) -> list[str]:
    return [sql.format(**flags_of(measure)) for measure in measures for sql in PARTS.values()]


def _held(cut: Cut) -> list[pl.Expr]:
    """What the columns of the cut hold in a cell, under names that no table has."""
    sources = {f"{grain}_from": "period_from" for grain in PERIOD_FUNCTIONS} | {"district": "district"}
    return [pl.col(sources.get(name, "group_value")).alias(f"cut_{name}") for name in cut.columns]


def _query(
    measures: Sequence[Measure],
    cut: Cut,
    asked: str,
    kinds: Sequence[int],
    keys: Sequence[str],
    window: Window,
) -> str:
    """Distinct suspects or victims, whichever are fewer, of each part asked for; an unknown person is one each time.

    asked: the frame of the parts asked for, all in cells of the cut; kinds: the conditions they need.
    """
    conditions = {kind: _conditions(measures)[kind] for kind in kinds}
    has_part = " ".join(f"when {kind} then {condition}" for kind, condition in conditions.items())
    is_in_cell = "".join(f" and cases.cut_{name} = {asked}.cut_{name}" for name in cut.columns)
    people = ", ".join(f"count(distinct {key}) + count(*) - count({key})" for key in keys)
    return f"""
        select asked, least({people}) as people
        from ({_cases(measures[0], cut, " or ".join(conditions.values()), window)}) as cases
        join {asked} on case kind {has_part} end {is_in_cell}
        group by asked"""


def _cases(measure: Measure, cut: Cut, condition: str, window: Window) -> str:
    """The cases of the period that may be asked for, with the columns of the cut beside their own."""
    sources = {f"{grain}_from": f"{function}({measure.day})" for grain, function in PERIOD_FUNCTIONS.items()}
    columns = "".join(f", {sources.get(name) or dimension_value(name)} as cut_{name}" for name in cut.columns)
    return f"""
        select r.*{columns} from {measure.rows} as r
        where {window.holds(measure.day)} and ({condition})"""
