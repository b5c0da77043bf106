"""The indicator catalogue: every indicator is declared here, once, and counted by `metrics/counting.py`."""

from datetime import date

from metrics.declarations import Indicator, Measure, Rate, TimeToEvent
from metrics.repeat_harm import NEW_PARTNER, REARREST, REPEAT_COUPLE

BLUEPRINT = "Blueprint for Safety (Praxis International)"
REVIEWED = date(2026, 11, 22)

REPORT_WRITTEN = Rate(
    id="report_written",
    label="Domestic calls with a report",
    question="Of the domestic calls to 911, how many ended with a written police report?",
    counted="Domestic calls with a police report",
    out_of="Domestic calls, by final type; unfounded, duplicate and test calls are left out",
    unit="call",
    direction="up",
    principle="interagency",
    accountability="agencies",
    caveats=("A call without a report cannot be followed any further.",),
    source=BLUEPRINT + ", chapter on patrol response",
    reviewed_on=REVIEWED,
    measure=Measure(
        id="report_written",
        rows="calls",
        day="received_at",
        denominator="final_type = 'domestic'",
        numerator="incident_id is not null",
        needs=("calls",),
    ),
)

ARREST = Rate(
    id="arrest",
    label="Incidents with an arrest",
    question="Where police found probable cause and knew the suspect, how often was a suspect arrested?",
    counted="Incidents with a suspect arrested, at the scene or later",
    out_of="Incidents with an identified suspect and probable cause",
    unit="incident",
    direction="up",
    principle="swift_and_sure",
    accountability="offender",
    caveats=("Arrests by warrant come later, so the newest months may still rise.",),
    source=BLUEPRINT + "; NIBRS arrestee segment",
    reviewed_on=REVIEWED,
    measure=Measure(
        id="arrest",
        rows="incident_outcomes",
        day="occurred_on",
        denominator="has_suspect and has_probable_cause",
        numerator="is_arrested",
        needs=("incidents",),
        uses=("incident_parties",),
    ),
)

DUAL_ARREST = Rate(
    id="dual_arrest",
    label="Dual arrests",
    question="Of the incidents with an arrest, in how many were both parties arrested?",
    counted="Incidents in which both parties were arrested",
    out_of="Incidents with an arrest",
    unit="incident",
    direction="down",
    principle="disparity_of_impact",
    accountability="victim",
    caveats=("A victim who is arrested may not call again.",),
    source=BLUEPRINT + "; Hirschel and others 2007 on dual arrest",
    reviewed_on=REVIEWED,
    measure=Measure(
        id="dual_arrest",
        rows="incident_outcomes",
        day="occurred_on",
        denominator="is_arrested",
        numerator="is_dual_arrest",
        needs=("incidents",),
        uses=("incident_parties",),
    ),
)

CHARGING = Rate(
    id="charging",
    label="Referrals that were charged",
    question="Of the defendants referred, how many were charged with at least one offence?",
    counted="Referred defendants with at least one charge filed",
    out_of="Referred defendants whose charging decision is made; open referrals are not counted as uncharged",
    unit="defendant's referral",
    direction="up",
    principle="swift_and_sure",
    accountability="offender",
    caveats=("Quick decisions come first, so the newest months may still change.",),
    source="Prosecutorial Performance Indicators; Justice Counts",
    reviewed_on=REVIEWED,
    measure=Measure(
        id="charging",
        rows="referrals",
        day="referred_on",
        denominator="decision is not null",
        numerator="decision = 'charged'",
        needs=("prosecutions",),
    ),
)

DAYS_TO_CHARGE = TimeToEvent(
    id="days_to_charge",
    label="Days to the charging decision",
    question="How long does a referred case wait for its charging decision?",
    counted="Days from referral to decision; open referrals count as waiting until the data end",
    out_of="Referred defendants",
    unit="defendant's referral",
    direction="down",
    principle="swift_and_sure",
    accountability="offender",
    caveats=(
        "Half-way points come from the curve with open referrals in it, not from finished cases alone.",
    ),
    source="CourTools; Kaplan and Meier 1958",
    reviewed_on=REVIEWED,
    rows="referrals",
    start_day="referred_on",
    days="days_between(referred_on, case when decided_on <= $cut_off then decided_on else $cut_off end)",
    event="decided_on is not null and decided_on <= $cut_off",
    possible="days_between(referred_on, $cut_off)",
    needs=("prosecutions",),
    standard=30,
    grid=(0, 1, 3, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365),
)

RATES: tuple[Rate, ...] = (REPORT_WRITTEN, ARREST, DUAL_ARREST, CHARGING, REPEAT_COUPLE, NEW_PARTNER)
TIMES: tuple[TimeToEvent, ...] = (DAYS_TO_CHARGE, REARREST)
CATALOGUE: tuple[Indicator, ...] = (*RATES, *TIMES)


def rate(indicator_id: str) -> Rate:
    """The rate with this id. Raises KeyError when there is none."""
    for indicator in RATES:
        if indicator.id == indicator_id:
            return indicator
    raise KeyError(f"No such rate [{indicator_id}]")
