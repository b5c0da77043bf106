"""How an agency writes one canonical table: headings, codes and formats, declared once.

The extract and its mapping both come from this declaration, so they cannot disagree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from pipelines.sample.draws import slot

# meaning -> the agency's spellings of it, the usual one first
Codes = Mapping[str, tuple[str, ...]]

SPELLINGS: Final = 16
FIRST_SLOTS: Final = 6  # of 16 spellings drawn, those that are the usual one
HOLDER_SLOT: Final = 14


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One heading and what stands under it; `column` is the canonical column mapped from it, if any."""

    heading: str
    text: pl.Expr
    column: str | None = None
    codes: Codes = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Plant:
    """Rows that must end in quarantine: copies of other rows with fields overwritten ({n} counts them)."""

    reason: str
    count: int
    fields: Mapping[str, str]
    second_delivery: bool = False


@dataclass(frozen=True, kw_only=True)
class Shape:
    """One agency's extract of one table.

    begins: the column that says since when the agency knows of a record.
    later: a day or moment column -> what the columns that hang on it read until then.
    first_told: column -> what the first delivery wrongly said of a few records.
    rows: column holding how many rows the agency writes per record, told apart by `rows_heading`.
    typed_days: headings whose ISO days a workbook holds as real dates, not as text.
    identity: part of a person's identity -> heading; only in a county with names.
    sends_all: every delivery holds all records again, as small agencies do.
    missing: what stands for nothing in `missing_slots` of 16 rows; elsewhere the field is empty.
    """

    agency: str
    table: str
    name: str
    cells: tuple[Cell, ...]
    begins: str
    key: tuple[str, ...]
    format: Mapping[str, Any] = field(default_factory=dict)
    keep: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    later: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    first_told: Mapping[str, str] = field(default_factory=dict)
    rows: str | None = None
    rows_heading: str | None = None
    sends_all: bool = False
    missing: str = ""
    missing_slots: int = 0
    line_end: str = "\n"
    typed_days: tuple[str, ...] = ()
    plants: tuple[Plant, ...] = ()
    person_numbers: str = "county"
    identity: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return str(self.format.get("kind", "csv"))

    @property
    def headings(self) -> tuple[str, ...]:
        own = tuple(cell.heading for cell in self.cells)
        return (*own, self.rows_heading) if self.rows_heading else own

    @property
    def ignored(self) -> tuple[str, ...]:
        """Headings the mapping leaves out on purpose."""
        ruled = {heading for rule in self.rules.values() for heading in _named(rule)}
        mapped = {cell.heading for cell in self.cells if cell.column} | ruled | set(self.keep)
        mapped |= set(self.identity.values())
        return tuple(heading for heading in self.headings if heading not in mapped)

    @property
    def holder(self) -> pl.Expr:
        """What stands in this record's empty fields."""
        return pl.when(slot(HOLDER_SLOT) < self.missing_slots).then(pl.lit(self.missing or None))

    def written(self, known: pl.DataFrame) -> pl.DataFrame:
        """The records as text under the agency's headings, one row per record."""
        return known.select(cell.text.fill_null(self.holder).alias(cell.heading) for cell in self.cells)


def text(heading: str, column: str) -> Cell:
    return Cell(heading=heading, column=column, text=pl.col(column).cast(pl.String))


def left_out(heading: str, value: pl.Expr) -> Cell:
    """A heading the mapping ignores."""
    return Cell(heading=heading, text=value)


def dated(heading: str, column: str, form: str) -> Cell:
    """A day or a moment, in the agency's format."""
    return Cell(heading=heading, column=column, text=pl.col(column).dt.strftime(form))


def coded(heading: str, column: str, codes: Codes, place: int = 0) -> Cell:
    """A code; `place` settles which slot of the record's pick chooses among spellings."""
    return Cell(heading=heading, column=column, codes=codes, text=_spelt(pl.col(column), codes, place))


def _named(rule: Mapping[str, Any]) -> list[str]:
    return [rule[key] for key in ("from", "from_age") if key in rule] + list(rule.get("combine", ()))


def _spelt(meaning: pl.Expr, codes: Codes, place: int) -> pl.Expr:
    if all(len(spellings) == 1 for spellings in codes.values()):
        single = {key: spellings[0] for key, spellings in codes.items()}
        return meaning.replace_strict(single, return_dtype=pl.String)
    key = meaning + "|" + slot(place).cast(pl.String)
    listed = {
        f"{word}|{at}": _nth(spellings, at) for word, spellings in codes.items() for at in range(SPELLINGS)
    }
    return key.replace_strict(listed, return_dtype=pl.String)


def _nth(spellings: tuple[str, ...], at: int) -> str:
    return spellings[0] if at < FIRST_SLOTS else spellings[at % len(spellings)]
