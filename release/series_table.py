"""Published table of an intervention's indicator over time: baseline, limits from the bands, counterfactual."""

import polars as pl

from metrics.control_charts import BASELINE_PERIODS, p_chart, signals
from metrics.declarations import Intervention
from metrics.indicators import rate
from release.bands import whole_percent
from release.before_after import before_after
from release.counterfactual import with_counterfactual
from release.released import Release


def series(release: Release) -> pl.DataFrame:
    """Each intervention's indicator over time, with centre and limits drawn from the bands."""
    periods = [_periods(release, change) for change in release.plan.interventions]
    if not periods:
        return pl.DataFrame(schema=SERIES)
    charts = _charts(with_counterfactual(release, pl.concat(periods)))
    return charts.select(list(SERIES)).sort("intervention", "district", "period_from")


def _periods(release: Release, change: Intervention) -> pl.DataFrame:
    """Bands of every month, quarter or, without both, year, beside what was declared of the change."""
    bands = release.bands(rate(change.indicator).measure).filter(pl.col("breakdown") == "none")
    short = bands.filter(pl.col("grain").is_in(["month", "quarter"]))
    periods = bands.filter(pl.col("grain") == "year") if short.is_empty() else short
    baselines = [(name, _baseline(release, change, name)) for name in periods["district"].unique()]
    schema = {"district": pl.String, "baseline": pl.Float64}
    return periods.join(pl.DataFrame(baselines, schema=schema, orient="row"), on="district").with_columns(
        pl.lit(change.starts_on).alias("starts_on"),
        pl.lit(change.intended_by).alias("intended_by"),
        pl.lit(change.intended_percent / 100).alias("intended"),
        pl.lit(change.id).alias("intervention"),
        pl.lit(not short.is_empty()).alias("has_limits"),
    )


def _baseline(release: Release, change: Intervention, district: str) -> float | None:
    """The share of the whole baseline, from its own band: less rounded than the mean of its months."""
    found = before_after(release, rate(change.indicator).measure.id, change, [district]).before_percent
    return None if found is None else found / 100


def _charts(periods: pl.DataFrame) -> pl.DataFrame:
    shown, start = pl.col("shown") == "shown", pl.col("period_from")
    # Both are the middle of a band.
    middles = {
        name: pl.when(shown).then((pl.col(f"{name}_low") + pl.col(f"{name}_high")) / 2)
        for name in ("counted", "out_of")
    }
    points = periods.sort(*CHART, start).with_columns(**middles, period=start, is_baseline=_is_baseline())
    return signals(_recentred(p_chart(points, by=CHART)), by=CHART).with_columns(
        is_after=start >= pl.col("starts_on"),
        centre_percent=whole_percent(pl.col("centre")),
        lower_percent=whole_percent(pl.col("lower")),
        upper_percent=whole_percent(pl.col("upper")),
        intended_percent=_intended(),
        signal=pl.when(shown).then(pl.col("signal")).otherwise(pl.lit("")),
        is_trial_baseline=pl.col("is_trial"),
    )


def _is_baseline() -> pl.Expr:
    """The last 12 months, or 4 quarters, before the start."""
    is_before = pl.col("period_to") < pl.col("starts_on")
    place = is_before.cast(pl.Int64).cum_sum(reverse=True).over(CHART)
    needed = pl.when(pl.col("grain") == "month").then(BASELINE_PERIODS).otherwise(BASELINE_PERIODS // 3)
    return is_before & (place <= needed) & pl.col("has_limits")


def _recentred(charts: pl.DataFrame) -> pl.DataFrame:
    """About the share of the whole baseline, where it is known."""
    shift = (pl.col("baseline") - pl.col("centre")).fill_null(0)
    return charts.with_columns((pl.col("centre", "lower", "upper") + shift).clip(0, 1))


def _intended() -> pl.Expr:
    """A straight line from the baseline centre at the start to the goal, level from then on; null before."""
    start, centre = pl.col("starts_on"), pl.col("centre")
    elapsed = (pl.col("period_from") - start).dt.total_days()
    done = (elapsed * (1 / (pl.col("intended_by") - start).dt.total_days())).clip(0, 1)
    return pl.when(elapsed >= 0).then(whole_percent(centre + (pl.col("intended") - centre) * done))


CHART = ("intervention", "district")
SERIES = {
    **dict.fromkeys(("intervention", "district", "grain"), pl.String),
    **dict.fromkeys(("period_from", "period_to"), pl.Date),
    **dict.fromkeys(("is_after", "is_provisional"), pl.Boolean),
    **dict.fromkeys(
        (
            "out_of_low",
            "out_of_high",
            "percent",
            "centre_percent",
            "lower_percent",
            "upper_percent",
            "intended_percent",
            "counterfactual_percent",
            "counterfactual_percent_low",
            "counterfactual_percent_high",
        ),
        pl.Int64,
    ),
    "signal": pl.String,
    "is_trial_baseline": pl.Boolean,
    "shown": pl.String,
}
