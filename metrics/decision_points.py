"""Decision points at which the response to groups is compared, each given the one before it."""

from metrics.declarations import DecisionPoint, Measure

SOURCE = "Relative rate method of the OJJDP disproportionate minority contact manual, 4th edition, chapter 1"


def _point(
    point_id: str, label: str, denominator: str, numerator: str, day: str, needs: tuple[str, ...]
) -> DecisionPoint:
    measure = Measure(
        id=f"decision_{point_id}",
        rows="journeys",
        day=day,
        denominator=denominator,
        numerator=numerator,
        needs=needs,
        uses=("incident_parties",),
    )
    return DecisionPoint(id=point_id, label=label, measure=measure, source=SOURCE)


DECISION_POINTS = (
    _point(
        "arrest",
        "Arrested, of suspects where probable cause was found",
        "has_probable_cause",
        "arrested_on is not null",
        "occurred_on",
        ("incidents",),
    ),
    _point(
        "charging",
        "Charged, of defendants whose charging decision is made",
        "decision is not null",
        "decision = 'charged'",
        "occurred_on",
        ("incidents", "prosecutions"),
    ),
    _point(
        "conviction",
        "Convicted, of defendants whose case has ended",
        "decision = 'charged' and disposition is not null and disposed_on is not null",
        "disposition = 'convicted'",
        "occurred_on",
        ("incidents", "prosecutions", "dispositions"),
    ),
)
