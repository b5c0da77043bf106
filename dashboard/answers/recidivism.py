"""Sentences of the repeat harm page."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.numbers import RANGE, percent, points_span, span, times_span
from dashboard import repeat_words, words

Row = Mapping[str, Any]
MONTH = 30  # the published grid counts months of 30 days
YEAR = 12 * MONTH
REARREST: Row = {"curve": "rearrest", "start": "arrest", "failure": "rearrest", "clock": "calendar"}
NOT_CAUSE = "**This is a difference, not proof of cause**: the groups differ in other ways."


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
    groups: Mapping[str, Sequence[Row]],
    comparisons: Sequence[Row],
    breakdown: str,
    place: str,
    reading: Row = REARREST,
) -> str:
    """The share after about a year, with its range; between groups, the clearest difference in words."""
    if not groups:
        return f"There are too few {repeat_words.start(reading).who} to follow {place} for this choice."
    if breakdown == "none":
        return _everyone(next(iter(groups.values())), place, reading)
    if not comparisons:
        return "The curves stand beside each other; this publication does not compare them for this choice."
    named = [row for row in comparisons if row["finding"] in repeat_words.CLEAR_FINDINGS]
    if named:
        return _clearest(named, breakdown, reading)
    if all(row["finding"] == "too_few" for row in comparisons):
        return "There are too few people in the groups to compare them."
    had = repeat_words.failure(reading).had
    return f"No group clearly differs from the comparison group in how many had {had}, or how soon."


def _clearest(named: Sequence[Row], breakdown: str, reading: Row) -> str:
    first = max(named, key=_size)
    name, base = words.people(breakdown, first["group_value"]), words.people(breakdown, first["reference"])
    who = f"**{name[0].upper()}{name[1:]}**"
    if first["hazard_ratio"] is None:
        reach = points_span(first["difference_low"], first["difference_high"])
        word = "More" if first["difference_points"] > 0 else "Fewer"
        return (
            f"**{word}** of the {name} than of the {base} {repeat_words.failure(reading).did} within a year: "
            f"**{abs(first['difference_points'])} points** ({RANGE} {reach}). {NOT_CAUSE}"
        )
    reach = times_span(first["hazard_ratio_low"], first["hazard_ratio_high"])
    return (
        f"{who} {repeat_words.failure(reading).did} **{first['hazard_ratio']:.1f} times as fast** "
        f"as {base} ({RANGE} {reach} times). {NOT_CAUSE}"
    )


def _size(row: Row) -> float:
    """How far apart, so that ratios and differences can be put in one order: both as a log of about a ratio."""
    if row["hazard_ratio"] is None:
        return 1 + abs(row["difference_points"]) / 25
    return float(max(row["hazard_ratio"], 1 / max(row["hazard_ratio"], 0.1)))


def _everyone(rows: Sequence[Row], place: str, reading: Row) -> str:
    known = _known(rows)
    if not known:
        return after_a_year(rows, place, reading)
    at, last = _at_a_year(known), known[-1]
    months = f"{round(last['day'] / MONTH)} months"
    later = f" After {months} it is {percent(last['percent'])}." if last["day"] > at["day"] else ""
    spread = span(at["percent_low"], at["percent_high"])
    return f"{after_a_year(rows, place, reading)[:-1]} ({RANGE} {spread}).{later}"


def after_a_year(rows: Sequence[Row], place: str, reading: Row = REARREST) -> str:
    """The share after 360 days, the day of the curve nearest to a year, or on its last day before."""
    start = repeat_words.start(reading)
    who = f"{start.who} {place}" if place else start.who
    known = _known(rows)
    had = repeat_words.failure(reading).had
    if not known:
        return f"Too few {who} had {had} to show how many and how soon."
    at = _at_a_year(known)
    free = " out of jail" if reading["clock"] == "free" else ""
    since = start.counted_from or start.after
    return f"{at['day']} days{free} after {since}, **{percent(at['percent'])}** of {who} had {had}."


def _known(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["percent"] is not None]


def _at_a_year(known: Sequence[Row]) -> Row:
    return next((row for row in known if row["day"] == YEAR), known[-1])


def alt(
    groups: Mapping[str, Sequence[Row]],
    comparisons: Sequence[Row],
    breakdown: str,
    place: str,
    reading: Row = REARREST,
) -> str:
    sentence = answer(groups, comparisons, breakdown, place, reading)
    return f"{repeat_words.event(reading)}. {sentence}"


def reference(comparisons: Sequence[Row], facts: Mapping[str, str], breakdown: str) -> str:
    """The group others are compared with: the reading's own, else the site's."""
    return str(comparisons[0]["reference"]) if comparisons else facts.get(f"reference_{breakdown}", "")


def tested(test: Sequence[Row]) -> list[str]:
    """What the test of all groups at once says; nothing where it was not made."""
    if not test or test[0]["finding"] == "too_few":
        return []
    groups, chance = test[0]["groups"], test[0]["chance_percent"]
    if test[0]["finding"] == "differ":
        return [
            f"Over the whole follow-up the {groups} groups differ more than chance explains (log-rank test)."
        ]
    return [
        f"Over the whole follow-up the {groups} groups do not differ more than chance explains: curves as far apart "
        f"come up in {chance} of 100 comparisons of groups that are alike (log-rank test)."
    ]


# The clock starts at release where the arrest led to custody.
FOLLOWED = ("custody",)
NOBODY = (
    "Nobody can be followed here: there are too few people, or data of an agency that is needed did not come."
)
NO_WINDOWS = "Too few people were followed long enough to show, or this reading has no fixed windows."
NOT_BESIDE = "This publication does not hold the comparison that belongs beside this one."
CAREFUL = (
    words.REPORTED_IS_NOT_ALL,
    "Each curve stops where too few people are still being followed.",
    "A later warrant or an amended charge for the same incident is not counted as a new arrest.",
    "Nobody is followed before the data begin: an earlier arrest is not known, so the first one here may not be "
    "the first there was.",
)
BESIDE = {
    "rearrest_after_release": repeat_words.PRISON_SOURCE,
    **dict.fromkeys(repeat_words.BESIDE, repeat_words.COMPLETERS_DIFFER),
}


def careful(reading: Row) -> list[str]:
    beside = BESIDE.get(str(reading["curve"]))
    return [*CAREFUL, *([beside] if beside else [])]


def counted(reading: Row) -> tuple[tuple[str, str], ...]:
    return (
        ("Start", repeat_words.start(reading).clock),
        ("Event", f"{reading.get('counted', '')}."),
        ("Clock", repeat_words.CLOCKS.get(str(reading["clock"]), "")),
        (
            "Months",
            "On the curve a month is 30 days, so 360 are 12 months; a fixed window of 12 months is 365 days.",
        ),
        (
            "Method",
            "Kaplan-Meier cumulative share; the shaded band, or the thin bar at full years, is the 95 % range. "
            "Groups: hazard ratio (Cox) while it is the same early and late (Schoenfeld residuals); otherwise the "
            "difference by 12 months.",
        ),
    )
