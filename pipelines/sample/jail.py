"""The jail: a row per charge, lines that end the Windows way, a byte order mark, 1 and 0 for yes and no.

Its letters are its own: B is bail here and black with the police, C is a court order, W a written promise.
"""

from typing import Final

from pipelines.sample.shapes import Codes, Plant, Shape, coded, dated, text

MOMENT: Final = "%Y-%m-%d %H:%M:%S"
RELEASE_TYPES: Final[Codes] = {
    "bail": ("B", "BOND"),
    "recognizance": ("W", "ROR"),
    "court": ("C",),
    "time_served": ("T", "TS"),
    "transferred": ("X",),
    "other": ("O",),
    "unknown": ("U",),
}
YES_NO: Final[Codes] = {"yes": ("1",), "no": ("0",)}

CUSTODY: Final = Shape(
    agency="jail",
    table="custody",
    name="jail_bookings",
    begins="booked_at",
    key=("booking_id",),
    format={"encoding": "utf-8-sig", "moment_formats": [MOMENT]},
    line_end="\r\n",
    cells=(
        text("BOOKING", "booking_id"),
        text("PERSON_NO", "person_key"),
        text("IR_NO", "incident_id"),
        dated("IN_AT", "booked_at", MOMENT),
        dated("OUT_AT", "released_at", MOMENT),
        coded("OUT_HOW", "release_type", RELEASE_TYPES, 0),
        coded("NO_CONTACT", "no_contact_condition", YES_NO),
        dated("TOLD_AT", "victim_notified_at", MOMENT),
    ),
    rows="charges",
    rows_heading="CHARGE_SEQ",
    later={"released_at": {"release_type": None, "no_contact_condition": None}, "victim_notified_at": {}},
    first_told={"release_type": "other"},
    plants=(
        Plant(reason="empty_record_number", count=2, fields={"BOOKING": ""}),
        Plant(
            reason="release_before_booking",
            count=3,
            fields={
                "BOOKING": "B990000{n}",
                "IN_AT": "2026-05-0{n} 22:10:00",
                "OUT_AT": "2026-04-0{n} 09:00:00",
                "OUT_HOW": "B",
                "NO_CONTACT": "1",
                "TOLD_AT": "",
            },
        ),
    ),
)
