"""Published tables on interventions: what was intended, what followed, harms watched beside it."""

import math

import polars as pl

from metrics.declarations import Intervention
from metrics.detectable import HORIZONS
from metrics.indicators import rate
from metrics.interrupted import Course
from metrics.rates import Estimate
from release.extents import FEW, MANY, TOO_FEW, Cell
from release.frames import frame_schema
from release.indicator_table import state_of
from release.judged import JudgedChange, judged_change
from release.released import Release
from release.schema import INTERVENTIONS
from release.usual_variation import chart_and_word


def interventions(release: Release) -> pl.DataFrame:
    """Each intervention with its verdict, effect and fidelity. Rounded; null where too few."""
    rows = [_intervention(release, change) for change in release.plan.interventions]
    return pl.DataFrame(rows, schema=frame_schema(INTERVENTIONS))


def _intervention(release: Release, change: Intervention) -> dict[str, object]:
    found = judged_change(release, change)
    sums, verdict, delivery = found.sums, found.judged.verdict, found.delivery
    _, missing, since = state_of(release, rate(change.indicator))
    chart, variation = chart_and_word(release, change, may_be_shown=sums.may_be_shown)
    return {
        **_declared(change),
        "before_percent": sums.before_percent,
        "after_percent": sums.after_percent,
        **sums.shown_change,
        "before_told": sums.before_told,
        "after_told": sums.after_told,
        "fidelity_percent": _fidelity_percent(delivery.after_cell, change.fidelity_target_percent)
        if delivery
        else None,
        "fidelity_told": delivery.after_told if delivery else "",
        "fidelity_target_percent": change.fidelity_target_percent if change.policy else None,
        **_size(found.course),
        **_detectable(found),
        "months_before": found.judged.periods_before,
        "months_after": found.judged.periods_after,
        "outcome_days": rate(change.indicator).outcome_days,
        "comparison": found.comparison,
        "groups_compared": found.groups.compared,
        "groups_against": ", ".join(found.groups.against),
        "chart": chart,
        "variation": variation,
        "verdict": verdict.id if verdict else "",
        "reason": reason_of(found),
        "missing": missing,
        "missing_since": since,
        "shown": "shown" if sums.may_be_shown else "too_few",
    }


def _declared(change: Intervention) -> dict[str, object]:
    return {
        "intervention": change.id,
        "title": change.title,
        "problem": change.problem,
        "change": change.change,
        "agencies": ", ".join(change.agencies),
        "districts": ", ".join(change.districts),
        "comparison_districts": ", ".join(change.comparison_districts),
        "starts_on": change.starts_on,
        "ramp_months": change.ramp_months,
        "indicator": change.indicator,
        "policy": change.policy or "",
        "intended_percent": change.intended_percent,
        "intended_by": change.intended_by,
    }


def _size(course: Course | None) -> dict[str, object]:
    """Actual and counterfactual of the month of review in whole percent, and their difference in points."""
    if course is None:
        return {"method": "", "is_seasonal": None}
    actual, counterfactual = _percent(course.actual.value), _percent(course.counterfactual.value)
    return {
        "method": "controlled" if course.is_controlled else "segmented",
        "is_seasonal": course.is_seasonal,
        "review_on": course.review,
        "actual_percent": actual,
        "counterfactual_percent": counterfactual,
        **_points("size", actual - counterfactual, course.size),
        **(_points("pretrend", _percent(course.pretrend.value), course.pretrend) if course.pretrend else {}),
    }


def _detectable(found: JudgedChange) -> dict[str, object]:
    """What could be seen, in whole points rounded up: a smaller change than this might not show."""
    if found.sums.before_percent is None:
        return {"shows": "not_known"}
    judged = found.judged
    could = judged.could_have_shown if found.course else None
    shows = "month" if judged.shows_in else "never" if judged.has_baseline else "not_known"
    return {
        **{f"detectable_{months}_points": _outward(judged.smallest[months]) for months in HORIZONS},
        "could_have_shown_points": _outward(could),
        "shows": shows,
        "shows_in": judged.shows_in,
    }


def reason_of(found: JudgedChange) -> str:
    """What the verdict rests on. Where no course is judged: too few cases, nearly all or nearly none of many counted,
    or counts that no course fits. None at all is a few too: zero shares the first band.
    """
    verdict, sums = found.judged.verdict, found.sums
    if verdict is None:
        return "context"
    if verdict.reason == "failed_checks":
        return "no_data"
    if verdict.reason != "no_course":
        return verdict.reason
    told = {sums.before_cell.told, sums.after_cell.told}
    found_words = (TOO_FEW, *MANY.values(), *FEW.values())
    return next((word for word in found_words if word in told), "not_fitted")


def _fidelity_percent(delivery: Cell, target: int) -> int | None:
    """The percent of the bands, on the side of the target that the verdict tells by the exact share."""
    if delivery.percent is None:
        return None
    is_below = delivery.counted * 100 < target * delivery.out_of
    return min(delivery.percent, target - 1) if is_below else max(delivery.percent, target)


def _percent(share: float) -> int:
    return round(share * 100)


def _outward(size: float | None) -> int | None:
    return None if size is None else int(math.copysign(math.ceil(abs(size) * 100), size))


def _points(name: str, points: int, exact: Estimate) -> dict[str, object]:
    """The difference of what is shown, its interval widened where rounding puts it outside."""
    low, high = _percent(exact.low), _percent(exact.high)
    return {f"{name}_points": points, f"{name}_low": min(low, points), f"{name}_high": max(high, points)}
