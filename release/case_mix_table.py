"""The published table of like cases: each group beside the reference group within severity or relationship.

Effects are computed on exact counts and leave as words and one decimal, only where the shares of both groups
may be shown (decisions 10 and 27).
"""

import polars as pl

from metrics.counting import ALL
from metrics.decision_points import STRATIFIERS
from metrics.stratified import directions_differ, like_cases
from release.bands import banded
from release.comparing import (
    UNKNOWN_GROUPS,
    compared,
    direction,
    reference_groups,
    rounded,
)
from release.released import Release

GROUP = ["measure", "breakdown", "group_value"]
POOLED = ("is_comparable", "exact", "exact_low", "exact_high", "ratio", "decision_point", "step", "finding")
SMALLEST_COVERED = 0.8  # of both groups' cases must lie in strata that both have
ENDS = ("", "_low", "_high")


def case_mix(release: Release) -> pl.DataFrame:
    """Each group beside the reference group among like cases, over the whole period of all districts."""
    stratifiers = pl.DataFrame({"stratifier": STRATIFIERS})
    both = _pooled(release).join(stratifiers, how="cross")
    adjusted = release.counts.once(("adjusted",), lambda: _adjusted(release))
    joined = both.join(adjusted, on=[*GROUP, "stratifier"], how="inner")
    enough = pl.col("is_comparable") & (pl.col("covered") >= SMALLEST_COVERED)
    told = joined.with_columns(is_told=enough & pl.col("adjusted_ratio").is_not_null())
    values = [f"{name}{end}" for name in ("adjusted_ratio", "standardised_ratio") for end in ENDS]
    marked = told.with_columns(
        *(pl.when("is_told").then(pl.col(name)).alias(name) for name in values),
        is_turned=pl.when("is_told").then(_is_turned()),
        covered_percent=pl.when("is_told").then(_covered_percent(joined, release.width)),
    )
    return (
        marked.with_columns(finding=_finding())
        .with_columns(*rounded("adjusted_ratio"), *rounded("standardised_ratio"), pl.col("ratio").round(1))
        .sort("step", "breakdown", "group_value", "stratifier")
    )


def _pooled(release: Release) -> pl.DataFrame:
    """All cases together: the groups that are compared."""
    cells = compared(release).filter(
        pl.col("grain") == "whole", pl.col("district") == ALL, pl.col("finding") != "reference"
    )
    return cells.filter(~pl.col("group_value").is_in(UNKNOWN_GROUPS)).select(*GROUP, *POOLED)


def _covered_percent(joined: pl.DataFrame, width: int) -> pl.Series:
    """From bands, like every share. Empty where all but a few are covered: how few would be told."""
    covered = (pl.col("covered") * pl.col("cases")).round().cast(pl.Int64)
    rest = pl.col("cases") - covered
    counts = joined.select(counted=covered, out_of="cases", rest_people=rest)
    people = {"counted_people": pl.col("counted"), "out_of_people": pl.col("out_of")}
    return banded(counts.with_columns(**people), width)["percent"]


def _is_turned() -> pl.Expr:
    return directions_differ(
        (pl.col("exact"), pl.col("exact_low"), pl.col("exact_high")),
        (pl.col("adjusted_ratio"), pl.col("adjusted_ratio_low"), pl.col("adjusted_ratio_high")),
    )


def _finding() -> pl.Expr:
    hidden = pl.when(pl.col("finding") == "no_reference").then("finding").otherwise(pl.lit("too_few"))
    return pl.when("is_told").then(direction("adjusted_ratio", "adjusted_ratio")).otherwise(hidden)


def _adjusted(release: Release) -> pl.DataFrame:
    """Common and standardised ratio of each group, exact, by stratifier; for all roles alike."""
    stratum = ["measure", "breakdown", "stratifier", "stratum"]
    strata = release.counts.disparity.strata
    reference_of = pl.col("breakdown").replace_strict(reference_groups(release.plan), default=None)
    is_reference = pl.col("group_value") == reference_of
    reference = strata.filter(is_reference).select(*stratum, ref_counted="counted", ref_out_of="out_of")
    others = strata.filter(~is_reference)
    groups = others.select(*GROUP, "stratifier").unique()
    # A stratum that only the reference group has counts as not covered.
    every = groups.join(strata.select(stratum).unique(), on=["measure", "breakdown", "stratifier"])
    cells = every.join(others, on=[*stratum, "group_value"], how="left").join(
        reference, on=stratum, how="left"
    )
    counts = cells.with_columns(pl.col("counted", "out_of", "ref_counted", "ref_out_of").fill_null(0))
    return like_cases(counts, by=[*GROUP, "stratifier"])
