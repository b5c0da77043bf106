"""The difference between two groups' shares by one day, from counts: said where hazards are not proportional."""

import polars as pl

from metrics.rates import LEVEL
from metrics.survival import cumulative_share


def risk_differences(
    counts: pl.DataFrame, pairs: pl.DataFrame, *, day: int, level: float = LEVEL
) -> pl.DataFrame:
    """Each group's share with the event by the day, less that of the group it is compared with.

    counts: rows of group, days, event and n, as in `survival`.
    pairs: rows of group and reference, both values of `group`.

    Returns the pairs with share, reference_share (0 to 1), difference, low, high (-1 to 1). The last three are
    null where either share, or its interval, is not known on that day, or where nobody is in one of the two.
    Source: Zou and Donner 2008, Statistics in Medicine 27, 1693-1702 (square and add), with the log-log
    interval of each curve.
    """
    shares = cumulative_share(counts, at=[day], level=level).drop("day", "at_risk")
    base = shares.select(reference="group", reference_share="share", base_low="low", base_high="high")
    share, other = pl.col("share"), pl.col("reference_share")
    below = ((share - pl.col("low")).pow(2) + (pl.col("base_high") - other).pow(2)).sqrt()
    above = ((pl.col("high") - share).pow(2) + (other - pl.col("base_low")).pow(2)).sqrt()
    known = below.is_not_null() & above.is_not_null()
    return (
        pairs.join(shares, on="group", how="left")
        .join(base, on="reference", how="left")
        .select(
            "group",
            "reference",
            "share",
            "reference_share",
            difference=pl.when(known).then(share - other),
            low=share - other - below,
            high=share - other + above,
        )
    )
