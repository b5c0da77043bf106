"""The doubtful links of the publication in force, and what the steward decides of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from pipelines.in_force import open_warehouse
from pipelines.linking.decisions import Decided, Decision, read_decisions, write_decisions
from pipelines.locking import locked
from pipelines.problems import Problem, Refused
from pipelines.pseudonyms import is_of_key, read_or_make_key
from pipelines.publishing import in_force
from pipelines.site import SiteFolder


@dataclass(frozen=True, kw_only=True)
class Doubtful:
    """Two pseudonyms that may be one person. fields: which parts of their identities agree, in words.

    owner: whose numbers the pseudonyms stand for. status: doubtful, linked or rejected, as published.
    """

    key_a: str
    key_b: str
    owner_a: str
    owner_b: str
    how: str
    probability: float | None
    fields: str
    status: str

    @property
    def pair(self) -> tuple[str, str]:
        return self.key_a, self.key_b


class NobodyLinked(Refused):
    """There is nothing to decide: nothing is published, no names are given, or the pseudonyms are of an older key."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__([_problem(what, remedy)])


def doubtful_links(folder: SiteFolder) -> list[Doubtful]:
    """Undecided doubtful links, the likeliest first. Raises NobodyLinked when nothing is published yet."""
    decided = {item.pair for item in read_decisions(folder.link_decisions)}
    return [item for item in links_made(folder, "status = 'doubtful'") if item.pair not in decided]


def decide(folder: SiteFolder, pair: tuple[str, str], decision: Decided, *, by: str, now: datetime) -> None:
    """Remember a decision. Raises Refused when the two are not linked, doubtful or decided in the warehouse."""
    key_a, key_b = sorted(pair)
    with _decisions_open(folder, by=by, now=now):
        _remember(folder, (key_a, key_b), decision, by=by, now=now)


def undo(folder: SiteFolder, pair: tuple[str, str], *, by: str, now: datetime) -> None:
    """Forget a decision: the link is in doubt again. Raises Refused when none was made of these two."""
    key_a, key_b = sorted(pair)
    with _decisions_open(folder, by=by, now=now):
        decisions = read_decisions(folder.link_decisions)
        kept = [item for item in decisions if item.pair != (key_a, key_b)]
        if len(kept) == len(decisions):
            what = f"nothing was decided of {key_a} and {key_b}."
            raise Refused([_problem(what, "Copy both from linking/decisions.csv.")])
        write_decisions(folder.link_decisions, kept)


@contextmanager
def _decisions_open(folder: SiteFolder, *, by: str, now: datetime) -> Iterator[None]:
    """The right to change the decisions. Raises Refused when nobody is named, or a refresh is under way.

    A refresh that gives everybody a new key writes the decisions anew; one made meanwhile would be lost.
    """
    if not by.strip():
        raise Refused([_problem("it is not said who decides.", "Add --by with a name or a role.")])
    folder.settings()  # refuses; a mistyped folder is not made
    with locked(folder, what="a decision", by=by, now=now):
        yield


def _remember(
    folder: SiteFolder, pair: tuple[str, str], decision: Decided, *, by: str, now: datetime
) -> None:
    key_a, key_b = pair
    known = {item.pair for item in links_made(folder, "true")}
    decisions = read_decisions(folder.link_decisions)
    if (key_a, key_b) not in known | {item.pair for item in decisions}:
        what = f"no link between {key_a} and {key_b} was ever made or doubted."
        raise Refused([_problem(what, "Copy both from: python -m pipelines links")])
    made = Decision(
        key_a=key_a,
        key_b=key_b,
        decision=decision,
        decided_by=by.strip(),
        decided_at=now.isoformat(timespec="seconds"),
    )
    kept = [item for item in decisions if item.pair != made.pair]
    write_decisions(folder.link_decisions, sorted([*kept, made], key=lambda item: item.pair))


def links_made(folder: SiteFolder, condition: str) -> list[Doubtful]:
    """The links of the publication in force that meet a condition, the likeliest first. Raises NobodyLinked."""
    current = in_force(folder)
    if current is None:
        raise NobodyLinked("nothing is published yet.", "Run: python -m pipelines refresh")
    with open_warehouse(folder, current) as engine:
        if not is_of_key(engine, read_or_make_key(folder.settings())):
            what = "the version in force was made with an older key, so its pseudonyms name nobody any more."
            raise NobodyLinked(what, "Run: python -m pipelines refresh")
        tables = {name for (name,) in engine.rows("select table_name from duckdb_tables()")}
        if "person_links" not in tables:
            what = (
                "no mapping of this site says who its people are, so they are linked by shared numbers only."
            )
            raise NobodyLinked(what, "Add an [identity.person_key] section to a mapping.")
        frame = engine.frame(f"""
            select key_a, key_b, owner_a, owner_b, how, probability, fields, status from person_links
            where {condition} order by probability desc nulls first, key_a, key_b""")
    return [Doubtful(**row) for row in frame.to_dicts()]


def _problem(what: str, remedy: str) -> Problem:
    return Problem(file="links", where="", what=what, remedy=remedy)
