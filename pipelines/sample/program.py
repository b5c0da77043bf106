"""The men's nonviolence program: a spreadsheet kept by hand, with real dates in it and the same man twice."""

from dataclasses import replace
from typing import Final

from pipelines.sample.court import LARGEST_WORKBOOK_COUNTY
from pipelines.sample.shapes import Codes, Plant, Shape, coded, dated, text

DAY: Final = "%Y-%m-%d"
EXITS: Final[Codes] = {
    "completed": ("Completed", "completed", "COMP", "Done"),
    "absent": ("Absences", "Suspended - absences", "AWOL"),
    "new_violence": ("New violence",),
    "not_enrolled": ("No show", "Never came"),
    "transferred": ("Moved to other program",),
    "other": ("Other", "In jail", "Illness"),
    "unknown": ("?",),
}

PROGRAM_ORDERS: Final = Shape(
    agency="program",
    table="program_orders",
    name="program_men",
    begins="ordered_on",
    key=("order_id",),
    format={"kind": "xlsx", "sheet": "Men", "missing": ["n/a"]},
    missing="n/a",
    missing_slots=3,
    sends_all=True,
    typed_days=("Ordered",),
    cells=(
        text("Order", "order_id"),
        text("County number", "person_key"),
        text("Court case", "case_id"),
        dated("Ordered", "ordered_on", DAY),
        dated("Intake", "intake_on", DAY),
        dated("Left", "exited_on", DAY),
        coded("How", "exit_reason", EXITS, 0),
        text("Sessions due", "sessions_due"),
        text("Sessions attended", "sessions_attended"),
        dated("Reported to court", "noncompliance_reported_on", DAY),
        dated("Court acted", "court_acted_on", DAY),
    ),
    later={
        "intake_on": {},
        "exited_on": {"exit_reason": None, "sessions_due": None, "sessions_attended": None},
        "noncompliance_reported_on": {},
        "court_acted_on": {},
    },
    plants=(Plant(reason="empty_record_number", count=2, fields={"Order": ""}),),
)


def program_shape(cases: int) -> Shape:
    """The workbook, or the same rows as CSV for a large county, as with the court."""
    if cases <= LARGEST_WORKBOOK_COUNTY:
        return PROGRAM_ORDERS
    as_text = {key: value for key, value in PROGRAM_ORDERS.format.items() if key not in ("kind", "sheet")}
    return replace(PROGRAM_ORDERS, format=as_text)
