"""Every measure a publication counts, made from the declarations of `metrics`."""

from dataclasses import replace

from metrics import case_flow, policies, policy_effects
from metrics.counting import Cut, is_possible
from metrics.decision_points import DECISION_POINTS
from metrics.declarations import Intervention, Measure, Policy, TimeToEvent
from metrics.indicators import COUNTS, RATES, TIMES, rate
from metrics.limits import written_out
from metrics.missing_values import missing_values
from metrics.repeat_harm import DAYS_IN_MONTHS, READINGS
from release.catalogue import (
    BRANCH_CUTS,
    DISPARITY_CUTS,
    DISTRICT_GROUP_SPAN_CUTS,
    EFFECT_CUTS,
    GROUP_SPAN_CUTS,
    INTERSECTION_CUTS,
    RATE_CUTS,
    SERIES_CUTS,
    SNAPSHOT_CUTS,
    VICTIM_CUTS,
    WAIT_CUTS,
    WHOLE_CUTS,
    YEAR_CUTS,
)
from release.plan import Plan
from warehouse.derived import DERIVED
from warehouse.tables import CANONICAL, Table

FOLLOWED = (*TIMES, *READINGS)  # every time to event with a curve


def measures_and_cuts(plan: Plan) -> list[tuple[Measure, tuple[Cut, ...]]]:
    """Each measure with the cuts it is counted in."""
    return [
        *((settled(rate.measure, plan), SNAPSHOT_CUTS if rate.is_snapshot else RATE_CUTS) for rate in RATES),
        *((settled(number.measure, plan), SERIES_CUTS) for number in COUNTS),
        *((measure, SERIES_CUTS) for measure in policy_measures(plan)),
        *((measure, EFFECT_CUTS) for measure in effect_measures(plan)),
        *disparity_measures_and_cuts(),
        *((settled(measure, plan), YEAR_CUTS) for measure in case_flow.measures()),
        *((measure, cuts_of(time)) for time in FOLLOWED for measure in window_measures(time)),
    ]


def disparity_measures_and_cuts() -> list[tuple[Measure, tuple[Cut, ...]]]:
    """Decision points: steps by the suspect's and by the victim's attributes, branches by the suspect's, and by two
    at once where their table has these."""
    wanted = [
        (point.measure, cuts)
        for point in DECISION_POINTS
        for cuts in ((DISPARITY_CUTS, VICTIM_CUTS) if point.is_step else (BRANCH_CUTS, INTERSECTION_CUTS))
    ]
    return [
        (measure, cuts)
        for measure, cuts in wanted
        if any(is_possible(cut, columns_of(measure.rows)) for cut in cuts)
    ]


def settled(measure: Measure, plan: Plan) -> Measure:
    """The measure with the site's limit, and the last day that all tables it reads are complete to, written in."""
    return written_out(measure, plan.limits, plan.coverage.cut_off(*measure.needs, *measure.uses))


def policy_measures(plan: Plan) -> list[Measure]:
    """The fidelity and the matrix of each policy in use."""
    used = policies_in_use(plan)
    return [
        *(fidelity_measure(policy) for policy in used),
        *(measure for policy in used for measure in matrix_measures(policy)),
    ]


def policies_in_use(plan: Plan) -> list[Policy]:
    in_use = {*plan.policies, *(change.policy for change in plan.interventions if change.policy)}
    return [policy for policy in policies.POLICIES if policy.id in in_use]


def effect_measures(plan: Plan) -> list[Measure]:
    """What followed the responses that were intended: of changes before and since, of assigned ones by response."""
    changed = {change.policy for change in plan.interventions}
    return [
        *(
            one
            for policy in policies_in_use(plan)
            if policy.id in changed
            for one in policy_effects.of_change(policy)
        ),
        *(one for policy in policies_in_use(plan) for one in policy_effects.of_assignment(policy)),
    ]


def fidelity_measure(policy: Policy) -> Measure:
    return _policy_measure(
        policy,
        f"fidelity_{policy.id}",
        f"({policy.intended}) is not null",
        f"({policy.intended}) = ({policy.delivered})",
    )


def matrix_measures(policy: Policy) -> list[Measure]:
    """One measure per cell of the matrix: cases given a response, out of those meant for another or the same."""
    return [
        _policy_measure(
            policy,
            matrix_id(policy, intended, delivered),
            f"({policy.intended}) = '{intended}'",
            f"({policy.delivered}) = '{delivered}'",
        )
        for intended in policy.responses
        for delivered in policy.responses
    ]


def matrix_id(policy: Policy, intended: str, delivered: str) -> str:
    return f"matrix_{policy.id}_{intended}_{delivered}"


def window_measures(time: TimeToEvent) -> list[Measure]:
    """Per fixed window: people with the event within it, of those whose whole window lies before the cut-off;
    and people left out because theirs does not."""
    found = []
    for months in time.windows:
        days = DAYS_IN_MONTHS[months]
        event = f"({time.event}) and {time.days} <= {days}"
        found.append(_window(time, window_id(time, months), f"{time.possible} >= {days}", event))
        found.append(
            _window(
                time, left_out_id(time, months), f"({time.possible}) is not null", f"{time.possible} < {days}"
            )
        )
    return found


def cuts_of(time: TimeToEvent) -> tuple[Cut, ...]:
    """The cuts a time to event is followed in: of the whole period; of a wait every year as well."""
    whole = tuple(cut for cut in WHOLE_CUTS if cut.breakdown is None or cut.breakdown in time.breakdowns)
    return tuple(dict.fromkeys((*whole, *WAIT_CUTS))) if is_wait(time) else whole


def is_wait(time: TimeToEvent) -> bool:
    """Published with its median and shares, by year as well, and not with fixed windows."""
    return not time.windows and not time.start


def change_measures(change: Intervention, plan: Plan) -> list[Measure]:
    """What is counted before and since a change: its indicator, its balancing indicators, its fidelity."""
    followed = [policies.policy(change.policy)] if change.policy else []
    return [
        *(settled(rate(item).measure, plan) for item in (change.indicator, *change.balancing)),
        *(
            measure
            for policy in followed
            for measure in (fidelity_measure(policy), *policy_effects.of_change(policy))
        ),
    ]


def missing_values_measure(change: Intervention, plan: Plan) -> Measure | None:
    """Records that lack a value the change's indicator needs; None where the model already demands them all."""
    found = missing_values(rate(change.indicator).measure)
    return settled(found, plan) if found else None


def group_measure(change: Intervention, plan: Plan) -> Measure | None:
    """The change's indicator as it is counted by groups of suspects; None where its records do not say whose."""
    measure = settled(rate(change.indicator).measure, plan)
    has_groups = any(is_possible(cut, columns_of(measure.rows)) for cut in group_cuts(change))
    return replace(measure, id=groups_id(measure.id)) if has_groups else None


def groups_id(measure_id: str) -> str:
    return f"groups_{measure_id}"


def group_cuts(change: Intervention) -> tuple[Cut, ...]:
    """Where a change was made in some districts only, its groups are those of these districts."""
    return DISTRICT_GROUP_SPAN_CUTS if change.districts else GROUP_SPAN_CUTS


def window_id(time: TimeToEvent, months: int) -> str:
    return f"window_{time.id}_{months}"


def left_out_id(time: TimeToEvent, months: int) -> str:
    return f"left_out_{time.id}_{months}"


def columns_of(rows: str) -> tuple[str, ...]:
    """Columns of a canonical or derived table."""
    return table_of(rows).column_names


def table_of(rows: str) -> Table:
    """The canonical or derived table of that name."""
    for table in (*CANONICAL, *(derived.table for derived in DERIVED)):
        if table.name == rows:
            return table
    raise KeyError(f"No such table [{rows}]")


def _window(time: TimeToEvent, measure_id: str, denominator: str, numerator: str) -> Measure:
    return Measure(
        id=measure_id,
        rows=time.rows,
        day=time.start_day,
        denominator=denominator,
        numerator=numerator,
        needs=time.needs,
        uses=time.uses,
    )


def _policy_measure(policy: Policy, measure_id: str, denominator: str, numerator: str) -> Measure:
    return Measure(
        id=measure_id,
        rows=policy.rows,
        day=policy.day,
        denominator=denominator,
        numerator=numerator,
        needs=policy.needs,
        uses=policy.uses,
    )
