"""SQL that finds texts which cannot be a value, though any text would do: what spreadsheets break, and lost zeros."""

from collections.abc import Sequence

from pipelines.mapping import Mapping
from pipelines.reading import CleanFile
from pipelines.rule import Rule
from pipelines.spreadsheet_marks import pattern
from warehouse import tables
from warehouse.engine import literal


def unfit(column: tables.Column, rule: Rule, texts: Sequence[str], clean: CleanFile) -> str | None:
    """SQL that is true for a text that cannot be a value of the column; None where any text can.

    texts: SQL of the fields the column is made of.
    """
    tests = []
    if clean.has_marks and column.kind in ("text", "person"):
        is_number = column.kind == "person" or column.name.endswith("_id")
        tests += _matches(texts, pattern(is_number_of_a_record=is_number))
    if rule.length is not None:
        tests += [f"length({text}) <> {rule.length}" for text in texts]
    return _any(tests) if tests else None


def is_keep_doubtful(mapping: Mapping, clean: CleanFile) -> bool:
    """Whether a spreadsheet's error may hide which rows are ours; then staging has a column is_undecided."""
    return clean.has_marks and bool(mapping.keep)


def undecided(texts: Sequence[str]) -> str:
    """SQL that is true for rows of which an error hides whether they are ours."""
    return _any(_matches(texts, pattern(is_number_of_a_record=False)))


def _matches(texts: Sequence[str], wanted: str) -> list[str]:
    return [f"regexp_full_match({text}, {literal(wanted)})" for text in texts]


def _any(tests: Sequence[str]) -> str:
    return f"coalesce({' or '.join(tests)}, false)"
