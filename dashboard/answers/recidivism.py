"""Sentences and tables of the repeat harm page."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.numbers import RANGE, percent, span, times_span
from dashboard import words

Row = Mapping[str, Any]
MONTH = 30  # the published grid counts months of 30 days
YEAR = 12 * MONTH


def by_group(rows: Sequence[Row], breakdown: str, reference: str) -> dict[str, list[Row]]:
    """Each group's curve in order of days; the reference group first, the unknown last."""
    codes = sorted(
        {row["group_value"] for row in rows},
        key=lambda code: (code != reference, words.rank(breakdown, code)),
    )
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
    if not comparisons:
        return "The curves stand beside each other; this publication does not compare them for this choice."
    named = [row for row in comparisons if row["finding"] in ("sooner", "later")]
    if not named:
        return (
            "No group was clearly arrested again sooner or later than the comparison group: "
            "every difference could be chance."
        )
    first = max(named, key=lambda row: max(row["hazard_ratio"], 1 / max(row["hazard_ratio"], 0.1)))
    name, base = words.people(breakdown, first["group_value"]), words.people(breakdown, first["reference"])
    return (
        f"**{name[0].upper()}{name[1:]}** were arrested again **{first['hazard_ratio']:.1f} times as fast** "
        f"as {base} ({RANGE} {times_span(first['hazard_ratio_low'], first['hazard_ratio_high'])} times). "
        "**This is a difference, not proof of cause**: the groups differ in other ways."
    )


def _everyone(rows: Sequence[Row], place: str) -> str:
    known = _known(rows)
    if not known:
        return after_a_year(rows, place)
    at, last = _at_a_year(known), known[-1]
    months = f"{round(last['day'] / MONTH)} months"
    later = f" After {months} it is {percent(last['percent'])}." if last["day"] > at["day"] else ""
    spread = span(at["percent_low"], at["percent_high"])
    return f"{after_a_year(rows, place)[:-1]} ({RANGE} {spread}).{later}"


def after_a_year(rows: Sequence[Row], place: str) -> str:
    """The share after one year, or on the last day the curve reaches before that."""
    who = f"people {place}" if place else "people"
    known = _known(rows)
    if not known:
        return f"Too few {who} were arrested again to show how many and how soon."
    at = _at_a_year(known)
    when = "One year" if at["day"] == YEAR else f"{at['day']} days"
    again = "had been arrested again for domestic violence"
    return f"{when} after an arrest, **{percent(at['percent'])}** of {who} {again}."


def _known(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["percent"] is not None]


def _at_a_year(known: Sequence[Row]) -> Row:
    return next((row for row in known if row["day"] == YEAR), known[-1])


def alt(groups: Mapping[str, Sequence[Row]], comparisons: Sequence[Row], breakdown: str, place: str) -> str:
    return f"Share arrested again by time since arrest. {answer(groups, comparisons, breakdown, place)}"


# The clock starts at release where the arrest led to custody.
FOLLOWED = ("custody",)
EVENT = "Arrested again"
NO_WINDOWS = "Too few people were followed long enough to show."
CAREFUL = (
    words.REPORTED_IS_NOT_ALL,
    "Each curve stops where too few people are still being followed.",
    "A later warrant or an amended charge for the same incident is not counted as a new arrest.",
)
COUNTED = (
    ("Start", "The first domestic violence arrest of a person in the data."),
    ("Event", "The next arrest for a domestic violence incident that happened later."),
    (
        "Method",
        "Kaplan-Meier cumulative share; the shaded band, or the thin bar at full years, is the 95 % range.",
    ),
)
