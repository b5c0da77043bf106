"""Sentences, cards and lists of the first page."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from charts.numbers import about, band, bare_percent, day, month, written_day
from charts.spark import spark
from charts.theme import Look
from dashboard import verdict_words, words
from dashboard.answers.shares import told
from dashboard.answers.targets import is_overdue
from dashboard.html import Table, chip, escaped, image

Row = Mapping[str, Any]


def answer(changes: Sequence[Row], unusual: str, late: Sequence[Row], covers_to: date | None) -> str:
    """Which changes need a look and why, how many indicators are unusual, whose data are behind.

    unusual: see `dashboard.answers.unusual`; covers_to: the last day any data reach.
    """
    needing = [change for change in changes if _needs_us(change, covers_to)]
    if not changes:
        first = "No change is registered yet."
    elif len(needing) == 1:
        first = f"**{needing[0]['title']}** needs a look: {_why(needing[0], covers_to)}."
    elif needing:
        each = [f"**{change['title']}**, {_why(change, covers_to)}" for change in needing]
        first = f"{len(needing)} changes need a look: {'; '.join(each)}."
    else:
        first = "None of the changes we made needs a look this month."
    return f"{first} {unusual}{_late_words(late)}"


def _needs_us(change: Row, covers_to: date | None) -> bool:
    return verdict_words.verdict(change["verdict"]).needs_us or is_overdue(change, covers_to)


def _why(change: Row, covers_to: date | None) -> str:
    name = verdict_words.verdict(change["verdict"]).name.lower()
    if not is_overdue(change, covers_to):
        return name
    return f"{name} ({bare_percent(change['intended_percent'])} was intended by {day(change['intended_by'])})"


def last_day(agencies: Sequence[Row]) -> date | None:
    """The last day that any agency's data reach."""
    return max((row["covers_to"] for row in agencies if row["covers_to"]), default=None)


def _late_words(late: Sequence[Row]) -> str:
    if not late:
        return " Every agency's data are up to date."
    parts = [f"**{words.plain(row['agency'])}** on {day(row['covers_to'])}" for row in late]
    return f" Data stop early: {words.joined(parts)}."


def agency_names(agencies: Sequence[Row]) -> dict[str, str]:
    return {row["agency"]: words.plain(row["agency"]) for row in agencies}


def change_card(change: Row, series: Sequence[Row], indicator: str, look: Look) -> str:
    """A change with its verdict, where it started and what followed."""
    verdict = verdict_words.verdict(change["verdict"])
    shape = spark([row["percent"] for row in series], look)
    before, after = (told(change[f"{side}_percent"], change[f"{side}_told"]) for side in ("before", "after"))
    moved = (
        f"{escaped(indicator)}: {before} before, <b>{after}</b> after "
        f"{month(change['starts_on'])}; intended {bare_percent(change['intended_percent'])} "
        f"by {month(change['intended_by'])}"
    )
    return (
        f'<section class="card change"><p class="card-title">{escaped(change["title"])}</p>'
        f'<p class="verdict">{chip(verdict.name, verdict.icon, verdict.tone)}</p>'
        f'<p class="card-detail">{moved}</p>{image(shape)}</section>'
    )


def freshness(agencies: Sequence[Row]) -> Table:
    counted = ("Records in use", "Set aside until corrected")
    headings = ("Agency", "From", "To", "Last delivery", *counted, "Missing months")
    shown, exported = [], []
    for row in agencies:
        start = [
            words.plain(row["agency"]),
            *(day(row[name]) for name in ("covers_from", "covers_to", "received_on")),
        ]
        counts = [(row[f"{name}_low"], row[f"{name}_high"]) for name in ("rows", "quarantined")]
        gaps = row["missing_months"] or "none"
        shown.append([*start, *(about(*count) for count in counts), gaps])
        exported.append([*start, *(band(*count) for count in counts), gaps])
    caption = "Each agency's data in this publication"
    return Table(caption=caption, headings=headings, shown=shown, exported=exported)


def alt(agencies: Sequence[Row]) -> str:
    parts = [f"{words.plain(row['agency'])} to {day(row['covers_to'])}" for row in agencies]
    return f"How far each agency's data reach: {'; '.join(parts)}."


UNUSUAL = (
    "A period outside the range in which nearly all periods before the change lie, or a run or a trend: seven or more "
    "on one side of the baseline, or rising or falling; or two of three near an end of the range."
)
CAREFUL = (
    "The dotted line marks the day up to which every agency's records reach; later periods are incomplete.",
    "Records set aside are counted nowhere until the agency corrects them.",
    words.AFTER_NOT_BECAUSE,
)


def counted(facts: Mapping[str, str], *, is_judged: bool) -> list[tuple[str, str]]:
    """is_judged: whether any change has a usual range to be unusual by."""
    lines = [("Unusual", UNUSUAL)] if is_judged else []
    if facts.get("covers_to"):
        lines.append(("Covers", f"{written_day(facts['covers_from'])} to {written_day(facts['covers_to'])}"))
    if facts.get("provisional_from"):
        since = written_day(facts["provisional_from"])
        lines.append(("Provisional", f"From {since}: late records may still change these periods."))
    if "band_width" in facts:
        lines.append(("Counts", words.BANDS.format(width=facts["band_width"])))
    return lines
