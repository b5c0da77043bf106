"""Control charts: is a period within the usual variation (common cause: the system) or not (an event)?

Centre and limits come from the baseline periods and stay there. A period without cases has no point: it
gives no signal, and rules that count points in a row pass over it to the next period with cases.
Departures: docs/deviations.md.
"""

from dataclasses import dataclass

import polars as pl

from metrics.rates import are_possible, as_float

LIMIT_SIGMAS = 3.0
BASELINE_PERIODS = 12
# Mean distance of two normal values, in standard deviations: turns a mean moving range into a sigma.
RANGE_TO_SIGMA = 1.128
ROUNDING = 1e-9


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What counts as a special cause. None switches a rule off.

    outside_limits: sigmas; one point further from the centre than this.
    run: points in a row on one side of the centre; a point on the centre ends the run.
    trend: points in a row, each above (or each below) the one before; the first point counts.
    two_of_three: sigmas; this point and one of the two before it further than this, on the same side.
    Source: Western Electric 1956, Statistical Quality Control Handbook, pp. 25-28; run and trend of seven as
    in NHS England, Making Data Count.
    """

    outside_limits: float | None = LIMIT_SIGMAS
    run: int | None = 7
    trend: int | None = 7
    two_of_three: float | None = 2.0


def p_chart(counts: pl.DataFrame, *, baseline_periods: int = BASELINE_PERIODS) -> pl.DataFrame:
    """Chart of a share, with limits widened by Laney's p' when the baseline varies more than chance.

    counts: rows of period (anything that sorts in time), counted, out_of, is_baseline (true or false).
    baseline_periods: fewer baseline periods with cases than this make trial limits.

    Returns the rows in order of period, with value, centre, sigma, lower, upper (0 to 1) and is_trial.
    `value`, `sigma` and the limits are null in a period without cases; all but `value` are null without a
    baseline; sigma and the limits are null when the baseline share is 0 or 1: it shows no variation.
    Source: Laney 2002, Quality Engineering 14, 531-537; sigma is never taken narrower than a p-chart's.
    """
    k, n = as_float(pl.col("counted")), as_float(pl.col("out_of"))
    points = counts.sort("period").with_columns(value=pl.when(are_possible(k, n)).then(k / n))
    baseline = points.filter("is_baseline", pl.col("value").is_not_null())
    centre = baseline.select(k.sum() / n.sum()).item() if baseline.height else None
    points = points.with_columns(centre=pl.lit(centre, pl.Float64))
    chance = pl.when(pl.col("value").is_not_null(), pl.col("centre") > 0, pl.col("centre") < 1).then(
        (pl.col("centre") * (1 - pl.col("centre")) / n).sqrt()
    )
    scores = points.filter("is_baseline").select((pl.col("value") - pl.col("centre")) / chance).to_series()
    widening = max(1.0, _sigma_from_ranges(scores) or 1.0)
    return _with_limits(
        points.with_columns(sigma=chance * widening, is_trial=pl.lit(baseline.height < baseline_periods))
    ).with_columns(pl.col("lower", "upper").clip(0, 1))


def xmr_chart(measures: pl.DataFrame, *, baseline_periods: int = BASELINE_PERIODS) -> pl.DataFrame:
    """Chart of one measure per period (individuals and moving range), in the measure's own unit.

    measures: rows of period, value (null for no measure) and is_baseline; otherwise as `p_chart`. The limits
    are not cut at 0. Sigma and the limits are null with fewer than two baseline values, or all of them equal.
    Source: Montgomery 2013, Introduction to Statistical Quality Control, 7th edition, section 6.4.
    """
    points = measures.sort("period").with_columns(as_float(pl.col("value")))
    baseline = points.filter("is_baseline").get_column("value").drop_nulls()
    return _with_limits(
        points.with_columns(
            centre=pl.lit(baseline.mean(), pl.Float64),
            sigma=pl.lit(_sigma_from_ranges(baseline), pl.Float64),
            is_trial=pl.lit(baseline.len() < baseline_periods),
        )
    )


def signals(chart: pl.DataFrame, rules: Rules | None = None) -> pl.DataFrame:
    """Adds `signal` to a chart: the first rule of `Rules` a period breaks, by its name, or empty.

    A rule over several points marks the period that completes it and every further one while it holds.
    """
    rules = rules or Rules()
    places = chart.with_row_index("place")
    points = places.filter(pl.col("value").is_not_null()).with_columns(
        side=_sign(pl.col("value") - pl.col("centre")),
        step=_sign(pl.col("value").diff()),
        sigmas=(pl.col("value") - pl.col("centre")) / pl.col("sigma"),
    )
    broken = {
        "outside_limits": _outside(rules.outside_limits),
        "run": _in_a_row("side", rules.run),
        "trend": _in_a_row("step", rules.trend and rules.trend - 1),
        "two_of_three": _two_of_three(rules.two_of_three),
    }
    named = [pl.when(condition).then(pl.lit(name)) for name, condition in broken.items()]
    found = points.select("place", signal=pl.coalesce(*named, pl.lit("")))
    marked = places.join(found, on="place", how="left", maintain_order="left")
    return marked.with_columns(pl.col("signal").fill_null("")).drop("place")


def _with_limits(points: pl.DataFrame) -> pl.DataFrame:
    reach = LIMIT_SIGMAS * pl.col("sigma")
    return points.with_columns(lower=pl.col("centre") - reach, upper=pl.col("centre") + reach)


def _sigma_from_ranges(values: pl.Series) -> float | None:
    """Sigma from the mean step between neighbours; None without a step, or when no value differs."""
    steps = values.drop_nulls().diff().abs().drop_nulls()
    return float(steps.sum()) / steps.len() / RANGE_TO_SIGMA if steps.sum() > 0 else None


def _sign(difference: pl.Expr) -> pl.Expr:
    """1, -1, or 0 when the difference is no more than rounding; 0 for no difference to take."""
    return pl.when(difference.abs() > ROUNDING).then(difference.sign()).otherwise(0.0)


def _outside(limit: float | None) -> pl.Expr:
    return pl.lit(value=False) if limit is None else pl.col("sigmas").abs() > limit + ROUNDING


def _in_a_row(signs: str, needed: int | None) -> pl.Expr:
    if needed is None:
        return pl.lit(value=False)
    so_far = pl.int_range(1, pl.len() + 1).over(pl.col(signs).rle_id())
    return (pl.col(signs) != 0) & (so_far >= needed)


def _two_of_three(limit: float | None) -> pl.Expr:
    if limit is None:
        return pl.lit(value=False)
    return pl.any_horizontal(
        beyond & (beyond.cast(pl.Int64).rolling_sum(3, min_samples=1) >= 2)
        for beyond in (
            (pl.col("sigmas") > limit + ROUNDING).fill_null(value=False),
            (pl.col("sigmas") < -limit - ROUNDING).fill_null(value=False),
        )
    )
