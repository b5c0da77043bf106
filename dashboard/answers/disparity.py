"""Sentences and tables of the disparity page."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.numbers import RANGE, TOO_FEW, about, band, percent, span, times, times_span
from charts.ratios import ordered
from dashboard import disparity_words, words
from dashboard.html import Table

Row = Mapping[str, Any]
CHANCE = 0.05  # of comparisons without any true difference look different at a 95 % range
COMPARED = ("higher", "lower", "could_be_chance")


def answer(rows: Sequence[Row], breakdown: str, point: str, place: str) -> str:
    """The difference that is least likely to be chance, its range, and how many others there are."""
    sure = _sure(rows)
    if not sure:
        return finding(rows, breakdown, point)
    first = sure[0]
    also = {1: "", 2: " One other group differs too."}.get(len(sure), f" {len(sure) - 1} others differ too.")
    spread = times_span(first["ratio_low"], first["ratio_high"])
    unsure = any(row["finding"] == "could_be_chance" for row in rows)
    rest = " What differs for the others could be chance." if unsure else ""
    return f"{finding(rows, breakdown, point)[:-1]} {place} ({RANGE} {spread} times).{also}{rest}"


def clearest(by_point: Mapping[str, Sequence[Row]]) -> str:
    """The decision point with the clearest difference of all; the first one where there is none."""
    sure = {point: _sure(rows) for point, rows in by_point.items()}
    return max(by_point, key=lambda name: _distance(sure[name][0]) if sure[name] else 0.0)


def finding(rows: Sequence[Row], breakdown: str, point: str) -> str:
    """The clearest difference at a decision point in one sentence, or that there is none, or are too few."""
    verb = disparity_words.decision_point(point).verb
    start = f"{disparity_words.decision_point(point).name}: "
    reference = next((row for row in rows if row["is_reference"]), None)
    if rows and all(row["finding"] in ("no_reference", "not_known") for row in rows):
        return NO_REFERENCE
    if reference is None or not any(row["finding"] in COMPARED for row in rows):
        return f"{start}there are too few cases to compare groups."
    base = words.people(breakdown, reference["group_value"])
    sure = _sure(rows)
    if not sure:
        return (
            f"{start}no group differs clearly from **{base}**, the comparison group: it could all be chance."
        )
    name = words.people(breakdown, sure[0]["group_value"])
    return f"{start}**{name}** {verb} **{sure[0]['ratio']:.1f} times as often** as {base}."


def _sure(rows: Sequence[Row]) -> list[Row]:
    """Groups whose difference is unlikely to be chance, the largest first."""
    sure = [row for row in rows if row["finding"] in ("higher", "lower") and row["ratio"] is not None]
    return sorted(sure, key=_distance, reverse=True)


def _distance(row: Row) -> float:
    """How far from the same, equally for twice and for half."""
    return float(max(row["ratio"], 1 / max(row["ratio"], 0.1)))


def alt(rows: Sequence[Row], breakdown: str, point: str, place: str) -> str:
    picture = "Ratio of each group to the comparison group, with its interval."
    return f"{picture} {answer(rows, breakdown, point, place)}"


def table(rows: Sequence[Row], breakdown: str, caption: str) -> Table:
    headings = (
        "Group",
        "Reached this point",
        "Out of",
        "Share",
        RANGE,
        "Compared",
        RANGE,
        "Finding",
    )
    shown, exported = [], []
    for row in ordered(rows):
        rest = [percent(row["percent"]), span(row["percent_low"], row["percent_high"]), *_compared(row)]
        name = words.group(breakdown, row["group_value"])
        counted, out_of = (row["counted_low"], row["counted_high"]), (row["out_of_low"], row["out_of_high"])
        shown.append([name, about(*counted), about(*out_of), *rest])
        exported.append([name, band(*counted), band(*out_of), *rest])
    return Table(caption=caption, headings=headings, shown=shown, exported=exported)


def _compared(row: Row) -> list[str]:
    finding = disparity_words.DISPARITY_FINDINGS.get(row["finding"], words.plain(row["finding"]))
    if row["is_reference"]:
        return ["—", "—", finding]
    if row["ratio"] is None:
        return [TOO_FEW, TOO_FEW, finding]
    return [times(row["ratio"]), times_span(row["ratio_low"], row["ratio_high"]), finding]


def chance(rows: Sequence[Row], everywhere: Sequence[Row] = ()) -> str:
    """Of many comparisons some differ by chance alone: how many, in this chart and at all decision points."""
    compared = sum(row["finding"] in COMPARED for row in rows)
    if compared == 0:
        return "No group here is large enough to compare."
    here = (
        f"Of {compared} comparisons in this chart, {by_chance(compared)} would look different by chance alone"
    )
    every = sum(row["finding"] in COMPARED for row in everywhere)
    return (
        f"{here}; of {every} at all decision points, {by_chance(every)}." if every > compared else f"{here}."
    )


def by_chance(compared: int) -> str:
    """How many comparisons look different where nothing is: in words where it is less than one."""
    expected = compared * CHANCE
    return "fewer than one" if expected < 1 else f"{expected:.0f}"


def without_data(points: Sequence[str]) -> list[str]:
    """Which declared decision points this publication tells nothing of. points: those it does."""
    absent = [point.name for code, point in disparity_words.DECISION_POINTS.items() if code not in points]
    return (
        [f"No data in this publication for: {', '.join(absent).lower()}. That is not the same as none."]
        if absent
        else []
    )


CAREFUL = (
    "The chart compares all cases as they are. Like cases are compared below, under their own heading.",
    "A relative gap widens when the outcome is rare: read it beside the shares.",
    "People whose group is not known are shown, not dropped; they could belong to any group.",
)
KEY = (
    "Filled: unlikely to be chance. Open: could be chance. Diamond: comparison group. "
    "Hatched: too few to show."
)
NO_REFERENCE = (
    "No case is of the **comparison group** that the site's settings name, so nothing can be compared. "
    "The data steward can name another one in site.toml, under reference_groups."
)
NOTHING = "This publication holds no comparison between groups for your role."
OTHER_CHOICE = "Nothing was released for this choice. Try all districts, or the whole period."
WHOSE = {
    "dual_arrest": "The group is that of the person arrested, in whichever role.",
}
# Where no day says that the next step is still to come.
NEWEST = {
    "referral": "Arrests of the newest months may not be referred yet.",
    "program_order": "Convictions of the newest months may not be followed by their order yet.",
}


def counted(code: str) -> list[tuple[str, str]]:
    """What is counted at the decision point, how groups are compared, and the source."""
    point = disparity_words.decision_point(code)
    newest = [("Newest months", NEWEST[code])] if code in NEWEST else []
    return [
        (point.name, f"{point.counted}, out of: {point.out_of}."),
        *newest,
        ("Whose group", WHOSE.get(code, "The suspect's, or the victim's where the heading says so.")),
        ("Compared", "The share of a group divided by the share of the comparison group."),
        ("Range", f"{RANGE} of the ratio; it includes what rounding adds."),
        ("Source", disparity_words.RATIO_SOURCE),
    ]
