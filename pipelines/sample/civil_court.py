"""The civil court: petitions for protection with respondents only, and breaches that police recorded."""

from typing import Final

from pipelines.sample.shapes import Plant, Shape, dated, text

DAY: Final = "%m/%d/%Y"
FORMAT: Final = {"day_formats": [DAY]}

PROTECTION_ORDERS: Final = Shape(
    agency="civil_court",
    table="protection_orders",
    name="protection_orders",
    begins="petitioned_on",
    key=("petition_id",),
    format=FORMAT,
    sends_all=True,
    cells=(
        text("PETITION", "petition_id"),
        text("RESPONDENT_NO", "person_key"),
        dated("FILED", "petitioned_on", DAY),
        dated("TEMP_SIGNED", "temporary_on", DAY),
        dated("FINAL_SIGNED", "final_on", DAY),
        dated("SERVED", "served_on", DAY),
        dated("EXPIRES", "expires_on", DAY),
        dated("GUNS_DUE", "firearms_due_on", DAY),
        dated("GUNS_IN", "firearms_surrendered_on", DAY),
    ),
    rows="amendments",
    rows_heading="AMENDMENT",
    later={
        "final_on": {"expires_on": None, "firearms_due_on": None},
        "temporary_on": {"expires_on": None},
        "served_on": {},
        "firearms_surrendered_on": {},
    },
    plants=(
        Plant(reason="empty_record_number", count=2, fields={"PETITION": ""}),
        Plant(
            reason="after_cut_off",
            count=1,
            fields={"PETITION": "OP90000{n}", "SERVED": "01/0{n}/2062"},
            second_delivery=True,
        ),
    ),
)

ORDER_BREACHES: Final = Shape(
    agency="civil_court",
    table="order_breaches",
    name="order_breaches",
    begins="breached_on",
    key=("petition_id", "breached_on"),
    format=FORMAT,
    sends_all=True,
    cells=(text("PETITION", "petition_id"), dated("BREACHED", "breached_on", DAY)),
    plants=(Plant(reason="empty_record_number", count=1, fields={"PETITION": ""}),),
)
