"""The published table of long custody, which can come before a new arrest."""

from collections.abc import Sequence

import polars as pl

from metrics.competing import cumulative_incidence
from metrics.floored_curves import floored_counts
from metrics.repeat_harm import DAYS_IN_MONTHS, PRE_EMPTED, REARREST
from release.bands import FEWEST_FOLLOWED, whole_percent
from release.histogram_cells import histograms, is_enough, told_cells
from release.released import Release

BEFORE_CUSTODY = pl.Schema(
    {
        **dict.fromkeys(("curve", "district", "shown"), pl.String),
        **dict.fromkeys(("months", "percent", "percent_low", "percent_high", "held_percent"), pl.Int64),
    }
)


def pre_empted(release: Release) -> pl.DataFrame:
    """Share arrested again before long custody, and share held long before a new arrest (Aalen-Johansen), from
    counts cut down to whole bands as the curve beside it."""
    cells = told_cells(release).filter(time=PRE_EMPTED.id, grain="whole", breakdown="none")
    counts = histograms(release).rows_of(cells)
    days = [DAYS_IN_MONTHS[months] for months in REARREST.windows]
    months = pl.col("day").replace_strict({day: months for months, day in DAYS_IN_MONTHS.items()})
    cut = floored_counts(counts, width=release.width, grid_days=[*PRE_EMPTED.grid, *days])
    rows = cumulative_incidence(cut, at=days).join(_totals(counts, days), on=["group", "day"])
    followed = pl.col("at_risk") >= FEWEST_FOLLOWED
    shown = is_enough(pl.col("people"), pl.col("events"), release.width) & followed
    held_shown = is_enough(pl.col("people"), pl.col("held_people"), release.width) & followed
    shares = {"percent": "share", "percent_low": "low", "percent_high": "high"}
    return (
        rows.join(cells, on="group")
        .select(
            pl.lit(REARREST.id).alias("curve"),
            "district",
            pl.when(shown).then(pl.lit("shown")).otherwise(pl.lit("too_few")).alias("shown"),
            months.alias("months"),
            *(pl.when(shown).then(whole_percent(pl.col(own))).alias(name) for name, own in shares.items()),
            pl.when(held_shown).then(whole_percent(pl.col("other"))).alias("held_percent"),
        )
        .cast(BEFORE_CUSTODY)
        .sort("district", "months")
    )


def _totals(counts: pl.DataFrame, days: Sequence[int]) -> pl.DataFrame:
    """Per group and day: people, and those with the event, or held, by then."""
    by_then = pl.col("days") <= pl.col("day")
    n = pl.col("n")
    asked = counts.join(pl.DataFrame({"day": days}, schema={"day": pl.Int64}), how="cross")
    return asked.group_by("group", "day").agg(
        people=n.sum(),
        events=n.filter(by_then & pl.col("event")).sum(),
        held_people=n.filter(by_then & pl.col("competing")).sum(),
    )
