"""Control charts: is a period within the usual variation (common cause: the system) or not (an event)?

Centre and limits come from the baseline periods and stay there. A period without cases has no point: it
gives no signal, and rules that count points in a row pass over it to the next period with cases. Several charts may be
drawn in one go: `by` names the columns that tell them apart.
Departures: docs/deviations.md.
"""

from collections.abc import Sequence
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


def p_chart(
    counts: pl.DataFrame, *, by: Sequence[str] = (), baseline_periods: int = BASELINE_PERIODS
) -> pl.DataFrame:
    """Chart of a share, with limits widened by Laney's p' when the baseline varies more than chance.

    counts: rows of period (anything that sorts in time), counted, out_of, is_baseline (true or false).
    baseline_periods: fewer baseline periods with cases than this make trial limits.

    Returns the rows in order of chart and period, with value, centre, sigma, lower, upper (0 to 1) and is_trial.
    `value`, `sigma` and the limits are null in a period without cases; all but `value` are null without a
    baseline; sigma and the limits are null when the baseline share is 0 or 1: it shows no variation.
    Source: Laney 2002, Quality Engineering 14, 531-537; sigma is never taken narrower than a p-chart's.
    """
    k, n = as_float(pl.col("counted")), as_float(pl.col("out_of"))
    value, centre = pl.col("value"), pl.col("centre")
    is_known = pl.col("is_baseline") & value.is_not_null()
    chance = pl.when(value.is_not_null(), centre > 0, centre < 1).then((centre * (1 - centre) / n).sqrt())
    scores = ((value - centre) / pl.col("chance")).filter("is_baseline")
    return (
        _with_limits(
            counts.lazy()
            .sort(*by, "period")
            .with_columns(value=pl.when(are_possible(k, n)).then(k / n))
            .with_columns(
                centre=_of_chart(pl.when(is_known.any()).then(_sum(k, is_known) / _sum(n, is_known)), by),
                is_trial=_of_chart(is_known.sum() < baseline_periods, by),
            )
            .with_columns(chance=chance)
            .with_columns(
                sigma=pl.col("chance") * pl.max_horizontal(1.0, _of_chart(_sigma_from_ranges(scores), by))
            )
            .drop("chance")
        )
        .with_columns(pl.col("lower", "upper").clip(0, 1))
        .collect()
    )


def xmr_chart(measures: pl.DataFrame, *, baseline_periods: int = BASELINE_PERIODS) -> pl.DataFrame:
    """Chart of one measure per period (individuals and moving range), in the measure's own unit.

    measures: rows of period, value (null for no measure) and is_baseline; otherwise as `p_chart`. The limits
    are not cut at 0. Sigma and the limits are null with fewer than two baseline values, or all of them equal.
    Source: Montgomery 2013, Introduction to Statistical Quality Control, 7th edition, section 6.4.
    """
    baseline = pl.col("value").filter("is_baseline")
    return _with_limits(
        measures.lazy()
        .sort("period")
        .with_columns(as_float(pl.col("value")))
        .with_columns(
            centre=baseline.mean(),
            sigma=_sigma_from_ranges(baseline),
            is_trial=baseline.count() < baseline_periods,
        )
    ).collect()


def signals(chart: pl.DataFrame, rules: Rules | None = None, *, by: Sequence[str] = ()) -> pl.DataFrame:
    """Adds `signal` to a chart: the first rule of `Rules` a period breaks, by its name, or empty.

    A rule over several points marks the period that completes it and every further one while it holds. The rows
    of a chart are in order of period.
    """
    rules = rules or Rules()
    places = chart.lazy().with_row_index("place")
    points = (
        places.filter(pl.col("value").is_not_null())
        .with_columns(
            side=_sign(pl.col("value") - pl.col("centre")),
            step=_sign(_of_chart(pl.col("value").diff(), by)),
            sigmas=(pl.col("value") - pl.col("centre")) / pl.col("sigma"),
        )
        .with_columns(_of_chart(pl.col(name).rle_id(), by).alias(f"{name}_run") for name in ("side", "step"))
    )
    broken = {
        "outside_limits": _outside(rules.outside_limits),
        "run": _in_a_row("side", rules.run, by),
        "trend": _in_a_row("step", rules.trend and rules.trend - 1, by),
        "two_of_three": _two_of_three(rules.two_of_three, by),
    }
    named = [pl.when(condition).then(pl.lit(name)) for name, condition in broken.items()]
    found = points.select("place", signal=pl.coalesce(*named, pl.lit("")))
    marked = places.join(found, on="place", how="left", maintain_order="left")
    return marked.with_columns(pl.col("signal").fill_null("")).drop("place").collect()


def _of_chart(value: pl.Expr, by: Sequence[str]) -> pl.Expr:
    """The value within each chart."""
    return value.over(by) if by else value


def _sum(counts: pl.Expr, which: pl.Expr) -> pl.Expr:
    return counts.filter(which).sum()


def _with_limits(points: pl.LazyFrame) -> pl.LazyFrame:
    reach = LIMIT_SIGMAS * pl.col("sigma")
    return points.with_columns(lower=pl.col("centre") - reach, upper=pl.col("centre") + reach)


def _sigma_from_ranges(values: pl.Expr) -> pl.Expr:
    """Sigma from the mean step between neighbours; null without a step, or when no value differs."""
    steps = values.drop_nulls().diff().abs().drop_nulls()
    return pl.when(steps.sum() > 0).then(steps.sum() / steps.len() / RANGE_TO_SIGMA)


def _sign(difference: pl.Expr) -> pl.Expr:
    """1, -1, or 0 when the difference is no more than rounding; 0 for no difference to take."""
    return pl.when(difference.abs() > ROUNDING).then(difference.sign()).otherwise(0.0)


def _outside(limit: float | None) -> pl.Expr:
    return pl.lit(value=False) if limit is None else pl.col("sigmas").abs() > limit + ROUNDING


def _in_a_row(signs: str, needed: int | None, by: Sequence[str]) -> pl.Expr:
    if needed is None:
        return pl.lit(value=False)
    so_far = pl.int_range(1, pl.len() + 1).over(*by, f"{signs}_run")
    return (pl.col(signs) != 0) & (so_far >= needed)


def _two_of_three(limit: float | None, by: Sequence[str]) -> pl.Expr:
    if limit is None:
        return pl.lit(value=False)
    return pl.any_horizontal(
        beyond & (_of_chart(beyond.cast(pl.Int64).rolling_sum(3, min_samples=1), by) >= 2)
        for beyond in (
            (pl.col("sigmas") > limit + ROUNDING).fill_null(value=False),
            (pl.col("sigmas") < -limit - ROUNDING).fill_null(value=False),
        )
    )
