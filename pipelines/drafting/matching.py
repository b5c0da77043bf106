"""Which table a file fills, and which heading is which column: by words, and by what stands in the column."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipelines.drafting import vocabulary
from pipelines.drafting.codes import known_share
from pipelines.drafting.dates import Dates
from pipelines.drafting.profile import Profile, looks_like_marks
from pipelines.drafting.words import likeness, listed, names_of, words_of
from warehouse import tables

LEAST = 0.55  # below this a guess is left to the person
SURE = 0.85
NAMED_IN_FILE = 1.5  # what the file's name counts, in columns found
MISSING_NEEDED = 1.0  # what a needed column that was not found takes off


@dataclass(frozen=True)
class Looked:
    """A column of the file: what stands in it, and its dates, if it holds dates."""

    profile: Profile
    dates: Dates | None


@dataclass(frozen=True)
class Match:
    """A heading taken for a column. score: from 0 to about 1."""

    column: tables.Column
    heading: str
    score: float

    @property
    def is_sure(self) -> bool:
        return self.score >= SURE


@dataclass(frozen=True)
class TableMatch:
    table: tables.Table
    matches: tuple[Match, ...]
    score: float


def best_table(
    looked: Mapping[str, Looked], file_name: str, only: str | None
) -> tuple[TableMatch, TableMatch | None]:
    """The table that the file fits best, and the next best. only: a table named by the person."""
    found = [
        _table_match(table, looked, file_name) for table in tables.CANONICAL if only in (None, table.name)
    ]
    found.sort(key=lambda match: -match.score)
    return found[0], found[1] if len(found) > 1 else None


def _table_match(table: tables.Table, looked: Mapping[str, Looked], file_name: str) -> TableMatch:
    matches = _matches(table, looked)
    names = {match.column.name for match in matches}
    has_parts = {("year",), ("month",)} <= {words_of(heading) for heading in looked}
    needed = sum(
        column.required and column.name not in names and not (has_parts and column.kind == "day")
        for column in table.columns
    )
    spoken = set(re.split(r"[^a-z0-9]+", file_name.lower())) & set(
        listed(vocabulary.FILE_WORDS.get(table.name, ""))
    )
    score = sum(match.score for match in matches) + NAMED_IN_FILE * bool(spoken) - MISSING_NEEDED * needed
    return TableMatch(table, matches, score)


def _matches(table: tables.Table, looked: Mapping[str, Looked]) -> tuple[Match, ...]:
    """Pairs of column and heading, the likeliest first, each column and each heading once."""
    pairs = [
        Match(column, heading, score)
        for heading, seen in looked.items()
        for column in table.columns
        if (score := _score(table, column, heading, seen)) >= LEAST
    ]
    taken: list[Match] = []
    for pair in sorted(pairs, key=lambda match: (-match.score, not match.column.required)):
        if all(pair.column is not other.column and pair.heading != other.heading for other in taken):
            taken.append(pair)
    order = {column.name: at for at, column in enumerate(table.columns)}
    return tuple(sorted(taken, key=lambda match: order[match.column.name]))


def _score(table: tables.Table, column: tables.Column, heading: str, seen: Looked) -> float:
    words = words_of(heading)
    by_words = max((likeness(words, name) for name in names_of(table, column)), default=0.0)
    by_words = max(by_words, *(_without_kind(words, name, column) for name in names_of(table, column)))
    return by_words * _fitness(column, seen) if by_words else 0.0


def _without_kind(words: tuple[str, ...], name: tuple[str, ...], column: tables.Column) -> float:
    """The likeness when words such as "day" or "flag" are left out: they say the kind, not what is meant."""
    kinds = {"day": {"day", "moment"}, "moment": {"day", "moment"}, "code": {"flag", "code", "type"}}
    left_out = kinds.get(column.kind, set())
    here = tuple(word for word in words if word not in left_out)
    there = tuple(word for word in name if word not in left_out)
    return 0.95 * likeness(here, there) if here and there else 0.0


def _fitness(column: tables.Column, seen: Looked) -> float:
    """How well what stands in the column fits its kind: 1 well, near 0 not at all."""
    profile = seen.profile
    if not profile.filled:
        return 0.8
    match column.kind:
        case "day" | "moment":
            return _date_fitness(column, seen.dates)
        case "whole":
            return 1.0 if profile.whole_share > 0.9 and not seen.dates else 0.1
        case "code":
            return _code_fitness(column, seen)
        case "person":
            return 0.1 if seen.dates or looks_like_marks(profile) else 1.0
        case _:
            is_number = column.name.endswith("_id")
            return 0.1 if seen.dates or (is_number and looks_like_marks(profile)) else 1.0


def _date_fitness(column: tables.Column, dates: Dates | None) -> float:
    if dates is None:
        return 0.1
    return 1.0 if dates.has_time == (column.kind == "moment") else 0.85


def _code_fitness(column: tables.Column, seen: Looked) -> float:
    profile = seen.profile
    if column.name == "age_band" and profile.age_share > 0.8:
        return 1.0
    if seen.dates or not profile.has_few_values:
        return 0.1
    known = known_share(column, profile)
    if "yes" in column.codes and known < 0.5:
        return 0.4
    return 0.9 + 0.15 * known


def column_named(matches: Iterable[Match], name: str) -> Match | None:
    return next((match for match in matches if match.column.name == name), None)
