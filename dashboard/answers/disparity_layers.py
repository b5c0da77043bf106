"""Sentences and tables of what stands behind the first chart of the disparity page."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.numbers import (
    RANGE,
    about,
    percent,
    times,
)
from dashboard import disparity_words, words
from dashboard.answers.disparity import by_chance

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
NONE_VANISHES = "Even if all of them belonged to one group, no clear difference here would vanish."
NOTHING_TO_LOSE = "There is no clear difference here to lose."
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
    end = disparity_words.decision_point(last["decision_point"]).name.lower()
    reach = f"({RANGE} {last['cumulative_percent_low']} to {last['cumulative_percent_high']})"
    told = f"**{last['cumulative_percent']}** of as many {name} do {reach}"
    first = f"Where 100 {base} get from a report to {end}, {told}."
    if last["cumulative_percent_low"] <= 100 <= last["cumulative_percent_high"]:
        return f"{first} The difference could be chance, so no step is singled out."
    is_more = last["cumulative_percent"] > 100
    largest = max(steps, key=lambda row: row["step_percent"] if is_more else -row["step_percent"])
    where = disparity_words.decision_point(largest["decision_point"]).name.lower()
    return f"{first} Most of the difference enters at **{where}**."


def too_small(rows: Sequence[Row], breakdown: str) -> str:
    """Which groups' ways are not shown, and the first step that is too small."""
    shown = ways(rows)
    stops: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: int(row["step"])):
        if row["group_value"] not in shown and row["shown"] == "too_few":
            stops.setdefault(
                row["group_value"], disparity_words.decision_point(row["decision_point"]).name.lower()
            )
    told = [f"{words.group(breakdown, group)} (at {step})" for group, step in sorted(stops.items())]
    return f"Too few cases to follow the whole way: {'; '.join(told)}." if told else ""


def rarer_side(rows: Sequence[Row], counted: str) -> str:
    reference = next((row for row in rows if row["is_reference"]), None)
    start = "The same gap looks larger on the side that happens less often, so both sides are shown."
    if reference is None or reference["percent"] is None:
        return start
    rare = counted.lower() if reference["percent"] < 50 else f"not {counted.lower()}"
    return f"{start} Here the rarer side is “{rare}”."


def simpson(rows: Sequence[Row], breakdown: str) -> str:
    """The warning where all cases together point one way and like cases the other; else that they do not."""
    turned = [row for row in rows if row["is_turned"]]
    if turned:
        row = turned[0]
        name = words.people(breakdown, row["group_value"])
        alike = disparity_words.STRATIFIERS.get(row["stratifier"], words.plain(row["stratifier"]).lower())
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
    is_clear = any(row["finding"] in MOVED for row in rows)
    return " ".join([*told, NONE_VANISHES if is_clear else NOTHING_TO_LOSE])


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


def gaps(rows: Sequence[Row], breakdown: str) -> str:
    """Whether any gap moved after a change, and how many would by chance."""
    compared = [row for row in rows if row["finding"] in (*MOVED, "could_be_chance")]
    if not compared:
        return "There are too few cases to say whether a gap changed at this decision point."
    moved = [row for row in compared if row["finding"] in MOVED]
    chance = f"Of {len(compared)} comparisons, {by_chance(len(compared))} would move by chance alone."
    if not moved:
        return f"No gap changed clearly after a change: what moved could all be chance. {chance}"
    names = ", ".join(dict.fromkeys(words.group(breakdown, row["group_value"]) for row in moved))
    return f"A gap changed after a change, not because of it, for: **{names}**. {chance}"
