"""Decision points at which the response to groups is compared, each given the one before it.

The steps follow one way, from a report to a conviction after an arrest; what branches off it stands after them.
Whose decision is not made yet is in no denominator: the product of the steps is what decided cases lead to.
"""

from metrics.declarations import DecisionPoint, Measure

SOURCE = "Relative rate method of the OJJDP disproportionate minority contact manual, 4th edition, chapter 1"
BLUEPRINT = "Blueprint for Safety (Praxis International)"

ARRESTED = "arrested_on is not null"
DECIDED = "decision is not null"
ENDED = "decision = 'charged' and disposition is not null and disposed_on is not null"
CONVICTED = f"{ENDED} and disposition = 'convicted'"
REFERRED = ("incidents", "prosecutions")
IN_COURT = (*REFERRED, "dispositions")

# Attributes groups are made of: of the suspect, and of the victim, which are two different cuts.
SUSPECT_GROUPS = ("race", "sex", "age_band")
VICTIM_GROUPS = tuple(f"victim_{name}" for name in SUSPECT_GROUPS)
# Groups of two attributes at once that matter here: of the person arrested, at the point of dual arrest.
INTERSECTIONS = {"sex_and_race": ("sex", "race")}
# What makes cases alike: groups are compared within its values. Only what is there before the first decision.
STRATIFIERS = ("severity", "relationship")


def _point(
    point_id: str,
    label: str,
    denominator: str,
    numerator: str,
    needs: tuple[str, ...],
    *,
    rows: str = "journeys",
    source: str = SOURCE,
    is_step: bool = True,
    is_watched: bool = True,
) -> DecisionPoint:
    measure = Measure(
        id=f"decision_{point_id}",
        rows=rows,
        day="occurred_on",
        denominator=denominator,
        numerator=numerator,
        needs=needs,
        uses=("incident_parties",),
    )
    return DecisionPoint(
        id=point_id, label=label, measure=measure, source=source, is_step=is_step, is_watched=is_watched
    )


DECISION_POINTS = (
    _point(
        "probable_cause",
        "Probable cause found, of suspects in reports",
        "true",
        "has_probable_cause",
        ("incidents",),
    ),
    _point(
        "arrest",
        "Arrested, of suspects where probable cause was found",
        "has_probable_cause",
        ARRESTED,
        ("incidents",),
    ),
    _point(
        "referral",
        "Referred to the prosecutor, of arrested suspects",
        ARRESTED,
        "referred_on is not null",
        REFERRED,
    ),
    _point(
        "charging",
        "Charged, of arrested suspects whose charging decision is made",
        f"{ARRESTED} and {DECIDED}",
        "decision = 'charged'",
        REFERRED,
    ),
    _point(
        "conviction",
        "Convicted, of arrested and charged suspects whose case has ended",
        f"{ARRESTED} and {ENDED}",
        "disposition = 'convicted'",
        IN_COURT,
    ),
    _point(
        "charging_without_arrest",
        "Charged, of suspects referred without arrest whose charging decision is made",
        f"arrested_on is null and {DECIDED}",
        "decision = 'charged'",
        REFERRED,
        is_step=False,
        is_watched=False,
    ),
    _point(
        "program_order",
        "Ordered to a men's nonviolence program, of convicted defendants",
        CONVICTED,
        "program_ordered_on is not null",
        (*IN_COURT, "program_orders"),
        source=BLUEPRINT,
        is_step=False,
        is_watched=False,
    ),
    _point(
        "program_completion",
        "Program completed, of people ordered to it who have left it",
        "program_ordered_on is not null and program_exited_on is not null",
        "program_completed_on is not null",
        (*IN_COURT, "program_orders"),
        source=BLUEPRINT,
        is_step=False,
        is_watched=False,
    ),
    _point(
        "revocation",
        "Revoked, of people whose probation has ended",
        "supervision_ended_on is not null",
        "discharge in ('revoked_technical', 'revoked_new_offence')",
        (*IN_COURT, "supervision"),
        is_step=False,
        is_watched=False,
    ),
    _point(
        "dual_arrest",
        "Arrested together with the other party, of people arrested",
        "true",
        "is_dual_arrest",
        ("incidents", "incident_parties"),
        rows="arrested_parties",
        source=BLUEPRINT + "; Hirschel and others 2007 on dual arrest",
        is_step=False,
    ),
)
STEPS = tuple(point for point in DECISION_POINTS if point.is_step)
WATCHED = tuple(point for point in DECISION_POINTS if point.is_watched)
