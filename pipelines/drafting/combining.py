"""Columns that a file holds in two: a case's year beside its number, a day's year beside its month."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.drafting.matching import Looked, TableMatch, column_named
from pipelines.drafting.words import words_of
from warehouse import tables

# The kinds of a part of a date by its word: letters of a format, for four and for up to two digits.
PARTS = {"year": ("%Y", "%y"), "month": ("%m", "%m"), "day": ("%d", "%d")}
FOUR_DIGITS = 1000


@dataclass(frozen=True)
class Combined:
    """A column made of several headings. formats: for a day made of parts."""

    column: tables.Column
    headings: tuple[str, ...]
    with_text: str
    formats: tuple[str, ...] = ()


def combined_columns(match: TableMatch, looked: Mapping[str, Looked]) -> tuple[Combined, ...]:
    """Numbers in two parts, and a needed day in parts that no other heading gives."""
    found = [_number_in_parts(match, looked), _day_in_parts(match, looked)]
    return tuple(item for item in found if item)


def _number_in_parts(match: TableMatch, looked: Mapping[str, Looked]) -> Combined | None:
    """CASE_YR beside CASE_NO."""
    for column in match.table.columns:
        number = column_named(match.matches, column.name)
        if number is None or not column.name.endswith("_id"):
            continue
        stem = [word for word in words_of(number.heading) if word != "number"]
        year = next((heading for heading in looked if words_of(heading) == (*stem, "year")), None)
        if year and stem:
            return Combined(column, (year, number.heading), "-")
    return None


def _day_in_parts(match: TableMatch, looked: Mapping[str, Looked]) -> Combined | None:
    column = next((c for c in match.table.columns if c.required and c.kind == "day"), None)
    if column is None or column_named(match.matches, column.name):
        return None
    headings, formats = [], []
    for word, letters in PARTS.items():
        for heading, seen in looked.items():
            if words_of(heading) == (word,) and (part := _part(letters, seen)):
                headings.append(heading)
                formats.append(part)
    return Combined(column, tuple(headings), "-", ("-".join(formats),)) if len(headings) > 1 else None


def _part(letters: tuple[str, str], seen: Looked) -> str | None:
    """The format of one part, from its texts: 81.0 is %y.0."""
    texts = [text for text, _ in seen.profile.top]
    numbers = [text.removesuffix(".0") for text in texts]
    if not texts or not all(number.isdigit() for number in numbers):
        return None
    tail = ".0" if all(text.endswith(".0") for text in texts) else ""
    return (letters[0] if int(numbers[0]) >= FOUR_DIGITS else letters[1]) + tail
