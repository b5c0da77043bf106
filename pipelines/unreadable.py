"""Values that a mapping cannot read: codes not in its list, dates not in its formats."""

import re
from dataclasses import dataclass

from pipelines.dates_sql import ambiguous, skipped
from pipelines.mapping import Mapping
from pipelines.mapping_sql import raw_name, unfit
from pipelines.problems import Problem
from pipelines.reading import CleanFile
from pipelines.rule import Rule, UnknownValue
from pipelines.spreadsheet_marks import ERRORS, described
from warehouse import tables
from warehouse.engine import DuckEngine, literal

SHOWN_VALUES = 5
SHOWN_LENGTH = 40
WHAT = {
    "code": "is not in the list of codes",
    "text": "is not in the list of codes",
    "day": "is not a date in a declared format",
    "moment": "is not a date and time in a declared format",
    "whole": "is not a whole number",
    "person": "is no person number",
}
REMEDY = {
    "code": "Ask the agency what it means and add it to the codes of this column in the mapping.",
    "text": "Ask the agency what it means and add it to the codes of this column in the mapping.",
    "day": "Correct the file, or add the format to the mapping.",
    "moment": "Correct the file, or add the format to the mapping.",
    "whole": "Correct the file, or map another column.",
    "person": "Correct the file, or map another column.",
}
# Why a text could not be read, where that is more than "it does not fit".
AMBIGUOUS = (
    "could be two different days",
    "Ask the agency how it writes dates, and keep only that format in the mapping.",
)
SKIPPED = ("is a time that the clocks left out in spring", "Ask the agency in which time zone its times are.")
NO_PART = ("does not fit the pattern of this column", "Correct the file, or the pattern in the mapping.")
BECAUSE = {1: AMBIGUOUS, 2: NO_PART, 3: SKIPPED}
SERIAL_SHAPE = re.compile("99999([.]9+)?")
REMEDY_FOR_A_SERIAL = 'If it is a spreadsheet\'s count of days, add "serial" to the formats in the mapping.'


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """One value of one column that could not be read. Dates are shown by their shape only."""

    column: tables.Column
    headings: str
    shown: str
    rows: int
    first_line: int
    handling: UnknownValue
    length: int | None = None
    because: tuple[str, str] | None = None

    @property
    def _value(self) -> str:
        return f'the value "{self.shown}"' if self.shown else "a value"

    def problem(self, file_name: str) -> Problem:
        what, remedy = self._words
        return Problem(
            file=file_name,
            where=f"column {self.headings}, line {self.first_line}"
            + (f" and {self.rows - 1} more" if self.rows > 1 else ""),
            what=f"{self._value} {what}.",
            remedy=remedy,
        )

    @property
    def _words(self) -> tuple[str, str]:
        if self.because:
            return self.because
        if marked := described(self.shown):
            return marked
        if self.length is not None:
            words = f"has not {self.length} letters or digits, as agreed"
            return words, "A spreadsheet may have taken zeros off its front; ask for the column as text."
        if SERIAL_SHAPE.fullmatch(self.shown) and self.column.kind in ("day", "moment"):
            return WHAT[self.column.kind], REMEDY_FOR_A_SERIAL
        return WHAT[self.column.kind], REMEDY[self.column.kind]


def condition(column: tables.Column) -> str:
    """SQL that is true for rows whose text is there but could not be read."""
    raw = raw_name(column.name)
    return f"{raw} is not null and {column.name} is null"


def unreadable_values(
    engine: DuckEngine, staging: str, mapping: Mapping, clean: CleanFile
) -> list[Unreadable]:
    """Every value of the file that could not be read, the most frequent first in each column."""
    checked = [
        (column, mapping.columns[column.name])
        for column in tables.canonical(mapping.table).columns
        if column.name in mapping.columns and _can_fail(column, mapping, clean)
    ]
    if not checked:
        return []
    counts = ", ".join(f"count(*) filter (where {condition(column)})" for column, _ in checked)
    totals = engine.rows(f"select {counts} from {staging} where is_kept")[0]
    found: list[Unreadable] = []
    for (column, rule), total in zip(checked, totals, strict=True):
        if total:
            headings = rule.headings or mapping.unpivot
            found += _values(engine, staging, column, rule, headings, _reasons(column, mapping))
    return found


def _can_fail(column: tables.Column, mapping: Mapping, clean: CleanFile) -> bool:
    rule = mapping.columns[column.name]
    if unfit(column, rule, mapping, clean):
        return True
    if column.kind == "text":
        return bool(rule.codes or rule.pattern or (rule.when and rule.otherwise is None))
    return rule.constant is None and column.kind != "person"


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
    engine: DuckEngine,
    staging: str,
    column: tables.Column,
    rule: Rule,
    headings: tuple[str, ...],
    reasons: str,
) -> list[Unreadable]:
    rows = engine.rows(f"""
        select {_shown(column, rule)} as shown, count(*), min(line_number), {reasons} as reason from {staging}
        where is_kept and {condition(column)}
        group by shown, reason order by count(*) desc, min(line_number) limit {SHOWN_VALUES}""")
    return [
        Unreadable(
            column=column,
            headings=" + ".join(headings),
            shown=re.sub(r"\s+", " ", value)[:SHOWN_LENGTH],
            rows=count,
            first_line=line,
            handling=rule.unknown,
            length=rule.length,
            because=BECAUSE.get(reason),
        )
        for value, count, line, reason in rows
    ]


def _shown(column: tables.Column, rule: Rule) -> str:
    """Codes and errors of a spreadsheet as they are; of dates, numbers and people only the shape."""
    raw = raw_name(column.name)
    if not rule.from_age and (column.kind == "code" or rule.codes or rule.when or rule.unpivot):
        return raw
    shape = f"regexp_replace(regexp_replace({raw}, '[0-9]', '9', 'g'), '[A-Za-z]', 'a', 'g')"
    errors = ", ".join(literal(error) for error in ERRORS)
    return f"case when {raw} in ({errors}) then {raw} else {shape} end"
