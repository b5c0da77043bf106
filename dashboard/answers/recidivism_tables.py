"""Tables of the repeat harm page: the curve, the fixed windows, groups compared."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.numbers import RANGE, TOO_FEW, about, band, percent, span, times, times_span
from dashboard import words
from dashboard.html import Table

Row = Mapping[str, Any]
QUARTER = 90  # days: every third row of the curve is enough for a table


def windows(rows: Sequence[Row], breakdown: str) -> Table:
    """A line per group, a column per window, each share with its range."""
    months = sorted({row["months"] for row in rows})
    shown = []
    for code in sorted({row["group_value"] for row in rows}, key=lambda code: words.rank(breakdown, code)):
        found = {row["months"]: row for row in rows if row["group_value"] == code}
        shown.append([words.group(breakdown, code), *(_window(found.get(month)) for month in months)])
    headings = ("Group", *(f"Within {month} months" for month in months))
    caption = "Arrested again within a fixed window, among people followed for all of it"
    return Table(caption=caption, headings=headings, shown=shown, exported=shown)


def _window(row: Row | None) -> str:
    if row is None or row["percent"] is None:
        return TOO_FEW
    return f"{percent(row['percent'])} ({span(row['percent_low'], row['percent_high'])})"


def window_counts(rows: Sequence[Row], breakdown: str) -> Table:
    """Each window with how many were followed for all of it, and how many were left out: it is not over."""
    headings = (
        "Group",
        "Window",
        "Arrested again",
        RANGE,
        "Followed for all of it",
        "With the event",
        "Left out",
    )
    shown, exported = [], []
    for row in _ranked(rows, breakdown):
        start = [words.group(breakdown, row["group_value"]), f"{row['months']} months"]
        start += [percent(row["percent"]), span(row["percent_low"], row["percent_high"])]
        counts = [(row[f"{name}_low"], row[f"{name}_high"]) for name in ("followed", "events", "left_out")]
        shown.append([*start, *(about(*count) for count in counts)])
        exported.append([*start, *(band(*count) for count in counts)])
    caption = "Arrested again within a fixed window; left out: people whose window is not over yet"
    return Table(caption=caption, headings=headings, shown=shown, exported=exported)


def _ranked(rows: Sequence[Row], breakdown: str) -> list[Row]:
    return sorted(rows, key=lambda row: words.rank(breakdown, row["group_value"]))


def compared(rows: Sequence[Row], breakdown: str) -> Table:
    """How fast each group is arrested again, beside the comparison group."""
    body = [
        [
            words.group(breakdown, row["group_value"]),
            words.group(breakdown, row["reference"]),
            times(row["hazard_ratio"]),
            times_span(row["hazard_ratio_low"], row["hazard_ratio_high"]),
            words.COMPARISON_FINDINGS.get(row["finding"], TOO_FEW),
        ]
        for row in _ranked(rows, breakdown)
    ]
    headings = ("Group", "Compared with", "How fast", RANGE, "Finding")
    return Table(
        caption="Groups compared over the whole follow-up", headings=headings, shown=body, exported=body
    )


def table(groups: Mapping[str, Sequence[Row]], breakdown: str) -> Table:
    """The curve every half year."""
    headings = ("Group", "Days since arrest", "Arrested again", RANGE, "Still followed")
    shown, exported = [], []
    for code, rows in groups.items():
        for row in rows:
            if row["day"] % QUARTER == 0:
                start = [words.group(breakdown, code), str(row["day"]), percent(row["percent"])]
                start.append(span(row["percent_low"], row["percent_high"]))
                shown.append([*start, about(row["at_risk_low"], row["at_risk_high"])])
                exported.append([*start, band(row["at_risk_low"], row["at_risk_high"])])
    caption = "Cumulative share arrested again, people not followed to the end counted while they were"
    return Table(caption=caption, headings=headings, shown=shown, exported=exported)
