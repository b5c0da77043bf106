"""The dispatch centre: a row per unit sent, ISO moments, the text NULL for nothing, natures as words."""

from typing import Final

from pipelines.sample.shapes import Plant, Shape, coded, dated, text

MOMENT: Final = "%Y-%m-%d %H:%M"
# The centre knows zones, not beats.
ZONES: Final = {"North": ("10", "11"), "South": ("20", "21"), "East": ("30",), "West": ("40",)}
NATURES: Final = {
    "domestic": ("DOMV", "DOMP", "DOMW"),
    "other": ("DIST", "ASLT", "WELF", "UNKP"),
    "unfounded": ("UNF",),
    "duplicate": ("DUPE", "DUP"),
    "test": ("TEST",),
}

CALLS: Final = Shape(
    agency="dispatch",
    table="calls",
    name="cad_calls",
    begins="received_at",
    key=("call_id",),
    missing="NULL",
    missing_slots=16,
    format={"missing": ["NULL"], "moment_formats": [MOMENT]},
    cells=(
        text("CALL_NO", "call_id"),
        dated("RECEIVED", "received_at", MOMENT),
        dated("FIRST_ARRIVED", "first_arrived_at", MOMENT),
        coded("NATURE", "initial_type", NATURES, 0),
        coded("FINAL", "final_type", NATURES, 1),
        text("REPORT_NO", "incident_id"),
        coded("ZONE", "district", ZONES, 2),
        text("PRI", "priority"),
    ),
    rows="units",
    rows_heading="UNIT",
    later={"report_known_at": {"incident_id": None}},
    first_told={"initial_type": "other"},
    plants=(
        Plant(reason="empty_record_number", count=4, fields={"CALL_NO": "NULL"}),
        Plant(
            reason="after_cut_off",
            count=3,
            fields={"CALL_NO": "9000000{n}", "RECEIVED": "2026-09-2{n} 10:15", "FIRST_ARRIVED": "NULL"},
        ),
        Plant(
            reason="after_cut_off",
            count=1,
            fields={"CALL_NO": "9100000{n}", "RECEIVED": "2062-09-03 10:15", "FIRST_ARRIVED": "NULL"},
            second_delivery=True,
        ),
    ),
)
