"""Policies whose delivery is followed case by case: which response is intended for which case."""

from metrics.declarations import Policy

ARREST_WHEN_PROBABLE_CAUSE = Policy(
    id="arrest_when_probable_cause",
    words="Probable cause and the suspect present: arrest",
    rows="incident_outcomes",
    day="occurred_on",
    intended="case when has_suspect and has_probable_cause and not is_gone_on_arrival then 'arrest' end",
    delivered="case when is_arrested then 'arrest' else 'none' end",
    responses=("arrest", "none"),
    needs=("incidents",),
    uses=("incident_parties",),
    source="Blueprint for Safety (Praxis International), chapter on patrol response",
)

ASSIGNED_RESPONSE = Policy(
    id="assigned_response",
    words="Each case gets the response it was assigned",
    rows="incident_outcomes",
    day="occurred_on",
    intended="assigned_response",
    delivered="delivered_response",
    responses=("arrest", "advise", "separate", "other", "none"),
    needs=("incidents",),
    uses=("incident_parties",),
    source="Sherman and Berk 1984, American Sociological Review 49(2)",
    is_assigned=True,
)

POLICIES = (ARREST_WHEN_PROBABLE_CAUSE, ASSIGNED_RESPONSE)


def policy(policy_id: str) -> Policy:
    """The policy with this id. Raises KeyError when there is none."""
    for declared in POLICIES:
        if declared.id == policy_id:
            return declared
    raise KeyError(f"No such policy [{policy_id}]")
