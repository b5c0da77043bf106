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
    frames = [_series_of(release, change) for change in release.plan.interventions]
    every = pl.concat([pl.DataFrame(schema=SERIES), *frames], how="diagonal_relaxed")
    return every.select(list(SERIES)).sort("intervention", "district", "period_from")


def _series_of(release: Release, change: Intervention) -> pl.DataFrame:
    bands = release.bands(rate(change.indicator).measure).filter(pl.col("breakdown") == "none")
    has_short = bands.filter(pl.col("grain").is_in(["month", "quarter"])).height > 0
    grains = ["month", "quarter"] if has_short else ["year"]
    periods = bands.filter(pl.col("grain").is_in(grains))
    charts = [
        with_counterfactual(
            release, change, _chart(part, change, _baseline(release, change, part), has_short)
        )
        for part in periods.partition_by("district")
    ]
    return pl.concat(charts) if charts else pl.DataFrame(schema=SERIES)


def _baseline(release: Release, change: Intervention, periods: pl.DataFrame) -> int | None:
    """The percent of the whole baseline, from its own band: less rounded than the mean of its months."""
    district = str(periods["district"].first())
    return before_after(release, rate(change.indicator).measure.id, change, [district]).before_percent


def _chart(bands: pl.DataFrame, change: Intervention, baseline: int | None, has_limits: bool) -> pl.DataFrame:
    shown = pl.col("shown") == "shown"
    is_before = pl.col("period_to") < change.starts_on
    place = is_before.cast(pl.Int64).cum_sum(reverse=True)
    baseline_periods = BASELINE_PERIODS if bands["grain"].first() == "month" else BASELINE_PERIODS // 3
    points = bands.sort("period_from").select(
        pl.col("*").exclude("counted_low", "counted_high"),
        pl.when(shown).then(pl.col("counted_low") + pl.col("counted_high")).alias("counted"),
        pl.when(shown).then(pl.col("out_of_low") + pl.col("out_of_high")).alias("out_of"),
        pl.col("period_from").alias("period"),
        (is_before & (place <= baseline_periods) & pl.lit(has_limits)).alias("is_baseline"),
    )
    # Both are twice the band centre, which leaves the share as it is; the limits need the count itself.
    halved = points.with_columns(pl.col("counted", "out_of") / 2)
    chart = signals(_recentred(p_chart(halved), baseline))
    centre = chart["centre"].drop_nulls().first()
    return chart.with_columns(
        pl.lit(change.id).alias("intervention"),
        (pl.col("period_from") >= change.starts_on).alias("is_after"),
        whole_percent(pl.col("centre")).alias("centre_percent"),
        whole_percent(pl.col("lower")).alias("lower_percent"),
        whole_percent(pl.col("upper")).alias("upper_percent"),
        _intended(change, centre).alias("intended_percent"),
        pl.when(shown).then(pl.col("signal")).otherwise(pl.lit("")).alias("signal"),
        pl.col("is_trial").alias("is_trial_baseline"),
    )


def _recentred(chart: pl.DataFrame, baseline: int | None) -> pl.DataFrame:
    if baseline is None:
        return chart
    shift = baseline / 100 - pl.col("centre")
    moved = [(pl.col(name) + shift).clip(0, 1).alias(name) for name in ("centre", "lower", "upper")]
    return chart.with_columns(moved)


def _intended(change: Intervention, centre: object) -> pl.Expr:
    """A straight line from the baseline centre at the start to the goal, level from then on; null before."""
    if not isinstance(centre, float):
        return pl.lit(None, pl.Int64)
    days = (change.intended_by - change.starts_on).days
    elapsed = (pl.col("period_from") - pl.lit(change.starts_on)).dt.total_days()
    done = (elapsed / days).clip(0, 1)
    line = centre + (change.intended_percent / 100 - centre) * done
    return pl.when(elapsed >= 0).then(whole_percent(line))


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
