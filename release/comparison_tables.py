"""Published tables that compare the curves of groups: pair by pair, and all at once."""

from collections.abc import Iterator
from math import ceil

import polars as pl

from metrics.by_day import ByDay
from metrics.counting import NOT_RECORDED
from metrics.cox import proportionality_of_two
from metrics.hazards import hazard_ratio, log_rank
from metrics.repeat_harm import YEAR
from metrics.risk_differences import risk_differences
from release.bands import whole_percent
from release.histogram_cells import histograms, is_large, is_large_in_year, told_cells, whole_groups
from release.measures import FOLLOWED
from release.released import Release
from warehouse.codes import NOT_KNOWN

UNKNOWN = {*NOT_KNOWN, NOT_RECORDED, "not_known"}
LIKELY_CHANCE = 0.05
RATIOS = ("hazard_ratio", "hazard_ratio_low", "hazard_ratio_high")
POINTS = ("difference_points", "difference_low", "difference_high")
RATIO = {"group": pl.UInt32, **dict.fromkeys(RATIOS, pl.Float64), "changes": pl.Boolean}
GROUP_TEST = pl.Schema(
    {
        **dict.fromkeys(("curve", "breakdown"), pl.String),
        **dict.fromkeys(("groups", "chance_percent"), pl.Int64),
        "finding": pl.String,
    }
)


def comparisons(release: Release) -> pl.DataFrame:
    """Each group beside its reference group, county-wide: how many times as fast, or where that changes over
    time the difference in risk by one year."""
    exact = release.counts.once(("comparisons",), lambda: _exact(release))
    told = _pairs(release, told_cells(release), release.width).join(exact, on="group", how="left")
    changes, comparable, in_year = pl.col("changes"), pl.col("is_large"), pl.col("is_large_in_year")
    shown = {
        **dict.fromkeys(RATIOS, comparable & ~changes),
        **dict.fromkeys(POINTS, comparable & in_year & changes),
    }
    is_difference = comparable & changes
    return (
        told.with_columns(pl.when(holds).then(pl.col(name)).alias(name) for name, holds in shown.items())
        .select(
            "district",
            "breakdown",
            "group_value",
            *(pl.col(name).round(1) for name in RATIOS),
            *(whole_percent(pl.col(name)).alias(name) for name in POINTS),
            curve="time",
            reference="reference_value",
            method=pl.when(is_difference).then(pl.lit("risk_difference")).otherwise(pl.lit("hazard_ratio")),
            finding=_finding(),
        )
        .sort("curve", "breakdown", "group_value")
    )


def group_tests(release: Release) -> pl.DataFrame:
    """Whether the curves of a breakdown's groups differ at all, over the whole follow-up (log-rank).

    Groups of people whose group is not known, and groups too small, are not in it.
    """
    cells = whole_groups(told_cells(release)).filter(
        is_large(release.width), ~pl.col("group_value").is_in(UNKNOWN)
    )
    rows = [
        _group_test(release, cells.filter(time=time, breakdown=breakdown), time, breakdown)
        for time, breakdown, _ in _asked(release)
    ]
    return pl.DataFrame(rows, schema=GROUP_TEST).sort("curve", "breakdown")


def _asked(release: Release) -> Iterator[tuple[str, str, str]]:
    """Each time and breakdown whose groups are compared, and the group with which the others are."""
    for time in FOLLOWED:
        references = {**release.plan.reference_groups, **dict(time.references)}
        for breakdown in time.breakdowns:
            if breakdown in references:
                yield time.id, breakdown, references[breakdown]


def _compared(release: Release, cells: pl.DataFrame) -> pl.DataFrame:
    """Cells of groups that are compared at all, with their time's reference group."""
    names = {"time": pl.String, "breakdown": pl.String, "reference_value": pl.String}
    asked = pl.DataFrame(list(_asked(release)), schema=names, orient="row")
    return whole_groups(cells).join(asked, on=["time", "breakdown"])


def _rows(release: Release) -> pl.DataFrame:
    """Counts of all groups that are compared, under the numbers of their cells."""
    counted = histograms(release)
    return counted.rows_of(_compared(release, counted.cells))


def _by_day(release: Release) -> ByDay:
    """The same by day, for all roles alike."""
    return release.counts.once(("by_day",), lambda: ByDay.of(_rows(release)))


def _group_test(release: Release, cells: pl.DataFrame, time: str, breakdown: str) -> dict[str, object]:
    groups = cells["group"].to_list()
    found = log_rank(_by_day(release).only(groups)) if len(groups) > 1 else None
    word = "too_few" if found is None else "differ" if found.p < LIKELY_CHANCE else "could_be_chance"
    return {
        "curve": time,
        "breakdown": breakdown,
        "groups": len(groups) if found else None,
        "chance_percent": max(1, ceil(found.p * 100)) if found else None,
        "finding": word,
    }


def _pairs(release: Release, cells: pl.DataFrame, width: int) -> pl.DataFrame:
    """Each other group with the number of its reference group, and whether both are large enough."""
    sizes = {"is_large": is_large(width), "is_large_in_year": is_large_in_year(width)}
    groups = _compared(release, cells).with_columns(**sizes)
    is_reference = pl.col("group_value") == pl.col("reference_value")
    beside = groups.filter(is_reference).select(
        "time",
        "breakdown",
        pl.col("group").alias("reference"),
        *(pl.col(name).alias(f"reference_{name}") for name in sizes),
    )
    pairs = groups.filter(~is_reference).join(beside, on=["time", "breakdown"], how="left")
    return pairs.with_columns(
        (pl.col(name) & pl.col(f"reference_{name}")).fill_null(value=False) for name in sizes
    )


def _exact(release: Release) -> pl.DataFrame:
    """Per other group: its hazard ratio, its difference in risk by one year, and whether the ratio changes over
    time; without those where either group is too small for anybody. Of exact counts, for all roles alike; what of
    it a role may have depends on the groups' sizes."""
    by_day = _by_day(release)
    # No band of any width ends above the count itself: what is too small here is so for every role.
    every = _pairs(release, histograms(release).cells, width=1)
    pairs = every.filter("is_large").select("group", "reference")
    found = [(group, *_ratio(by_day.only((reference, group)))) for group, reference in pairs.rows()]
    ratios = pl.DataFrame(found, schema=RATIO, orient="row")
    differences = risk_differences(_rows(release), pairs, day=YEAR)
    points = dict(zip(POINTS, ("difference", "low", "high"), strict=True))
    return ratios.join(differences.select("group", **points), on="group")


def _ratio(pair: ByDay) -> tuple[float | None, float | None, float | None, bool]:
    """The hazard ratio with its ends, and whether the hazards' ratio is another early than late, beyond chance."""
    ratio, trend = hazard_ratio(pair), proportionality_of_two(pair)
    ends = (ratio.value, ratio.low, ratio.high) if ratio else (None, None, None)
    return *ends, trend is not None and trend.p < LIKELY_CHANCE


def _finding() -> pl.Expr:
    return (
        pl.when(pl.col("hazard_ratio_low") > 1)
        .then(pl.lit("sooner"))
        .when(pl.col("hazard_ratio_high") < 1)
        .then(pl.lit("later"))
        .when(pl.col("difference_low") > 0)
        .then(pl.lit("more"))
        .when(pl.col("difference_high") < 0)
        .then(pl.lit("fewer"))
        .when(pl.col("hazard_ratio").is_null() & pl.col("difference_points").is_null())
        .then(pl.lit("too_few"))
        .otherwise(pl.lit("could_be_chance"))
    )
