"""SQL of a field's piece, and of a value that conditions decide."""

from collections.abc import Sequence

from pipelines.rule import Rule
from pipelines.sql_text import cleaned
from warehouse import tables
from warehouse.engine import literal


def piece(text: str, rule: Rule) -> str:
    """One part of a field. A text the pattern does not fit becomes '', which no other rule can give."""
    if rule.pattern:
        return (
            f"case when {text} is not null then trim(regexp_extract({text}, {literal(rule.pattern)}, 1)) end"
        )
    return f"nullif(trim(split_part({text}, {literal(rule.at or '')}, {rule.part})), '')"


def conditional(rule: Rule, missing: Sequence[str]) -> str:
    """The value of the first condition that holds. Rows of which no heading is filled stay empty: nobody knows."""
    cases = ""
    for condition in rule.when:
        text = cleaned(condition.heading, missing)
        listed = ", ".join(literal(value) for value in condition.values if value)
        tests = [f"coalesce({text} in ({listed}), false)"] if listed else []
        tests += [f"{text} is null"] if "" in condition.values else []
        cases += f" when {' or '.join(tests)} then {literal(condition.value)}"
    filled = " or ".join(f"{cleaned(heading, missing)} is not null" for heading in rule.headings)
    if rule.otherwise is not None:
        cases += f" when {filled} then {literal(rule.otherwise)}"
    return f"case{cases} end"


def decided_name(column: tables.Column) -> str:
    return f"{column.name}_decided"
