"""The difference between two groups' shares by one day, from counts: said where hazards are not proportional."""

import polars as pl

from metrics.rates import LEVEL
from metrics.survival import cumulative_share


def risk_differences(
    counts: pl.DataFrame, *, reference: object, day: int, level: float = LEVEL
) -> pl.DataFrame:
    """Each group's share with the event by the day, less that of the reference group.

    counts: rows of group, days, event and n, as in `survival`.
    reference: a value of `group`.

    Returns one row per other group, in order: group, share, reference_share (0 to 1), difference, low, high
    (-1 to 1). The last three are null where either share, or its interval, is not known on that day, or
    where the reference group does not exist.
    Source: Zou and Donner 2008, Statistics in Medicine 27, 1693-1702 (square and add), with the log-log
    interval of each curve.
    """
    shares = cumulative_share(counts, at=[day], level=level).drop("day", "at_risk")
    is_reference = pl.col("group").eq_missing(pl.lit(reference, counts.schema["group"]))
    base = shares.filter(is_reference).select(reference_share="share", base_low="low", base_high="high")
    if base.is_empty():
        base = pl.DataFrame(
            {name: [None] for name in base.columns}, schema=dict.fromkeys(base.columns, pl.Float64)
        )
    share, other = pl.col("share"), pl.col("reference_share")
    below = ((share - pl.col("low")).pow(2) + (pl.col("base_high") - other).pow(2)).sqrt()
    above = ((pl.col("high") - share).pow(2) + (other - pl.col("base_low")).pow(2)).sqrt()
    known = below.is_not_null() & above.is_not_null()
    return (
        shares.filter(~is_reference)
        .join(base, how="cross")
        .select(
            "group",
            "share",
            "reference_share",
            difference=pl.when(known).then(share - other),
            low=share - other - below,
            high=share - other + above,
        )
    )
