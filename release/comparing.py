"""Each group beside its reference group: bands and exact cells side by side, and what may be told of the two."""

from functools import cache

import polars as pl

from metrics.counting import NOT_RECORDED
from metrics.decision_points import DECISION_POINTS, INTERSECTIONS
from metrics.gap_changes import bounds_expressions
from metrics.rates import Ends, difference_over_bands_expressions
from metrics.risk_ratios import risk_ratio_expressions, risk_ratio_over_bands_expressions
from release.bands import band
from release.plan import Plan
from release.released import Release, period_name
from warehouse.codes import NOT_KNOWN

UNKNOWN_GROUPS = (*NOT_KNOWN, NOT_RECORDED)
PLACE = ["measure", "grain", "period_from", "district", "breakdown"]
COUNTS = ("counted_low", "counted_high", "out_of_low", "out_of_high", "counted", "out_of", "percent", "shown")
ENDS = ("", "_low", "_high")
FINDINGS = ("higher", "lower", "could_be_chance")


def reference_groups(plan: Plan) -> dict[str, str]:
    """The group that the others are compared with, by breakdown; of two attributes, both of their groups."""
    told = plan.reference_groups
    both = {
        name: "_".join(told[part] for part in parts)
        for name, parts in INTERSECTIONS.items()
        if set(parts) <= set(told)
    }
    return {**told, **both}


def compared(release: Release) -> pl.DataFrame:
    """Every group at every decision point, with the reference group of its district and period beside it.

    One row per cell: the bands and exact counts of the group and, under `ref_`, of the reference; the
    comparisons not yet rounded; `finding`. Exact counts are for words and rounded effects only.
    """
    if "compared" not in release.made:
        release.made["compared"] = _compared(release)
    return release.made["compared"]


def _compared(release: Release) -> pl.DataFrame:
    both = _cells(release)
    reference = both.filter("is_reference").select(*PLACE, *(pl.col(n).alias(f"ref_{n}") for n in COUNTS))
    unknown = (
        both.filter(pl.col("group_value").is_in(UNKNOWN_GROUPS))
        .group_by(PLACE)
        .agg(
            pl.mean_horizontal(f"{part}_low", f"{part}_high").sum().alias(f"unknown_{part}")
            for part in ("counted", "out_of")
        )
    )
    joined = both.join(reference, on=PLACE, how="left").join(unknown, on=PLACE, how="left")
    # Lazily, what the ratios have in common is worked out once.
    measured = joined.lazy().with_columns(is_comparable=is_comparable()).with_columns(*_ratios(), *_bounds())
    return measured.with_columns(finding=_finding(), period=period_name()).collect()


def _cells(release: Release) -> pl.DataFrame:
    """Bands of every group with its exact counts."""
    points = pl.DataFrame(
        [(point.measure.id, point.id, step, point.is_step) for step, point in enumerate(DECISION_POINTS)],
        schema=["measure", "decision_point", "step", "is_step"],
        orient="row",
    )
    names = points["measure"].to_list()
    bands = release.told_of(names).filter(pl.col("breakdown") != "none").join(points, on="measure")
    exact = release.exact_of(names).select(*PLACE, "group_value", "counted", "out_of")
    is_reference = pl.col("group_value") == pl.col("breakdown").replace_strict(
        reference_groups(release.plan), default=None
    )
    both = bands.join(exact, on=[*PLACE, "group_value"], how="left")
    return _without_small_parts(both).with_columns(is_reference=is_reference.fill_null(value=False))


def _without_small_parts(cells: pl.DataFrame) -> pl.DataFrame:
    """Leave out groups of two attributes one of whose single groups is in the first band, as any child of it."""
    small = cells.filter(pl.col("out_of_low") == 0)
    place = [name for name in PLACE if name != "breakdown"]
    for name, parts in INTERSECTIONS.items():
        codes = pl.col("group_value").str.splitn("_", len(parts))
        for at, part in enumerate(parts):
            is_small = small.filter(pl.col("breakdown") == part).select(
                *place, code="group_value", breakdown=pl.lit(name)
            )
            marked = cells.with_columns(code=codes.struct.field(f"field_{at}"))
            cells = marked.join(is_small, on=[*PLACE, "code"], how="anti", nulls_equal=True).drop("code")
    return cells


def is_comparable() -> pl.Expr:
    """Both shares may be shown."""
    both = (pl.col("shown") == "shown") & (pl.col("ref_shown") == "shown").fill_null(value=False)
    return both & ~pl.col("is_reference")


def rest_band(prefix: str = "") -> Ends:
    """What the bands of counted and out_of say of the rest; at least 1, for nothing is shown of fewer."""
    counted, out_of = band(f"{prefix}counted"), band(f"{prefix}out_of")
    return (out_of[0] - counted[1]).clip(lower_bound=1), out_of[1] - counted[0]


def exact_cells() -> tuple[pl.Expr, pl.Expr, pl.Expr, pl.Expr]:
    return pl.col("counted"), pl.col("out_of"), pl.col("ref_counted"), pl.col("ref_out_of")


@cache
def _ratios() -> tuple[pl.Expr, ...]:
    """Of the shares of those counted, and of the rest, and their difference, from bands; and the exact interval."""
    ratio = risk_ratio_over_bands_expressions(
        band("counted"), band("out_of"), band("ref_counted"), band("ref_out_of")
    )
    other = risk_ratio_over_bands_expressions(
        rest_band(), band("out_of"), rest_band("ref_"), band("ref_out_of")
    )
    counted, out_of, ref_counted, ref_out_of = exact_cells()
    exact = risk_ratio_expressions(counted, out_of, ref_counted, ref_out_of)
    gap = difference_over_bands_expressions(
        band("ref_counted"), band("ref_out_of"), band("counted"), band("out_of")
    )
    values = {
        "ratio": (ENDS, ratio),
        "other_ratio": (ENDS, other),
        "exact": (ENDS, exact),
        "gap": (ENDS[1:], gap),
    }
    return tuple(
        pl.when("is_comparable").then(value).alias(f"{name}{end}")
        for name, (ends, found) in values.items()
        for value, end in zip(found, ends, strict=True)
    )


@cache
def _bounds() -> tuple[pl.Expr, ...]:
    """How far the people whose group is not known could move the ratio, from the centres of bands."""
    low, high = bounds_expressions(
        _centre(""), _centre("ref_"), (pl.col("unknown_counted"), pl.col("unknown_out_of"))
    )
    is_asked = pl.col("is_comparable") & ~pl.col("group_value").is_in(UNKNOWN_GROUPS)
    return (
        pl.when(is_asked).then(low).alias("unknown_ratio_low"),
        pl.when(is_asked).then(high).alias("unknown_ratio_high"),
    )


def _centre(prefix: str) -> tuple[pl.Expr, pl.Expr]:
    return (
        pl.mean_horizontal(f"{prefix}counted_low", f"{prefix}counted_high"),
        pl.mean_horizontal(f"{prefix}out_of_low", f"{prefix}out_of_high"),
    )


def _finding() -> pl.Expr:
    """Whether the exact interval, and the one shown, exclude "the same"; only the word is released."""
    return (
        pl.when(pl.col("is_reference"))
        .then(pl.lit("reference"))
        .when(pl.col("group_value").is_in(UNKNOWN_GROUPS))
        .then(pl.lit("not_known"))
        .when(pl.col("ref_shown").is_null())
        .then(pl.lit("no_reference"))
        .when(~pl.col("is_comparable") | pl.col("exact_low").is_null())
        .then(pl.lit("too_few"))
        .otherwise(direction("ratio", "exact"))
    )


def direction(shown: str, exact: str) -> pl.Expr:
    """higher, lower or could_be_chance: both intervals must leave out 1, before they are rounded."""
    return (
        pl.when(pl.col(f"{exact}_low") > 1, pl.col(f"{shown}_low") > 1)
        .then(pl.lit("higher"))
        .when(pl.col(f"{exact}_high") < 1, pl.col(f"{shown}_high") < 1)
        .then(pl.lit("lower"))
        .otherwise(pl.lit("could_be_chance"))
    )


def rounded(name: str) -> list[pl.Expr]:
    """A ratio and its interval to one decimal, the interval never cutting the value off."""
    value = pl.col(name).round(1)
    return [
        value.alias(name),
        pl.min_horizontal(pl.col(f"{name}_low").round(1), value).alias(f"{name}_low"),
        pl.max_horizontal(pl.col(f"{name}_high").round(1), value).alias(f"{name}_high"),
    ]
