"""Finding the values that a mapping cannot read: codes not in its list, dates not in its formats."""

import re
from dataclasses import replace

from pipelines.dates_sql import ambiguous, skipped
from pipelines.drafting.meanings import MISSING
from pipelines.loading import Loaded
from pipelines.mapping import Mapping
from pipelines.mapping_sql import raw_name, unfit
from pipelines.reading import CleanFile
from pipelines.rule import Rule
from pipelines.spreadsheet_marks import ERRORS
from pipelines.unreadable import Unreadable
from warehouse import tables
from warehouse.engine import DuckEngine, literal

SHOWN_VALUES = 5  # of a column, the most frequent; the others are told together
MOST_VALUES = 1_000  # of a column are kept one by one; of a free text nobody reads more
SHOWN_LENGTH = 40
# Why a text could not be read, where that is more than "it does not fit".
AMBIGUOUS = (
    "could be two different days",
    "Ask the agency how it writes dates, and keep only that format in the mapping.",
)
SKIPPED = ("is a time that the clocks left out in spring", "Ask the agency in which time zone its times are.")
NO_PART = ("does not fit the pattern of this column", "Correct the file, or the pattern in the mapping.")
BECAUSE = {1: AMBIGUOUS, 2: NO_PART, 3: SKIPPED}


def condition(column: tables.Column) -> str:
    """SQL that is true for rows whose text is there but could not be read; only codes that were read keep theirs."""
    raw = raw_name(column.name)
    return f"{raw} is not null" + (f" and {column.name} is null" if column.kind == "code" else "")


def unreadable_values(
    engine: DuckEngine, loaded: Loaded, mapping: Mapping, clean: CleanFile
) -> list[Unreadable]:
    """Of each column the most frequent values that could not be read, then the others together.

    Their rows add up to all rows of the file that could not be read there.
    """
    checked = [
        (column, mapping.columns[column.name])
        for column in tables.canonical(mapping.table).columns
        if column.name in mapping.columns and _can_fail(column, mapping, clean)
    ]
    if not checked:
        return []
    counts = ", ".join(f"count(case when {condition(column)} then 1 end)" for column, _ in checked)
    totals = engine.rows(f"select {counts} from {loaded.rows_table} where is_kept")[0]
    found: list[Unreadable] = []
    for (column, rule), total in zip(checked, totals, strict=True):
        if total:
            headings = rule.headings or mapping.unpivot
            found += _values(engine, loaded.staging, column, rule, headings, _reasons(column, mapping))
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
        select {_shown(column, rule)} as shown, count(*), min(line_number), {reasons} as reason,
               count(*) over (), sum(count(*)) over ()
        from {staging} where is_kept and {condition(column)}
        group by shown, reason order by count(*) desc, min(line_number) limit {MOST_VALUES}""")
    found = [
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
        for value, count, line, reason, *_ in rows
    ]
    return _with_others_together(found, *map(int, rows[0][-2:]))


def _with_others_together(found: list[Unreadable], values: int, rows: int) -> list[Unreadable]:
    """The first few, and one for all others. values, rows: of the column, also of values not among those found."""
    told, others = found[:SHOWN_VALUES], found[SHOWN_VALUES:]
    if len(others) < 2:
        return found
    together = replace(
        others[0],
        shown="",
        rows=rows - sum(item.rows for item in told),
        first_line=min(item.first_line for item in others),
        because=None,
        values=values - len(told),
        listed=tuple(others),
    )
    return [*told, together]


def _shown(column: tables.Column, rule: Rule) -> str:
    """Codes, errors of a spreadsheet, texts for "empty" as they are; of dates, numbers and people only the shape."""
    raw = raw_name(column.name)
    if not rule.from_age and (column.kind == "code" or rule.codes or rule.when or rule.unpivot):
        return raw
    shape = f"regexp_replace(regexp_replace({raw}, '[0-9]', '9', 'g'), '[A-Za-z]', 'a', 'g')"
    errors = ", ".join(literal(error) for error in (*ERRORS, *MISSING))
    return f"case when {raw} in ({errors}) then {raw} else {shape} end"
