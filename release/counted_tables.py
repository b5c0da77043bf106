"""Published tables that are counts and shares: rates, flow, delivery matrix, disparity."""

import polars as pl

from metrics import case_flow, policies
from metrics.counting import NOT_RECORDED
from metrics.decision_points import DECISION_POINTS
from metrics.declarations import Policy
from metrics.indicators import RATES, TOTALS
from metrics.risk_ratios import risk_ratio_expressions, risk_ratio_over_bands_expressions
from release.bands import whole_percent
from release.catalogue import YEARS
from release.measures import fidelity_measure, matrix_id
from release.released import Release, period_name
from warehouse.codes import NOT_KNOWN

UNKNOWN_GROUPS = (*NOT_KNOWN, NOT_RECORDED)


def rates(release: Release) -> pl.DataFrame:
    """Every share by period and district, or by period and group."""
    ids = {rate.measure.id: rate.id for rate in RATES}
    ids |= {total.measure_id: total.id for total in TOTALS if total.whole}
    named = pl.DataFrame({"measure": list(ids), "indicator": list(ids.values())})
    bands = release.bands_of(named["measure"].to_list())
    order = ("indicator", "district", "breakdown", "group_value", "grain", "period_from")
    return bands.join(named, on="measure").sort(order)


def flow(release: Release) -> pl.DataFrame:
    """Where cases stand, by district and year."""
    places = pl.DataFrame(
        [
            (f"place_{place.id}", place.id, place.step, place.parent or "", place.kind)
            for place in case_flow.PLACES
        ],
        schema=["measure", "place", "step", "parent", "kind"],
        orient="row",
    )
    bands = release.told_of(places["measure"].to_list()).filter(pl.col("grain").is_in(YEARS))
    cell = ["grain", "period_from", "district"]
    start = bands.filter(pl.col("measure") == "place_reported").select(
        *cell, start_low="counted_low", start_high="counted_high"
    )
    is_start = pl.col("parent") == ""
    is_shown = pl.when(is_start).then(pl.col("counted_low") > 0).otherwise(pl.col("shown") == "shown")
    of_start = (pl.col("counted_low") + pl.col("counted_high")) / (pl.col("start_low") + pl.col("start_high"))
    return (
        bands.join(places, on="measure")
        .join(start, on=cell, how="left")
        .with_columns(
            period=period_name(),
            percent=pl.when(is_shown).then(whole_percent(of_start)),
            percent_of_parent=pl.when(~is_start).then(pl.col("percent")),
            shown=pl.when(is_shown).then(pl.lit("shown")).otherwise(pl.lit("too_few")),
        )
        .rename({"counted_low": "count_low", "counted_high": "count_high"})
        .sort("district", "period", "step", "place")
    )


def matrix(release: Release) -> pl.DataFrame:
    """Intended against delivered, cell by cell, and the fidelity of each policy."""
    cells = pl.DataFrame(
        [cell for policy in policies.POLICIES for cell in _matrix_cells(policy)],
        schema=["measure", "policy", "policy_words", "intended", "delivered"],
        orient="row",
    )
    bands = release.told_of(cells["measure"].to_list()).filter(pl.col("grain").is_in(YEARS))
    return (
        bands.join(cells, on="measure")
        .with_columns(period=period_name())
        .rename({"counted_low": "count_low", "counted_high": "count_high"})
        .sort("policy", "district", "period", "intended", "delivered")
    )


def _matrix_cells(policy: Policy) -> list[tuple[str, ...]]:
    """Measure, policy, its words, intended and delivered response: fidelity first, then each cell."""
    fidelity = (fidelity_measure(policy).id, policy.id, policy.words, "all", "as_intended")
    return [
        fidelity,
        *(
            (matrix_id(policy, intended, delivered), policy.id, policy.words, intended, delivered)
            for intended in policy.responses
            for delivered in policy.responses
        ),
    ]


def disparity(release: Release) -> pl.DataFrame:
    """Each group at each decision point, compared with the reference group of its district and period."""
    points = pl.DataFrame(
        [(point.measure.id, point.id, step) for step, point in enumerate(DECISION_POINTS)],
        schema=["measure", "decision_point", "step"],
        orient="row",
    )
    cell = ["measure", "grain", "period_from", "district", "breakdown"]
    names = points["measure"].to_list()
    bands = release.told_of(names).filter(pl.col("breakdown") != "none").join(points, on="measure")
    exact = release.exact_of(names).select(*cell, "group_value", "counted", "out_of")
    both = bands.join(exact, on=[*cell, "group_value"], how="left")
    reference_of = pl.col("breakdown").replace_strict(release.plan.reference_groups, default=None)
    both = both.with_columns(is_reference=pl.col("group_value") == reference_of)
    columns = ("counted_low", "counted_high", "out_of_low", "out_of_high", "counted", "out_of", "shown")
    reference = both.filter("is_reference").select(
        *cell, *(pl.col(name).alias(f"ref_{name}") for name in columns)
    )
    compared = both.join(reference, on=cell, how="left").with_columns(*_ratios())
    found = compared.with_columns(finding=_finding(), period=period_name())
    return found.sort("step", "district", "period", "breakdown", "group_value")


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
    """Whether the exact interval, and the one shown, exclude "the same"; only the word is released."""
    return (
        pl.when(pl.col("is_reference"))
        .then(pl.lit("reference"))
        .when(pl.col("group_value").is_in(UNKNOWN_GROUPS))
        .then(pl.lit("not_known"))
        .when(~_is_comparable() | pl.col("exact_low").is_null())
        .then(pl.lit("too_few"))
        .when((pl.col("exact_low") > 1) & (pl.col("ratio_low") >= 1))
        .then(pl.lit("higher"))
        .when((pl.col("exact_high") < 1) & (pl.col("ratio_high") <= 1))
        .then(pl.lit("lower"))
        .otherwise(pl.lit("could_be_chance"))
    )
