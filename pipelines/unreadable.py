"""Values that a mapping cannot read: codes not in its list, dates not in its formats."""

import re
from dataclasses import dataclass

from pipelines.mapping import Mapping, Rule, UnknownValue
from pipelines.mapping_sql import raw_name
from pipelines.problems import Problem
from warehouse import tables
from warehouse.engine import DuckEngine

SHOWN_VALUES = 5
SHOWN_LENGTH = 40
WHAT = {
    "code": "is not in the list of codes",
    "text": "is not in the list of codes",
    "day": "is not a date in a declared format",
    "moment": "is not a date and time in a declared format",
    "whole": "is not a whole number",
}
REMEDY = {
    "code": "Ask the agency what it means and add it to the codes of this column in the mapping.",
    "text": "Ask the agency what it means and add it to the codes of this column in the mapping.",
    "day": "Correct the file, or add the format to the mapping.",
    "moment": "Correct the file, or add the format to the mapping.",
    "whole": "Correct the file, or map another column.",
}


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """One value of one column that could not be read. Dates are shown by their shape only."""

    column: tables.Column
    headings: str
    shown: str
    rows: int
    first_line: int
    handling: UnknownValue

    def problem(self, file_name: str) -> Problem:
        return Problem(
            file=file_name,
            where=f"column {self.headings}, line {self.first_line}"
            + (f" and {self.rows - 1} more" if self.rows > 1 else ""),
            what=f'the value "{self.shown}" {WHAT[self.column.kind]}.',
            remedy=REMEDY[self.column.kind],
        )


def condition(column: tables.Column) -> str:
    """SQL that is true for rows whose text is there but could not be read."""
    raw = raw_name(column.name)
    return f"{raw} is not null and {column.name} is null"


def unreadable_values(engine: DuckEngine, staging: str, mapping: Mapping) -> list[Unreadable]:
    """Every value of the file that could not be read, the most frequent first in each column."""
    checked = [
        (column, mapping.columns[column.name])
        for column in tables.canonical(mapping.table).columns
        if column.kind != "person" and column.name in mapping.columns and _can_fail(column, mapping)
    ]
    if not checked:
        return []
    counts = ", ".join(f"count(*) filter (where {condition(column)})" for column, _ in checked)
    totals = engine.rows(f"select {counts} from {staging} where is_kept")[0]
    found: list[Unreadable] = []
    for (column, rule), total in zip(checked, totals, strict=True):
        if total:
            found += _values(engine, staging, column, rule, rule.headings or mapping.unpivot)
    return found


def _can_fail(column: tables.Column, mapping: Mapping) -> bool:
    rule = mapping.columns[column.name]
    return rule.constant is None and (column.kind != "text" or bool(rule.codes))


def _values(
    engine: DuckEngine, staging: str, column: tables.Column, rule: Rule, headings: tuple[str, ...]
) -> list[Unreadable]:
    raw = raw_name(column.name)
    is_code = column.kind in ("code", "text") and not rule.from_age
    shown = (
        raw if is_code else f"regexp_replace(regexp_replace({raw}, '[0-9]', '9', 'g'), '[A-Za-z]', 'a', 'g')"
    )
    rows = engine.rows(f"""
        select {shown} as shown, count(*), min(line_number) from {staging}
        where is_kept and {condition(column)}
        group by shown order by count(*) desc, min(line_number) limit {SHOWN_VALUES}""")
    return [
        Unreadable(
            column=column,
            headings=" + ".join(headings),
            shown=re.sub(r"\s+", " ", value)[:SHOWN_LENGTH],
            rows=count,
            first_line=line,
            handling=rule.unknown,
        )
        for value, count, line in rows
    ]
