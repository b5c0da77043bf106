"""Tables of what stands behind the first chart of the disparity page."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.numbers import RANGE, SPACE, TOO_FEW, about, band, bare_percent, times, times_span
from charts.ratios import ordered
from dashboard import disparity_words, words
from dashboard.html import Table

Row = Mapping[str, Any]


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


def case_mix(rows: Sequence[Row], breakdown: str, caption: str) -> Table:
    """All cases, and cases of the same severity or relationship."""
    kinds = sorted({row["stratifier"] for row in rows})
    headings = ["Group", "All cases", *(_alike(kind) for kind in kinds), "Finding among like cases"]
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
    return f"Among cases of {_held_alike(kind)} ({RANGE})"


def _adjusted(row: Row) -> str:
    if row["adjusted_ratio"] is None:
        return TOO_FEW
    return f"{times(row['adjusted_ratio'])} ({times_span(row['adjusted_ratio_low'], row['adjusted_ratio_high'])})"


def _mix_finding(rows: Sequence[Row]) -> str:
    """One finding where all comparisons agree; else each with what is held alike."""
    found = {
        row["stratifier"]: _one_finding(row) for row in sorted(rows, key=lambda row: str(row["stratifier"]))
    }
    if len(set(found.values())) == 1:
        return next(iter(found.values()))
    return "; ".join(f"{_held_alike(kind)}: {finding}" for kind, finding in found.items())


def _one_finding(row: Row) -> str:
    if row["is_turned"]:
        return "turns round among like cases"
    return disparity_words.DISPARITY_FINDINGS.get(row["finding"], words.plain(row["finding"]))


def _held_alike(kind: str) -> str:
    return disparity_words.STRATIFIERS.get(kind, words.plain(kind).lower())


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
            disparity_words.GAP_FINDINGS.get(row["finding"], words.plain(row["finding"])),
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
        rest = [
            rate,
            *compared,
            disparity_words.DISPARITY_FINDINGS.get(row["finding"], words.plain(row["finding"])),
        ]
        ends = row["out_of_low"], row["out_of_high"]
        shown.append([name, about(*ends), *rest])
        exported.append([name, band(*ends), *rest])
    return Table(caption=caption, headings=headings, shown=shown, exported=exported)
