"""The line on the chart that says where the course before a change pointed to."""

import polars as pl

from metrics.declarations import Intervention
from metrics.interrupted import Course
from release.bands import whole_percent
from release.judged import course_in
from release.released import Release

SHORT = ("month", "quarter")
LINE = {"counterfactual": "counterfactual_percent", "low": "counterfactual_percent_low"}
LINE |= {"high": "counterfactual_percent_high"}
CHART = ("intervention", "district", "grain")
NO_LINE = pl.DataFrame(
    schema={"period": pl.Date, **dict.fromkeys(LINE, pl.Float64), **dict.fromkeys(CHART, pl.String)}
)


def with_counterfactual(release: Release, charts: pl.DataFrame) -> pl.DataFrame:
    """Add the line and its interval in whole percent from the start on. Null where there is none.

    charts: rows of intervention, district, grain (one for each district of an intervention) and period_from. A
    quarter is the mean of its months, whatever their cases. The line follows from all months before the start,
    so it may be shown where these may.
    """
    changes = {change.id: change for change in release.plan.interventions}
    asked = charts.select(CHART).unique().filter(pl.col("grain").is_in(SHORT))
    lines = [
        found.line.with_columns(
            pl.lit(value).alias(name) for name, value in zip(CHART, (change, district, grain), strict=True)
        )
        for change, district, grain in asked.rows()
        if (found := _course(release, changes[change], district))
    ]
    month = pl.col("period")
    of_period = pl.when(pl.col("grain") == "quarter").then(month.dt.truncate("1q")).otherwise(month)
    periods = (
        pl.concat([NO_LINE, *lines])
        .group_by(*CHART, period_from=of_period)
        .agg(whole_percent(pl.col(name).mean()).alias(shown) for name, shown in LINE.items())
    )
    return charts.join(periods, on=[*CHART, "period_from"], how="left", maintain_order="left")


def _course(release: Release, change: Intervention, district: str) -> Course | None:
    """Of the district, if the change was made there, or of all districts, if it was made in all."""
    if change.districts and district not in change.districts:
        return None
    return course_in(release, change, (district,))
