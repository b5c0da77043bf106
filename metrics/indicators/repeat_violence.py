"""Whether the violence stops: re-arrest, repeat incidents, killings."""

from metrics.declarations import DaysBetween, Indicator, TimeToEvent
from metrics.indicators.sources import KAPLAN_MEIER, REVIEWED

PERSON_BREAKDOWNS = ("race", "sex", "age_band", "strangulation")
DAYS_IN_MONTHS = {6: 183, 12: 365, 24: 730, 36: 1095}

REARREST = TimeToEvent(
    id="rearrest",
    label="Domestic re-arrest",
    question="After a first arrest, how many are arrested again for a new domestic incident, and how soon?",
    counted="First later arrest for an incident that happened after the first one",
    out_of="People with a first arrest in the data, from their release or, without custody, their arrest",
    unit="arrested person",
    direction="down",
    principle="patterned_crime",
    accountability="offender",
    caveats=(
        "A rise can mean that victims trust the response enough to call again.",
        "Arrests in other counties and violence nobody reported are not in the data.",
        "Only the first arrest in the data counts as the start; earlier arrests are not known.",
    ),
    source="NIJ recidivism measures; " + KAPLAN_MEIER,
    reviewed_on=REVIEWED,
    is_core=True,
    rows="episodes",
    start_day="started_on",
    days="days_followed",
    event="is_rearrested",
    possible="days_possible",
    needs=("incidents",),
    uses=("incident_parties",),
    grid=tuple(range(0, 1500, 30)),
    windows=(6, 12, 24, 36),
    breakdowns=PERSON_BREAKDOWNS,
)


HOMICIDE = DaysBetween(
    id="homicide",
    label="Killings between partners",
    question="How many days pass between one killing and the next?",
    counted="Days from one killing between partners to the next; the last one waits until the data end",
    out_of="Incidents between partners in which somebody was killed",
    unit="killing",
    direction="down",
    principle="patterned_crime",
    accountability="victim",
    caveats=(
        "Too rare for a rate: a year without one can be chance.",
        "Killings that police do not record as domestic are not in the data.",
    ),
    source="NIBRS; Provost and Murray 2011 on rare events (days between)",
    reviewed_on=REVIEWED,
    rows="killings",
    start_day="occurred_on",
    days="""days_between(occurred_on, case when next_on <= $cut_off then next_on else
                       $cut_off end)""",
    event="next_on is not null and next_on <= $cut_off",
    possible="days_between(occurred_on, $cut_off)",
    needs=("incidents",),
    fields=("incidents.death",),
    grid=tuple(range(0, 1500, 30)),
)

INDICATORS: tuple[Indicator, ...] = (REARREST, HOMICIDE)
