"""What followed an intended response: the suspect's next report, of all cases and of those that got the response.

Cases are reports with a known suspect who can be followed for the whole window. A case of a policy that began on
a day stands on one side by that day, a case of an assigned response by what chance assigned.
"""

from metrics.declarations import Measure, Policy

ROWS = "followed_reports"
MONTHS = 6
DAYS = 183
ASSIGNED, OTHERS = "assigned", "others"


def of_change(policy: Policy) -> tuple[Measure, Measure]:
    """Delivered as intended, and followed by a new report, of the cases a policy speaks of. See `both`."""
    return both(
        policy, policy.id, f"({policy.intended}) is not null", f"({policy.intended}) = ({policy.delivered})"
    )


def of_assignment(policy: Policy) -> list[Measure]:
    """The same of the cases assigned each response, and of those assigned another; nothing without chance."""
    if not policy.is_assigned:
        return []
    return [
        measure
        for response in policy.responses
        for side, sign in ((ASSIGNED, "="), (OTHERS, "<>"))
        for measure in both(
            policy,
            side_id(policy, response, side),
            f"({policy.intended}) {sign} '{response}'",
            f"({policy.delivered}) = '{response}'",
        )
    ]


def side_id(policy: Policy, response: str, side: str) -> str:
    return f"{policy.id}_{response}_{side}"


def delivered_id(name: str) -> str:
    return f"delivered_{name}"


def repeated_id(name: str) -> str:
    return f"repeated_{name}"


def both(policy: Policy, name: str, cases: str, delivered: str) -> tuple[Measure, Measure]:
    """Two measures over the same cases: how many got the response, and how many had a new report in time."""
    numerators = {delivered_id(name): delivered, repeated_id(name): f"days_to_incident <= {DAYS}"}
    first, second = (
        Measure(
            id=measure_id,
            rows=ROWS,
            day=policy.day,
            denominator=f"person_key is not null and days_possible >= {DAYS} and {cases}",
            numerator=numerator,
            needs=("incidents", "incident_parties"),
        )
        for measure_id, numerator in numerators.items()
    )
    return first, second
