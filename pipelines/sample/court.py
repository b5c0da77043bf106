"""The court: a workbook with dozens of spellings of one end, and two date formats in one column."""

from dataclasses import replace
from typing import Final

import polars as pl

from pipelines.sample.draws import slot
from pipelines.sample.shapes import Cell, Codes, Plant, Shape, coded, dated, text

ISO_DAY: Final = "%Y-%m-%d"
US_DAY: Final = "%m/%d/%Y"
SHEET: Final = "Dispositions"
DISPOSITIONS_CODES: Final[Codes] = {
    "convicted": (
        "GUILTY PLEA",
        "Guilty Plea",
        "PLED GUILTY",
        "PG",
        "GLTY",
        "GUILTY - JURY",
        "GUILTY - COURT",
        "Convicted",
        "CONV",
        "PLEA OF GUILTY",
    ),
    "acquitted": ("NOT GUILTY", "NG", "ACQUITTED", "Acquitted - jury"),
    "dismissed": (
        "DISMISSED",
        "Dismissed",
        "DISM",
        "DSM",
        "DISMISSED W/O PREJ",
        "DISMISSED W/PREJ",
        "DISMISSED, STATE'S MOTION",
        "NOLLE PROSEQUI",
        "NOLLE PROS",
        "NP",
    ),
    "diverted": ("DIVERSION", "PRE-TRIAL DIVERSION", "STAY OF ADJUDICATION"),
    "pled_on_other_case": ("PLED ON OTHER CASE", "PLED OTHER CT"),
    "other": ("TRANSFERRED", "ABATED", "OTHER"),
}
SEVERITIES: Final[Codes] = {
    "felony": ("FELONY", "Fel."),
    "gross_misdemeanor": ("GROSS MISD", "Gross Misd."),
    "misdemeanor": ("MISDEMEANOR", "Misd."),
    "other": ("PETTY", "OTHER"),
}
YES_NO: Final[Codes] = {"yes": ("Yes", "YES", "Y"), "no": ("No", "NO", "N")}
DISMISSAL_KINDS: Final = {
    "VICTIM UNAVAILABLE": "victim",
    "INSUFFICIENT EVIDENCE": "evidence",
    "NO PROBABLE CAUSE": "evidence",
    "SPEEDY TRIAL": "time",
}
# Clerks of the older branch type the other format.
OLD_BRANCH: Final = slot(0) < 4


def _typed_day(heading: str, column: str) -> Cell:
    day = pl.col(column)
    both = pl.when(OLD_BRANCH).then(day.dt.strftime(US_DAY)).otherwise(day.dt.strftime(ISO_DAY))
    return Cell(heading=heading, column=column, text=both)


DISPOSITIONS: Final = Shape(
    agency="court",
    table="dispositions",
    name="court_dispositions",
    begins="filed_on",
    key=("case_id", "person_key"),
    format={"kind": "xlsx", "sheet": SHEET, "missing": ["-"], "day_formats": [ISO_DAY, US_DAY]},
    missing="-",
    missing_slots=5,
    typed_days=("Filed",),
    rules={"dismissal_kind": {"from": "Dismissal reason", "codes": DISMISSAL_KINDS}},
    cells=(
        text("Case number", "case_id"),
        text("Person number", "person_key"),
        dated("Filed", "filed_on", ISO_DAY),
        _typed_day("Disposed", "disposed_on"),
        coded("Disposition", "disposition", DISPOSITIONS_CODES, 1),
        text("Dismissal reason", "reason"),
        coded("Convicted of", "convicted_severity", SEVERITIES, 2),
        coded("Domestic", "domestic_flag", YES_NO, 3),
        _typed_day("Sentenced", "sentenced_on"),
        coded("Supervision", "supervision", YES_NO, 4),
        coded("No contact", "no_contact", YES_NO, 5),
        coded("Program", "program", YES_NO, 6),
        coded("Firearms", "firearms", YES_NO, 7),
    ),
    later={
        "disposed_on": {
            "disposition": None,
            "reason": None,
            "convicted_severity": None,
            "domestic_flag": None,
        },
        "sentenced_on": {"supervision": None, "no_contact": None, "program": None, "firearms": None},
    },
    first_told={"disposition": "other"},
    plants=(
        Plant(reason="empty_record_number", count=2, fields={"Case number": ""}),
        Plant(
            reason="end_before_filing",
            count=2,
            fields={
                "Case number": "26-90000{n}",
                "Filed": "2026-05-1{n}",
                "Disposed": "2026-05-0{n}",
                "Disposition": "DISM",
            },
        ),
    ),
)

# A workbook of more rows takes longer to write than everything else together, so a large court sends text.
LARGEST_WORKBOOK_COUNTY: Final = 20_000


def court_shape(cases: int) -> Shape:
    """The workbook, or the same rows as CSV for a county with more reports than LARGEST_WORKBOOK_COUNTY."""
    if cases <= LARGEST_WORKBOOK_COUNTY:
        return DISPOSITIONS
    as_text = {key: value for key, value in DISPOSITIONS.format.items() if key not in ("kind", "sheet")}
    return replace(DISPOSITIONS, format=as_text)
