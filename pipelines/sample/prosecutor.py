"""The prosecutor: semicolons, Windows-1252, days like 04-Mar-2024, a case number in two columns."""

from typing import Final

import polars as pl

from pipelines.sample.shapes import Codes, Plant, Shape, coded, dated, left_out, text

DAY: Final = "%d-%b-%Y"
DECISIONS: Final[Codes] = {
    "charged": ("F", "FILED", "Filed"),
    "declined": ("D", "DECL", "Declined"),
    "diverted": ("V", "DIV"),
    "returned": ("R", "RTN"),
}
SEVERITIES: Final[Codes] = {
    "felony": ("01",),
    "gross_misdemeanor": ("02",),
    "misdemeanor": ("03",),
    "other": ("09",),
}
YES_NO: Final[Codes] = {"yes": ("Y",), "no": ("N", "n")}
# One text column says the reason in the office's own words; each of them means a kind.
DECLINE_KINDS: Final = {
    "Insufficient evidence": "evidence",
    "Victim not located": "victim",
    "Other party \u2013 self-defence": "self_defence",
    'Returned "no reply"; closed': "other",
    "Interest of justice, see file": "interest_of_justice",
}

PROSECUTIONS: Final = Shape(
    agency="prosecutor",
    table="prosecutions",
    name="referrals",
    begins="referred_on",
    key=("case_id", "person_key"),
    format={"encoding": "cp1252", "delimiter": ";", "day_formats": [DAY]},
    cells=(
        left_out("CASE_YR", pl.col("case_id").str.head(2)),
        left_out("CASE_NO", pl.col("case_id").str.slice(3)),
        text("PERSON_NO", "person_key"),
        text("IR_NO", "incident_id"),
        dated("REFERRED", "referred_on", DAY),
        dated("DECIDED", "decided_on", DAY),
        coded("DECISION", "decision", DECISIONS, 0),
        text("DECLINE_REASON", "decline_reason"),
        coded("SEV_REF", "referred_severity", SEVERITIES),
        coded("SEV_FILED", "filed_severity", SEVERITIES),
        dated("RISK_SHEET", "risk_sheet_received_on", DAY),
        dated("VICTIM_REACHED", "victim_contacted_on", DAY),
        coded("WARRANT_VICTIM", "warrant_against_victim", YES_NO, 1),
    ),
    rules={
        "case_id": {"combine": ["CASE_YR", "CASE_NO"], "with": "-"},
        "decline_kind": {"from": "DECLINE_REASON", "codes": DECLINE_KINDS},
    },
    later={
        "decided_on": {"decision": None, "decline_reason": None, "filed_severity": None},
        "risk_sheet_received_on": {},
        "victim_contacted_on": {},
    },
    first_told={"referred_severity": "other"},
    plants=(
        Plant(reason="empty_record_number", count=2, fields={"CASE_NO": ""}),
        Plant(
            reason="decision_before_referral",
            count=3,
            fields={
                "CASE_YR": "26",
                "CASE_NO": "90000{n}",
                "REFERRED": "1{n}-May-2026",
                "DECIDED": "0{n}-May-2026",
                "DECISION": "F",
                "DECLINE_REASON": "",
                "SEV_FILED": "03",
            },
        ),
    ),
)
