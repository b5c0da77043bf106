"""Values that a mapping cannot read: codes not in its list, dates not in its formats."""

import re
from dataclasses import dataclass

from pipelines.dates_sql import ambiguous, skipped
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
# Why a text could not be read, where that is more than "it does not fit".
AMBIGUOUS = (
    "could be two different days",
    "Ask the agency how it writes dates, and keep only that format in the mapping.",
)
SKIPPED = ("is a time that the clocks left out in spring", "Ask the agency in which time zone its times are.")
NO_PART = ("does not fit the pattern of this column", "Correct the file, or the pattern in the mapping.")
BECAUSE = {1: AMBIGUOUS, 2: NO_PART, 3: SKIPPED}


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """One value of one column that could not be read. Dates are shown by their shape only."""

    column: tables.Column
    headings: str
    shown: str
    rows: int
    first_line: int
    handling: UnknownValue
    because: tuple[str, str] | None = None

    @property
    def _value(self) -> str:
        return f'the value "{self.shown}"' if self.shown else "a value"

    def problem(self, file_name: str) -> Problem:
        what, remedy = self.because or (WHAT[self.column.kind], REMEDY[self.column.kind])
        return Problem(
            file=file_name,
            where=f"column {self.headings}, line {self.first_line}"
            + (f" and {self.rows - 1} more" if self.rows > 1 else ""),
            what=f"{self._value} {what}.",
            remedy=remedy,
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
            found += _values(engine, staging, column, rule, _reasons(column, mapping))
    return found


def _can_fail(column: tables.Column, mapping: Mapping) -> bool:
    rule = mapping.columns[column.name]
    if column.kind == "text":
        return bool(rule.codes or rule.pattern or (rule.when and rule.otherwise is None))
    return rule.constant is None


def _reasons(column: tables.Column, mapping: Mapping) -> str:
    """SQL of why a text could not be read: 2 pattern, 1 two days, 3 skipped, 0 it just does not fit."""
    raw, rule = raw_name(column.name), mapping.columns[column.name]
    cases = f" when {raw} = '' then 2"
    if column.kind in ("day", "moment"):
        declared = mapping.format.day_formats if column.kind == "day" else mapping.format.moment_formats
        formats = rule.formats or declared
        if doubt := ambiguous(raw, formats):
            cases += f" when {doubt} then 1"
        if gap := skipped(raw, formats, mapping.zones(column.name)):
            cases += f" when {gap} then 3"
    return f"case{cases} else 0 end"


def _values(
    engine: DuckEngine, staging: str, column: tables.Column, rule: Rule, reasons: str
) -> list[Unreadable]:
    raw = raw_name(column.name)
    is_code = column.kind in ("code", "text") and not rule.from_age
    shown = (
        raw if is_code else f"regexp_replace(regexp_replace({raw}, '[0-9]', '9', 'g'), '[A-Za-z]', 'a', 'g')"
    )
    rows = engine.rows(f"""
        select {shown} as shown, count(*), min(line_number), {reasons} as reason from {staging}
        where is_kept and {condition(column)}
        group by shown, reason order by count(*) desc, min(line_number) limit {SHOWN_VALUES}""")
    return [
        Unreadable(
            column=column,
            headings=" + ".join(rule.headings),
            shown=re.sub(r"\s+", " ", value)[:SHOWN_LENGTH],
            rows=count,
            first_line=line,
            handling=rule.unknown,
            because=BECAUSE.get(reason),
        )
        for value, count, line, reason in rows
    ]
