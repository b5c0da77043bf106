"""Published tables that are counts and shares: rates, flow, delivery matrix."""

import polars as pl

from metrics import case_flow, policies
from metrics.declarations import Policy
from metrics.indicators import RATES, TOTALS
from release.bands import whole_percent
from release.catalogue import YEARS
from release.measures import fidelity_measure, matrix_id
from release.released import Release, period_name


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
