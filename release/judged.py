"""Each change as it is judged inside the refresh, from exact counts; what is released of it, `change_tables` says."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from metrics.declarations import Intervention
from metrics.indicators import rate
from metrics.interrupted import Course
from metrics.judging import Circumstances, Intent, Judged, course_of, judge
from metrics.policies import policy
from metrics.rates import Estimate, share
from metrics.segments import timing_of
from release.balancing import balance
from release.before_after import BeforeAfter, before_after, districts_of
from release.group_moves import GroupMoves, group_moves
from release.measures import fidelity_measure
from release.missing_data import missing_share
from release.monthly import monthly
from release.plan import Plan
from release.released import Release


@dataclass(frozen=True, kw_only=True)
class JudgedChange:
    """A change with its verdict, and what the verdict rests on.

    delivery: cases of its policy, those delivered as intended counted; None without a policy.
    comparison: empty without one, else used or too_few.
    """

    judged: Judged
    sums: BeforeAfter
    delivery: BeforeAfter | None
    groups: GroupMoves
    comparison: str

    @property
    def course(self) -> Course | None:
        """The course of the indicator, where it was fitted and may be shown."""
        found = self.judged.course
        return found if isinstance(found, Course) and self.sums.may_be_shown else None


def judged_change(release: Release, change: Intervention) -> JudgedChange:
    """The change judged in the districts where it was made."""
    indicator, districts = rate(change.indicator), districts_of(change)
    sums = sums_of(release, change, districts)
    delivery = _delivery(release, change, districts)
    groups = group_moves(release, change, indicator.direction)
    worse = tuple(item for item in change.balancing if balance(release, change, item).finding == "worse")
    window = release.counts.windows.get(indicator.measure.id)
    comparison = _comparison(release, change)
    circumstances = Circumstances(
        data_complete=window is not None,
        has_before=window is None or timing_of(change).is_before(window.first_day),
        missing_share=missing_share(release, change, districts) if window else 0.0,
        missing_limit=release.plan.missing_limit_percent / 100,
        fidelity=_fidelity(delivery),
        fidelity_target=change.fidelity_target_percent / 100 if change.policy else None,
        balancing_moved_against=worse,
        groups_moved_against=groups.against,
        # A verdict is released under the conditions of a percent; without them there is no effect to speak of.
        may_be_shown=sums.may_be_shown,
    )
    judged = release.counts.once(
        ("judged", change.id, circumstances, comparison is None),
        lambda: judge(
            monthly(release, indicator.measure.id, districts),
            intent_of(change, release.plan),
            comparison=comparison,
            circumstances=circumstances,
            last_day=window.last_day if window else None,
        ),
    )
    told = _comparison_told(change, judged)
    return JudgedChange(judged=judged, sums=sums, delivery=delivery, groups=groups, comparison=told)


def _comparison_told(change: Intervention, judged: Judged) -> str:
    is_used = isinstance(judged.course, Course) and judged.course.is_controlled
    return "" if not change.comparison_districts else "used" if is_used else "too_few"


def course_in(release: Release, change: Intervention, districts: Sequence[str]) -> Course | None:
    """What followed the change in these districts, where it was fitted and may be shown.

    The comparison belongs to all districts of the change together.
    """
    measure = rate(change.indicator).measure.id
    window = release.counts.windows.get(measure)
    if window is None or not sums_of(release, change, districts).may_be_shown:
        return None
    comparison = _comparison(release, change) if tuple(districts) == districts_of(change) else None
    found = release.counts.once(
        ("course", change.id, tuple(districts), comparison is None),
        lambda: course_of(
            monthly(release, measure, districts),
            intent_of(change, release.plan),
            comparison=comparison,
            last_day=window.last_day,
        ),
    )
    return found if isinstance(found, Course) else None


def sums_of(release: Release, change: Intervention, districts: Sequence[str]) -> BeforeAfter:
    """The change's indicator in these districts, before and since."""
    return before_after(release, rate(change.indicator).measure.id, change, districts)


def intent_of(change: Intervention, plan: Plan) -> Intent:
    indicator = rate(change.indicator)
    return Intent(
        direction=indicator.direction,
        starts_on=change.starts_on,
        intended=change.intended_percent / 100,
        intended_by=change.intended_by,
        ramp_months=change.ramp_months,
        outcome_days=indicator.outcome_days,
        provisional_months=plan.provisional_months,
    )


def _delivery(release: Release, change: Intervention, districts: Sequence[str]) -> BeforeAfter | None:
    if change.policy is None:
        return None
    measure = fidelity_measure(policy(change.policy))
    return before_after(release, measure.id, change, districts)


def _fidelity(delivery: BeforeAfter | None) -> Estimate | None:
    counts = delivery.after_cell.for_verdict if delivery else None
    return share(*counts) if counts else None


def _comparison(release: Release, change: Intervention) -> pl.DataFrame | None:
    """Where the change did not happen, if its own percents may be shown too."""
    measure, districts = rate(change.indicator).measure.id, change.comparison_districts
    if not districts or not before_after(release, measure, change, districts).may_be_shown:
        return None
    return monthly(release, measure, districts)
