"""Where a gap enters: ratios at decision points, each given the one before, multiplied along the way."""

from collections.abc import Sequence

import polars as pl

from metrics.rates import LEVEL, normal_quantile


def cumulative_ratios(stages: pl.DataFrame, *, by: Sequence[str], level: float = LEVEL) -> pl.DataFrame:
    """Follow the product of the ratios along the stages of each comparison.

    stages: one row per comparison and stage, in the order of the stages; ratio, ratio_low and ratio_high
        (above 0), the ratio at that stage given the one before.
    by: the columns that name a comparison.

    Adds cumulative (product up to and with the stage), cumulative_low, cumulative_high, and contribution
    (logarithm of the stage's ratio; those of a comparison add up to the logarithm of its last cumulative).
    The stages are judged apart, so their variances add; each is taken from the wider side of its interval.
    Null from the first stage on whose ratio is null.
    Source: decomposition of a product by logarithms; variance by the delta method, as in Katz and others
    1978, Biometrics 34, 469-474, for each factor.
    """
    z = normal_quantile(level)
    log = pl.col("ratio").log()
    half = pl.max_horizontal(log - pl.col("ratio_low").log(), pl.col("ratio_high").log() - log)
    known = pl.col("ratio").is_not_null().cast(pl.Int8).cum_min().over(by) == 1
    total = log.cum_sum().over(by)
    reach = (half / z).pow(2).cum_sum().over(by).sqrt() * z
    return stages.with_columns(
        pl.when(known).then(total.exp()).alias("cumulative"),
        pl.when(known).then((total - reach).exp()).alias("cumulative_low"),
        pl.when(known).then((total + reach).exp()).alias("cumulative_high"),
        pl.when(known).then(log).alias("contribution"),
    )
