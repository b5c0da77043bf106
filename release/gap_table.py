"""The published table of gaps before and since each change.

The ratios before and since come from bands; their quotient has its exact interval (decision 27).
"""

from functools import cache

import polars as pl

from metrics.decision_points import DECISION_POINTS, WATCHED
from metrics.gap_changes import ratio_of_ratios_expressions
from metrics.people import FEW
from metrics.risk_ratios import risk_ratio_over_bands_expressions
from metrics.segments import timing_of
from release.bands import banded
from release.comparing import UNKNOWN_GROUPS, direction, reference_groups, rounded
from release.released import Release


def gap_changes(release: Release) -> pl.DataFrame:
    """Whether the ratio of each group to the reference group changed after each change, at watched points."""
    cells = _gap_cells(release)
    parts = {part: cells.filter(pl.col("part") == part).drop("part") for part in ("before", "after")}
    key = ["intervention", "measure", "breakdown", "group_value"]
    # A group without a case on one side is too few, not gone.
    both = parts["before"].join(parts["after"], on=key, suffix="_after", how="full", coalesce=True)
    reference_of = pl.col("breakdown").replace_strict(reference_groups(release.plan), default=None)
    is_reference = (pl.col("group_value") == reference_of).fill_null(value=False)
    place = key[:-1]
    reference = both.filter(is_reference).drop("group_value")
    reference = reference.rename({name: f"ref_{name}" for name in reference.columns if name not in place})
    joined = both.filter(~is_reference, ~pl.col("group_value").is_in(UNKNOWN_GROUPS)).join(
        reference, on=place, how="left"
    )
    # Lazily, what the ratios have in common is worked out once.
    measured = joined.lazy().with_columns(*_change_of_gap()).collect()
    points = pl.DataFrame(
        [(point.measure.id, point.id, step) for step, point in enumerate(DECISION_POINTS)],
        schema=["measure", "decision_point", "step"],
        orient="row",
    )
    return (
        measured.join(points, on="measure")
        .with_columns(finding=_gap_finding())
        .with_columns(*rounded("ratio_change"), pl.col("ratio_before", "ratio_after").round(1))
        .sort("intervention", "step", "breakdown", "group_value")
    )


def _gap_cells(release: Release) -> pl.DataFrame:
    """Bands and exact counts of each group before and since each change."""
    counted = release.counts.once(("gaps",), lambda: _counted(release))
    exact = counted.filter(pl.col("breakdown").is_in(_allowed_breakdowns(release)))
    parts = ("counted", "out_of", "rest")
    extra = exact.select(
        exact_counted="counted",
        exact_out_of="out_of",
        # Where few people stand behind cases a band is that of people: nothing to make a ratio of cases from.
        has_people=pl.min_horizontal(f"{part}_people" for part in parts) > FEW,
    )
    return pl.concat([banded(exact, release.width), extra], how="horizontal")


def _counted(release: Release) -> pl.DataFrame:
    """The exact cells before and since each change, for all roles alike."""
    gaps = release.counts.disparity.gaps
    spans = [
        (change.id, gaps[point.measure.id, timing_of(change)])
        for change in release.plan.interventions
        for point in WATCHED
        if (point.measure.id, timing_of(change)) in gaps
    ]
    named = [
        cells.select(pl.lit(change).alias("intervention"), pl.lit(part).alias("part"), *CELL)
        for change, span in spans
        for part, cells in (("before", span.before), ("after", span.after))
    ]
    return pl.concat([NO_GAP_CELLS, *named])


def _allowed_breakdowns(release: Release) -> list[str]:
    """Those that the role may have anywhere: two attributes at once are not for a funder."""
    return release.exact_of([point.measure.id for point in WATCHED])["breakdown"].unique().to_list()


@cache
def _change_of_gap() -> list[pl.Expr]:
    """Ratio before and after from bands, and their ratio with its exact interval."""
    shares = ("shown", "shown_after", "ref_shown", "ref_shown_after")
    people = [name.replace("shown", "has_people") for name in shares]
    enough = pl.all_horizontal(
        *((pl.col(name) == "shown").fill_null(value=False) for name in shares),
        *(pl.col(name).fill_null(value=False) for name in people),
    )
    before, after = (
        risk_ratio_over_bands_expressions(
            *(_part_band(f"{ref}{name}", end) for ref in ("", "ref_") for name in ("counted", "out_of"))
        )[0]
        for end in ("", "_after")
    )
    exact = ratio_of_ratios_expressions(_exact(""), _exact("_after"))
    change = after / before
    found = {
        "ratio_before": before,
        "ratio_after": after,
        "ratio_change": change,
        "ratio_change_low": pl.min_horizontal(exact[1], change),
        "ratio_change_high": pl.max_horizontal(exact[2], change),
    }
    return [pl.when(enough).then(value).alias(name) for name, value in found.items()]


def _part_band(name: str, end: str) -> tuple[pl.Expr, pl.Expr]:
    return pl.col(f"{name}_low{end}"), pl.col(f"{name}_high{end}")


def _exact(end: str) -> tuple[pl.Expr, pl.Expr, pl.Expr, pl.Expr]:
    return (
        pl.col(f"exact_counted{end}"),
        pl.col(f"exact_out_of{end}"),
        pl.col(f"ref_exact_counted{end}"),
        pl.col(f"ref_exact_out_of{end}"),
    )


def _gap_finding() -> pl.Expr:
    return (
        pl.when(pl.col("ref_shown").is_null() & pl.col("ref_shown_after").is_null())
        .then(pl.lit("no_reference"))
        .when(pl.col("ratio_change_low").is_null())
        .then(pl.lit("too_few"))
        .otherwise(direction("ratio_change", "ratio_change"))
    )


NAMES = ("measure", "breakdown", "group_value")
COUNTS = ("counted", "out_of", "counted_people", "out_of_people", "rest_people")
CELL = (*NAMES, *COUNTS)
NO_GAP_CELLS = pl.DataFrame(
    schema={
        **dict.fromkeys(("intervention", "part", *NAMES), pl.String),
        **dict.fromkeys(COUNTS, pl.Int64),
    }
)
