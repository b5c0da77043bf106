"""Sentences and tables of links in doubt. They show pseudonyms and what agrees, never a name or a birth date."""

from collections.abc import Sequence
from typing import Literal

from dashboard import words
from dashboard.answers.steward import counted, moment
from dashboard.html import Table
from logbook.reports import Link, LinkDecision, Links

MOST_SHOWN = 25
DECIDED = {"accept": "One person", "reject": "Two people"}
UNDONE = "**Undone.** The next publication puts the link in doubt again."
FIELDS = {"given": "Given name", "family": "Family name", "birth": "Birth date", "sex": "Sex"}
NO_NUMBER = "–"  # noqa: RUF001


def nobody(report: Links) -> str:
    return f"There are no links to decide: {report.why_none}"


def waiting_words(report: Links) -> str:
    if report.why_none:
        return f"**No link can be decided now**: {report.why_none}"
    if not report.waiting:
        return "**There is nothing to decide**: no link between people is in doubt."
    verb = "waits" if report.waiting == 1 else "wait"
    shown = f" The likeliest {len(report.doubtful):,} can be chosen." if _is_cut(report) else ""
    return (
        f"**{counted(report.waiting, 'link')} between people {verb} for you**, the likeliest first. Decide what "
        f"you can from what agrees, and leave the rest: until then they count as two people.{shown}"
    )


def _is_cut(report: Links) -> bool:
    return report.waiting > len(report.doubtful)


def name(link: Link, place: int) -> str:
    return f"{place + 1}. {_owners(link)}, {chance(link)}"


def question(link: Link) -> str:
    """The two pseudonyms and how likely it is; the table under it says why."""
    return (
        f"Are **{link.key_a}** ({words.plain(link.owner_a)}) and **{link.key_b}** ({words.plain(link.owner_b)}) "
        f"one person? {_likely(link)}"
    )


def _likely(link: Link) -> str:
    if link.probability is None:
        return "They share a number, and something else speaks against it."
    return f"The model says: {chance(link)}."


def agreement(link: Link) -> Table:
    """Field by field, as `pipelines.linking` put it into words: "given: same; family: close"."""
    parts = [part.partition(": ") for part in link.fields.split("; ") if part]
    rows = [[FIELDS.get(field, words.plain(field)), told or NO_NUMBER] for field, _, told in parts]
    return _table("", ("What is compared", "How it agrees"), rows)


def waiting(report: Links) -> Table:
    rows = [
        [str(place + 1), link.key_a, link.key_b, _owners(link), chance(link), link.fields]
        for place, link in enumerate(report.doubtful[:MOST_SHOWN])
    ]
    heads = ("", "One", "The other", "Numbers of", "How likely", "What agrees")
    whole = len(rows) == report.waiting
    caption = "Links in doubt" if whole else f"The first {len(rows)} of {report.waiting:,} links in doubt"
    return _table(caption, heads, rows)


def decided(report: Links) -> Table:
    rows = [
        [
            moment(item.decided_at),
            item.decided_by,
            DECIDED[item.decision],
            item.key_a,
            item.key_b,
            "In force" if item.is_in_force else "With the next publication",
        ]
        for item in report.decided[:MOST_SHOWN]
    ]
    heads = ("When", "Who", "Decision", "One", "The other", "State")
    caption = "The newest decisions first"
    if report.decisions > len(rows):
        caption = (
            f"The newest {len(rows)} of {report.decisions:,} decisions; all are in linking/decisions.csv"
        )
    return _table(caption, heads, rows)


def decision_name(item: LinkDecision) -> str:
    return f"{DECIDED[item.decision]}: {item.key_a} and {item.key_b}, {moment(item.decided_at)}"


def chance(link: Link) -> str:
    return NO_NUMBER if link.probability is None else f"{100 * link.probability:.0f} in 100"


def remembered(act: Literal["accept", "reject", "undo"]) -> str:
    return f"**{DECIDED[act]}**: remembered. The next publication applies it; it can be undone below."


def why_not_now(is_running: bool) -> str | None:
    return "A run is under way; decide when it has ended." if is_running else None


def _owners(link: Link) -> str:
    if link.owner_a == link.owner_b:
        return f"Both {words.plain(link.owner_a).lower()}"
    return f"{words.plain(link.owner_a)} and {words.plain(link.owner_b).lower()}"


def _table(caption: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    return Table(caption=caption, headings=headings, shown=rows, exported=rows)
