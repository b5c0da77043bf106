"""Time to an event from counts of (group, days, event, n); the people still waiting are never dropped.

A row of counts says: `n` people of `group` were followed for `days` whole days and then had the event
(`event` true) or were last seen without it (false). `group` may be any hashable column type and may be
null (not known); a null group is a group. Event and end of follow-up on the same day: the event first.
Departures: docs/deviations.md.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from metrics.rates import LEVEL, normal_quantile

# Below any step a share can take (1 in 10 million people), above the rounding of a product of 5,000 factors.
ROUNDING = 1e-9


def cumulative_share(counts: pl.DataFrame, *, at: Sequence[int], level: float = LEVEL) -> pl.DataFrame:
    """Share who had the event by each day, Kaplan-Meier, with log-log interval.

    counts: rows of group, days (whole days at risk), event (true or false), n (people).
    at: days to report.

    Returns one row per group and day, in that order: group, day, share, low, high (0 to 1), at_risk (people
    followed to that day or beyond). `share` is null after the last day anybody was followed, unless
    everybody has had the event. `low` and `high` are null while nobody, and once everybody, has had the
    event: the interval is not defined there.
    Source: Kalbfleisch and Prentice 2002, The Statistical Analysis of Failure Time Data, section 1.4.
    """
    days = sorted(set(at))
    rows = with_nobody_on(checked_counts(counts), days)
    return (
        with_share(event_table(rows), level=level)
        .filter(pl.col("days").is_in(days))
        .select("group", pl.col("days").alias("day"), "share", "low", "high", "at_risk")
        .collect()
    )


def quantile_days(counts: pl.DataFrame, shares: Mapping[str, float], *, level: float = LEVEL) -> pl.DataFrame:
    """First day by which at least so large a share of each group had the event; 0.5 is the median.

    shares: by a name of each.

    Returns one row per group, in order: group and, per name, the day under that name, `_low` and `_high`. Null
    means not within the follow-up: never in the day and `_low`; in `_high` that the waiting time has no upper
    end that these counts can show.
    Source: Brookmeyer and Crowley 1982, Biometrics 38, 29-41, with the log-log interval of the curve.
    """
    curve = with_share(event_table(checked_counts(counts)), level=level)
    reached = {"": "share", "_low": "high", "_high": "low"}
    return (
        curve.group_by("group")
        .agg(
            pl.col("days").filter(pl.col(of) >= share - ROUNDING).min().alias(f"{name}{end}")
            for name, share in shares.items()
            for end, of in reached.items()
        )
        # Where everybody has the event at once the curve jumps past its interval.
        .with_columns(pl.min_horizontal(f"{name}_low", name).alias(f"{name}_low") for name in shares)
        .sort("group")
        .collect()
    )


def checked_counts(counts: pl.DataFrame) -> pl.DataFrame:
    """The four columns in one type. Raises ValueError on a null, negative days or a negative count."""
    columns = counts.select(
        "group", pl.col("days").cast(pl.Int64), pl.col("event").cast(pl.Boolean), pl.col("n").cast(pl.Int64)
    )
    counted = pl.col("days", "n")
    has_null, has_negative = columns.select(
        pl.any_horizontal(pl.col("days", "event", "n").has_nulls()).alias("null"),
        pl.any_horizontal((counted < 0).any()).alias("negative"),
    ).row(0)
    if has_null:
        raise ValueError("Null in days, event or n: somebody's follow-up would be lost")
    if has_negative:
        raise ValueError("Negative days or n")
    return columns


def with_nobody_on(counts: pl.DataFrame, days: Sequence[int]) -> pl.DataFrame:
    """Adds a row of 0 people per group and day, so that running totals can be read off on those days."""
    nobody = counts.select(pl.col("group").unique()).join(
        pl.DataFrame({"days": days}, schema={"days": pl.Int64}), how="cross"
    )
    return pl.concat([counts, nobody.with_columns(event=pl.lit(value=False), n=pl.lit(0, pl.Int64))])


def event_table(counts: pl.DataFrame) -> pl.LazyFrame:
    """One row per group and day, in that order: events, and at_risk (people followed to it or beyond)."""
    return (
        counts.lazy()
        .group_by("group", "days")
        .agg(events=pl.col("n").filter(pl.col("event")).sum(), leaving=pl.col("n").sum())
        .sort("group", "days")
        .with_columns(at_risk=pl.col("leaving").cum_sum(reverse=True).over("group"))
        .drop("leaving")
    )


def with_share(steps: pl.LazyFrame, *, level: float) -> pl.LazyFrame:
    """Adds share, low and high to rows of group, days, events and at_risk, sorted by group and days."""
    at_risk, left = pl.col("at_risk").cast(pl.Float64), pl.col("at_risk") - pl.col("events")
    kept = pl.when(pl.col("events") == 0).then(1.0).otherwise(left / at_risk)
    spread = pl.when(pl.col("events") > 0, left > 0).then(pl.col("events") / (at_risk * left)).otherwise(0.0)
    steps = steps.with_columns(free=kept.cum_prod().over("group"), variance=spread.cum_sum().over("group"))
    free = pl.col("free")
    # log(-log(free)) is spread evenly: the power keeps both ends between 0 and 1.
    power = (normal_quantile(level) * pl.col("variance").sqrt() / free.log().abs()).exp()
    between = (free > 0) & (free < 1) & (pl.col("at_risk") > 0)
    return steps.with_columns(
        share=pl.when((pl.col("at_risk") > 0) | (free == 0)).then(1 - free),
        low=pl.when(between).then(1 - free.pow(1 / power)),
        high=pl.when(between).then(1 - free.pow(power)),
    ).drop("free", "variance")
