"""Codes that appear for the first time in the newest delivery of a mapping, and codes that are gone from it.

A new code, even a listed one, often means that the agency changed a form; a code that every delivery
had and the newest has not, that an export lost something. Both are asked about, neither stops anything.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from pipelines.mapping_sql import raw_name
from pipelines.rule import Rule
from pipelines.staging import Staged, by_mapping
from pipelines.unreadable_values import SHOWN_LENGTH
from warehouse import tables
from warehouse.engine import DuckEngine, literal

EARLIER_DELIVERIES = 6  # how far back "every delivery" looks
# As often as the code was, so many rows of the newest should have it: with 5, none is no chance (1 in 150).
EXPECTED_ROWS = 5
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
    kind: Literal["new", "vanished"]
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
    coded = _coded_columns(newest)
    if not coded:
        return []
    rows = engine.rows(_query(deliveries, coded))
    return [
        CodeWarning(
            mapping_name=newest.delivery.mapping_name,
            delivery_number=newest.delivery.number,
            file_name=newest.delivery.file_name,
            column_name=column,
            headings=" + ".join(newest.mapping.columns[column].headings),
            kind=kind,
            code=code,
            rows=count,
        )
        for column, kind, code, count in rows
    ]


def _coded_columns(item: Staged) -> list[str]:
    """Columns of which staging keeps the agency's own code."""
    return [
        column.name
        for column in tables.canonical(item.mapping.table).columns
        if column.kind == "code" and _has_codes(item.mapping.columns.get(column.name))
    ]


def _has_codes(rule: Rule | None) -> bool:
    return rule is not None and rule.constant is None and rule.from_age is None and not rule.when


def _query(deliveries: list[Staged], coded: list[str]) -> str:
    """Per column and code the rows of each delivery, counted in one pass over each file.

    age: 0 is the newest delivery, 1 the one before.
    """
    counts = " union all ".join(_counts(item, coded, age) for age, item in enumerate(reversed(deliveries)))
    last = min(EARLIER_DELIVERIES, len(deliveries) - 1)
    return f"""
        with counted as ({counts}),
        sizes as (select column_name, age, sum(n) as size from counted group by all),
        codes as (
            select column_name, code, coalesce(sum(n) filter (where age = 0), 0) as now,
                   coalesce(sum(n) filter (where age = 1), 0) as before,
                   count(*) filter (where age between 1 and {last}) as had, max(age) as oldest
            from counted group by all
        )
        select c.column_name, case when c.now > 0 then 'new' else 'vanished' end as kind, c.code,
               cast(case when c.now > 0 then c.now else c.before end as bigint) as n
        from codes as c
        join sizes as newest on newest.column_name = c.column_name and newest.age = 0
        left join sizes as earlier on earlier.column_name = c.column_name and earlier.age = 1
        where (c.now > 0 and c.oldest = 0)
           or (c.now = 0 and c.had = {last} and c.before * newest.size >= {EXPECTED_ROWS} * earlier.size)
        order by c.column_name, kind, n desc, c.code"""


def _counts(item: Staged, coded: list[str], age: int) -> str:
    raws = [raw_name(name) for name in coded]
    which = " ".join(
        f"when grouping({raw}) = 0 then {literal(name)}" for raw, name in zip(raws, coded, strict=True)
    )
    return f"""
        select * from (
            select {age} as age, case {which} end as column_name, coalesce({", ".join(raws)}) as code, count(*) as n
            from {item.loaded.staging} where is_kept group by grouping sets ({", ".join(f"({raw})" for raw in raws)}))
        where code is not null"""
