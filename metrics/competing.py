"""Share with an event where something else can come first that makes it impossible: Aalen-Johansen, from counts.

Kaplan-Meier would treat who is held for long as if he would go on like the others, and so say too much.
A row of counts says: `n` people of `group` were followed for `days` and then had the event (`event`), or
what competes with it (`competing`), or neither. On one day: both before the end of follow-up.
"""

from collections.abc import Sequence

import polars as pl

from metrics.rates import LEVEL, normal_quantile

FLAGS = ("event", "competing")


def cumulative_incidence(
    counts: pl.DataFrame, *, at: Sequence[int], of: str = "event", level: float = LEVEL
) -> pl.DataFrame:
    """Share who had the event, and not what competes with it before, by each day.

    counts: rows of group, days, event, competing (not both true), n.
    at: days to report. of: "event" or "competing": the share of which of the two.

    Returns one row per group and day, in that order: group, day, share, low, high (0 to 1), other (the share of the
    other of the two), at_risk (people followed to that day or beyond with neither). All but `at_risk` are null after
    the last day anybody was followed; the ends are null while nobody, and once everybody, has had it.
    Source: Kalbfleisch and Prentice 2002, section 8.2.3; variance by the delta method and ends on the
    log(-log) scale, as Collett 2015, Modelling Survival Data in Medical Research, 3rd edition, p. 411.
    """
    days = sorted(set(at))
    rows = _checked(counts)
    steps = _steps(pl.concat([rows, _nobody_on(rows, days)]).lazy(), of)
    return (
        _with_ends(_with_share(steps), level=level)
        .filter(pl.col("days").is_in(days))
        .select("group", pl.col("days").alias("day"), "share", "low", "high", "other", "at_risk")
        .collect()
    )


def _checked(counts: pl.DataFrame) -> pl.DataFrame:
    rows = counts.select(
        "group", pl.col("days", "n").cast(pl.Int64), pl.col("event", "competing").cast(pl.Boolean)
    )
    if rows.select(pl.any_horizontal(pl.all().exclude("group").is_null().any())).item():
        raise ValueError("Null in days, event, competing or n: somebody's follow-up would be lost")
    if rows.filter((pl.col("days") < 0) | (pl.col("n") < 0) | (pl.col("event") & pl.col("competing"))).height:
        raise ValueError("Negative days or n, or both the event and what competes with it")
    return rows


def _nobody_on(rows: pl.DataFrame, days: Sequence[int]) -> pl.DataFrame:
    """A row of 0 people per group and day, so that running totals can be read off on those days."""
    days_asked = pl.DataFrame({"days": days}, schema={"days": pl.Int64})
    nobody = rows.select(pl.col("group").unique()).join(days_asked, how="cross")
    return nobody.with_columns(
        n=pl.lit(0, pl.Int64), event=pl.lit(value=False), competing=pl.lit(value=False)
    ).select(rows.columns)


def _steps(rows: pl.LazyFrame, of: str) -> pl.LazyFrame:
    """Per group and day: `wanted` of the event asked for, `either` of both, and people at risk."""
    n = pl.col("n")
    return (
        rows.group_by("group", "days")
        .agg(
            wanted=n.filter(pl.col(of)).sum(),
            either=n.filter(pl.col("event") | pl.col("competing")).sum(),
            leaving=n.sum(),
        )
        .sort("group", "days")
        .with_columns(at_risk=pl.col("leaving").cum_sum(reverse=True).over("group"))
        .drop("leaving")
    )


def _with_share(steps: pl.LazyFrame) -> pl.LazyFrame:
    """Adds `free` (with neither before the day), `share` and `other`."""
    either, at_risk = (pl.col(name).cast(pl.Float64) for name in ("either", "at_risk"))
    kept = pl.when(pl.col("either") == 0).then(1.0).otherwise(1 - either / at_risk)
    free = steps.with_columns(left=kept.cum_prod().over("group"))
    free = free.with_columns(free=pl.col("left").shift(1, fill_value=1.0).over("group"))

    def share(had: pl.Expr) -> pl.Expr:
        step = pl.when(had == 0).then(0.0).otherwise(pl.col("free") * had.cast(pl.Float64) / at_risk)
        return step.cum_sum().over("group")

    return free.with_columns(share=share(pl.col("wanted")), other=share(pl.col("either") - pl.col("wanted")))


def _with_ends(steps: pl.LazyFrame, *, level: float) -> pl.LazyFrame:
    """Adds low and high; the share itself becomes null where nobody was followed any more.

    The variance is a sum over all earlier days of (share now - share then) and its square: with running sums
    it needs no second pass.
    """
    either, wanted, n = (pl.col(name).cast(pl.Float64) for name in ("either", "wanted", "at_risk"))
    share, free = pl.col("share"), pl.col("free")
    all_gone = (n <= either) | (n == 0)
    first = pl.when(all_gone).then(0.0).otherwise(either / (n * (n - either)))
    second = pl.when(n == 0).then(0.0).otherwise(free.pow(2) * wanted * (n - wanted) / n.pow(3))
    third = pl.when(n == 0).then(0.0).otherwise(free * wanted / n.pow(2))

    def so_far(term: pl.Expr) -> pl.Expr:
        return term.cum_sum().over("group")

    variance = (
        share.pow(2) * so_far(first)
        - 2 * share * so_far(share * first)
        + so_far(share.pow(2) * first)
        + so_far(second)
        - 2 * (share * so_far(third) - so_far(share * third))
    ).clip(lower_bound=0)
    power = (normal_quantile(level) * variance.sqrt() / (share * share.log().abs())).exp()
    known = (pl.col("at_risk") > 0) | (pl.col("left") == 0)
    between = known & (share > 0) & (share < 1)
    return steps.with_columns(
        low=pl.when(between).then(share.pow(power)),
        high=pl.when(between).then(share.pow(1 / power)),
        share=pl.when(known).then(share),
        other=pl.when(known).then(pl.col("other")),
    )
