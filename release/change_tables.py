"""Published tables on interventions: what was intended, what followed, harms watched beside it."""

from datetime import date

import polars as pl

from metrics.declarations import Intervention, Rate
from metrics.indicators import rate
from metrics.policies import policy
from metrics.rates import Estimate, share
from metrics.verdicts import Evidence, Verdict, verdict
from release.before_after import BeforeAfter, before_after
from release.measures import fidelity_measure
from release.released import Release

MISSING_LIMIT = 0.25


def interventions(release: Release) -> pl.DataFrame:
    """Each intervention with its verdict, effect and fidelity. Rounded; null where too few."""
    return pl.DataFrame(
        [_intervention(release, change) for change in release.plan.interventions], schema=INTERVENTION
    )


def _intervention(release: Release, change: Intervention) -> dict[str, object]:
    indicator = rate(change.indicator)
    sums = before_after(release, indicator.measure.id, change.starts_on)
    fidelity = _fidelity(release, change)
    found = verdict(_evidence(release, change, indicator, sums, fidelity))
    return {
        "intervention": change.id,
        "title": change.title,
        "problem": change.problem,
        "change": change.change,
        "agencies": ", ".join(change.agencies),
        "starts_on": change.starts_on,
        "indicator": change.indicator,
        "policy": change.policy or "",
        "intended_percent": change.intended_percent,
        "intended_by": change.intended_by,
        "before_percent": sums.before_percent,
        "after_percent": sums.after_percent,
        **sums.shown_change,
        "fidelity_percent": round(fidelity.value * 100) if fidelity else None,
        "fidelity_target_percent": change.fidelity_target_percent if change.policy else None,
        "verdict": found.id if found else "",
        "reason": _reason(found, sums),
        "shown": "shown" if sums.may_be_shown else "too_few",
    }


def _reason(found: Verdict | None, sums: BeforeAfter) -> str:
    """What the verdict rests on. Too few cases to show are not the same as none."""
    if found is None:
        return "context"
    has_cases = min(sums.before[1], sums.after[1]) > 0
    return "too_few" if found.reason == "no_cases" and has_cases else found.reason


def _fidelity(release: Release, change: Intervention) -> Estimate | None:
    if change.policy is None:
        return None
    sums = before_after(release, fidelity_measure(policy(change.policy)).id, change.starts_on)
    return share(*sums.after) if sums.after_percent is not None else None


def _evidence(
    release: Release, change: Intervention, indicator: Rate, sums: BeforeAfter, fidelity: Estimate | None
) -> Evidence:
    return Evidence(
        direction=indicator.direction,
        data_complete=indicator.measure.id in release.counts.windows,
        missing_share=0.0,
        missing_limit=MISSING_LIMIT,
        fidelity=fidelity,
        fidelity_target=change.fidelity_target_percent / 100 if change.policy else None,
        full_periods_before=sums.periods_before,
        full_periods_after=sums.periods_after,
        outcome_window_passed=True,
        # A verdict is released under the conditions of a percent; without them there is no effect to speak of.
        change=sums.change if sums.may_be_shown else None,
        after=share(*sums.after) if sums.may_be_shown else None,
        intended=change.intended_percent / 100,
        balancing_moved_against=tuple(
            item
            for item in change.balancing
            if _balance(release, item, change.starts_on)["finding"] == "worse"
        ),
    )


def balancing(release: Release) -> pl.DataFrame:
    """The harms watched beside each intervention."""
    rows = [
        {"intervention": change.id, **_balance(release, item, change.starts_on)}
        for change in release.plan.interventions
        for item in change.balancing
    ]
    return pl.DataFrame(rows, schema=BALANCE)


def _balance(release: Release, indicator_id: str, starts_on: date) -> dict[str, object]:
    indicator = rate(indicator_id)
    sums = before_after(release, indicator.measure.id, starts_on)
    effect = sums.change if sums.may_be_shown else None
    finding = "too_few"
    if effect:
        is_worse = (effect.value > 0) == (indicator.direction == "down")
        finding = ("worse" if is_worse else "better") if effect.excludes_zero else "could_be_chance"
    return {
        "indicator": indicator_id,
        "before_percent": sums.before_percent,
        "after_percent": sums.after_percent,
        **sums.shown_change,
        "finding": finding,
    }


INTERVENTION = {
    **dict.fromkeys(("intervention", "title", "problem", "change", "agencies"), pl.String),
    "starts_on": pl.Date,
    "indicator": pl.String,
    "policy": pl.String,
    "intended_percent": pl.Int64,
    "intended_by": pl.Date,
    **dict.fromkeys(
        (
            "before_percent",
            "after_percent",
            "change_points",
            "change_low",
            "change_high",
            "fidelity_percent",
            "fidelity_target_percent",
        ),
        pl.Int64,
    ),
    **dict.fromkeys(("verdict", "reason", "shown"), pl.String),
}
BALANCE = {
    **dict.fromkeys(("intervention", "indicator"), pl.String),
    **dict.fromkeys(
        ("before_percent", "after_percent", "change_points", "change_low", "change_high"), pl.Int64
    ),
    "finding": pl.String,
}
