"""Sentences and tables of what stands behind the first chart of the disparity page."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.numbers import (
    RANGE,
    SPACE,
    TOO_FEW,
    about,
    band,
    bare_percent,
    percent,
    times,
    times_span,
)
from charts.ratios import ordered
from dashboard import words
from dashboard.answers.disparity import CHANCE
from dashboard.html import Table

Row = Mapping[str, Any]
MOVED = ("higher", "lower")
HIDES = (
    "Adjusting for a step that is itself unequal hides disparity instead of explaining it: how severe a case is, "
    "for one, is what somebody recorded. Read both columns."
)
EACH_STEP = (
    "Each bar is what one decision adds, given the one before; together they make the whole. Cases whose decision "
    "is not made yet are left out of that step."
)
WHOLE = "all districts, whole period"
SPANS = "all districts; ratio to the comparison group in the 12 months before each change, and since"
RATE_INDEX = (
    "The relative rate index: how often people of a group are named as suspects in reports, for each resident. It "
    "speaks of calls and reports as much as of violence."
)
NO_RESIDENTS = (
    "There is no relative rate index for this split: nobody has said how many residents each group has. "
    "The data steward can name them in site.toml, under population, or send them as a file."
)
NO_MIX = "Like cases are compared for the suspect's attributes only."
NO_CHANGES = "Nothing was released about gaps before and after a change for this choice."
NO_WAY = "The way from report to conviction is not told for this choice."


def ways(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The steps of each group whose whole way may be shown, the group with the largest gap first."""
    found: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: int(row["step"])):
        found.setdefault(row["group_value"], []).append(row)
    whole = {group: steps for group, steps in found.items() if steps[-1]["cumulative_percent"] is not None}
    return dict(sorted(whole.items(), key=lambda way: -_distance(way[1][-1]["cumulative_percent"])))


def _distance(in_hundred: int) -> float:
    """How far from the same, equally for twice and for half."""
    return max(in_hundred, 1) / 100 if in_hundred >= 100 else 100 / max(in_hundred, 1)


def way(steps: Sequence[Row], breakdown: str, reference: str) -> str:
    """How often a group gets to the end of the way, and where most of the difference comes in."""
    last = steps[-1]
    name, base = words.people(breakdown, last["group_value"]), words.people(breakdown, reference)
    end = words.decision_point(last["decision_point"]).name.lower()
    reach = f"({RANGE} {last['cumulative_percent_low']} to {last['cumulative_percent_high']})"
    told = f"**{last['cumulative_percent']}** of as many {name} do {reach}"
    first = f"Where 100 {base} get from a report to {end}, {told}."
    if last["cumulative_percent_low"] <= 100 <= last["cumulative_percent_high"]:
        return f"{first} The difference could be chance, so no step is singled out."
    is_more = last["cumulative_percent"] > 100
    largest = max(steps, key=lambda row: row["step_percent"] if is_more else -row["step_percent"])
    where = words.decision_point(largest["decision_point"]).name.lower()
    return f"{first} Most of the difference enters at **{where}**."


def too_small(rows: Sequence[Row], breakdown: str) -> str:
    """Which groups' ways are not shown, and the first step that is too small."""
    shown = ways(rows)
    stops: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: int(row["step"])):
        if row["group_value"] not in shown and row["shown"] == "too_few":
            stops.setdefault(row["group_value"], words.decision_point(row["decision_point"]).name.lower())
    told = [f"{words.group(breakdown, group)} (at {step})" for group, step in sorted(stops.items())]
    return f"Too few cases to follow the whole way: {'; '.join(told)}." if told else ""


def both_sides(rows: Sequence[Row], breakdown: str, counted: str, caption: str) -> Table:
    """Those counted and those not, side by side, with the difference in points."""
    headings = (
        "Group",
        counted,
        f"Not {counted[0].lower()}{counted[1:]}",
        "Difference",
        RANGE,
        f"{counted}: compared",
        "Not: compared",
    )
    body = [[words.group(breakdown, row["group_value"]), *_both(row)] for row in ordered(rows)]
    return Table(caption=caption, headings=headings, shown=body, exported=body)


def _both(row: Row) -> list[str]:
    rest = None if row["percent"] is None else 100 - row["percent"]
    shares = [bare_percent(row["percent"]), bare_percent(rest)]
    if row["is_reference"]:
        return [*shares, "comparison group", "—", "—", "—"]
    gap = [_more(row["percent_gap"]), _more_span(row["percent_gap_low"], row["percent_gap_high"])]
    return [*shares, *gap, times(row["ratio"]), times(row["other_ratio"])]


def _more(value: int | None) -> str:
    """A difference to the comparison group in percentage points."""
    if value is None:
        return TOO_FEW
    unit = "point" if abs(value) == 1 else "points"
    return f"{abs(value)}{SPACE}{unit} {'more' if value > 0 else 'less'}" if value else "no difference"


def _more_span(low: int | None, high: int | None) -> str:
    if low is None or high is None:
        return TOO_FEW
    if low < 0 < high:
        return f"{abs(low)} less to {high} more"
    near, far = sorted((abs(low), abs(high)))
    return f"{near} to {far} {'less' if low < 0 else 'more'}"


def rarer_side(rows: Sequence[Row], counted: str) -> str:
    reference = next((row for row in rows if row["is_reference"]), None)
    start = "The same gap looks larger on the side that happens less often, so both sides are shown."
    if reference is None or reference["percent"] is None:
        return start
    rare = counted.lower() if reference["percent"] < 50 else f"not {counted.lower()}"
    return f"{start} Here the rarer side is “{rare}”."


def case_mix(rows: Sequence[Row], breakdown: str, caption: str) -> Table:
    """All cases, and cases of the same severity or relationship."""
    kinds = sorted({row["stratifier"] for row in rows})
    headings = ["Group", "All cases", *(_alike(kind) for kind in kinds), "Finding"]
    groups = dict.fromkeys(
        row["group_value"] for row in sorted(rows, key=lambda r: words.rank(breakdown, r["group_value"]))
    )
    body = []
    for group in groups:
        own = {row["stratifier"]: row for row in rows if row["group_value"] == group}
        first = next(iter(own.values()))
        cells = [_adjusted(own[kind]) if kind in own else TOO_FEW for kind in kinds]
        body.append(
            [words.group(breakdown, group), times(first["ratio"]), *cells, _mix_finding(list(own.values()))]
        )
    return Table(caption=caption, headings=headings, shown=body, exported=body)


def _alike(kind: str) -> str:
    return f"Among cases of {words.STRATIFIERS.get(kind, words.plain(kind).lower())} ({RANGE})"


def _adjusted(row: Row) -> str:
    if row["adjusted_ratio"] is None:
        return TOO_FEW
    return f"{times(row['adjusted_ratio'])} ({times_span(row['adjusted_ratio_low'], row['adjusted_ratio_high'])})"


def _mix_finding(rows: Sequence[Row]) -> str:
    if any(row["is_turned"] for row in rows):
        return "turns round among like cases"
    told = [row["finding"] for row in rows if row["finding"] in (*MOVED, "could_be_chance")]
    if not told:
        return words.DISPARITY_FINDINGS[rows[0]["finding"]]
    return words.DISPARITY_FINDINGS[told[0]] if len(set(told)) == 1 else "differs by what is held alike"


def simpson(rows: Sequence[Row], breakdown: str) -> str:
    """The warning where all cases together point one way and like cases the other; else that they do not."""
    turned = [row for row in rows if row["is_turned"]]
    if turned:
        row = turned[0]
        name = words.people(breakdown, row["group_value"])
        alike = words.STRATIFIERS.get(row["stratifier"], words.plain(row["stratifier"]).lower())
        return (
            f"**Warning: the direction turns round.** All cases together, {name} are at {times(row['ratio'])} of the "
            f"comparison group; among cases of {alike} at {times(row['adjusted_ratio'])}. The mix of cases makes the "
            "first number: do not quote it alone."
        )
    if not any(row["adjusted_ratio"] is not None for row in rows):
        return "There are too few cases to compare like cases."
    return "Comparing like cases does not turn any difference round."


def unknown(rows: Sequence[Row], shares: Sequence[Row], breakdown: str) -> str:
    """For how many the group is not known, and whether they could change what is found."""
    told = [_unknown_share(row, breakdown) for row in shares]
    open_findings = [row for row in rows if row["finding"] in MOVED and _may_be_same(row)]
    if not any(row["unknown_ratio_low"] is not None for row in rows):
        return " ".join(told)
    if open_findings:
        names = ", ".join(words.group(breakdown, row["group_value"]) for row in open_findings)
        return " ".join(
            [*told, f"If all of them belonged to one group, the difference could vanish for: **{names}**."]
        )
    return " ".join(
        [*told, "Even if all of them belonged to one group, no clear difference here would vanish."]
    )


def _unknown_share(row: Row, breakdown: str) -> str:
    what = words.cut(breakdown).lower()
    agency = words.plain(row["agency"])
    if row["percent"] is None:
        return (
            f"{agency}: the {what} is not known for {about(row['counted_low'], row['counted_high'])} people."
        )
    return f"{agency}: the {what} is not known for {percent(row['percent'])} of people."


def _may_be_same(row: Row) -> bool:
    low, high = row["unknown_ratio_low"], row["unknown_ratio_high"]
    return low is not None and low <= 1 <= high


def bounds(rows: Sequence[Row], breakdown: str, caption: str) -> Table:
    headings = ("Group", "As recorded", "If all not known were in this group, or in the comparison group")
    body = [
        [
            words.group(breakdown, row["group_value"]),
            times(row["ratio"]),
            times_span(row["unknown_ratio_low"], row["unknown_ratio_high"]),
        ]
        for row in ordered(rows)
        if not row["is_reference"] and row["finding"] != "not_known"
    ]
    return Table(caption=caption, headings=headings, shown=body, exported=body)


def gaps(rows: Sequence[Row], breakdown: str) -> str:
    """Whether any gap moved after a change, and how many would by chance."""
    compared = [row for row in rows if row["finding"] in (*MOVED, "could_be_chance")]
    if not compared:
        return "There are too few cases to say whether a gap changed at this decision point."
    moved = [row for row in compared if row["finding"] in MOVED]
    by_chance = f"Of {len(compared)} comparisons, {len(compared) * CHANCE:.1f} would move by chance alone."
    if not moved:
        return f"No gap changed clearly after a change: what moved could all be chance. {by_chance}"
    names = ", ".join(dict.fromkeys(words.group(breakdown, row["group_value"]) for row in moved))
    return f"A gap changed after a change, not because of it, for: **{names}**. {by_chance}"


def gap_table(rows: Sequence[Row], titles: Mapping[str, str], breakdown: str, caption: str) -> Table:
    headings = ("Change", "Group", "Before", "Since", "Since over before", RANGE, "Finding")
    body = [
        [
            titles.get(row["intervention"], words.plain(row["intervention"])),
            words.group(breakdown, row["group_value"]),
            times(row["ratio_before"]),
            times(row["ratio_after"]),
            times(row["ratio_change"]),
            times_span(row["ratio_change_low"], row["ratio_change_high"]),
            words.GAP_FINDINGS.get(row["finding"], words.plain(row["finding"])),
        ]
        for row in sorted(rows, key=lambda r: (r["intervention"], words.rank(breakdown, r["group_value"])))
    ]
    return Table(caption=caption, headings=headings, shown=body, exported=body)


def residents(rows: Sequence[Row], breakdown: str, caption: str) -> Table:
    """The relative rate index: reports per resident, compared."""
    headings = ("Group", "Suspects in reports", "Per 1,000 residents and year", "Compared", RANGE, "Finding")
    shown, exported = [], []
    for row in sorted(rows, key=lambda r: words.rank(breakdown, r["group_value"])):
        name = words.group(breakdown, row["group_value"])
        rate = TOO_FEW if row["per_thousand_residents"] is None else f"{row['per_thousand_residents']:.1f}"
        compared = (
            ["—", "—"]
            if row["is_reference"]
            else [times(row["ratio"]), times_span(row["ratio_low"], row["ratio_high"])]
        )
        rest = [rate, *compared, words.DISPARITY_FINDINGS.get(row["finding"], words.plain(row["finding"]))]
        ends = row["out_of_low"], row["out_of_high"]
        shown.append([name, about(*ends), *rest])
        exported.append([name, band(*ends), *rest])
    return Table(caption=caption, headings=headings, shown=shown, exported=exported)
