"""Exact monthly counts of a measure, for what is worked out inside the refresh. They never leave it."""

from collections.abc import Sequence

import polars as pl

from release.released import Release


def monthly(release: Release, measure_id: str, districts: Sequence[str]) -> pl.DataFrame:
    """Rows of period (first day of a month), counted and out_of, of the districts taken together.

    Months that did not come are absent, not empty. No rows when the measure could not be counted.
    """
    key = ("monthly", measure_id, tuple(districts))
    return release.counts.once(key, lambda: _monthly(release, measure_id, districts))


def _monthly(release: Release, measure_id: str, districts: Sequence[str]) -> pl.DataFrame:
    months = release.counts.once(("months",), lambda: _months(release.counts.cells))
    window = release.counts.windows.get(measure_id)
    missing = window.missing_months if window else ()
    return (
        months.filter(pl.col("measure") == measure_id, pl.col("district").is_in(districts))
        .group_by(period="period_from")
        .agg(pl.col("counted", "out_of").sum())
        .filter(~pl.col("period").is_in(list(missing)))
        .sort("period")
    )


def _months(cells: pl.DataFrame) -> pl.DataFrame:
    return cells.filter(pl.col("grain") == "month", pl.col("breakdown") == "none")
