"""Published tables that compare the curves of groups: pair by pair, and all at once."""

from collections.abc import Iterator
from math import ceil

import polars as pl

from metrics.counting import NOT_RECORDED
from metrics.cox import proportionality
from metrics.declarations import TimeToEvent
from metrics.hazards import hazard_ratios, log_rank
from metrics.repeat_harm import YEAR
from metrics.risk_differences import risk_differences
from release.bands import whole_percent
from release.histogram_cells import NONE, groups_of, has_cases, large_groups, whole_of
from release.measures import FOLLOWED
from release.released import Release
from warehouse.codes import NOT_KNOWN

UNKNOWN = {*NOT_KNOWN, NOT_RECORDED, "not_known"}
LIKELY_CHANCE = 0.05
RATIOS = ("hazard_ratio", "hazard_ratio_low", "hazard_ratio_high")
POINTS = ("difference_points", "difference_low", "difference_high")
COMPARISON = pl.Schema(
    {
        **dict.fromkeys(("curve", "district", "breakdown", "group_value", "reference", "method"), pl.String),
        **dict.fromkeys(RATIOS, pl.Float64),
        **dict.fromkeys(POINTS, pl.Int64),
        "finding": pl.String,
    }
)
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
    frames = [_comparison(release, *asked) for asked in _asked(release) if has_cases(release, asked[0])]
    return pl.concat([pl.DataFrame(schema=COMPARISON), *frames]).sort("curve", "breakdown", "group_value")


def group_tests(release: Release) -> pl.DataFrame:
    """Whether the curves of a breakdown's groups differ at all, over the whole follow-up (log-rank).

    Groups of people whose group is not known, and groups too small, are not in it.
    """
    rows = [_group_test(release, time, breakdown) for time, breakdown, _ in _asked(release)]
    return pl.DataFrame(rows, schema=GROUP_TEST).sort("curve", "breakdown")


def _asked(release: Release) -> Iterator[tuple[TimeToEvent, str, str]]:
    for time in FOLLOWED:
        references = {**release.plan.reference_groups, **dict(time.references)}
        for breakdown in time.breakdowns:
            if breakdown in references:
                yield time, breakdown, references[breakdown]


def _group_test(release: Release, time: TimeToEvent, breakdown: str) -> dict[str, object]:
    groups = groups_of(whole_of(release, time), breakdown)
    compared = sorted(large_groups(groups, release.width) - UNKNOWN)
    found = log_rank(groups.filter(pl.col("group").is_in(compared))) if len(compared) > 1 else None
    word = "too_few" if found is None else "differ" if found.p < LIKELY_CHANCE else "could_be_chance"
    return {
        "curve": time.id,
        "breakdown": breakdown,
        "groups": len(compared) if found else None,
        "chance_percent": max(1, ceil(found.p * 100)) if found else None,
        "finding": word,
    }


def _comparison(release: Release, time: TimeToEvent, breakdown: str, reference: str) -> pl.DataFrame:
    groups = groups_of(whole_of(release, time), breakdown)
    pairs = {group: {group, reference} for group in sorted(set(groups["group"]) - {reference})}
    large = large_groups(groups, release.width)
    by_year = large_groups(groups, release.width, by_day=YEAR)
    counted = release.counts.histograms.get(time.id, NONE)
    exact = release.counts.once(
        ("comparison", time.id, breakdown), lambda: _exact(groups_of(counted, breakdown), reference)
    ).filter(pl.col("group").is_in(list(pairs)))
    comparable, in_year = (
        [group for group, pair in pairs.items() if pair <= enough] for enough in (large, large & by_year)
    )
    by_ratio = pl.col("group").is_in(comparable) & ~pl.col("changes")
    by_points = pl.col("group").is_in(in_year) & pl.col("changes")
    shown = {**dict.fromkeys(RATIOS, by_ratio), **dict.fromkeys(POINTS, by_points)}
    told = exact.with_columns(pl.when(holds).then(pl.col(name)).alias(name) for name, holds in shown.items())
    is_difference = pl.col("group").is_in(comparable) & pl.col("changes")
    return told.select(
        curve=pl.lit(time.id),
        district=pl.lit("all"),
        breakdown=pl.lit(breakdown),
        group_value="group",
        reference=pl.lit(reference),
        method=pl.when(is_difference).then(pl.lit("risk_difference")).otherwise(pl.lit("hazard_ratio")),
        **{name: pl.col(name).round(1) for name in RATIOS},
        **{name: whole_percent(pl.col(name)) for name in POINTS},
        finding=_finding(),
    ).cast(COMPARISON)


def _exact(groups: pl.DataFrame, reference: str) -> pl.DataFrame:
    """Per other group: its hazard ratio, its difference in risk by one year, and whether the ratio changes over
    time; null where either group is too small for anybody. Of exact counts, for all roles alike; what of it a
    role may have depends on the groups' sizes."""
    others = sorted(set(groups["group"]) - {reference})
    # No band of any width ends above the count itself: what is too small here is so for every role.
    enough = large_groups(groups, 1) if others else set()
    groups = groups.filter(pl.col("group").is_in(sorted(enough)), reference in enough)
    changes = [
        _changes_over_time(groups, group, reference) if {group, reference} <= enough else None
        for group in others
    ]
    names = pl.DataFrame(
        {"group": others, "changes": changes}, schema={"group": pl.String, "changes": pl.Boolean}
    )
    ratios = hazard_ratios(groups, reference=reference)
    ends = dict(zip(RATIOS, ("hazard_ratio", "low", "high"), strict=True))
    differences = risk_differences(groups, reference=reference, day=YEAR)
    points = dict(zip(POINTS, ("difference", "low", "high"), strict=True))
    return names.join(ratios.select("group", **ends), on="group", how="left").join(
        differences.select("group", **points), on="group", how="left"
    )


def _changes_over_time(groups: pl.DataFrame, group: str, reference: str) -> bool:
    """The ratio of the two groups' hazards is not the same early and late, beyond chance."""
    pair = groups.filter(pl.col("group").is_in([group, reference]))
    tests = proportionality(pair.with_columns(is_other=pl.col("group") == group), ["is_other"])
    return any(test.p < LIKELY_CHANCE for test in tests)


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
