"""Tables of the repeat harm page: the curve, the fixed windows, groups compared."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.numbers import RANGE, TOO_FEW, about, band, percent, points, points_span, span, times, times_span
from dashboard import repeat_words, words
from dashboard.html import Table

Row = Mapping[str, Any]
QUARTER = 90  # days: every third row of the curve is enough for a table


def windows(rows: Sequence[Row], breakdown: str, reading: Row) -> Table:
    """A line per group, a column per window, each share with its range."""
    months = sorted({row["months"] for row in rows})
    shown = []
    for code in sorted({row["group_value"] for row in rows}, key=lambda code: words.rank(breakdown, code)):
        found = {row["months"]: row for row in rows if row["group_value"] == code}
        shown.append([words.group(breakdown, code), *(_window(found.get(month)) for month in months)])
    headings = ("Group", *(f"Within {month} months" for month in months))
    caption = f"{_title(reading)}, within a fixed window; of all followed to its end"
    return Table(caption=caption, headings=headings, shown=shown, exported=shown)


def _title(reading: Row) -> str:
    return repeat_words.event(reading)


def _window(row: Row | None) -> str:
    if row is None or row["percent"] is None:
        return TOO_FEW
    return f"{percent(row['percent'])} ({span(row['percent_low'], row['percent_high'])})"


def window_counts(rows: Sequence[Row], breakdown: str, reading: Row) -> Table:
    """Each window with how many were followed for all of it, and how many were left out: it is not over."""
    headings = ("Group", "Window", "Share", RANGE, "Followed for all of it", "With the event", "Left out")
    shown, exported = [], []
    for row in _ranked(rows, breakdown):
        start = [words.group(breakdown, row["group_value"]), f"{row['months']} months"]
        start += [percent(row["percent"]), span(row["percent_low"], row["percent_high"])]
        counts = [(row[f"{name}_low"], row[f"{name}_high"]) for name in ("followed", "events", "left_out")]
        shown.append([*start, *(about(*count) for count in counts)])
        exported.append([*start, *(band(*count) for count in counts)])
    caption = f"{_title(reading)}, within a fixed window; left out: those whose window is not over yet"
    return Table(caption=caption, headings=headings, shown=shown, exported=exported)


def _ranked(rows: Sequence[Row], breakdown: str) -> list[Row]:
    return sorted(rows, key=lambda row: words.rank(breakdown, row["group_value"]))


def compared(rows: Sequence[Row]) -> Table:
    """Each group beside the comparison group: how many times as fast, or the difference by 12 months."""
    body = [
        [
            words.group(row["breakdown"], row["group_value"]),
            words.group(row["breakdown"], row["reference"]),
            *_size(row),
            repeat_words.COMPARISON_FINDINGS.get(row["finding"], TOO_FEW),
        ]
        for row in sorted(rows, key=lambda row: words.rank(row["breakdown"], row["group_value"]))
    ]
    headings = ("Group", "Compared with", "How fast, or difference", RANGE, "Finding")
    caption = "Groups compared; where one is not as much faster early as late, by the difference at 12 months"
    return Table(caption=caption, headings=headings, shown=body, exported=body)


def _size(row: Row) -> tuple[str, str]:
    if row["method"] == "risk_difference":
        reach = points_span(row["difference_low"], row["difference_high"])
        if row["difference_points"] is None:
            return TOO_FEW, TOO_FEW
        return f"{points(row['difference_points'])} at 12 months", reach
    return times(row["hazard_ratio"]), times_span(row["hazard_ratio_low"], row["hazard_ratio_high"])


def table(groups: Mapping[str, Sequence[Row]], breakdown: str, reading: Row) -> Table:
    """The curve every half year."""
    headings = ("Group", "Days since the start", "Share", RANGE, "Still followed")
    shown, exported = [], []
    for code, rows in groups.items():
        for row in rows:
            if row["day"] % QUARTER == 0:
                start = [words.group(breakdown, code), str(row["day"]), percent(row["percent"])]
                start.append(span(row["percent_low"], row["percent_high"]))
                shown.append([*start, about(row["at_risk_low"], row["at_risk_high"])])
                exported.append([*start, band(row["at_risk_low"], row["at_risk_high"])])
    caption = f"{_title(reading)}; those not followed to the end are counted for as long as they were"
    return Table(caption=caption, headings=headings, shown=shown, exported=exported)
