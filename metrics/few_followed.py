"""Cells of a histogram in which few people stand behind many cases.

As in `metrics.people`: weights say cheaply of most cells that there are many; in the others people are counted.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from metrics.cells import ROUNDING
from metrics.counting import ALL, WEIGHTS, Counter, Cut
from metrics.histograms import CELL, Followed
from metrics.people import FEW, FEWEST_BAND, KEYS

FEW_FOLLOWED = pl.Schema(
    {
        **dict.fromkeys(("name", *CELL), pl.String),
        "period_from": pl.Date,
        "part": pl.String,
        "people": pl.Int64,
    }
)


def few_people(
    engine: Counter, followed: Mapping[str, Followed], histograms: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Parts of cells with so few people that they, and not their cases, say how large the part is.

    histograms: as `metrics.histograms.durations` of each of `followed`, by the same names.
    Returns the name, the cell, part (all; event; open: not yet; in_time and late, where there is a limit) and people
    (suspects or victims, whichever are fewer). Parts of many people, or of one case for each, are absent.
    """
    unsure = _unsure(followed, histograms)
    if unsure.is_empty():
        return FEW_FOLLOWED.to_frame()
    people = engine.frame(_query(followed, unsure), tables={"held": unsure})
    few = unsure.join(people, on="place")
    return few.filter(pl.col("people") <= FEW, pl.col("people") < pl.col("n")).select(list(FEW_FOLLOWED))


def _unsure(followed: Mapping[str, Followed], histograms: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Parts in which the weights of cases do not add up to many people, and cases are more than that."""
    if not histograms:
        return pl.DataFrame(schema={**FEW_FOLLOWED, "n": pl.Int64}).drop("people")
    parts = _parts()
    counts = _summed(followed, histograms, parts)
    least = {part: _least([pl.col(f"{part}_{weight}") for weight in WEIGHTS]) for part in parts}
    found = [
        counts.filter(
            least[part] <= FEW,
            pl.col(f"{part}_n") > pl.max_horizontal(least[part], FEWEST_BAND),
            # Of two parts a share may be told, of the others how many there are.
            pl.col(f"{part}_n") >= pl.col("told_from")
            if part in ("all", "event")
            else pl.col("all_n") >= pl.col("shares_from"),
        ).select("name", *CELL, part=pl.lit(part), n=f"{part}_n")
        for part in parts
    ]
    return pl.concat(found).with_row_index("place").with_columns(pl.col("place").cast(pl.Int64))


def _parts() -> dict[str, pl.Expr]:
    """Which rows of a histogram are in each part; without a limit nobody is in time or late."""
    in_time = pl.col("event") & ~pl.col("is_late")
    return {
        "all": pl.lit(value=True),
        "event": pl.col("event"),
        "open": ~pl.col("event"),
        "in_time": in_time,
        "late": ~in_time & pl.col("has_limit"),
    }


def _summed(
    followed: Mapping[str, Followed], histograms: Mapping[str, pl.DataFrame], parts: Mapping[str, pl.Expr]
) -> pl.DataFrame:
    """Cases and weights of each part of every cell, with the sizes from which something may be told of it."""
    frames = [
        cells.lazy().select(
            pl.lit(name).alias("name"),
            *CELL,
            "event",
            "n",
            *WEIGHTS,
            is_late=pl.col("days") > pl.lit(followed[name].limit, pl.Int64),
        )
        for name, cells in histograms.items()
    ]
    settings = [
        (name, asked.limit is not None, asked.told_from, asked.shares_from)
        for name, asked in followed.items()
    ]
    schema = {"name": pl.String, "has_limit": pl.Boolean, "told_from": pl.Int64, "shares_from": pl.Int64}
    return (
        pl.concat(frames)
        .group_by("name", *CELL, "event", "is_late")
        .agg(pl.col("n", *WEIGHTS).sum())
        .join(pl.LazyFrame(settings, schema=schema, orient="row"), on="name")
        .group_by("name", *CELL, "told_from", "shares_from")
        .agg(
            pl.col(column).filter(condition).sum().alias(f"{part}_{column}")
            for part, condition in parts.items()
            for column in ("n", *WEIGHTS)
        )
        .collect()
    )


def _least(weights: Sequence[pl.Expr]) -> pl.Expr:
    return (pl.min_horizontal(weights) - ROUNDING).ceil()


def _query(followed: Mapping[str, Followed], held: pl.DataFrame) -> str:
    """People of each row of the table `held`. An unknown person is one each time."""
    names = sorted(held["name"].unique())
    cases = ", ".join(
        f"cases_{at} as ({followed[name].cases(_keys(followed[name]))})" for at, name in enumerate(names)
    )
    branches = [
        f"select place, {', '.join(KEYS)} from cases_{at} as cases join held on held.name = '{name}' and {condition}"
        for at, name in enumerate(names)
        for condition in _holding(followed[name], held.filter(name=name))
    ]
    people = ", ".join(f"count(distinct {key}) + count(*) filter ({key} is null)" for key in KEYS)
    return f"""
        with {cases}
        select place, cast(least({people}) as bigint) as people from ({" union all ".join(branches)})
        group by place"""


def _holding(followed: Followed, held: pl.DataFrame) -> list[str]:
    """Conditions of which one is true of a case in a row of `held`."""
    in_time = f"event and days <= {followed.limit}"
    parts = {"event": "event", "open": "not event", "in_time": in_time, "late": f"not ({in_time})"}
    asked = {str(part) for part in held["part"].unique()} & set(parts)
    holds = " ".join(f"when '{part}' then {parts[part]}" for part in sorted(asked))
    places = held.select("grain", "breakdown", by_district=pl.col("district") != ALL).unique().rows()
    return [
        _is_held(cut) + (f" and case held.part {holds} else true end" if asked else "")
        for cut in followed.possible
        if (cut.grain, cut.breakdown or "none", cut.by_district) in places
    ]


def _keys(followed: Followed) -> list[str]:
    return [name if name in followed.columns else f"cast(null as varchar) as {name}" for name in KEYS]


def _is_held(cut: Cut) -> str:
    """The row of `held` is a cell of this cut, and the case lies in it."""
    same = {"grain": f"'{cut.grain}'", "breakdown": f"'{cut.breakdown or 'none'}'"}
    if cut.grain != "whole":
        same["period_from"] = f"cases.{cut.grain}_from"
    if cut.breakdown:
        same["group_value"] = f"cases.{cut.breakdown}"
    same["district"] = "cases.district" if cut.by_district else f"'{ALL}'"
    is_split = f" and held.district <> '{ALL}'" if cut.by_district else ""
    return " and ".join(f"held.{name} = {value}" for name, value in same.items()) + is_split
