"""Tables of the interventions page: every period of the chart, and the harms watched beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.numbers import (
    NO_DATA,
    RANGE,
    about,
    band,
    bare_percent,
    percent,
    period,
    points,
    points_span,
    span,
)
from dashboard import verdict_words, words
from dashboard.html import Table

Row = Mapping[str, Any]


def table(rows: Sequence[Row], change: Row, indicator: str, district: str) -> Table:
    """Every period with the baseline, its usual range, and what was intended."""
    headings = (
        "Period",
        "Actual",
        "Cases",
        "Usual range",
        "Intended",
        "Old course",
        "Before or after",
        "Notes",
    )
    shown, exported = [], []
    is_without_range = rows[0]["grain"] == "year" and all(row["upper_percent"] is None for row in rows)
    for row in rows:
        is_held = row["shown"] == "no_data"
        actual = NO_DATA if is_held else percent(row["percent"])
        start = [period(row["period_from"], row["grain"]), actual]
        rest = [
            "—" if is_without_range else span(row["lower_percent"], row["upper_percent"]),
            bare_percent(row["intended_percent"]) if row["intended_percent"] is not None else "not yet",
            _course(row),
            _side_of_start(row, change),
            _notes(row),
        ]
        ends = row["out_of_low"], row["out_of_high"]
        shown.append([*start, NO_DATA if is_held else about(*ends), *rest])
        exported.append([*start, NO_DATA if is_held else band(*ends), *rest])
    caption = f"{indicator}, {words.district(district).lower()}: {change['title']}"
    return Table(caption=caption, headings=headings, shown=shown, exported=exported)


def _course(row: Row) -> str:
    """Where the course before the start pointed to, with its interval."""
    value = row["counterfactual_percent"]
    if value is None:
        return "not drawn" if row["is_after"] else "not yet"
    ends = span(row["counterfactual_percent_low"], row["counterfactual_percent_high"])
    return f"{bare_percent(value)} ({ends})"


def _side_of_start(row: Row, change: Row) -> str:
    """A period that holds the start is on neither side."""
    if row["is_after"]:
        return "after"
    return "in part after" if row["period_to"] >= change["starts_on"] else "before"


def _notes(row: Row) -> str:
    notes = [verdict_words.SIGNALS.get(row["signal"], "")] if row["signal"] else []
    if row["is_provisional"]:
        notes.append("provisional")
    return "; ".join(note for note in notes if note) or "—"


def _side(row: Row, name: str) -> str:
    return NO_DATA if row["finding"] == "no_data" and row[name] is None else percent(row[name])


def balancing(rows: Sequence[Row], labels: Mapping[str, Row]) -> Table:
    """Harm watched beside the change."""
    headings = ("Watched beside it", "Before", "After", "Change", RANGE, "Finding")
    body = [
        [
            labels[row["indicator"]]["label"]
            if row["indicator"] in labels
            else words.plain(row["indicator"]),
            *(_side(row, name) for name in ("before_percent", "after_percent")),
            points(row["change_points"]),
            points_span(row["change_low"], row["change_high"]),
            verdict_words.BALANCING_FINDINGS.get(row["finding"], words.plain(row["finding"])),
        ]
        for row in rows
    ]
    return Table(
        caption="Harm watched beside this change, before and after its start",
        headings=headings,
        shown=body,
        exported=body,
    )
