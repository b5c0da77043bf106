"""Sentences and tables of the repeat harm page."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.numbers import RANGE, TOO_FEW, about, band, percent, span, times, times_span
from dashboard import words
from dashboard.html import Table

Row = Mapping[str, Any]
MONTH = 30  # the published grid counts months of 30 days
YEAR = 12 * MONTH


def by_group(rows: Sequence[Row], breakdown: str, reference: str) -> dict[str, list[Row]]:
    """Each group's curve in order of days; the reference group first, the unknown last."""
    codes = list(dict.fromkeys(row["group_value"] for row in rows))
    known = list(words.GROUPS.get(breakdown, {}))
    codes.sort(key=lambda code: (code != reference, known.index(code) if code in known else len(known), code))
    return {
        code: sorted((row for row in rows if row["group_value"] == code), key=lambda row: row["day"])
        for code in codes
    }


def answer(
    groups: Mapping[str, Sequence[Row]], comparisons: Sequence[Row], breakdown: str, place: str
) -> str:
    """The share after one year, with its range; between groups, the clearest difference in words."""
    if not groups:
        return f"There are too few people arrested {place} to follow for this choice."
    if breakdown == "none":
        return _everyone(next(iter(groups.values())), place)
    named = [row for row in comparisons if row["finding"] in ("sooner", "later")]
    if not named:
        return (
            "No group was clearly arrested again sooner or later than the comparison group: "
            "every difference could be chance."
        )
    first = max(named, key=lambda row: max(row["hazard_ratio"], 1 / max(row["hazard_ratio"], 0.1)))
    name, base = words.people(breakdown, first["group_value"]), words.people(breakdown, first["reference"])
    return (
        f"**{name[0].upper()}{name[1:]}** were arrested again **{first['hazard_ratio']:.1f} times as fast** as {base} "
        f"({RANGE} {times_span(first['hazard_ratio_low'], first['hazard_ratio_high'])} times). "
        "**This is a difference, not proof of cause**: the groups differ in other ways."
    )


def _everyone(rows: Sequence[Row], place: str) -> str:
    at, last = _at_a_year(rows), rows[-1]
    later = (
        f" After {round(last['day'] / MONTH)} months it is {percent(last['percent'])}."
        if last["day"] > at["day"]
        else ""
    )
    spread = span(at["percent_low"], at["percent_high"])
    return f"{after_a_year(rows, place)[:-1]} ({RANGE} {spread}).{later}"


def after_a_year(rows: Sequence[Row], place: str) -> str:
    """The share after one year, or on the last day the curve reaches before that."""
    at = _at_a_year(rows)
    when = "One year" if at["day"] == YEAR else f"{at['day']} days"
    who = f"people {place}" if place else "people"
    return f"{when} after an arrest, **{percent(at['percent'])}** of {who} had been arrested again for domestic violence."


def _at_a_year(rows: Sequence[Row]) -> Row:
    return next((row for row in rows if row["day"] == YEAR), rows[-1])


def alt(groups: Mapping[str, Sequence[Row]], comparisons: Sequence[Row], breakdown: str, place: str) -> str:
    return f"Share arrested again by time since arrest. {answer(groups, comparisons, breakdown, place)}"


def windows(rows: Sequence[Row], breakdown: str) -> Table:
    """A line per group, a column per window, each share with its range."""
    months = sorted({row["months"] for row in rows})
    shown = []
    for code in dict.fromkeys(row["group_value"] for row in rows):
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
    """Each window with how many were followed for all of it, and how many were left out because it is not over."""
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
    for row in rows:
        start = [words.group(breakdown, row["group_value"]), f"{row['months']} months"]
        start += [percent(row["percent"]), span(row["percent_low"], row["percent_high"])]
        counts = [(row[f"{name}_low"], row[f"{name}_high"]) for name in ("followed", "events", "left_out")]
        shown.append([*start, *(about(*count) for count in counts)])
        exported.append([*start, *(band(*count) for count in counts)])
    caption = "Arrested again within a fixed window; left out: people whose window is not over yet"
    return Table(caption=caption, headings=headings, shown=shown, exported=exported)


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
        for row in rows
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
            if row["day"] % 90 == 0:
                start = [words.group(breakdown, code), str(row["day"]), percent(row["percent"])]
                start.append(span(row["percent_low"], row["percent_high"]))
                shown.append([*start, about(row["at_risk_low"], row["at_risk_high"])])
                exported.append([*start, band(row["at_risk_low"], row["at_risk_high"])])
    caption = "Cumulative share arrested again, people not followed to the end counted while they were"
    return Table(caption=caption, headings=headings, shown=shown, exported=exported)


EVENT = "Arrested again"
CAREFUL = (
    words.REPORTED_IS_NOT_ALL,
    "Each curve stops where too few people are still being followed.",
    "A later warrant or an amended charge for the same incident is not counted as a new arrest.",
)
COUNTED = (
    ("Start", "The first domestic violence arrest of a person in the data."),
    ("Event", "The next arrest for a domestic violence incident that happened later."),
    ("Method", "Kaplan-Meier cumulative share; the shaded band is the 95 % range."),
)
