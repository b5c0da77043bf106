"""A shape's extract mapping as TOML, one code a line so that a clerk can read and correct it."""

import json
from collections.abc import Mapping
from typing import Any

from pipelines.sample.shapes import Cell, Shape

LONGEST_LINE = 110
COVERS_TO = r"_to_(\d{4}-\d{2}-\d{2})\."


def mapping_toml(shape: Shape) -> str:
    """The mapping file of a shape; it names each of the shape's headings."""
    mapped = [cell for cell in shape.cells if cell.column]
    plain = {str(cell.column): cell.heading for cell in mapped if not cell.codes}
    short_codes, *long_codes = _coded_columns([cell for cell in mapped if cell.codes])
    short, long = _by_length(shape.rules)
    parts = [
        "# A made-up extract of the sample county.",
        _pairs(_head(shape)),
        _section("format", shape.format),
        _section("keep", shape.keep),
        "\n".join([_section("columns", {**plain, **short}), short_codes]).rstrip(),
        *long_codes,
        *(_long_rule(name, rule) for name, rule in long.items()),
        _section("identity.person_key", shape.identity),
        _section("ignored", {"headings": shape.ignored} if shape.ignored else {}),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def totals_toml(shape: Shape, columns: Mapping[str, Any]) -> str:
    """The mapping file of a file of totals; a long rule stands in a section of its own."""
    short, long = _by_length(columns)
    parts = [
        "# A made-up extract of the sample county.",
        _pairs({key: value for key, value in _head(shape).items() if key != "person_numbers"}),
        _section("format", shape.format),
        _section("columns", short),
        *(_long_rule(name, rule) for name, rule in long.items()),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _by_length(rules: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Rules that fit into a line, and the others."""
    short = {name: rule for name, rule in rules.items() if len(_pairs({name: rule})) <= LONGEST_LINE}
    return short, {name: rule for name, rule in rules.items() if name not in short}


def _long_rule(name: str, rule: Mapping[str, Any]) -> str:
    plain = {key: value for key, value in rule.items() if not isinstance(value, Mapping)}
    lists = [(key, value) for key, value in rule.items() if isinstance(value, Mapping)]
    sections = [_section(f"columns.{name}", plain)]
    sections += [_section(f"columns.{name}.{key}", value) for key, value in lists]
    return "\n\n".join(part for part in sections if part)


def _head(shape: Shape) -> dict[str, Any]:
    return {
        "agency": shape.agency,
        "person_numbers": shape.person_numbers,
        "table": shape.table,
        "files": [f"{shape.name}_to_*.{shape.kind}"],
        "covers_to_in_name": COVERS_TO,
    }


def _coded_columns(cells: list[Cell]) -> list[str]:
    """Short lists of codes in one line under [columns]; long ones in a section of their own."""
    short, long = [], []
    for cell in cells:
        line = _pairs({str(cell.column): {"from": cell.heading, "codes": _meanings(cell)}})
        if len(line) <= LONGEST_LINE:
            short.append(line)
        else:
            long.append(_section_of(cell))
    return ["\n".join(short), *long]


def _section_of(cell: Cell) -> str:
    column = _section(f"columns.{cell.column}", {"from": cell.heading})
    return f"{column}\n\n{_section(f'columns.{cell.column}.codes', _meanings(cell))}"


def _meanings(cell: Cell) -> dict[str, str]:
    return {spelling: meaning for meaning, spellings in cell.codes.items() for spelling in spellings}


def _section(name: str, pairs: Mapping[str, Any]) -> str:
    return f"[{name}]\n{_pairs(pairs)}" if pairs else ""


def _pairs(pairs: Mapping[str, Any]) -> str:
    return "\n".join(f"{_key(key)} = {_value(value)}" for key, value in pairs.items())


def _key(key: str) -> str:
    return key if key.isidentifier() and key.isascii() else _value(key)


def _value(value: Any) -> str:
    """Texts and lists as JSON writes them, which TOML reads alike; patterns as they are; rules on a line."""
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items())
        return f"{{ {inside} }}"
    if isinstance(value, str) and "\\" in value:
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False)
