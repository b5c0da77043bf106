"""Words of a heading, a code or a file's name: split, small, shortened ones written out."""

import re

from pipelines.drafting import vocabulary
from warehouse import tables


def words_of(text: str) -> tuple[str, ...]:
    """CASE_NO, CaseNo and "Case no." are all (case, number)."""
    split = re.sub(r"([a-z])([A-Z])", r"\1 \2", text)
    return tuple(vocabulary.SHORT.get(word, word) for word in re.split(r"[^a-z0-9]+", split.lower()) if word)


def plain(text: str) -> str:
    """A code without capitals and marks, so that spellings of one meaning are alike."""
    return " ".join(re.split(r"[^a-z0-9]+", text.lower())).strip()


def names_of(table: tables.Table, column: tables.Column) -> list[tuple[str, ...]]:
    """Everything the column is called, as words."""
    keys = (f"{table.name}.{column.name}", column.name)
    others = [name for key in keys for name in listed(vocabulary.COLUMNS.get(key, ""))]
    own = re.sub(r"_(on|at)$", "", column.name)
    return [words_of(name) for name in (column.name, own, *others)]


def listed(text: str) -> list[str]:
    """The items of a list written as one text."""
    return text.split(", ") if text else []


def likeness(heading: tuple[str, ...], name: tuple[str, ...]) -> float:
    """From 0 to 1: 1 for the same words, less for a heading that says more, or less, than the name."""
    here, there = set(heading), set(name)
    common = len(here & there)
    if here == there:
        return 1.0
    if there <= here:
        return 0.5 + 0.4 * common / len(here)
    if here <= there:
        return 0.4 + 0.4 * common / len(there)
    return 0.6 * common / len(here | there)
