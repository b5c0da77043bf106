"""How many people stand behind cells in which there may be few: distinct suspects, distinct victims.

Weights (see `warehouse.derived`) say cheaply that most cells have many people. Only where they
cannot, and there are more cases than that, are the people themselves counted.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from metrics.counting import CELL, PERIOD_FUNCTIONS, Counter, Cut, cases_query
from metrics.declarations import Measure

FEW = 12  # people; the widest first band of any role
KEYS = ("person_key", "victim_person_key")
PARTS = {"counted": "n{at}", "out_of": "d{at}", "rest": "d{at} and not n{at}"}


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
        _counted(engine, measures, cut, cell_rows, keys, columns, window)
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
    return (pl.col(f"{part}_people") <= FEW) & (cases > pl.col(f"{part}_people"))


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
    columns: Sequence[str],
    window: dict[str, Any],
) -> pl.DataFrame:
    """Exact people of the cells of one cut that are unsure."""
    names = set(unsure["measure"].to_list())
    wanted = [measure for measure in measures if measure.id in names]
    where, values = _where(cut, unsure)
    people = ", ".join(
        f"{_people(flag.format(at=at), keys)} as {part}_people_{at}"
        for at in range(len(wanted))
        for part, flag in PARTS.items()
    )
    chosen = "".join(f"{name}, " for name in cut.columns)
    grouped = f"group by {', '.join(cut.columns)}" if cut.columns else ""
    cases = cases_query(wanted, [cut], [*columns], extra=keys)
    wide = engine.frame(
        f"with cases as ({cases}) select {chosen} {people} from cases where {where} {grouped}",
        {**window, **values},
    )
    return pl.concat([_tidy(wide, measure, at, cut) for at, measure in enumerate(wanted)])


def _where(cut: Cut, unsure: pl.DataFrame) -> tuple[str, dict[str, Any]]:
    """The cells that are asked for, as bound values."""
    sources = {f"{grain}_from": "period_from" for grain in PERIOD_FUNCTIONS} | {"district": "district"}
    picked = unsure.select(
        pl.col(sources.get(name, "group_value")).alias(name) for name in cut.columns
    ).unique()
    values: dict[str, Any] = {}
    cells = []
    for place, row in enumerate(picked.rows()):
        bound = {f"cell_{place}_{at}": value for at, value in enumerate(row)}
        values |= bound
        cells.append("(" + " and ".join(f"{n} = ${v}" for n, v in zip(cut.columns, bound, strict=True)) + ")")
    return (" or ".join(cells) if cut.columns else "true"), values


def _people(flag: str, keys: Sequence[str]) -> str:
    """The smallest of cases, distinct suspects and distinct victims; an unknown person is one each time."""
    distinct = [
        f"count(distinct case when {flag} then {key} end) + count(*) filter (where ({flag}) and {key} is null)"
        for key in keys
    ]
    return f"cast(least(count(*) filter (where {flag}), {', '.join(distinct)}) as bigint)"


def _tidy(wide: pl.DataFrame, measure: Measure, at: int, cut: Cut) -> pl.DataFrame:
    period = pl.col(f"{cut.grain}_from") if cut.grain != "whole" else pl.lit(None)
    return wide.select(
        pl.lit(measure.id).alias("measure"),
        pl.lit(cut.grain).alias("grain"),
        period.cast(pl.Date).alias("period_from"),
        (pl.col("district") if cut.by_district else pl.lit("all")).alias("district"),
        pl.lit(cut.breakdown or "none").alias("breakdown"),
        (pl.col(cut.breakdown) if cut.breakdown else pl.lit("all")).alias("group_value"),
        *(pl.col(f"{part}_people_{at}").alias(f"{part}_people") for part in PARTS),
    )
