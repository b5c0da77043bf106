"""Published tables on interventions: what was intended, what followed, harms watched beside it."""

import math

import polars as pl

from metrics.declarations import Intervention
from metrics.detectable import HORIZONS
from metrics.interrupted import Course
from metrics.policies import policy
from metrics.rates import Estimate
from release.before_after import before_after
from release.judged import JudgedChange, balance, districts_of, judged_change
from release.measures import fidelity_measure
from release.released import Release
from release.schema import BALANCING, INTERVENTIONS, Kind, PublishedTable
from release.usual_variation import chart_and_word

FRAME_TYPES: dict[Kind, pl.DataType] = {
    "text": pl.String(),
    "whole": pl.Int64(),
    "day": pl.Date(),
    "yes_no": pl.Boolean(),
    "tenth": pl.Float64(),
}


def interventions(release: Release) -> pl.DataFrame:
    """Each intervention with its verdict, effect and fidelity. Rounded; null where too few."""
    rows = [_intervention(release, change) for change in release.plan.interventions]
    return pl.DataFrame(rows, schema=_frame_schema(INTERVENTIONS))


def _intervention(release: Release, change: Intervention) -> dict[str, object]:
    found = judged_change(release, change)
    sums, verdict = found.sums, found.judged.verdict
    chart, variation = chart_and_word(release, change, may_be_shown=sums.may_be_shown)
    return {
        **_declared(change),
        "before_percent": sums.before_percent,
        "after_percent": sums.after_percent,
        **sums.shown_change,
        "fidelity_percent": fidelity_percent(release, change),
        "fidelity_target_percent": change.fidelity_target_percent if change.policy else None,
        **_size(found.course),
        **_detectable(found),
        "months_before": found.judged.periods_before,
        "months_after": found.judged.periods_after,
        "comparison": found.comparison,
        "groups_compared": found.groups.compared,
        "groups_against": ", ".join(found.groups.against),
        "chart": chart,
        "variation": variation,
        "verdict": verdict.id if verdict else "",
        "reason": reason_of(found),
        "shown": "shown" if sums.may_be_shown else "too_few",
    }


def fidelity_percent(release: Release, change: Intervention) -> int | None:
    """Delivered as intended since the start, from bands as every share; verdicts rest on the exact one."""
    if change.policy is None:
        return None
    measure = fidelity_measure(policy(change.policy)).id
    return before_after(release, measure, change.starts_on, districts_of(change)).after_percent


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
    """What the verdict rests on. Too few cases to show, or to carry a course on, are not the same as none."""
    verdict, sums = found.judged.verdict, found.sums
    if verdict is None:
        return "context"
    if verdict.reason != "no_cases" or min(sums.before[1], sums.after[1]) == 0:
        return verdict.reason
    return "not_fitted" if sums.may_be_shown else "too_few"


def balancing(release: Release) -> pl.DataFrame:
    """The harms watched beside each intervention."""
    rows = [
        {
            "intervention": change.id,
            "indicator": item,
            "before_percent": found.sums.before_percent,
            "after_percent": found.sums.after_percent,
            **found.sums.shown_change,
            "finding": found.finding,
        }
        for change in release.plan.interventions
        for item in change.balancing
        if (found := balance(release, change, item))
    ]
    return pl.DataFrame(rows, schema=_frame_schema(BALANCING))


def _percent(share: float) -> int:
    return round(share * 100)


def _outward(size: float | None) -> int | None:
    return None if size is None else int(math.copysign(math.ceil(abs(size) * 100), size))


def _points(name: str, points: int, exact: Estimate) -> dict[str, object]:
    """The difference of what is shown, its interval widened where rounding puts it outside."""
    low, high = _percent(exact.low), _percent(exact.high)
    return {f"{name}_points": points, f"{name}_low": min(low, points), f"{name}_high": max(high, points)}


def _frame_schema(table: PublishedTable) -> dict[str, pl.DataType]:
    return {column.name: FRAME_TYPES[column.kind] for column in table.columns}
