"""What stands beside the re-arrest curve: the same counted in other ways, and what victims say."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.numbers import NO_DATA, RANGE, TOO_FEW, bare_percent, percent, span
from dashboard import repeat_words, words
from dashboard.html import Table

Row = Mapping[str, Any]
MONTHS = 12
MAIN = "rearrest"
APART = ("suspect_only", "dual_arrest", "former_victim", "not_known")
OTHER_WAYS = "Counted in other ways"
NO_DOUBT = "no link is in doubt"
FEEDBACK_HEADING = "Beside it: what victims say"
NO_FEEDBACK = "This publication holds no feedback of victims to read these numbers with."
FEW_ANSWERED = "Too few victims answered to show what they say."
FEEDBACK_HELD = "What victims answered did not come for every quarter, so it is not added up."


def other_ways(windows: Sequence[Row], beside: Mapping[str, Sequence[Row]]) -> Table:
    """Arrested again within 12 months: as shown, with custody, every arrest, doubtful links, groups apart.

    windows: of everyone; beside: rows of pre_empted, every_arrest, link_ranges, and of the windows by standing
    as `apart`.
    """
    lines = [
        ["One start per person, followed for all 12 months", _share_of(windows)],
        ["Long custody (90 days or more) as an end of its own", _share_of(beside["pre_empted"])],
        ["Every arrest a start of its own", _share_of(beside["every_arrest"])],
        ["If every doubtful link between people is right", _if_right(beside["link_ranges"])],
        *(
            [f"Apart: {words.group('standing', code).lower()}", _share(_of_group(beside["apart"], code))]
            for code in APART
        ),
    ]
    headings = ("Arrested again within 12 months", f"Share ({RANGE})")
    return Table(
        caption=f"{OTHER_WAYS}: the ways are not mixed", headings=headings, shown=lines, exported=lines
    )


def _share_of(rows: Sequence[Row]) -> str:
    """What is not in the publication at all lacked its data."""
    return _share(_of_year(rows)) if rows else NO_DATA


def _share(row: Row | None) -> str:
    if row is None or row["percent"] is None:
        return TOO_FEW
    return f"{percent(row['percent'])} ({span(row['percent_low'], row['percent_high'])})"


def _of_year(rows: Sequence[Row]) -> Row | None:
    return next((row for row in rows if row["months"] == MONTHS), None)


def _of_group(rows: Sequence[Row], code: str) -> Row | None:
    return _of_year([row for row in rows if row["group_value"] == code])


def _if_right(rows: Sequence[Row]) -> str:
    if not rows:
        return NO_DOUBT
    return TOO_FEW if rows[0]["percent_if_right"] is None else percent(rows[0]["percent_if_right"])


def said(beside: Mapping[str, Sequence[Row]]) -> list[str]:
    """What the table cannot say in a line."""
    found = (_held(beside["pre_empted"]), _linked(beside["link_ranges"]))
    return [sentence for sentence in found if sentence]


def _held(rows: Sequence[Row]) -> str:
    """How many were held for long before a new arrest could come; nothing where that may not be shown."""
    row = _of_year(rows)
    if row is None or row["held_percent"] is None:
        return ""
    return (
        f"{percent(row['held_percent']).capitalize()} were held for 90 days or more, or were still held when the "
        "data end, before any new arrest."
    )


def link_range(rows: Sequence[Row], reading: Row) -> list[str]:
    """The same of another reading than the main one, which has it among the other ways of counting."""
    if reading["curve"] == MAIN or not rows:
        return []
    told = _linked(rows, f"have {repeat_words.failure(reading).had}")
    few = "There are too few cases to show how far links in doubt between people could move this share."
    return [f"{told} Of all districts together." if told else few]


def _linked(rows: Sequence[Row], would: str = "be arrested again") -> str:
    """The range of the share if the links in doubt were all wrong or all right."""
    if not rows or rows[0]["percent"] is None or rows[0]["percent_if_right"] is None:
        return ""
    wrong, right = rows[0]["percent"], rows[0]["percent_if_right"]
    if wrong == right:
        return f"If the links in doubt were all wrong or all right, the share would be the same {bare_percent(wrong)}."
    return (
        f"If the links in doubt were all wrong, {bare_percent(wrong)} would {would} within 12 months; "
        f"if they were all right, {bare_percent(right)}."
    )


def feedback(rates: Mapping[str, Row]) -> str:
    """What share of victims feel safer and less safe, with how many answered. rates: by indicator, everyone's."""
    safer = rates.get("felt_safer")
    if safer is None:
        return NO_FEEDBACK
    if safer["percent"] is None:
        return FEEDBACK_HELD if safer["shown"] == "no_data" else FEW_ANSWERED
    less, response = (_percent(rates.get(name)) for name in ("felt_less_safe", "feedback_response"))
    worse = "" if less is None else f", {percent(less)} less safe"
    answered = "" if response is None else f" {percent(response).capitalize()} of those asked answered."
    return (
        f"Asked whether they feel safer than before the response, **{percent(safer['percent'])}** of victims who "
        f"answered said safer ({RANGE} {span(safer['percent_low'], safer['percent_high'])}){worse}.{answered} "
        "More reports with more victims feeling safer can mean trust; with fewer, harm."
    )


def _percent(row: Row | None) -> int | None:
    return None if row is None else row["percent"]
