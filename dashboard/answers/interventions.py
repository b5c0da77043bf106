"""Sentences and tables of the interventions page."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.numbers import (
    RANGE,
    bare_percent,
    day,
    month,
    points,
    points_span,
)
from dashboard import verdict_words, words
from dashboard.answers import targets
from dashboard.answers.shares import told
from dashboard.html import chip, escaped, rich

Row = Mapping[str, Any]


def answer(change: Row, indicator: str, district: str = words.ALL) -> str:
    """From what to what after the start, against where the old course pointed, how sure, how far from intended.

    Always of the districts where the change was made.
    """
    where = districts(change)
    of_all = "all districts together" if where == words.ALL else where
    alone = "" if district in (words.ALL, where) else f" This is {of_all}; the chart shows {district} alone."
    name = f"**{indicator}**" if where == words.ALL else f"**{indicator}** in {where}"
    before, after = change["before_percent"], change["after_percent"]
    if before is None or after is None:
        return f"{name}: {_without_a_size(change)}. {verdict_and_grounds(change)}{alone}"
    verb = "rose" if after > before else "fell" if after < before else "stayed"
    ends = f"at **{bare_percent(after)}**"
    if after != before:
        ends = f"from **{bare_percent(before)}** to **{bare_percent(after)}**"
    first = f"{name} {verb} {ends} after {month(change['starts_on'])}"
    return f"{first}{_how_far(change)} {verdict_and_grounds(change)}{alone}"


def _without_a_size(change: Row) -> str:
    """What can be said where one of the two percents cannot."""
    start = f"the start in {month(change['starts_on'])}"
    if change["reason"] == "no_data":
        return f"what it is counted by has not come: {change['missing']}"
    if change["reason"] == "before_the_data":
        return f"the data begin after {start}"
    if not change["months_after"]:
        return f"no full month since {start} can be counted yet{_stopped(change)}"
    if "too_few" in (change["before_told"], change["after_told"]):
        return "there are too few cases before or after the start to show what changed"
    before, after = (told(change[f"{side}_percent"], change[f"{side}_told"]) for side in ("before", "after"))
    return f"**{before}** before {month(change['starts_on'])}, **{after}** since"


def _stopped(change: Row) -> str:
    """Who has stopped sending, and since when."""
    if not change["missing"] or not change["missing_since"]:
        return ""
    return f"; nothing has come from {change['missing']} since {day(change['missing_since'])}"


def nothing_drawn(change: Row, where: str) -> str:
    """Instead of the chart."""
    if change["reason"] == "no_data":
        return "There are no data to draw this change over time."
    return f"There are too few cases {where} to draw this change over time."


def _how_far(change: Row) -> str:
    """The size against the old course; without one, the range of the difference between after and before."""
    if change["size_points"] is None:
        return f" ({RANGE} of the change: {points_span(change['change_low'], change['change_high'])})."
    size = "no different" if change["size_points"] == 0 else f"**{points(change['size_points'])}**"
    spread = points_span(change["size_low"], change["size_high"])
    old, new = bare_percent(change["counterfactual_percent"]), bare_percent(change["actual_percent"])
    compared = f", with what happened in {words.joined(_names(change['comparison_districts']))},"
    beside = compared if change["method"] == "controlled" else ""
    return (
        f". In {month(change['review_on'])} the new course stood at **{new}**, where the old course{beside} pointed to "
        f"**{old}**: {size} ({RANGE}: {spread})."
    )


def districts(change: Row) -> str:
    """Where the change was made: all, or the districts by name."""
    return words.joined(_names(change["districts"])) or words.ALL


def _names(text: str | None) -> list[str]:
    return text.split(", ") if text else []


def drawn_district(change: Row, chosen: str) -> str:
    """The district to draw: the one where the change was made, when all are asked for and it is only one."""
    return str(change["districts"]) if chosen == words.ALL and is_in_one(change) else chosen


def is_in_one(change: Row) -> bool:
    return bool(change["districts"]) and ", " not in change["districts"]


def tally(changes: Sequence[Row]) -> str:
    """How many changes have which verdict."""
    names = [verdict_words.verdict(change["verdict"]).name.lower() for change in changes]
    counted = [f"**{names.count(name)}** {name}" for name in dict.fromkeys(names)]
    total = "1 change" if len(changes) == 1 else f"{len(changes)} changes"
    return f"{total}: {', '.join(counted)}."


def verdict_and_grounds(change: Row) -> str:
    """What the verdict means, with what it rests on."""
    meaning = verdict_words.verdict(change["verdict"]).meaning
    reason = verdict_words.REASONS.get(change["reason"] or "", "")
    return " ".join(part for part in (meaning, reason, _rests_on(change)) if part)


def _rests_on(change: Row) -> str:
    """The number or the harm behind the verdict, where there is one."""
    verdict = change["verdict"]
    if verdict == "not_delivered":
        return (
            f"Delivered as intended: **{told(change['fidelity_percent'], change['fidelity_told'])}** of the cases, "
            f"against a target of {bare_percent(change['fidelity_target_percent'])}."
        )
    if verdict == "as_intended_short" and change["actual_percent"] is not None:
        short = abs(change["intended_percent"] - change["actual_percent"])
        unit = "point" if short == 1 else "points"
        return f"It is **{short} {unit} short** of the {bare_percent(change['intended_percent'])} intended."
    if verdict == "as_intended_met":
        return targets.reached(change)
    if verdict == "mixed" and change["reason"]:
        return f"Look at: {', '.join(_harm(harm) for harm in change['reason'].split(','))}."
    if verdict == "no_clear_change" and change["could_have_shown_points"] is not None:
        size = change["could_have_shown_points"]
        return (
            f"A change of **{size} points** or more would have shown.{targets.would_have_shown(change, size)}"
        )
    return ""


def _harm(harm: str) -> str:
    """A balancing indicator, or a group of suspects as in race=black."""
    breakdown, _, code = harm.partition("=")
    return words.people(breakdown, code) if code else words.plain(harm).lower()


def verdict_chip(change: Row) -> str:
    verdict = verdict_words.verdict(change["verdict"])
    return f'<p class="verdict">{chip(verdict.name, verdict.icon, verdict.tone)}</p>'


def about_the_change(change: Row) -> str:
    """Problem, change, who, goal: what was intended, before looking at what happened."""
    goal = f"{bare_percent(change['intended_percent'])} by {day(change['intended_by'])}"
    facts = (
        ("The problem", change["problem"]),
        ("What changed", change["change"]),
        (
            "Who changed it",
            ", ".join(words.plain(name.strip()) for name in (change["agencies"] or "").split(",")),
        ),
        ("Intended", goal),
    )
    return (
        '<dl class="facts">'
        + "".join(f"<div><dt>{escaped(t)}</dt><dd>{rich(d or '—')}</dd></div>" for t, d in facts)
        + "</dl>"
    )


def alt(change: Row, rows: Sequence[Row], indicator: str) -> str:
    grain = rows[0]["grain"] if rows else "month"
    return f"{indicator} by {grain}, actual against intended. {answer(change, indicator)}"


def start_words(change: Row) -> str:
    return f"<b>Change starts</b> · {month(change['starts_on'])}"


NO_CHANGE = (
    "No change is registered in this publication. The data steward can add one to the site's settings."
)
