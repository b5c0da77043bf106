"""Where cases stand: a tree of places in which each place's cases are a part of its parent's."""

from metrics.declarations import Measure, Place

ROWS, DAY = "journeys", "occurred_on"
NEEDS = ("incidents", "prosecutions", "dispositions")
# Whoever was arrested so lately that the referral may still come has not stopped.
ON_THE_WAY = "referred_on is null and days_between(arrested_on, $cut_off) < $limit"
ENDED = "disposition is not null and disposed_on is not null"

PLACES = (
    Place(id="reported", parent=None, step=0, kind="on", condition="true"),
    Place(id="arrested", parent="reported", step=1, kind="on", condition="arrested_on is not null"),
    Place(id="not_arrested", parent="reported", step=1, kind="stopped", condition="arrested_on is null"),
    Place(id="charged", parent="arrested", step=2, kind="on", condition="decision = 'charged'"),
    Place(
        id="not_charged",
        parent="arrested",
        step=2,
        kind="stopped",
        condition=f"""(referred_on is null and not ({ON_THE_WAY}))
                      or (referred_on is not null and decision is not null and decision <> 'charged')""",
    ),
    Place(
        id="charge_open",
        parent="arrested",
        step=2,
        kind="open",
        condition=f"({ON_THE_WAY}) or (referred_on is not null and decision is null)",
    ),
    Place(
        id="charged_without_arrest",
        parent="not_arrested",
        step=2,
        kind="on",
        condition="coalesce(decision = 'charged', false)",
    ),
    Place(
        id="closed_without_charge",
        parent="not_arrested",
        step=2,
        kind="stopped",
        condition="referred_on is null or (decision is not null and decision <> 'charged')",
    ),
    Place(
        id="charge_open_without_arrest",
        parent="not_arrested",
        step=2,
        kind="open",
        condition="referred_on is not null and decision is null",
    ),
    Place(
        id="convicted",
        parent="charged",
        step=3,
        kind="on",
        condition=f"{ENDED} and disposition = 'convicted'",
    ),
    Place(
        id="not_convicted",
        parent="charged",
        step=3,
        kind="stopped",
        condition=f"{ENDED} and disposition <> 'convicted'",
    ),
    Place(id="court_open", parent="charged", step=3, kind="open", condition=f"not ({ENDED})"),
)


def measures() -> tuple[Measure, ...]:
    """A measure per place: its cases out of its parent's."""
    return tuple(
        Measure(
            id=f"place_{place.id}",
            rows=ROWS,
            day=DAY,
            denominator=_path(place.parent),
            numerator=place.condition,
            needs=NEEDS,
            uses=("incident_parties",),
            limit="handoff_to_prosecutor" if "$limit" in place.condition else "",
        )
        for place in PLACES
    )


def _path(place_id: str | None) -> str:
    """Condition of standing in a place: its own and those of all places on the way to it."""
    if place_id is None:
        return "true"
    place = next(declared for declared in PLACES if declared.id == place_id)
    return f"({place.condition}) and {_path(place.parent)}"
