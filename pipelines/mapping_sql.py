"""A mapping's rules as one SQL query over a clean file: all columns are read as text, nothing is guessed."""

from pipelines import identity_sql, misfits
from pipelines.dates_sql import moment
from pipelines.mapping import Mapping
from pipelines.reading import CleanFile
from pipelines.rule import Rule
from pipelines.rule_sql import conditional, decided_name, piece
from pipelines.sql_text import cleaned
from warehouse import tables
from warehouse.engine import identifier, literal

LONGEST_LINE_BYTES = 1_000_000  # a field longer than this is no value of any table here
AGE_LIMITS = (
    (18, "under_18"),
    (25, "18_24"),
    (35, "25_34"),
    (45, "35_44"),
    (55, "45_54"),
    (121, "55_and_over"),
)


# Names no heading has: of the heading that a figure of a wide sheet stands under, and of the figure.
UNPIVOTED_HEADING, UNPIVOTED_FIGURE = "unpivoted\nheading", "unpivoted\nfigure"


def raw_name(column: str) -> str:
    """Name under which a column's own text, as the agency wrote it, is kept in staging.

    Of codes it is always kept, of other columns only where it could not be read.
    """
    return f"{column}_code"


def select(clean: CleanFile, mapping: Mapping, *, file_mark: str) -> str:
    table = tables.canonical(mapping.table)
    values, raws = [], []
    for column in table.columns:
        rule = mapping.columns.get(column.name)
        text = _text(rule, mapping, file_mark) if rule else "cast(null as varchar)"
        raws.append(f"{text} as {raw_name(column.name)}")
        if rule and rule.when:
            raws.append(f"{conditional(rule, mapping.format.missing)} as {decided_name(column)}")
        value = _value(column, rule, mapping)
        if rule and (misfit := unfit(column, rule, mapping, clean)):
            raws.append(f"{misfit} as {_unfit_name(column)}")
            value = f"case when not {_unfit_name(column)} then {value} end"
            if column.kind == "person":
                values.append(
                    f"case when {_unfit_name(column)} then {raw_name(column.name)} end as {raw_name(column.name)}"
                )
        values.append(f"cast({value} as {column.sql_type}) as {column.name}")
    kept = [_keep(heading, wanted) for heading, wanted in mapping.keep.items()]
    if mapping.unpivot:
        # An empty cell is no figure, and never 0.
        kept.append(f"{_cleaned(UNPIVOTED_FIGURE, mapping)} is not null")
    if misfits.is_keep_doubtful(mapping, clean):
        values.append("is_undecided")
    return f"""
        select is_kept, {", ".join([*values, *_kept_raws(table), *identity_sql.values(mapping)])}
        from (select {", ".join([*raws, *identity_sql.texts(mapping)])},
                     {" and ".join(kept) or "true"} as is_kept{_undecided(mapping, clean)}
              from {_rows(clean, mapping)})"""


def _rows(clean: CleanFile, mapping: Mapping) -> str:
    """The file's rows; of a wide sheet one after another for each figure of a row."""
    if not mapping.unpivot:
        return reader(clean, KEEP_FAULTS)
    headings = ", ".join(literal(heading) for heading in mapping.unpivot)
    figures = ", ".join(identifier(heading) for heading in mapping.unpivot)
    return f"""(
        select *, unnest([{headings}]) as {identifier(UNPIVOTED_HEADING)},
               unnest([{figures}]) as {identifier(UNPIVOTED_FIGURE)}
        from {reader(clean, KEEP_FAULTS)})"""


def unfit(column: tables.Column, rule: Rule, mapping: Mapping, clean: CleanFile) -> str | None:
    """SQL that is true for a text that cannot be a value of the column; None where any text can."""
    fields = () if rule.unpivot else rule.headings  # headings that are values themselves were agreed
    return misfits.unfit(column, rule, [_cleaned(heading, mapping) for heading in fields], clean)


def _unfit_name(column: tables.Column) -> str:
    return f"{column.name}_unfit"


def _undecided(mapping: Mapping, clean: CleanFile) -> str:
    if not misfits.is_keep_doubtful(mapping, clean):
        return ""
    return f", {misfits.undecided([_cleaned(heading, mapping) for heading in mapping.keep])} as is_undecided"


def _kept_raws(table: tables.Table) -> list[str]:
    kept = [column for column in table.columns if column.kind != "person"]
    return [raw_name(column.name) if column.kind == "code" else _raw_if_unreadable(column) for column in kept]


def _raw_if_unreadable(column: tables.Column) -> str:
    """Texts are most of what staging has to move, and all but a few have been read."""
    raw = raw_name(column.name)
    return f"case when {column.name} is null then {raw} end as {raw}"


KEEP_FAULTS = """store_rejects = true, rejects_limit = 0, rejects_scan = 'reject_scans_now',
        rejects_table = 'rejects_now'"""
SKIP_FAULTS = "ignore_errors = true"


def reader(clean: CleanFile, faults: str) -> str:
    """The clean file as a relation. faults: what becomes of rows that cannot be read, one of the two above."""
    columns = ", ".join(f"{literal(heading)}: 'VARCHAR'" for heading in clean.headings)
    return f"""read_csv({literal(str(clean.path))}, auto_detect = false, header = true, columns = {{{columns}}},
        delim = {literal(clean.delimiter)}, quote = '"', escape = '"', new_line = '\\n', strict_mode = true,
        null_padding = false, max_line_size = {LONGEST_LINE_BYTES}, {faults})"""


def _cleaned(heading: str, mapping: Mapping) -> str:
    return cleaned(heading, mapping.format.missing)


def _text(rule: Rule, mapping: Mapping, file_mark: str) -> str:
    """The column's own text: one field, fields joined (empty when any is empty), a constant, or the row.

    file_mark: put before row numbers, so that rows of different files are different records.
    """
    if rule.constant is not None:
        return literal(rule.constant)
    if rule.row_number:
        return f"{literal(file_mark)} || cast(row_number() over () as varchar)"
    if rule.unpivot:
        return identifier(UNPIVOTED_HEADING)
    if rule.unpivoted:
        return _cleaned(UNPIVOTED_FIGURE, mapping)
    parts = [_cleaned(heading, mapping) for heading in rule.headings]
    if rule.when:
        return f"nullif(concat_ws(' + ', {', '.join(parts)}), '')"
    if rule.split:
        parts = [piece(parts[0], rule)]
    text = f" || {literal(rule.with_text)} || ".join(parts)
    text = f"{literal(rule.prefix)} || {text}" if rule.prefix else text
    return text if rule.when_missing is None else f"coalesce({text}, {literal(rule.when_missing)})"


def _value(column: tables.Column, rule: Rule | None, mapping: Mapping) -> str:
    raw = raw_name(column.name)
    if column.kind == "person":
        number = identity_sql.number(column.name, raw, mapping)
        return f"{literal(mapping.person_numbers or mapping.agency)} || ':' || {number}"
    if rule is None:
        return "null"
    if rule.when:
        return decided_name(column)
    if rule.from_age:
        return _age_band(raw)
    if codes := rule.codes or rule.unpivot:
        cases = " ".join(f"when {literal(code)} then {literal(meaning)}" for code, meaning in codes.items())
        return f"case {raw} {cases} end"
    match column.kind:
        case "day":
            return moment(raw, rule.formats or mapping.format.day_formats, mapping.zones(column.name))
        case "moment":
            return moment(raw, rule.formats or mapping.format.moment_formats, mapping.zones(column.name))
        case "whole":
            number = f"try_cast({raw} as double)"
            return f"case when {number} = floor({number}) then {number} end"
        case "code":
            listed = ", ".join(literal(code) for code in column.codes)
            return f"case when {raw} in ({listed}) then {raw} end"
        case _:
            return f"nullif({raw}, '')" if rule.pattern else raw


def _age_band(raw: str) -> str:
    age = f"try_cast({raw} as double)"
    cases = " ".join(f"when {age} < {limit} then {literal(band)}" for limit, band in AGE_LIMITS)
    return f"case when {age} < 0 then null {cases} end"


def _keep(heading: str, wanted: tuple[str, ...]) -> str:
    listed = ", ".join(literal(value) for value in wanted)
    return f"coalesce(trim({identifier(heading)}) in ({listed}), false)"
