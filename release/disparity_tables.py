"""Published tables on disparity: groups at each decision point, where the gap enters, and who is not known."""

import polars as pl

from metrics.decision_points import DECISION_POINTS, STEPS
from metrics.gap_changes import rate_ratio_expressions
from metrics.ladders import cumulative_ratios
from release.bands import SMALLEST_DENOMINATOR, band, banded, whole_percent
from release.comparing import UNKNOWN_GROUPS, compared, direction, reference_groups, rounded
from release.released import Release, period_name

WAY = ["district", "period", "breakdown", "group_value"]
THOUSAND = 1000


def disparity(release: Release) -> pl.DataFrame:
    """Each group at each decision point, compared with the reference group of its district and period."""
    found = compared(release)
    points = pl.col("percent") - pl.col("ref_percent")
    is_compared = pl.col("is_comparable")
    # The difference of the percents shown, with the interval over the corners of the same bands.
    low, high = whole_percent(pl.col("gap_low")), whole_percent(pl.col("gap_high"))
    return found.with_columns(
        *rounded("ratio"),
        *rounded("other_ratio"),
        pl.col("unknown_ratio_low", "unknown_ratio_high").round(1),
        pl.when(is_compared).then(points).alias("percent_gap"),
        pl.when(is_compared).then(pl.min_horizontal(low, points)).alias("percent_gap_low"),
        pl.when(is_compared).then(pl.max_horizontal(high, points)).alias("percent_gap_high"),
    ).sort("step", "district", "period", "breakdown", "group_value")


def ladder(release: Release) -> pl.DataFrame:
    """The ratios of the steps multiplied, only where every step of the way may be shown.

    All of it follows from the bands of the table `disparity`.
    """
    steps = compared(release).filter(
        pl.col("is_step"), ~pl.col("is_reference"), ~pl.col("group_value").is_in(UNKNOWN_GROUPS)
    )
    followed = cumulative_ratios(steps.sort(*WAY, "step"), by=WAY)
    # A table that did not come takes its step away: then there is no whole way.
    is_whole = pl.col("ratio").count().over(WAY) == len(STEPS)
    return followed.with_columns(
        *rounded("ratio"),
        pl.when(is_whole).then(whole_percent(pl.col("ratio"))).alias("step_percent"),
        pl.when(is_whole).then(whole_percent(pl.col("cumulative"))).alias("cumulative_percent"),
        pl.when(is_whole).then(whole_percent(pl.col("cumulative_low"))).alias("cumulative_percent_low"),
        pl.when(is_whole).then(whole_percent(pl.col("cumulative_high"))).alias("cumulative_percent_high"),
        pl.when(pl.col("ratio").is_null()).then(pl.lit("too_few")).otherwise(pl.lit("shown")).alias("shown"),
    )


def unknown_groups(release: Release) -> pl.DataFrame:
    """Of the people in each agency's reports, for how many the group is not known."""
    return banded(release.counts.disparity.unknown, release.width).sort("agency", "breakdown")


def population_rates(release: Release) -> pl.DataFrame:
    """Suspects in reports per 1,000 residents of their group and year, beside the reference group.

    Empty where nobody said how many residents there are.
    """
    start = DECISION_POINTS[0].measure.id
    residents = release.counts.disparity.residents
    cells = release.told_of([start]).filter(pl.col("district") == "all")
    told = cells.join(residents, on=["breakdown", "group_value"]).with_columns(
        period=period_name(), years=_years(release, start)
    )
    reference_of = pl.col("breakdown").replace_strict(reference_groups(release.plan), default=None)
    both = told.with_columns(
        is_reference=(pl.col("group_value") == reference_of).fill_null(value=False),
        is_enough=pl.col("out_of_low") >= SMALLEST_DENOMINATOR,
    )
    columns = ("out_of_low", "out_of_high", "residents", "is_enough")
    reference = both.filter("is_reference").select(
        "period", "breakdown", *(pl.col(name).alias(f"ref_{name}") for name in columns)
    )
    compared_rates = both.join(reference, on=["period", "breakdown"], how="left").with_columns(*_rate_ratio())
    centre = (pl.col("out_of_low") + pl.col("out_of_high")) / 2
    per_thousand = (centre / pl.col("residents") / pl.col("years") * THOUSAND).round(1)
    return (
        compared_rates.with_columns(finding=_rate_finding())
        .with_columns(
            *rounded("ratio"), pl.when("is_enough").then(per_thousand).alias("per_thousand_residents")
        )
        .sort("period", "breakdown", "group_value")
    )


def _rate_ratio() -> list[pl.Expr]:
    """Ratio at the centres of the bands, its interval over their ends."""
    (low, high), (ref_low, ref_high) = band("out_of"), band("ref_out_of")
    residents = pl.col("residents"), pl.col("ref_residents")
    comparable = (
        pl.col("is_enough") & pl.col("ref_is_enough").fill_null(value=False) & ~pl.col("is_reference")
    )
    middle = rate_ratio_expressions((low + high) / 2, residents[0], (ref_low + ref_high) / 2, residents[1])
    lowest = rate_ratio_expressions(low, residents[0], ref_high, residents[1])
    highest = rate_ratio_expressions(high, residents[0], ref_low, residents[1])
    return [
        pl.when(comparable).then(middle[0]).alias("ratio"),
        pl.when(comparable).then(lowest[1]).alias("ratio_low"),
        pl.when(comparable).then(highest[2]).alias("ratio_high"),
    ]


def _rate_finding() -> pl.Expr:
    return (
        pl.when("is_reference")
        .then(pl.lit("reference"))
        .when(pl.col("ref_residents").is_null())
        .then(pl.lit("no_reference"))
        .when(pl.col("ratio").is_null())
        .then(pl.lit("too_few"))
        .otherwise(direction("ratio", "ratio"))
    )


def _years(release: Release, measure: str) -> pl.Expr:
    """Years of the period that were counted; a month that did not come is none of them."""
    window = release.counts.windows.get(measure)
    missing = len(window.missing_months) if window else 0
    first, last = pl.col("period_from"), pl.col("period_to")
    months = (last.dt.year() - first.dt.year()) * 12 + last.dt.month() - first.dt.month() + 1
    is_whole = pl.col("grain") == "whole"
    return (months - pl.when(is_whole).then(missing).otherwise(0)) / 12
