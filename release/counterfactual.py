"""The line on the chart that says where the course before a change pointed to."""

import polars as pl

from metrics.declarations import Intervention
from metrics.interrupted import Course
from release.bands import whole_percent
from release.judged import course_in
from release.released import Release

MONTHS = {"month": "1mo", "quarter": "1q"}
LINE = {"counterfactual": "counterfactual_percent", "low": "counterfactual_percent_low"}
LINE |= {"high": "counterfactual_percent_high"}


def with_counterfactual(release: Release, change: Intervention, chart: pl.DataFrame) -> pl.DataFrame:
    """Add the line and its interval in whole percent from the start on. Null where there is none.

    chart: rows of one district and one grain with period_from. A quarter is the mean of its months, whatever
    their cases. The line follows from all months before the start, so it may be shown where these may.
    """
    district, grain = str(chart["district"].first()), str(chart["grain"].first())
    found = _course(release, change, district) if grain in MONTHS else None
    if found is None:
        return chart.with_columns(pl.lit(None, pl.Int64).alias(name) for name in LINE.values())
    periods = found.line.group_by(period_from=pl.col("period").dt.truncate(MONTHS[grain])).agg(
        whole_percent(pl.col(name).mean()).alias(shown) for name, shown in LINE.items()
    )
    return chart.join(periods, on="period_from", how="left", maintain_order="left")


def _course(release: Release, change: Intervention, district: str) -> Course | None:
    """Of the district, if the change was made there, or of all districts, if it was made in all."""
    if change.districts and district not in change.districts:
        return None
    return course_in(release, change, (district,))
