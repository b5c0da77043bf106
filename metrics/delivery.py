"""Was the response delivered as intended, and what did the intention and the delivered response change?

Counts are rows of intended, delivered and n (cases). A row without an intended response (null) is a case
the policy does not speak of, and is left out. Departures: docs/deviations.md.
"""

from dataclasses import dataclass

import polars as pl

from metrics.rates import Estimate, difference, share


def row_shares(counts: pl.DataFrame) -> pl.DataFrame:
    """The intended x delivered matrix with the share of each row.

    Returns one row per pair of an intended and a delivered response that occur, in order: intended,
    delivered, n, out_of (cases of that intention), share (0 to 1, null when out_of is 0). A pair that did
    not happen is there with n 0. A delivered response not recorded (null) keeps its own row.
    """
    cells = _under_the_policy(counts).group_by("intended", "delivered").agg(pl.col("n").cast(pl.Int64).sum())
    every = cells.select(pl.col("intended").unique()).join(
        cells.select(pl.col("delivered").unique()), how="cross"
    )
    row_total = pl.col("n").sum().over("intended")
    return (
        pl.concat([cells, every.with_columns(n=pl.lit(0, pl.Int64))])
        .group_by("intended", "delivered")
        .agg(pl.col("n").sum())
        .with_columns(out_of=row_total)
        .with_columns(share=pl.when(pl.col("out_of") > 0).then(pl.col("n") / pl.col("out_of")))
        .sort("intended", "delivered")
    )


def fidelity(counts: pl.DataFrame) -> Estimate | None:
    """Share of cases delivered as intended, with Wilson interval; None without cases.

    A delivered response not recorded (null) counts as a case, not as delivered: what nobody wrote down
    cannot be shown to have been done.
    """
    as_intended = (pl.col("intended") == pl.col("delivered")).fill_null(value=False)
    delivered, cases = (
        _under_the_policy(counts)
        .select(pl.col("n").filter(as_intended).sum().alias("delivered"), pl.col("n").sum().alias("cases"))
        .row(0)
    )
    return share(int(delivered), int(cases))


@dataclass(frozen=True, kw_only=True)
class Arm:
    """People assigned to one side: how many, how many of them got the response, and had the event."""

    people: int
    treated: int
    events: int


def first_stage(assigned: Arm, others: Arm) -> Estimate | None:
    """How much more often those assigned the response got it, Newcombe interval. See `wald`."""
    return difference(others.treated, others.people, assigned.treated, assigned.people)


def intention_to_treat(assigned: Arm, others: Arm) -> Estimate | None:
    """Effect of the intention: the assigned side's share with the event minus the other side's.

    Newcombe interval; None when a side has nobody.
    Source: Angrist 2006, Journal of Experimental Criminology 2, 23-44.
    """
    return difference(others.events, others.people, assigned.events, assigned.people)


def wald(assigned: Arm, others: Arm) -> Estimate | None:
    """Effect of the delivered response among those whose response followed the assignment.

    The intent-to-treat effect divided by the first stage. The interval is the intent-to-treat interval
    divided by the first stage taken as known, which is fair only when the assignment was mostly followed;
    so None unless the first stage is clearly above 0 (its interval excludes it).
    Source: Angrist 2006, Journal of Experimental Criminology 2, 23-44.
    """
    stage, effect = first_stage(assigned, others), intention_to_treat(assigned, others)
    if stage is None or effect is None or stage.low <= 0:
        return None
    return Estimate(effect.value / stage.value, effect.low / stage.value, effect.high / stage.value)


def _under_the_policy(counts: pl.DataFrame) -> pl.DataFrame:
    return counts.filter(pl.col("intended").is_not_null())
