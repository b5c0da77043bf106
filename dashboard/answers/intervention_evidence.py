"""What a verdict rests on, in words: months, usual variation, comparison, groups, and what could have been seen."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from charts.numbers import bare_percent, month, points, points_span
from dashboard import verdict_words, words

Row = Mapping[str, Any]
NEEDED = 8  # full months on each side
RUN = 7  # periods in a row on one side make a signal; fewer without one say nothing


def evidence(change: Row, rows: Sequence[Row]) -> list[str]:
    """One sentence each; rows: the series that is drawn."""
    found = [
        _months(change),
        _variation(change, rows),
        *_comparison(change),
        _would_show(change),
        _when(change),
    ]
    return [sentence for sentence in (*found, _groups(change)) if sentence]


def _months(change: Row) -> str:
    """What is set against what, and over how many months; or why nothing can be."""
    months = f"{change['months_before']} full months before and {change['months_after']} since"
    if change["ramp_months"]:
        months += f", the {change['ramp_months']} in which it was brought in left out"
    if change["outcome_days"]:
        months += f" (a month counts once its cases are {change['outcome_days']} days old)"
    if change["method"]:
        season = ", the time of the year taken into account" if change["is_seasonal"] else ""
        return f"The numbers are {verdict_words.METHODS[change['method']]}: {months}{season}."
    if min(change["months_before"], change["months_after"]) < NEEDED:
        return f"**Too few months** to carry the old course on: it takes {NEEDED} on each side; there are {months}."
    return f"There are {months}, but the old course cannot be carried on."


def _variation(change: Row, rows: Sequence[Row]) -> str:
    """Common cause is the system, special cause an event; told from months that late records no longer change."""
    if change["chart"] == "between":
        return _rare(change["variation"])
    after = [
        row for row in rows if row["is_after"] and row["percent"] is not None and not row["is_provisional"]
    ]
    usual = any(row["upper_percent"] is not None for row in rows)
    if not after or not usual:
        return ""
    marked = sum(bool(row["signal"]) for row in after)
    grain = f"{rows[0]['grain']}s"
    if not marked and len(after) < RUN:
        return (
            f"Of the {grain} since the start {len(after)} can be drawn: too few to say whether they are what "
            "the system gave before."
        )
    if not marked:
        return f"**Common cause**: all {len(after)} {grain} drawn since the start are what the system gave before."
    drawn = f"{len(after)} {grain}" if len(after) > 1 else f"1 {grain[:-1]}"
    return (
        f"**Special cause**: something happened. Of the {drawn} drawn since the start, {_by_signal(after)}."
    )


def _by_signal(after: Sequence[Row]) -> str:
    """How many periods break each rule, the strongest last: "12 are part of a run, 3 lie outside the usual range"."""
    found = Counter(row["signal"] for row in after if row["signal"])
    told = []
    for signal in reversed(verdict_words.STRENGTH):
        one, more = verdict_words.SIGNAL_VERBS[signal]
        if found[signal]:
            told.append(
                f"{found[signal]} {one if found[signal] == 1 else more} {verdict_words.SIGNALS[signal]}"
            )
    return ", ".join(told)


def _rare(variation: str) -> str:
    start = "Too rare for a share each month, so the cases between one and the next are followed"
    meaning = {
        "common_cause": "**common cause**, they come as often as before.",
        "special_cause": "**special cause**, they come more or less often than before.",
    }.get(variation, "there are too few to tell.")
    return f"{start}: {meaning}"


def _comparison(change: Row) -> list[str]:
    if change["comparison"] == "too_few":
        return ["The districts to compare with have too few cases, so the change is judged without them."]
    if change["comparison"] != "used" or change["pretrend_points"] is None:
        return []
    spread = points_span(change["pretrend_low"], change["pretrend_high"])
    is_apart = change["pretrend_low"] > 0 or change["pretrend_high"] < 0
    drew = "they were drawing apart, which is taken into account" if is_apart else "no clear drawing apart"
    return [f"Compared with {change['comparison_districts']}. Before the start: {drew} ({spread} a year)."]


def _would_show(change: Row) -> str:
    """The smallest change that shows after 3, 6 and 12 months."""
    known = {months: change[f"detectable_{months}_points"] for months in (3, 6, 12)}
    told = [f"{points(size)} after {months} months" for months, size in known.items() if size is not None]
    if change["shows"] == "not_known":
        return ""
    if not told:
        return "With so few cases, no change at all would show within a year."
    return f"What would show, with the cases there are: a lasting change of {', '.join(told)}."


def _when(change: Row) -> str:
    goal = f"The intended {bare_percent(change['intended_percent'])}"
    if change["shows"] == "month":
        return f"{goal} would show by the end of **{month(change['shows_in'])}**."
    if change["shows"] == "never":
        return f"{goal} would **never** show within five years: so small a step takes more cases."
    return ""


def _groups(change: Row) -> str:
    compared = change["groups_compared"]
    if not compared:
        return "No groups of suspects could be compared before and after the start."
    against = [
        words.people(*group.split("=")) for group in (change["groups_against"] or "").split(", ") if group
    ]
    finding = (
        f"these moved the wrong way beyond chance: {', '.join(against)}"
        if against
        else "none moved the wrong way"
    )
    return f"Of {compared} groups of suspects by race and sex, {finding}."
