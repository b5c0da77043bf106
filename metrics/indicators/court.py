"""The court: how long cases wait, how they end, and what a sentence holds."""

from metrics.declarations import Indicator, Measure, Rate, TimeToEvent
from metrics.indicators.sources import BLUEPRINT, COURTS, KAPLAN_MEIER, PROSECUTION, REVIEWED

DAYS_TO_DISPOSITION = TimeToEvent(
    id="days_to_disposition",
    label="Days to the end of the case",
    question="How long does a case wait in court for its end?",
    counted="Days from filing to disposition; open cases count as waiting until the data end",
    out_of="Defendants' cases filed in court",
    unit="defendant's case",
    direction="down",
    principle="swift_and_sure",
    accountability="agencies",
    caveats=("Half-way points come from the curve with open cases in it, not from finished cases alone.",),
    source=COURTS + ", measure 3; " + KAPLAN_MEIER,
    reviewed_on=REVIEWED,
    rows="court_cases",
    start_day="filed_on",
    days="""days_between(filed_on, case when disposed_on <= $cut_off then disposed_on
                       else $cut_off end)""",
    event="disposed_on is not null and disposed_on <= $cut_off",
    possible="days_between(filed_on, $cut_off)",
    needs=("dispositions",),
    fields=("dispositions.disposed_on", "dispositions.filed_on"),
    limit="disposition_standard",
    grid=(0, 30, 60, 90, 120, 150, 180, 240, 300, 365, 450, 540, 730),
)

DISPOSED_IN_TIME = Rate(
    id="disposed_in_time",
    part_of="days_to_disposition",
    label="Cases ended within the standard",
    question="Of the cases filed, how many ended within {limit} days?",
    counted="Cases that ended no later than {limit} days after filing",
    out_of="Cases filed at least {limit} days before the data end",
    unit="defendant's case",
    direction="up",
    principle="swift_and_sure",
    accountability="agencies",
    caveats=("A case can be quick because it was dropped.",),
    source=COURTS + ", measure 3",
    reviewed_on=REVIEWED,
    measure=Measure(
        id="disposed_in_time",
        rows="court_cases",
        day="filed_on",
        denominator="days_between(filed_on, $cut_off) >= $limit",
        numerator="coalesce(days_between(filed_on, disposed_on) <= $limit, false)",
        needs=("dispositions",),
        fields=("dispositions.disposed_on", "dispositions.filed_on"),
        limit="disposition_standard",
    ),
)

PENDING_AGE = Rate(
    id="pending_age",
    label="Old cases among the pending",
    question="Of the cases now open in court, how many are older than {limit} days?",
    counted="Open cases filed more than {limit} days before the data end",
    out_of="Cases filed in court that have not ended",
    unit="defendant's case",
    direction="down",
    principle="swift_and_sure",
    accountability="agencies",
    caveats=("It is one picture of one day: the day the court's data end.",),
    source=COURTS + ", measure 4",
    reviewed_on=REVIEWED,
    is_snapshot=True,
    measure=Measure(
        id="pending_age",
        rows="court_cases",
        day="filed_on",
        denominator="disposed_on is null and filed_on <= $cut_off",
        numerator="days_between(filed_on, $cut_off) > $limit",
        needs=("dispositions",),
        fields=("dispositions.disposed_on", "dispositions.filed_on"),
        limit="disposition_standard",
    ),
)

DISMISSAL = Rate(
    id="dismissal",
    label="Cases dismissed",
    question="Of the cases that ended, how many were dismissed?",
    counted="Defendants' cases with every charge dismissed",
    out_of="Defendants' cases that ended",
    unit="defendant's case",
    direction="down",
    principle="swift_and_sure",
    accountability="victim",
    caveats=("A charge dropped because of a plea to another charge or case is not a dismissal.",),
    source=PROSECUTION,
    reviewed_on=REVIEWED,
    is_core=True,
    measure=Measure(
        id="dismissal",
        rows="court_cases",
        day="disposed_on",
        denominator="disposition is not null",
        numerator="disposition = 'dismissed'",
        needs=("dispositions",),
        fields=("dispositions.disposition",),
    ),
)

DISMISSAL_VICTIM = Rate(
    id="dismissal_victim",
    part_of="dismissal",
    label="Dismissed because of the victim",
    question="Of the cases that were dismissed, how many because of the victim?",
    counted="Cases dismissed because of the victim",
    out_of="Dismissed cases whose kind of reason is known",
    unit="defendant's case",
    direction="down",
    principle="swift_and_sure",
    accountability="victim",
    caveats=("The reason is what the file says; it is often left out.",),
    source=PROSECUTION,
    reviewed_on=REVIEWED,
    measure=Measure(
        id="dismissal_victim",
        rows="court_cases",
        day="disposed_on",
        denominator="""disposition = 'dismissed' and dismissal_kind not in ('unknown', 'refused',
                       'not_collected')""",
        unknown="""disposition = 'dismissed' and (dismissal_kind is null or dismissal_kind in
                   ('unknown', 'refused', 'not_collected'))""",
        numerator="dismissal_kind = 'victim'",
        needs=("dispositions",),
        fields=("dispositions.dismissal_kind",),
    ),
)

DISMISSAL_EVIDENCE = Rate(
    id="dismissal_evidence",
    part_of="dismissal",
    label="Dismissed for lack of evidence",
    question="Of the cases that were dismissed, how many for lack of evidence?",
    counted="Cases dismissed for lack of evidence",
    out_of="Dismissed cases whose kind of reason is known",
    unit="defendant's case",
    direction="context",
    principle="swift_and_sure",
    accountability="victim",
    caveats=("The reason is what the file says; it is often left out.",),
    source=PROSECUTION,
    reviewed_on=REVIEWED,
    measure=Measure(
        id="dismissal_evidence",
        rows="court_cases",
        day="disposed_on",
        denominator="""disposition = 'dismissed' and dismissal_kind not in ('unknown', 'refused',
                       'not_collected')""",
        unknown="""disposition = 'dismissed' and (dismissal_kind is null or dismissal_kind in
                   ('unknown', 'refused', 'not_collected'))""",
        numerator="dismissal_kind = 'evidence'",
        needs=("dispositions",),
        fields=("dispositions.dismissal_kind",),
    ),
)

DISMISSAL_OTHER = Rate(
    id="dismissal_other",
    part_of="dismissal",
    label="Dismissed for another reason",
    question="Of the cases that were dismissed, how many for another reason?",
    counted="Cases dismissed for another reason",
    out_of="Dismissed cases whose kind of reason is known",
    unit="defendant's case",
    direction="context",
    principle="swift_and_sure",
    accountability="victim",
    caveats=("The reason is what the file says; it is often left out.",),
    source=PROSECUTION,
    reviewed_on=REVIEWED,
    measure=Measure(
        id="dismissal_other",
        rows="court_cases",
        day="disposed_on",
        denominator="""disposition = 'dismissed' and dismissal_kind not in ('unknown', 'refused',
                       'not_collected')""",
        unknown="""disposition = 'dismissed' and (dismissal_kind is null or dismissal_kind in
                   ('unknown', 'refused', 'not_collected'))""",
        numerator="dismissal_kind not in ('victim', 'evidence')",
        needs=("dispositions",),
        fields=("dispositions.dismissal_kind",),
    ),
)

CONVICTION = Rate(
    id="conviction",
    label="Cases with a conviction",
    question="Of the cases that ended, how many ended with a conviction?",
    counted="Defendants convicted of at least one charge, by plea or verdict",
    out_of="Defendants' cases that ended",
    unit="defendant's case",
    direction="up",
    principle="swift_and_sure",
    accountability="offender",
    caveats=("A conviction for a lesser charge counts too; see the next indicator.",),
    source=PROSECUTION,
    reviewed_on=REVIEWED,
    measure=Measure(
        id="conviction",
        rows="court_cases",
        day="disposed_on",
        denominator="disposition is not null",
        numerator="disposition = 'convicted'",
        needs=("dispositions",),
        fields=("dispositions.disposition",),
    ),
)

CONVICTION_KEPT = Rate(
    id="conviction_kept",
    label="Convictions kept as domestic",
    question="Of the convictions, how many are at the filed severity and kept as domestic?",
    counted="Convictions at the filed severity or above that are flagged as domestic",
    out_of="Convictions whose flag and severities are known",
    unit="conviction",
    direction="up",
    principle="context_and_severity",
    accountability="offender",
    caveats=("A conviction without the flag does not count against a later one.",),
    source=BLUEPRINT + ", on charging and plea agreements",
    reviewed_on=REVIEWED,
    measure=Measure(
        id="conviction_kept",
        rows="court_cases",
        day="disposed_on",
        denominator="""disposition = 'convicted' and domestic_flag in ('yes', 'no') and
                       is_severity_kept is not null""",
        unknown="""disposition = 'convicted' and (domestic_flag is null or domestic_flag in
                   ('unknown', 'refused', 'not_collected') or is_severity_kept is null)""",
        numerator="is_severity_kept and domestic_flag = 'yes'",
        needs=("dispositions", "prosecutions"),
        fields=(
            "dispositions.domestic_flag",
            "dispositions.convicted_severity",
            "prosecutions.filed_severity",
        ),
    ),
)

SENTENCE_FIDELITY = Rate(
    id="sentence_fidelity",
    label="Sentences with every agreed condition",
    question="How many sentences hold supervision, no contact, the program and surrender of firearms?",
    counted="Sentences that hold all four conditions",
    out_of="Sentences where each of the four is known",
    unit="sentence",
    direction="up",
    principle="interagency",
    accountability="offender",
    caveats=("Not every condition fits every case; the agreed policy says which do.",),
    source=BLUEPRINT + ", on sentencing",
    reviewed_on=REVIEWED,
    measure=Measure(
        id="sentence_fidelity",
        rows="court_cases",
        day="sentenced_on",
        denominator="""supervision in ('yes', 'no') and no_contact in ('yes', 'no') and program in
                       ('yes', 'no') and firearms in ('yes', 'no')""",
        unknown="""supervision is null or supervision in ('unknown', 'refused', 'not_collected')
                   or no_contact is null or no_contact in ('unknown', 'refused', 'not_collected')
                   or program is null or program in ('unknown', 'refused', 'not_collected') or
                   firearms is null or firearms in ('unknown', 'refused', 'not_collected')""",
        numerator="""supervision = 'yes' and no_contact = 'yes' and program = 'yes' and firearms
                       = 'yes'""",
        needs=("dispositions",),
        fields=(
            "dispositions.supervision",
            "dispositions.no_contact",
            "dispositions.program",
            "dispositions.firearms",
        ),
    ),
)

INDICATORS: tuple[Indicator, ...] = (
    DAYS_TO_DISPOSITION,
    DISPOSED_IN_TIME,
    PENDING_AGE,
    DISMISSAL,
    DISMISSAL_VICTIM,
    DISMISSAL_EVIDENCE,
    DISMISSAL_OTHER,
    CONVICTION,
    CONVICTION_KEPT,
    SENTENCE_FIDELITY,
)
