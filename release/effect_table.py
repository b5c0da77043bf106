"""The published table of what the intention, and the response itself, changed: never who, and of no small group."""

from dataclasses import dataclass

import polars as pl

from metrics.declarations import Intervention, Policy
from metrics.delivery import Arm, intention_to_treat, wald
from metrics.policies import policy
from metrics.policy_effects import (
    ASSIGNED,
    MONTHS,
    OTHERS,
    delivered_id,
    of_change,
    repeated_id,
    side_id,
)
from metrics.rates import Estimate
from release.bands import banded
from release.before_after import before_after, districts_of
from release.measures import policies_in_use
from release.released import Release

EFFECTS = pl.Schema(
    {
        **dict.fromkeys(("policy", "intervention", "compared", "response"), pl.String),
        "months": pl.Int64,
        **dict.fromkeys(
            (
                *("others_percent", "own_percent", "others_delivered_percent", "own_delivered_percent"),
                *(f"{name}_{end}" for name in ("intention", "reached") for end in ("points", "low", "high")),
            ),
            pl.Int64,
        ),
        **dict.fromkeys(("reached", "shown"), pl.String),
    }
)


@dataclass(frozen=True)
class Side:
    """One side of a comparison: exact counts, and the percents that may be shown of them."""

    arm: Arm
    repeated: int | None
    delivered: int | None


def policy_effects(release: Release) -> pl.DataFrame:
    """Of each change with a policy, cases since against before; of each assigned response, against the others."""
    rows = [
        *(_of_change(release, change) for change in release.plan.interventions if change.policy),
        *(
            _of_assignment(release, used, response)
            for used in policies_in_use(release.plan)
            if used.is_assigned
            for response in used.responses
        ),
    ]
    return pl.DataFrame([row for row in rows if row], schema=EFFECTS)


def _of_change(release: Release, change: Intervention) -> dict[str, object]:
    names = [measure.id for measure in of_change(policy(str(change.policy)))]
    delivered, repeated = (before_after(release, name, change, districts_of(change)) for name in names)
    own, others = (
        Side(
            Arm(people=whole[1], treated=got[0], events=whole[0]),
            getattr(repeated, f"{part}_percent"),
            getattr(delivered, f"{part}_percent"),
        )
        for part, whole, got in (
            ("after", repeated.after, delivered.after),
            ("before", repeated.before, delivered.before),
        )
    )
    named = {"policy": change.policy, "intervention": change.id, "compared": "since", "response": ""}
    return named | _effects(own, others) | _shown(release, names[1], own, others)


def _of_assignment(release: Release, used: Policy, response: str) -> dict[str, object]:
    """Nothing where no case was assigned it, or another."""
    own, others = (
        _side(release, side_id(used, response, ASSIGNED)),
        _side(release, side_id(used, response, OTHERS)),
    )
    if not own.arm.people or not others.arm.people:
        return {}
    named = {"policy": used.id, "intervention": "", "compared": "assigned", "response": response}
    shown = _shown(release, repeated_id(side_id(used, response, ASSIGNED)), own, others)
    return named | _effects(own, others) | shown


def _side(release: Release, name: str) -> Side:
    repeated, delivered = (_whole(release, found) for found in (repeated_id(name), delivered_id(name)))
    arm = Arm(people=repeated[1], treated=delivered[0], events=repeated[0])
    return Side(arm, repeated[2], delivered[2])


def _whole(release: Release, measure_id: str) -> tuple[int, int, int | None]:
    """counted, out_of and the percent shown of everybody; nobody where it could not be counted."""
    cell = release.counts.cells.filter(
        pl.col("measure") == measure_id, pl.col("grain") == "whole", pl.col("breakdown") == "none"
    ).filter(pl.col("district") == "all")
    if cell.is_empty():
        return 0, 0, None
    counted, out_of = cell.select("counted", "out_of").row(0)
    return counted, out_of, banded(cell, release.width)["percent"].item()


def _effects(own: Side, others: Side) -> dict[str, object]:
    """In whole points, where all percents that an effect follows from may be shown."""
    found: dict[str, object] = {
        "months": MONTHS,
        "others_percent": others.repeated,
        "own_percent": own.repeated,
        "others_delivered_percent": others.delivered,
        "own_delivered_percent": own.delivered,
    }
    if own.repeated is None or others.repeated is None:
        return found | {"reached": "too_few"}
    found |= _points("intention", own.repeated - others.repeated, intention_to_treat(own.arm, others.arm))
    if own.delivered is None or others.delivered is None:
        return found | {"reached": "too_few"}
    effect = wald(own.arm, others.arm)
    if effect is None:
        return found | {"reached": "not_followed"}
    return found | _points("reached", round(effect.value * 100), effect) | {"reached": "shown"}


def _points(name: str, points: int, exact: Estimate | None) -> dict[str, object]:
    """Points with the exact interval, widened where rounding puts them outside. No share moves by more than all."""
    if exact is None:
        return {}
    low, high, points = (
        max(-100, min(100, value)) for value in (round(exact.low * 100), round(exact.high * 100), points)
    )
    return {f"{name}_points": points, f"{name}_low": min(low, points), f"{name}_high": max(high, points)}


def _shown(release: Release, measure_id: str, own: Side, others: Side) -> dict[str, object]:
    if measure_id not in release.counts.windows:
        return {"shown": "no_data"}
    is_shown = own.repeated is not None and others.repeated is not None
    return {"shown": "shown" if is_shown else "too_few"}
