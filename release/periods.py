"""Periods of a release: closed months where months are large enough, otherwise quarters."""

from datetime import date

import polars as pl

from release.bands import SMALLEST_MONTH

SERIES = ("measure", "district", "breakdown", "group_value")


def with_period_ends(cells: pl.DataFrame) -> pl.DataFrame:
    """Add period_to; cut years and the whole to the closed period; leave out quarters it cuts.

    cells: with first_day and last_day of the closed period of their measure.
    """
    start, first, last = pl.col("period_from"), pl.col("first_day"), pl.col("last_day")
    end = (
        pl.when(pl.col("grain") == "month")
        .then(start.dt.month_end())
        .when(pl.col("grain") == "quarter")
        .then(start.dt.offset_by("3mo").dt.offset_by("-1d"))
        .when(pl.col("grain") == "year")
        .then(start.dt.offset_by("1y").dt.offset_by("-1d"))
        .otherwise(last)
    )
    is_cut = (start < first) | (end > last)
    return (
        cells.with_columns(period_to=end)
        .filter(~((pl.col("grain") == "quarter") & is_cut))
        .with_columns(
            period_from=pl.max_horizontal(start.fill_null(first), first),
            period_to=pl.min_horizontal("period_to", last),
        )
    )


def months_or_quarters(bands: pl.DataFrame) -> pl.DataFrame:
    """Keep months of the series whose every month is large enough, quarters of the others; never both."""
    first, last = pl.col("first_day"), pl.col("last_day")
    months = (last.dt.year() - first.dt.year()) * 12 + last.dt.month() - first.dt.month() + 1
    large = (
        bands.filter(pl.col("grain") == "month")
        .group_by(SERIES)
        .agg(
            pl.len().alias("n"), months.first().alias("months"), pl.col("out_of_low").min().alias("smallest")
        )
        .filter((pl.col("n") == pl.col("months")) & (pl.col("smallest") >= SMALLEST_MONTH))
        .select(*SERIES, pl.lit(value=True).alias("is_monthly"))
    )
    marked = bands.join(large, on=list(SERIES), how="left").with_columns(
        pl.col("is_monthly").fill_null(value=False)
    )
    is_month, is_quarter = pl.col("grain") == "month", pl.col("grain") == "quarter"
    is_dropped = (is_month & ~pl.col("is_monthly")) | (is_quarter & pl.col("is_monthly"))
    return marked.filter(~is_dropped).drop("is_monthly")


def held_back(bands: pl.DataFrame, missing: pl.DataFrame) -> pl.DataFrame:
    """Bands with nothing told of periods with a month that did not come: fewer cases than there were is no count.

    missing: measure and month, the first days of the months that its agencies did not send. The whole is
    counted without them.
    """
    numbered = bands.with_row_index("place")
    shorter = numbered.filter(pl.col("grain") != "whole").join(missing, on="measure")
    held = shorter.filter(pl.col("month").is_between("period_from", "period_to"))["place"].implode()
    is_held = pl.col("place").is_in(held)
    told = [name for name in bands.columns if name.endswith(("_low", "_high")) or name == "percent"]
    return numbered.with_columns(
        *(pl.when(~is_held).then(pl.col(name)).alias(name) for name in told),
        pl.when(is_held).then(pl.lit("no_data")).otherwise(pl.col("shown")).alias("shown"),
    ).drop("place")


def provisional_from(last_day: pl.Expr, months: int) -> pl.Expr:
    """First day of the newest months that late records may still change."""
    return last_day.dt.month_start().dt.offset_by(f"{1 - months}mo")


def months_later(first_of_month: date, months: int) -> date:
    """The first day of the month so many months later, or earlier when negative."""
    month = first_of_month.year * 12 + first_of_month.month - 1 + months
    return date(month // 12, month % 12 + 1, 1)


def months_between(start: date, end: date) -> int:
    """Full months from one first day of a month to another; 0 when the second is not later."""
    return max(0, (end.year - start.year) * 12 + end.month - start.month)
