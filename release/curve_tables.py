"""Published tables of time to an event: what is followed, curves, fixed windows."""

import polars as pl

from metrics.floored_curves import floored_curve
from release.bands import FEWEST_FOLLOWED, whole_percent
from release.histogram_cells import days_of, histograms, told_cells
from release.measures import FOLLOWED, left_out_id, window_id
from release.released import Release

CELL = ["district", "breakdown", "group_value"]


def readings(release: Release) -> pl.DataFrame:
    """What each curve follows, in words: its start, its failure and its clock. Only curves that were counted."""
    names = ("label", "question", "counted", "out_of", "unit", "start", "failure", "clock", "unit_of_time")
    rows = [
        {"curve": time.id, **{name: getattr(time, name) for name in names}, "caveats": " ".join(time.caveats)}
        for time in FOLLOWED
        if time.id in release.counts.histograms
    ]
    schema = dict.fromkeys(("curve", *names, "caveats"), pl.String)
    return pl.DataFrame(rows, schema=schema)


def curves(release: Release) -> pl.DataFrame:
    """Cumulative shares from counts cut down to whole bands, on each indicator's grid of days."""
    grids = {time.id: list(time.grid) for time in FOLLOWED}
    cells = told_cells(release).filter(
        pl.col("grain") == "whole", pl.col("time").is_in(list(grids)), pl.col("all") >= FEWEST_FOLLOWED
    )
    found = floored_curve(
        histograms(release).rows_of(cells),
        width=release.width,
        grid_days=days_of(cells, grids),
        stop_below=FEWEST_FOLLOWED,
    )
    width, followed = release.width, pl.col("at_risk").cast(pl.Int64)
    # People, events and ends were each cut down by up to width - 1: so far can the true number be off.
    return (
        found.join(cells, on="group")
        .select(
            pl.col("time").alias("curve"),
            *CELL,
            "day",
            whole_percent(pl.col("share")).alias("percent"),
            whole_percent(pl.col("low")).alias("percent_low"),
            whole_percent(pl.col("high")).alias("percent_high"),
            pl.max_horizontal(followed - 2 * (width - 1), pl.lit(0)).alias("at_risk_low"),
            (followed + width - 1).alias("at_risk_high"),
        )
        .sort("curve", *CELL, "day")
    )


def windows(release: Release) -> pl.DataFrame:
    """Share with the event within each fixed window, and how many were left out."""
    named = pl.DataFrame(
        [
            (window_id(time, months), left_out_id(time, months), time.id, months)
            for time in FOLLOWED
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
