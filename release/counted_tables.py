"""Published tables that are counts and shares: rates, flow, delivery matrix, disparity."""

import polars as pl

from metrics import case_flow, policies
from metrics.counting import NOT_RECORDED
from metrics.decision_points import DECISION_POINTS
from metrics.declarations import DecisionPoint, Policy
from metrics.indicators import RATES
from metrics.risk_ratios import risk_ratio_expressions, risk_ratio_over_bands_expressions
from release.catalogue import YEARS
from release.counts import fidelity_measure, matrix_id
from release.released import Release, period_name
from warehouse.codes import NOT_KNOWN

UNKNOWN_GROUPS = (*NOT_KNOWN, NOT_RECORDED)


def rates(release: Release) -> pl.DataFrame:
    """Every rate by period and district."""
    return pl.concat(
        [
            release.bands(rate.measure)
            .filter(pl.col("breakdown") == "none")
            .with_columns(pl.lit(rate.id).alias("indicator"))
            for rate in RATES
        ]
    ).sort("indicator", "district", "grain", "period_from")


def flow(release: Release) -> pl.DataFrame:
    """Where cases stand, by district and year."""
    start = release.bands("place_reported").select(
        "grain", "period_from", "district", start_low="counted_low", start_high="counted_high"
    )
    frames = []
    for place in case_flow.PLACES:
        bands = release.bands(f"place_{place.id}").filter(pl.col("grain").is_in(YEARS))
        placed = bands.join(start, on=["grain", "period_from", "district"], how="left")
        frames.append(
            placed.with_columns(
                pl.lit(place.id).alias("place"),
                pl.lit(place.step).alias("step"),
                pl.lit(place.parent or "").alias("parent"),
                pl.lit(place.kind).alias("kind"),
                period_name().alias("period"),
                _percent_of_start().alias("percent"),
                pl.col("percent").alias("percent_of_parent"),
            )
        )
    renamed = pl.concat(frames).rename({"counted_low": "count_low", "counted_high": "count_high"})
    is_start = pl.col("parent") == ""
    shown = pl.when(is_start & (pl.col("count_low") > 0)).then(pl.lit("shown")).otherwise(pl.col("shown"))
    percent = pl.when(is_start & (pl.col("count_low") > 0)).then(100).otherwise(pl.col("percent"))
    parent_percent = pl.when(is_start).then(None).otherwise(pl.col("percent_of_parent"))
    return renamed.with_columns(
        shown.alias("shown"), percent.alias("percent"), parent_percent.alias("percent_of_parent")
    ).sort("district", "period", "step", "place")


def _percent_of_start() -> pl.Expr:
    """Share of the start from band centres, where the share of the parent may be shown too."""
    centre = (pl.col("counted_low") + pl.col("counted_high")) / (pl.col("start_low") + pl.col("start_high"))
    return pl.when(pl.col("shown") == "shown").then((centre * 100).round(0).cast(pl.Int64))


def matrix(release: Release) -> pl.DataFrame:
    """Intended against delivered, cell by cell, and the fidelity of each policy."""
    frames = [frame for policy in policies.POLICIES for frame in _matrix_of(release, policy)]
    return pl.concat(frames).sort("policy", "district", "period", "intended", "delivered")


def _matrix_of(release: Release, policy: Policy) -> list[pl.DataFrame]:
    fidelity = _as_matrix(release.bands(fidelity_measure(policy)), policy, "all", "as_intended")
    cells = [
        _as_matrix(release.bands(matrix_id(policy, intended, delivered)), policy, intended, delivered)
        for intended in policy.responses
        for delivered in policy.responses
    ]
    return [fidelity, *cells]


def _as_matrix(bands: pl.DataFrame, policy: Policy, intended: str, delivered: str) -> pl.DataFrame:
    return (
        bands.filter(pl.col("grain").is_in(YEARS))
        .with_columns(
            pl.lit(policy.id).alias("policy"),
            pl.lit(policy.words).alias("policy_words"),
            pl.lit(intended).alias("intended"),
            pl.lit(delivered).alias("delivered"),
            period_name().alias("period"),
        )
        .rename({"counted_low": "count_low", "counted_high": "count_high"})
    )


def disparity(release: Release) -> pl.DataFrame:
    """Each group at each decision point, compared with the reference group of its district and period."""
    frames = [_disparity_at(release, point, step) for step, point in enumerate(DECISION_POINTS)]
    return pl.concat(frames).sort("step", "district", "period", "breakdown", "group_value")


def _disparity_at(release: Release, point: DecisionPoint, step: int) -> pl.DataFrame:
    keys = ["grain", "period_from", "district", "breakdown"]
    bands = release.bands(point.measure).filter(pl.col("breakdown") != "none")
    exact = release.exact(point.measure).select(*keys, "group_value", "counted", "out_of")
    both = bands.join(exact, on=[*keys, "group_value"], how="left")
    reference_of = pl.col("breakdown").replace_strict(release.plan.reference_groups, default=None)
    both = both.with_columns((pl.col("group_value") == reference_of).alias("is_reference"))
    columns = ("counted_low", "counted_high", "out_of_low", "out_of_high", "counted", "out_of", "shown")
    reference = both.filter("is_reference").select(
        *keys, *(pl.col(name).alias(f"ref_{name}") for name in columns)
    )
    compared = both.join(reference, on=keys, how="left").with_columns(*_ratios())
    return compared.with_columns(
        _finding().alias("finding"),
        pl.lit(point.id).alias("decision_point"),
        pl.lit(step).alias("step"),
        period_name().alias("period"),
    ).drop("counted", "out_of", "ref_counted", "ref_out_of", "exact_low", "exact_high")


def _ratios() -> tuple[pl.Expr, ...]:
    ratio, low, high = risk_ratio_over_bands_expressions(
        (pl.col("counted_low"), pl.col("counted_high")),
        (pl.col("out_of_low"), pl.col("out_of_high")),
        (pl.col("ref_counted_low"), pl.col("ref_counted_high")),
        (pl.col("ref_out_of_low"), pl.col("ref_out_of_high")),
    )
    _, exact_low, exact_high = risk_ratio_expressions(
        pl.col("counted"), pl.col("out_of"), pl.col("ref_counted"), pl.col("ref_out_of")
    )
    comparable = _is_comparable() & ~pl.col("is_reference")
    return (
        pl.when(comparable).then(ratio.round(1)).alias("ratio"),
        pl.when(comparable).then(low.round(1)).alias("ratio_low"),
        pl.when(comparable).then(high.round(1)).alias("ratio_high"),
        exact_low.alias("exact_low"),
        exact_high.alias("exact_high"),
    )


def _is_comparable() -> pl.Expr:
    return (pl.col("shown") == "shown") & (pl.col("ref_shown") == "shown").fill_null(value=False)


def _finding() -> pl.Expr:
    """Whether the exact interval excludes "the same"; only the word is released."""
    return (
        pl.when(pl.col("is_reference"))
        .then(pl.lit("reference"))
        .when(pl.col("group_value").is_in(UNKNOWN_GROUPS))
        .then(pl.lit("not_known"))
        .when(~_is_comparable() | pl.col("exact_low").is_null())
        .then(pl.lit("too_few"))
        .when(pl.col("exact_low") > 1)
        .then(pl.lit("higher"))
        .when(pl.col("exact_high") < 1)
        .then(pl.lit("lower"))
        .otherwise(pl.lit("could_be_chance"))
    )
