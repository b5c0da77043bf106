"""Published tables of time to an event: curves, fixed windows, comparisons of groups."""

import polars as pl

from metrics.declarations import TimeToEvent
from metrics.floored_curves import floored_curve
from metrics.hazards import hazard_ratios
from metrics.indicators import TIMES
from release.bands import SMALLEST_DENOMINATOR, SMALLEST_PART, band_ends, whole_percent
from release.catalogue import allowed
from release.measures import left_out_id, window_id
from release.released import Release, without_lone_district

FEWEST_FOLLOWED = 13
CELL = ["district", "breakdown", "group_value"]
SEPARATOR = "\x1f"


def curves(release: Release) -> pl.DataFrame:
    """Cumulative shares from counts cut down to whole bands, on each indicator's grid of days."""
    return pl.concat([_curve(release, time) for time in TIMES]).sort("curve", *CELL, "day")


def windows(release: Release) -> pl.DataFrame:
    """Share with the event within each fixed window, and how many were left out."""
    named = pl.DataFrame(
        [
            (window_id(time, months), left_out_id(time, months), time.id, months)
            for time in TIMES
            for months in time.windows
        ],
        schema=["measure", "left_out", "curve", "months"],
        orient="row",
    )
    left_out = release.bands_of(named["left_out"].to_list()).select(
        *CELL, left_out="measure", left_out_low="counted_low", left_out_high="counted_high"
    )
    return (
        release.bands_of(named["measure"].to_list())
        .join(named, on="measure")
        .join(left_out, on=["left_out", *CELL], how="left")
        .rename({"out_of_low": "followed_low", "out_of_high": "followed_high"})
        .rename({"counted_low": "events_low", "counted_high": "events_high"})
        .sort("curve", *CELL, "months")
    )


def comparisons(release: Release) -> pl.DataFrame:
    """Hazard ratios of groups to their reference group, county-wide."""
    frames = [
        _comparison(release, time, breakdown)
        for time in TIMES
        for breakdown in time.breakdowns
        if breakdown in release.plan.reference_groups
    ]
    return pl.concat(frames).sort("curve", *CELL)


def _histogram(release: Release, time: TimeToEvent) -> pl.DataFrame:
    """Histogram of the cells the role may have: not their children when a whole is in the first band."""
    cells = without_lone_district(release.counts.histograms.get(time.id, pl.DataFrame(schema=HISTOGRAM)))
    totals = cells.group_by(CELL).agg(pl.col("n").sum().alias("total"))
    large = totals.filter(pl.col("total") > release.width).select(CELL)
    whole = cells.with_columns(pl.lit("whole").alias("grain"))
    return whole.filter(allowed(release.role)).drop("grain").join(large, on=CELL, how="semi")


def _curve(release: Release, time: TimeToEvent) -> pl.DataFrame:
    histogram = _histogram(release, time)
    groups = histogram.select(pl.concat_str(CELL, separator=SEPARATOR).alias("group"), "days", "event", "n")
    width = release.width
    found = floored_curve(groups, width=width, grid_days=time.grid, stop_below=FEWEST_FOLLOWED)
    names = pl.col("group").str.split_exact(SEPARATOR, 2).struct.rename_fields(CELL)
    followed = pl.col("at_risk").cast(pl.Int64)
    # People, events and ends were each cut down by up to width - 1: so far can the true number be off.
    return (
        found.with_columns(names.alias("cell"))
        .unnest("cell")
        .select(
            pl.lit(time.id).alias("curve"),
            *CELL,
            pl.col("day").cast(pl.Int64),
            whole_percent(pl.col("share")).alias("percent"),
            whole_percent(pl.col("low")).alias("percent_low"),
            whole_percent(pl.col("high")).alias("percent_high"),
            pl.max_horizontal(followed - 2 * (width - 1), pl.lit(0)).alias("at_risk_low"),
            (followed + width - 1).alias("at_risk_high"),
        )
    )


def _comparison(release: Release, time: TimeToEvent, breakdown: str) -> pl.DataFrame:
    reference = release.plan.reference_groups[breakdown]
    cells = _histogram(release, time).filter(pl.col("district") == "all", pl.col("breakdown") == breakdown)
    groups = cells.select(pl.col("group_value").alias("group"), "days", "event", "n")
    ratios = hazard_ratios(groups, reference=reference)
    sizes = _sizes(cells, release.width)
    is_large = pl.col("group").is_in(sizes.filter("is_large")["group"].implode())
    reference_is_large = sizes.filter(pl.col("group") == reference, "is_large").height == 1
    shown = is_large & pl.lit(reference_is_large) & pl.col("hazard_ratio").is_not_null()
    finding = (
        pl.when(~shown)
        .then(pl.lit("too_few"))
        .when(pl.col("low") > 1)
        .then(pl.lit("sooner"))
        .when(pl.col("high") < 1)
        .then(pl.lit("later"))
        .otherwise(pl.lit("could_be_chance"))
    )
    return ratios.select(
        pl.lit(time.id).alias("curve"),
        pl.lit("all").alias("district"),
        pl.lit(breakdown).alias("breakdown"),
        pl.col("group").alias("group_value"),
        pl.lit(reference).alias("reference"),
        pl.when(shown).then(pl.col("hazard_ratio").round(1)).alias("hazard_ratio"),
        pl.when(shown).then(pl.col("low").round(1)).alias("hazard_ratio_low"),
        pl.when(shown).then(pl.col("high").round(1)).alias("hazard_ratio_high"),
        finding.alias("finding"),
    )


def _sizes(cells: pl.DataFrame, width: int) -> pl.DataFrame:
    """Which groups are large enough for a statistic: the conditions of a percent, on bands."""
    people, events = pl.col("n").sum(), pl.col("n").filter("event").sum()
    totals = cells.group_by(pl.col("group_value").alias("group")).agg(
        people.alias("people"), events.alias("events")
    )
    low = {
        name: band_ends(count, count, width)[0]
        for name, count in {
            "people": pl.col("people"),
            "events": pl.col("events"),
            "rest": pl.col("people") - pl.col("events"),
        }.items()
    }
    is_large = (
        (low["people"] >= SMALLEST_DENOMINATOR)
        & (low["events"] >= SMALLEST_PART)
        & (low["rest"] >= SMALLEST_PART)
    )
    return totals.with_columns(is_large.alias("is_large"))


HISTOGRAM = {
    "district": pl.String,
    "breakdown": pl.String,
    "group_value": pl.String,
    "days": pl.Int64,
    "event": pl.Boolean,
    "n": pl.Int64,
}
