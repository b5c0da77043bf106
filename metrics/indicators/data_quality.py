"""Whether what is needed is written down, and whether it reaches the next agency."""

from metrics.declarations import Indicator, Measure, Rate, Tabled
from metrics.indicators.sources import BLUEPRINT, REVIEWED

COMPLETENESS = Tabled(
    id="completeness",
    label="Key fields that are filled",
    question="How many records of each agency have the fields filled that the numbers rest on?",
    counted="Records whose field holds a known value",
    out_of="Records in use; unknown, refused and not collected count as not known",
    unit="record",
    direction="up",
    principle="interagency",
    accountability="agencies",
    caveats=(
        "A field can be filled and wrong.",
        "Some fields are empty for good reason, such as an arrest that was not made.",
    ),
    source="NIBRS data quality guidelines; GAO on data reliability",
    reviewed_on=REVIEWED,
    table="completeness",
)

HANDOFF_TO_PROSECUTOR = Rate(
    id="handoff_to_prosecutor",
    part_of="handoff",
    label="Arrests that reach the prosecutor",
    question="Of the arrests, how many reach the prosecutor within {limit} days?",
    counted="Arrests with a referral no later than {limit} days after",
    out_of="Arrests for an incident at least {limit} days before the data end",
    unit="arrested suspect",
    direction="up",
    principle="interagency",
    accountability="agencies",
    caveats=("A referral under another report number looks as if it had not come.",),
    source=BLUEPRINT + ", on the links between agencies",
    reviewed_on=REVIEWED,
    measure=Measure(
        id="handoff_to_prosecutor",
        rows="arrested_suspects",
        day="arrested_on",
        denominator="days_between(arrested_on, $cut_off) >= $limit",
        numerator="coalesce(days_between(arrested_on, referred_on) <= $limit, false)",
        needs=("incidents", "incident_parties", "prosecutions"),
        fields=("incident_parties.arrested_on", "prosecutions.incident_id"),
        limit="handoff_to_prosecutor",
    ),
)

HANDOFF_TO_COURT = Rate(
    id="handoff_to_court",
    part_of="handoff",
    label="Charges that reach the court",
    question="Of the charged cases, how many are filed in court within {limit} days?",
    counted="Charged cases filed no later than {limit} days after the decision",
    out_of="Cases charged at least {limit} days before the data end",
    unit="defendant's referral",
    direction="up",
    principle="interagency",
    accountability="agencies",
    caveats=("A case that the court filed under another number looks as if it had not come.",),
    source=BLUEPRINT + ", on the links between agencies",
    reviewed_on=REVIEWED,
    measure=Measure(
        id="handoff_to_court",
        rows="referred_cases",
        day="decided_on",
        denominator="decision = 'charged' and days_between(decided_on, $cut_off) >= $limit",
        numerator="coalesce(days_between(decided_on, filed_on) <= $limit, false)",
        needs=("prosecutions", "dispositions"),
        fields=("dispositions.filed_on",),
        limit="handoff_to_court",
    ),
)

HANDOFF_TO_PROBATION = Rate(
    id="handoff_to_probation",
    part_of="handoff",
    label="Sentences that reach probation",
    question="Of the sentences with supervision, how many have a first contact within {limit} days?",
    counted="Sentences with a first probation contact no later than {limit} days after",
    out_of="Sentences with supervision at least {limit} days before the data end",
    unit="sentence",
    direction="up",
    principle="interagency",
    accountability="agencies",
    caveats=("Who serves a jail sentence first cannot be seen yet.",),
    source=BLUEPRINT + ", on the links between agencies",
    reviewed_on=REVIEWED,
    measure=Measure(
        id="handoff_to_probation",
        rows="court_cases",
        day="sentenced_on",
        denominator="supervision = 'yes' and days_between(sentenced_on, $cut_off) >= $limit",
        unknown="""(supervision is null or supervision in ('unknown', 'refused',
                   'not_collected')) and days_between(sentenced_on, $cut_off) >= $limit""",
        numerator="coalesce(days_between(sentenced_on, supervised_on) <= $limit, false)",
        needs=("dispositions", "supervision"),
        fields=("dispositions.supervision", "supervision.first_contact_on", "supervision.case_id"),
        limit="handoff_to_probation",
    ),
)

HANDOFF_TO_PROGRAM = Rate(
    id="handoff_to_program",
    part_of="handoff",
    label="Sentences that reach the program",
    question="Of the sentences with the program, how many have their intake within {limit} days?",
    counted="Sentences with a program intake no later than {limit} days after",
    out_of="Sentences with the program at least {limit} days before the data end",
    unit="sentence",
    direction="up",
    principle="interagency",
    accountability="agencies",
    caveats=("A waiting list of the program makes this lower without anybody failing to come.",),
    source=BLUEPRINT + ", on the links between agencies",
    reviewed_on=REVIEWED,
    measure=Measure(
        id="handoff_to_program",
        rows="court_cases",
        day="sentenced_on",
        denominator="program = 'yes' and days_between(sentenced_on, $cut_off) >= $limit",
        unknown="""(program is null or program in ('unknown', 'refused', 'not_collected')) and
                   days_between(sentenced_on, $cut_off) >= $limit""",
        numerator="coalesce(days_between(sentenced_on, program_intake_on) <= $limit, false)",
        needs=("dispositions", "program_orders"),
        fields=("dispositions.program", "program_orders.intake_on", "program_orders.case_id"),
        limit="handoff_to_program",
    ),
)

INDICATORS: tuple[Indicator, ...] = (
    COMPLETENESS,
    HANDOFF_TO_PROSECUTOR,
    HANDOFF_TO_COURT,
    HANDOFF_TO_PROBATION,
    HANDOFF_TO_PROGRAM,
)
