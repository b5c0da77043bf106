"""The table behind the page on waits, and how each wait is counted."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.numbers import RANGE, TOO_FEW, about, band, day, percent, span
from charts.waits import half_words
from dashboard import words
from dashboard.answers.timeliness import interval, name, nine_in_ten, standard, still_waiting
from dashboard.html import Table

Row = Mapping[str, Any]
HEADS = (
    *("Wait", "Standard", "Within the standard", "Half within", "Nine in ten within", "Still waiting"),
    *("Cases", "Counted to"),
)
COUNTED = (
    ("In time", "The share within the standard, read off the curve of all cases (Kaplan-Meier)."),
    ("Half within", "The day by which half have come, off the same curve; a few can wait far longer."),
)


def table(rows: Sequence[Row], catalogue: Mapping[str, Row], district: str, period: str) -> Table:
    """Every wait with its standard, and the day to which it is counted."""
    shown, exported = [], []
    for row in rows:
        to = day((catalogue.get(row["indicator"]) or {}).get("covers_to"))
        shown.append([*_cells(row), about(row["cases_low"], row["cases_high"]), to])
        exported.append([*_cells(row), band(row["cases_low"], row["cases_high"]), to])
    caption = f"{words.district(district)}, {words.period(period).lower()}: waits, with {RANGE}s"
    return Table(caption=caption, headings=HEADS, shown=shown, exported=exported)


def _cells(row: Row) -> list[str]:
    return [
        name(row["indicator"]),
        "none" if row["standard"] is None else standard(row),
        _within(row),
        f"{half_words(row)}{interval(row, 'median')}",
        f"{nine_in_ten(row)}{interval(row, 'p90')}" if row["shown"] == "shown" else TOO_FEW,
        still_waiting(row),
    ]


def _within(row: Row) -> str:
    if row["standard"] is None:
        return "no standard"
    if row["within_percent"] is None:
        return TOO_FEW
    return f"{percent(row['within_percent'])} ({span(row['within_percent_low'], row['within_percent_high'])})"


def counted(rows: Sequence[Row], catalogue: Mapping[str, Row]) -> list[tuple[str, str]]:
    """What each wait runs from and to, whose standard it is held to, and as of when."""
    known = [(row, catalogue[row["indicator"]]) for row in rows if row["indicator"] in catalogue]
    return [*COUNTED, *((name(row["indicator"]), _definition(row, indicator)) for row, indicator in known)]


def _definition(row: Row, indicator: Row) -> str:
    out_of = f"{indicator['out_of'][:1].lower()}{indicator['out_of'][1:]}"
    held_to = (
        "The field has no standard." if row["standard"] is None else f"Standard: {standard(row)} at most."
    )
    as_of = f"As of {day(indicator['covers_to'])}. " if indicator["covers_to"] else ""
    return f"{indicator['counted']}. Out of: {out_of}. {held_to} {as_of}Source: {indicator['source']}."
