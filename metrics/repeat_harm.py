"""What is followed after a start, and until what: every declared combination of start, failure and clock.

One index per person, or per couple. REARREST is the indicator; the others are read beside it. What is
counted for several arrests of one person is a reading of its own: `metrics/every_arrest.py`.
"""

from dataclasses import replace
from datetime import date

from metrics.declarations import Measure, Rate, TimeToEvent

REVIEWED = date(2026, 11, 22)
PERSON_BREAKDOWNS = ("race", "sex", "age_band", "strangulation")
DAYS_IN_MONTHS = {6: 183, 12: 365, 24: 730, 36: 1095}
YEAR = DAYS_IN_MONTHS[12]
EVERY_WINDOW = (6, 12, 24, 36)
MAIN_WINDOWS = (12, 24)  # of the readings beside the indicator: every window costs two more counts of each
MONTHS_OF_30 = tuple(range(0, 1500, 30))
SUSPECT_ONLY, NOT_COMPLETED, NOT_SENTENCED = "suspect_only", "not_completed", "no"

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
    source="NIJ recidivism measures; Kaplan and Meier 1958",
    reviewed_on=REVIEWED,
    is_core=True,
    rows="episodes",
    start_day="started_on",
    days="coalesce(days_to_rearrest, days_possible)",
    event="days_to_rearrest is not null",
    possible="days_possible",
    needs=("incidents",),
    uses=("incident_parties",),
    grid=MONTHS_OF_30,
    windows=EVERY_WINDOW,
    breakdowns=(*PERSON_BREAKDOWNS, "standing"),
    references=(("standing", SUSPECT_ONLY),),
    start="arrest",
    failure="rearrest",
)


def _after_arrest(failure: str, label: str, counted: str, *, column: str) -> TimeToEvent:
    """The people of REARREST, followed to another failure."""
    return replace(
        REARREST,
        id=failure,
        label=label,
        counted=counted,
        days=f"coalesce({column}, days_possible)",
        event=f"{column} is not null",
        windows=(12,),
        breakdowns=(),
        references=(),
        failure=failure,
    )


NEW_INCIDENT = _after_arrest(
    "new_incident",
    "New domestic incident",
    "First later report that names the person as a suspect, with or without an arrest",
    column="days_to_incident",
)
SAME_VICTIM = _after_arrest(
    "same_victim",
    "New incident with the same victim",
    "First later report that names the person as a suspect and the same victim",
    column="days_to_same_victim",
)
NEW_VICTIM = _after_arrest(
    "new_victim",
    "New incident with another victim",
    "First later report that names the person as a suspect and another known victim",
    column="days_to_new_victim",
)
UP_TO_CUT_OFF = "days_between(started_on, $cut_off)"
BREACHED = replace(
    REARREST,
    id="breach_after_arrest",
    label="Breach of a protection order",
    counted="First recorded breach of any protection order against the person",
    days=f"case when days_to_breach <= {UP_TO_CUT_OFF} then days_to_breach else {UP_TO_CUT_OFF} end",
    event=f"days_to_breach <= {UP_TO_CUT_OFF}",
    possible=UP_TO_CUT_OFF,
    needs=("incidents", "protection_orders", "order_breaches"),
    ended_by=("incidents", "incident_parties", "order_breaches"),
    windows=(),
    breakdowns=(),
    references=(),
    failure="breach",
)
REARREST_FREE = replace(
    REARREST,
    id="rearrest_free",
    label="Domestic re-arrest, days in jail not counted",
    days="days_free",
    event="is_rearrested_free",
    possible="days_free",
    needs=("incidents", "custody"),
    windows=(),
    breakdowns=(),
    references=(),
    clock="free",
)
AFTER_RELEASE = replace(
    REARREST,
    id="rearrest_after_release",
    label="Domestic re-arrest after release from jail",
    question="After release from jail, how many are arrested again for a new domestic incident, and how soon?",
    out_of="People whose first arrest in the data led to custody, from their release",
    possible="case when was_held then days_possible end",
    needs=("incidents", "custody"),
    windows=MAIN_WINDOWS,
    breakdowns=(),
    references=(),
    start="release",
)
AFTER_DISPOSITION = replace(
    REARREST,
    id="rearrest_after_disposition",
    label="Domestic re-arrest after the court case",
    question="After a case ends in court, how many are arrested again for a new domestic incident?",
    counted="First later arrest for an incident that happened after the case ended",
    out_of="People with a first case ended in court, whatever the outcome",
    rows="disposition_episodes",
    needs=("incidents", "dispositions"),
    windows=MAIN_WINDOWS,
    breakdowns=(),
    references=(),
    start="disposition",
)
AFTER_EXIT = replace(
    AFTER_DISPOSITION,
    id="rearrest_after_exit",
    label="Domestic re-arrest after the program",
    question="After leaving or completing the program, how many are arrested again?",
    counted="First later arrest for an incident that happened after the exit",
    out_of="People with a first exit from the program, completed or not",
    rows="exit_episodes",
    needs=("incidents", "program_orders"),
    start="program_exit",
)
COUPLE_AGAIN = replace(
    REARREST,
    id="couple_again",
    label="Repeat incident, same couple",
    question="After a first report about a couple, how many have another, and how soon?",
    counted="Second report with the same suspect and the same victim",
    out_of="Couples with a first report in the data",
    unit="couple",
    accountability="victim",
    rows="couples",
    start_day="first_occurred_on",
    days="coalesce(days_to_incident, days_possible)",
    event="days_to_incident is not null",
    windows=MAIN_WINDOWS,
    breakdowns=(),
    references=(),
    start="incident",
    failure="couple_again",
)
# Groups are told apart on the landmark day: completers cannot re-offend before they complete.
FROM_LANDMARK = replace(
    AFTER_EXIT,
    id="program_from_landmark",
    label="New incident by program completion, from a year after the order",
    question="Of those free of a new report a year after the order, do those who had completed do better?",
    counted="First later report that names the person as a suspect",
    out_of="People ordered to the program, a year after the order and without a new report until then",
    days="coalesce(days_to_incident, days_possible)",
    event="days_to_incident is not null",
    rows="landmark_episodes",
    windows=(12,),
    breakdowns=("program_result",),
    references=(("program_result", NOT_COMPLETED),),
    start="landmark",
    failure="new_incident",
)
AS_ORDERED = replace(
    AFTER_DISPOSITION,
    id="program_as_ordered",
    label="New incident by sentence to the program",
    question="Do people sentenced to the program do better than people convicted without it?",
    counted="First later report that names the person as a suspect",
    out_of="People convicted, from the day the case ended, whatever became of the program",
    days="coalesce(days_to_incident, days_possible)",
    event="days_to_incident is not null",
    possible="case when disposition = 'convicted' then days_possible end",
    windows=(12,),
    breakdowns=("sentenced_to_program",),
    references=(("sentenced_to_program", NOT_SENTENCED),),
    start="conviction",
    failure="new_incident",
)
PRE_EMPTED = replace(
    REARREST,
    id="rearrest_or_custody",
    label="Domestic re-arrest where long custody can come first",
    days=f"least(coalesce(days_to_rearrest, {UP_TO_CUT_OFF}), coalesce(days_to_custody, {UP_TO_CUT_OFF}), "
    f"{UP_TO_CUT_OFF})",
    event=f"days_to_rearrest <= {UP_TO_CUT_OFF} and days_to_rearrest <= coalesce(days_to_custody, days_to_rearrest)",
    competing=f"days_to_custody <= {UP_TO_CUT_OFF} and days_to_custody < coalesce(days_to_rearrest, "
    "days_to_custody + 1)",
    possible=UP_TO_CUT_OFF,
    needs=("incidents", "custody"),
    windows=(),
    breakdowns=(),
    references=(),
)

READINGS: tuple[TimeToEvent, ...] = (
    NEW_INCIDENT,
    SAME_VICTIM,
    NEW_VICTIM,
    BREACHED,
    REARREST_FREE,
    AFTER_RELEASE,
    AFTER_DISPOSITION,
    AFTER_EXIT,
    COUPLE_AGAIN,
    FROM_LANDMARK,
    AS_ORDERED,
)

REPEAT_COUPLE = Rate(
    id="repeat_couple",
    label="Repeat incident, same couple",
    question="Of the couples with a first report, how many had another within 12 months?",
    counted="Couples with a second report within 12 months of the first",
    out_of="Couples whose first report in the data is at least 12 months before the data end",
    unit="couple",
    direction="down",
    principle="patterned_crime",
    accountability="victim",
    caveats=(
        "A rise can mean that victims trust the response enough to call again.",
        "The first report in the data may not be the first there was.",
    ),
    source="SafeLives; Blueprint for Safety (Praxis International)",
    reviewed_on=REVIEWED,
    is_core=True,
    measure=Measure(
        id="repeat_couple",
        rows="couples",
        day="first_occurred_on",
        denominator=f"days_possible >= {YEAR}",
        numerator=f"days_to_incident <= {YEAR}",
        needs=("incidents", "incident_parties"),
    ),
)

NEW_PARTNER = Rate(
    id="new_partner",
    label="Re-arrest with a new victim",
    question="Of the people arrested again within 12 months, how many had harmed another person than before?",
    counted="Re-arrests for an incident whose victim is not the one of the first arrest",
    out_of="People arrested again within 12 months of a first arrest that is as long ago, where both victims are known",
    unit="re-arrested person",
    direction="down",
    principle="patterned_crime",
    accountability="offender",
    caveats=("A new victim after more than 12 months is not counted.",),
    source="NIJ recidivism measures",
    reviewed_on=REVIEWED,
    measure=Measure(
        id="new_partner",
        rows="episodes",
        day="started_on",
        denominator=f"rearrest_victim is not null and days_possible >= {YEAR} and days_to_rearrest <= {YEAR}",
        numerator="rearrest_victim = 'new'",
        needs=("incidents", "incident_parties"),
    ),
)
