"""Probation: two text files, days with milliseconds glued on, drafts between the finished periods."""

from typing import Final

import polars as pl

from pipelines.sample.shapes import Codes, Plant, Shape, coded, dated, left_out, text

# As the case management system prints a day.
GLUED_DAY: Final = "%Y-%m-%d 00:00:00.000"
DISCHARGES: Final[Codes] = {
    "successful": ("SUCC", "EXPIRED"),
    "revoked_technical": ("REV-T", "REVTECH"),
    "revoked_new_offence": ("REV-N",),
    "unsuccessful": ("UNSUCC", "DISH"),
    "transferred": ("XFER", "TRANS OUT"),
    "died": ("DEC",),
    "unknown": ("UNK",),
}
LEVELS: Final[Codes] = {"intensive": ("1",), "high": ("2",), "medium": ("3",), "low": ("4",)}
KINDS: Final[Codes] = {
    "reporting": ("FTR", "ABSC"),
    "program": ("PGM",),
    "contact": ("NCO", "OFP"),
    "substances": ("ALC", "UA+"),
    "new_offence": ("NEW",),
    "other": ("OTH",),
}
RESPONSES: Final[Codes] = {
    "warning": ("W", "VERB"),
    "sanction": ("S", "SC"),
    "hearing": ("H", "OSC"),
    "arrest": ("A", "A&D"),
    "revoked": ("R",),
}
FORMAT: Final = {"delimiter": "|", "missing": ["NULL"], "day_formats": [GLUED_DAY]}

SUPERVISION: Final = Shape(
    agency="probation",
    table="supervision",
    name="probation_periods",
    begins="sentenced_on",
    key=("supervision_id",),
    format=FORMAT,
    missing="NULL",
    missing_slots=16,
    sends_all=True,
    keep={"STATUS": ("FINAL",)},
    cells=(
        text("PERIOD", "supervision_id"),
        left_out("STATUS", pl.col("status")),
        text("PERSON_NO", "person_key"),
        text("CASE_NO", "case_id"),
        dated("ORDERED", "sentenced_on", GLUED_DAY),
        dated("FIRST_SEEN", "first_contact_on", GLUED_DAY),
        dated("CLOSED", "ended_on", GLUED_DAY),
        coded("CLOSED_AS", "discharge", DISCHARGES, 0),
        coded("LVL", "level", LEVELS),
    ),
    later={"first_contact_on": {}, "ended_on": {"discharge": None}},
    first_told={"level": "medium"},
    plants=(
        Plant(reason="empty_record_number", count=2, fields={"PERIOD": "NULL", "STATUS": "FINAL"}),
        Plant(
            reason="after_cut_off",
            count=2,
            fields={
                "PERIOD": "S90000{n}",
                "STATUS": "FINAL",
                "ORDERED": "2062-05-0{n} 00:00:00.000",
                "FIRST_SEEN": "NULL",
                "CLOSED": "NULL",
                "CLOSED_AS": "NULL",
            },
        ),
    ),
)

VIOLATIONS: Final = Shape(
    agency="probation",
    table="violations",
    name="probation_violations",
    begins="known_on",
    key=("violation_id",),
    format=FORMAT,
    missing="NULL",
    missing_slots=16,
    sends_all=True,
    cells=(
        text("VIOL_NO", "violation_id"),
        text("PERIOD", "supervision_id"),
        text("PERSON_NO", "person_key"),
        dated("HAPPENED", "violated_on", GLUED_DAY),
        dated("KNOWN", "known_on", GLUED_DAY),
        dated("ANSWERED", "responded_on", GLUED_DAY),
        coded("ANSWER", "response", RESPONSES, 0),
        coded("KIND", "kind", KINDS, 1),
    ),
    later={"responded_on": {"response": None}},
    plants=(Plant(reason="empty_record_number", count=1, fields={"VIOL_NO": "NULL"}),),
)
