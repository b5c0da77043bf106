"""Codes that appear for the first time in the newest delivery of a mapping, and codes that are gone from it.

A new code, even a listed one, often means that the agency changed a form; a code that every delivery
had and the newest has not, that an export lost something. Both are asked about, neither stops anything.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from pipelines.mapping_sql import raw_name
from pipelines.rule import Rule
from pipelines.staging import Staged, by_mapping
from pipelines.unreadable_values import SHOWN_LENGTH
from warehouse import tables
from warehouse.engine import DuckEngine

EARLIER_DELIVERIES = 6  # how far back "every delivery" looks
# As often as the code was, so many rows of the newest should have it: with 5, none is no chance (1 in 150).
EXPECTED_ROWS = 5
Kind = Literal["new", "vanished"]
# Rows of each code, by the age of their file: 0 is the newest, 1 the one before.
Codes = dict[str, dict[int, int]]
SCHEMA = {
    "mapping_name": pl.String,
    "delivery_number": pl.Int64,
    "file_name": pl.String,
    "column_name": pl.String,
    "headings": pl.String,
    "kind": pl.String,
    "code": pl.String,
    "rows": pl.Int64,
}


@dataclass(frozen=True, kw_only=True)
class CodeWarning:
    """rows: of a new code, those of the newest delivery; of a vanished one, those of the delivery before."""

    mapping_name: str
    delivery_number: int
    file_name: str
    column_name: str
    headings: str
    kind: Kind
    code: str
    rows: int

    @property
    def words(self) -> str:
        """What is remarked on, and in which column; the file is named beside it."""
        shown = re.sub(r"\s+", " ", self.code)[:SHOWN_LENGTH]
        place = f'column {self.headings}: the code "{shown}"'
        if self.kind == "new":
            return f"{place} is here for the first time"
        return f"{place} is gone; {self.rows:,} rows had it in the delivery before"

    @property
    def remedy(self) -> str:
        if self.kind == "new":
            return "Ask the agency whether it means what the mapping says."
        return "Ask the agency whether its export or its form changed."

    def __str__(self) -> str:
        return f"{self.file_name}, {self.words}. {self.remedy}"


def code_warnings(engine: DuckEngine, staged: Sequence[Staged]) -> list[CodeWarning]:
    """The warnings of every mapping with at least two deliveries; kept in the table `code_warnings`, too."""
    found = []
    for deliveries in by_mapping(staged):
        if len(deliveries) > 1:
            found += _of_mapping(engine, deliveries)
    rows = [vars(warning) for warning in found]
    engine.add_frame("code_warnings", pl.DataFrame(rows, schema=SCHEMA), temporary=False)
    return found


def _of_mapping(engine: DuckEngine, deliveries: list[Staged]) -> list[CodeWarning]:
    newest = deliveries[-1]
    return [
        CodeWarning(
            mapping_name=newest.delivery.mapping_name,
            delivery_number=newest.delivery.number,
            file_name=newest.delivery.file_name,
            column_name=column,
            headings=" + ".join(newest.mapping.columns[column].headings),
            kind=kind,
            code=code,
            rows=rows,
        )
        for column, codes in sorted(_counted(engine, deliveries).items())
        for kind, code, rows in _remarkable(codes, last=min(EARLIER_DELIVERIES, len(deliveries) - 1))
    ]


def _remarkable(codes: Codes, *, last: int) -> list[tuple[Kind, str, int]]:
    """Of one column the codes to ask about, the most frequent first. last: the oldest of "every delivery"."""
    sizes = Counter[int]()
    for rows in codes.values():
        sizes.update(rows)
    every = set(range(1, last + 1))
    found: list[tuple[Kind, str, int]] = []
    for code, rows in codes.items():
        if set(rows) == {0}:
            found.append(("new", code, rows[0]))
        elif 0 not in rows and every <= rows.keys() and rows[1] * sizes[0] >= EXPECTED_ROWS * sizes[1]:
            found.append(("vanished", code, rows[1]))
    return sorted(found, key=lambda one: (one[0], -one[2], one[1]))


def _coded_columns(item: Staged) -> list[str]:
    """Columns of which staging keeps the agency's own code."""
    return [
        column.name
        for column in tables.canonical(item.mapping.table).columns
        if column.kind == "code" and _has_codes(item.mapping.columns.get(column.name))
    ]


def _has_codes(rule: Rule | None) -> bool:
    return rule is not None and rule.constant is None and rule.from_age is None and not rule.when


def _counted(engine: DuckEngine, deliveries: list[Staged]) -> dict[str, Codes]:
    """By column its codes, counted in one pass over each file."""
    coded = _coded_columns(deliveries[-1])
    found: dict[str, Codes] = {column: {} for column in coded}
    for age, item in enumerate(reversed(deliveries) if coded else ()):
        for *codes, rows in engine.rows(_counts(item, coded)):
            for column, code in zip(coded, codes, strict=True):
                if code is not None:
                    by_age = found[column].setdefault(code, {})
                    by_age[age] = by_age.get(age, 0) + rows
    return found


def _counts(item: Staged, coded: list[str]) -> str:
    """Rows by two columns at a time, which costs half of one at a time: most of the work is for each grouping."""
    raws = [raw_name(name) for name in coded]
    pairs = ", ".join(f"({', '.join(raws[at : at + 2])})" for at in range(0, len(raws), 2))
    return f"""
        select {", ".join(raws)}, count(*) from {item.loaded.rows_table} where is_kept
        group by grouping sets ({pairs})"""
