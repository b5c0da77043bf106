"""How many people stand behind cells in which there may be few: distinct suspects, distinct victims.

Weights (see `warehouse.derived`) say cheaply that most cells have many people. Only where they
cannot, and there are more cases than that, are the people themselves counted.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from metrics.counting import CELL, PERIOD_FUNCTIONS, Counter, Cut, dimension_value, flags_of
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
    first_day: date,
    last_day: date,
) -> pl.DataFrame:
    """The cells of `metrics.counting.count` with exact people where there may be few of them."""
    keys = [name for name in KEYS if name in columns]
    unsure = cells.filter(pl.any_horizontal(*(_is_unsure(part) for part in PARTS)))
    if not keys or unsure.is_empty():
        return cells
    window = {"first_day": first_day, "last_day": last_day}
    found = [
        _counted(engine, measures, cut, cell_rows, keys, window)
        for cut in cuts
        if not (cell_rows := unsure.filter(_is_of(cut))).is_empty()
    ]
    exact = pl.concat(found)
    names = [f"{part}_people" for part in PARTS]
    joined = cells.join(exact, on=CELL, how="left", nulls_equal=True, suffix="_exact")
    better = [pl.coalesce(f"{name}_exact", name).alias(name) for name in names]
    return joined.with_columns(better).select(cells.columns)


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


def _counted(
    engine: Counter,
    measures: Sequence[Measure],
    cut: Cut,
    unsure: pl.DataFrame,
    keys: Sequence[str],
    window: dict[str, Any],
) -> pl.DataFrame:
    """Exact people of the cells of one cut that are unsure."""
    by_measure = {str(name[0]): rows for name, rows in unsure.partition_by("measure", as_dict=True).items()}
    wanted = [measure for measure in measures if measure.id in by_measure]
    parts = {
        at: [part for part in PARTS if not by_measure[measure.id].filter(_is_unsure(part)).is_empty()]
        for at, measure in enumerate(wanted)
    }
    flags = {
        f"{part}_people_{at}": PARTS[part].format(**flags_of(wanted[at]))
        for at, names in parts.items()
        for part in names
    }
    picked, values = _picked(cut, unsure)
    found = []
    for key in keys:
        wide = engine.frame(_query(measures[0], cut, flags, picked, key), {**window, **values})
        found += [_tidy(wide, measure, at, cut, parts[at]) for at, measure in enumerate(wanted)]
    return pl.concat(found).group_by(CELL).agg(pl.col(f"{part}_people").min() for part in PARTS)


def _query(measure: Measure, cut: Cut, flags: dict[str, str], picked: str, key: str) -> str:
    """Distinct people of one kind per cell and flag; an unknown person is one each time.

    First by person, then over people: far cheaper than as many distinct counts.
    """
    chosen = "".join(f"{name}, " for name in _names(cut))
    cases = ", ".join(f"count(*) filter (where {flag}) as {name}" for name, flag in flags.items())
    people = ", ".join(
        f"cast(sum(case when {key} is null then {name} when {name} > 0 then 1 else 0 end) as bigint) as {name}"
        for name in flags
    )
    grouped = f"group by {', '.join(_names(cut))}" if cut.columns else ""
    return f"""
        select {chosen} {people} from (
            select {chosen} {key}, {cases} from ({_cases(measure, cut)}) as cases {picked} group by {chosen} {key}
        ) as by_person {grouped}"""


def _names(cut: Cut) -> tuple[str, ...]:
    """Names for the cut's columns that no table has."""
    return tuple(f"cut_{name}" for name in cut.columns)


def _cases(measure: Measure, cut: Cut) -> str:
    """The cases of the period, with the cut's columns beside their own: flags are left to the few that are kept."""
    sources = {f"{grain}_from": f"{function}({measure.day})" for grain, function in PERIOD_FUNCTIONS.items()}
    columns = "".join(
        f", {sources.get(name) or dimension_value(name)} as {own}"
        for name, own in zip(cut.columns, _names(cut), strict=True)
    )
    return f"select r.*{columns} from {measure.rows} as r where day_of({measure.day}) between $first_day and $last_day"


def _picked(cut: Cut, unsure: pl.DataFrame) -> tuple[str, dict[str, Any]]:
    """A join that keeps the cases of the cells asked for, and its bound values."""
    if not cut.columns:
        return "", {}
    sources = {f"{grain}_from": "period_from" for grain in PERIOD_FUNCTIONS} | {"district": "district"}
    cells = unsure.select(
        pl.col(sources.get(name, "group_value")).alias(name) for name in cut.columns
    ).unique()
    bound = [
        {f"cell_{place}_{at}": value for at, value in enumerate(row)}
        for place, row in enumerate(cells.rows())
    ]
    listed = ", ".join("(" + ", ".join(f"${name}" for name in names) + ")" for names in bound)
    values = {name: value for names in bound for name, value in names.items()}
    columns = ", ".join(_names(cut))
    return f"join (values {listed}) as picked({columns}) using ({columns})", values


def _tidy(wide: pl.DataFrame, measure: Measure, at: int, cut: Cut, parts: Sequence[str]) -> pl.DataFrame:
    period = pl.col(f"cut_{cut.grain}_from") if cut.grain != "whole" else pl.lit(None)
    counted = {part: pl.col(f"{part}_people_{at}") if part in parts else pl.lit(None) for part in PARTS}
    return wide.select(
        pl.lit(measure.id).alias("measure"),
        pl.lit(cut.grain).alias("grain"),
        period.cast(pl.Date).alias("period_from"),
        (pl.col("cut_district") if cut.by_district else pl.lit("all")).alias("district"),
        pl.lit(cut.breakdown or "none").alias("breakdown"),
        (pl.col(f"cut_{cut.breakdown}") if cut.breakdown else pl.lit("all")).alias("group_value"),
        *(people.cast(pl.Int64).alias(f"{part}_people") for part, people in counted.items()),
    )
