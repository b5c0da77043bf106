"""The police: two files, American dates, NIBRS letters, and two habits for nothing since a merger."""

from typing import Final

import polars as pl

from pipelines.sample.draws import slot
from pipelines.sample.incidents import BEATS, DISTRICTS
from pipelines.sample.shapes import Cell, Codes, Plant, Shape, coded, dated, left_out, text

DAY: Final = "%m/%d/%Y"
MOMENT: Final = "%m/%d/%Y %H:%M"

DISTRICT_BEATS: Final[Codes] = {
    name: tuple(beat for beat in BEATS if beat.startswith(letter)) for letter, name in DISTRICTS.items()
}
YES_NO: Final[Codes] = {
    "yes": ("Y", "YES", "1"),
    "no": ("N", "NO", "0"),
    "unknown": ("U",),
    "refused": ("R",),
    "not_collected": ("X",),
}
RELATIONSHIPS: Final[Codes] = {
    "spouse": ("SE",),
    "common_law": ("CS",),
    "ex_spouse": ("XS",),
    "partner": ("BG", "HR"),
    "ex_partner": ("XR",),
    "co_parent": ("CP",),
    "family": ("PA", "SB", "CH", "OF"),
    "other": ("OK", "VO"),
    "unknown": ("RU",),
}
VIOLENCE_TYPES: Final[Codes] = {
    "battering": ("B",),
    "resistive": ("R",),
    "non_battering": ("N",),
    "undetermined": ("U",),
}
SEVERITIES: Final[Codes] = {
    "felony": ("F", "FEL"),
    "gross_misdemeanor": ("G", "GM"),
    "misdemeanor": ("M", "MISD"),
    "other": ("O",),
    "unknown": ("U",),
}
INJURIES: Final[Codes] = {
    "no": ("N",),
    "yes": ("M", "B", "I", "L", "O", "T"),
    "unknown": ("U",),
}
RISK_LEVELS: Final[Codes] = {"low": ("L",), "medium": ("M",), "high": ("H",), "unknown": ("U",)}
CLEARANCES: Final[Codes] = {
    "arrest": ("AR",),
    "death": ("A",),
    "declined": ("B",),
    "extradition_denied": ("C",),
    "victim_refused": ("D",),
    "juvenile": ("E",),
    "open": ("N",),
    "unknown": ("U",),
}
ROLES: Final[Codes] = {"suspect": ("S",), "victim": ("V",), "both": ("B",)}
SEXES: Final[Codes] = {"female": ("F",), "male": ("M",), "nonbinary": ("X",), "unknown": ("U",)}
RACES: Final[Codes] = {
    "white": ("W",),
    "black": ("B",),
    "native": ("I",),
    "asian": ("A",),
    "pacific_islander": ("P",),
    "multiple": ("M",),
    "other": ("O",),
    "unknown": ("U",),
    "refused": ("R",),
}
ETHNICITIES: Final[Codes] = {"hispanic": ("H",), "not_hispanic": ("N",), "unknown": ("U",)}
LANGUAGES: Final[Codes] = {
    "english": ("EN", "E"),
    "spanish": ("SP", "S"),
    "other": ("OT",),
    "unknown": ("U",),
}
OFFENCES: Final = {
    "felony": "13A",
    "gross_misdemeanor": "13B",
    "misdemeanor": "13B",
    "other": "13C",
    "unknown": "90Z",
}

FORMAT: Final = {"missing": ["NULL"], "day_formats": [DAY], "moment_formats": [MOMENT]}

INCIDENTS: Final = Shape(
    agency="police",
    table="incidents",
    name="rms_incidents",
    begins="reported_at",
    key=("incident_id",),
    format=FORMAT,
    missing="NULL",
    missing_slots=4,
    keep={"DV_FLAG": ("Y",)},
    cells=(
        text("IR_NO", "incident_id"),
        dated("OCC_DT", "occurred_on", DAY),
        dated("RPT_DTTM", "reported_at", MOMENT),
        Cell(heading="BEAT", column="district", text=pl.col("beat"), codes=DISTRICT_BEATS),
        left_out("DV_FLAG", pl.col("domestic")),
        left_out("UCR", pl.col("severity").replace_strict(OFFENCES, return_dtype=pl.String)),
        coded("REL", "relationship", RELATIONSHIPS, 0),
        coded("CONTEXT", "violence_type", VIOLENCE_TYPES),
        coded("SEV", "severity", SEVERITIES, 1),
        coded("STRANG", "strangulation", YES_NO, 2),
        coded("WEAPON", "weapon", YES_NO, 3),
        coded("INJ", "injury", INJURIES, 4),
        coded("KIDS", "children_present", YES_NO, 5),
        text("RISK_Q", "risk_items_required"),
        text("RISK_A", "risk_items_answered"),
        coded("RISK", "risk_level", RISK_LEVELS),
        coded("SUSP_ID", "suspect_identified", YES_NO, 6),
        coded("GOA", "suspect_gone_on_arrival", YES_NO, 7),
        coded("PC", "probable_cause", YES_NO, 8),
        coded("PA_DET", "predominant_aggressor_determined", YES_NO, 9),
        coded("CLR", "clearance", CLEARANCES),
        left_out("PREMISE", pl.col("premise")),
    ),
    later={"cleared_on": {"clearance": "open"}},
    first_told={"injury": "unknown", "relationship": "unknown"},
    plants=(
        Plant(
            reason="after_cut_off",
            count=3,
            fields={
                "IR_NO": "2026-90000{n}",
                "OCC_DT": "09/1{n}/2026",
                "RPT_DTTM": "09/1{n}/2026 21:30",
                "DV_FLAG": "Y",
            },
        ),
        Plant(
            reason="after_cut_off",
            count=1,
            fields={
                "IR_NO": "2026-91000{n}",
                "OCC_DT": "09/14/2062",
                "RPT_DTTM": "09/14/2026 08:05",
                "DV_FLAG": "Y",
            },
            second_delivery=True,
        ),
        Plant(reason="empty_record_number", count=2, fields={"IR_NO": "", "DV_FLAG": "Y"}),
    ),
)

PARTIES: Final = Shape(
    agency="police",
    table="incident_parties",
    name="rms_parties",
    begins="reported_at",
    key=("incident_id", "person_key", "role"),
    format=FORMAT,
    missing="NULL",
    missing_slots=4,
    cells=(
        text("IR_NO", "incident_id"),
        text("PERSON_NO", "person_key"),
        coded("ROLE", "role", ROLES),
        coded("SEX", "sex", SEXES),
        coded("RACE", "race", RACES),
        coded("ETH", "ethnicity", ETHNICITIES),
        left_out("AGE", pl.col("age").cast(pl.String)),
        coded("LANG", "language", LANGUAGES, 0),
        dated("ARREST_DT", "arrested_on", DAY),
        text("OTHER_NO", "victim_person_key"),
        left_out("RES_STATUS", pl.when(slot(1) < 13).then(pl.lit("R")).otherwise(pl.lit("N"))),
    ),
    rules={"age_band": {"from_age": "AGE"}},
    later={"arrested_on": {}},
    first_told={"race": "unknown"},
    plants=(
        # Every incident is later than this day.
        Plant(
            reason="arrest_before_incident",
            count=5,
            fields={"PERSON_NO": "P900000{n}", "ROLE": "S", "ARREST_DT": "06/1{n}/2022"},
        ),
        Plant(
            reason="after_cut_off",
            count=2,
            fields={"PERSON_NO": "P910000{n}", "ROLE": "S", "ARREST_DT": "09/2{n}/2026"},
        ),
    ),
)
