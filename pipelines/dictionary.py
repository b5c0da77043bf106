"""The data dictionary, its picture and the list of indicators, written from the declarations."""

from pathlib import Path

from pipelines import indicator_document
from pipelines.dictionary_picture import picture
from warehouse import tables
from warehouse.bookkeeping import BOOKKEEPING, Kept
from warehouse.derived import DERIVED, PERSONS
from warehouse.tables import Column, Table

DOCUMENT, PICTURE = Path("docs/data-dictionary.md"), Path("docs/pictures/data-model.svg")
INDICATORS = Path("docs/indicators.md")
KINDS = {
    "text": "text",
    "person": "person: the agency's number, kept as a pseudonym",
    "day": "day",
    "moment": "day and time",
    "whole": "whole number",
    "code": "code",
    "yes_no": "true or false",
    "share": "share from 0 to 1",
}
STORED = {"person": "pseudonym"}
HEAD = """\
# Data dictionary

Written by `python -m pipelines dictionary` from `warehouse/tables.py`, `warehouse/codes.py`,
`warehouse/derived/` and `warehouse/bookkeeping.py`; do not edit it by hand.

Agencies' files are translated to the **canonical tables** by mappings ([adding an agency](adding-an-agency.md)).
The **derived tables** are made of them at each refresh, and indicators are counted over both. All of it is
row-level and for the data steward only; readers see published bands and nothing else.

Every canonical table also has, of each row:
"""
CODES = """\
Beside every person column `x` stands `x_weight`, at most one over the number of records that name the person, with
which people behind a cell are counted cheaply; `incident_parties` also has `person_place`, the order of the people of
one report by the agencies' own numbers, so that which of them stands for it depends on nothing else.
Every person column names a record of `persons`.

Beside every code column `x` stands `x_code`, the agency's own code. Blank, unknown, refused and not collected are
four different things: a blank stays empty, the others are codes.
"""


def documents() -> dict[Path, str]:
    """What the command writes, by path inside the project."""
    return {
        DOCUMENT: _dictionary(),
        PICTURE: picture((*tables.CANONICAL, PERSONS.table)),
        INDICATORS: indicator_document.document(),
    }


def write(project: Path) -> list[Path]:
    """Write the documents; the paths of those that changed."""
    changed = []
    for path, text in documents().items():
        target = project / path
        if not target.is_file() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
            changed.append(path)
    return changed


def _dictionary() -> str:
    parts = [
        HEAD + "\n" + "\n".join(f"- `{c.name}`: {c.meaning}" for c in tables.PROVENANCE) + "\n\n" + CODES,
        f"## How the tables hang together\n\n![Tables and what refers to what]({PICTURE.relative_to('docs')})",
        f"```mermaid\n{_diagram()}\n```",
        "## Canonical tables",
        *(_table(table) for table in tables.CANONICAL),
        "## Derived tables",
        *(_table(derived.table) for derived in DERIVED),
        "## Kept beside the records",
        *(_kept(kept) for kept in BOOKKEEPING),
    ]
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def _diagram() -> str:
    """The relations between canonical tables and to the people in them, as GitHub draws them."""
    lines = ["erDiagram"]
    for table in tables.CANONICAL:
        keys = [column for column in table.columns if _mark(table, column)]
        inside = "\n".join(f"        {column.kind} {column.name} {_mark(table, column)}" for column in keys)
        lines.append(f"    {table.name} {{\n{inside}\n    }}")
    lines.append(f"    {PERSONS.table.name} {{\n        person person_key PK\n    }}")
    lines += [
        f"    {PERSONS.table.name} |o--o{{ {table.name} : {column.name}"
        for table in tables.CANONICAL
        for column in table.columns
        if column.kind == "person"
    ]
    lines += [
        f"    {column.refers_to} |o--o{{ {table.name} : {column.name}"
        for table in tables.CANONICAL
        for column in table.columns
        if column.refers_to
    ]
    return "\n".join(lines)


def _mark(table: Table, column: Column) -> str:
    marks = ["PK"] if column.name in table.record_id else []
    return ", ".join([*marks, "FK"] if column.refers_to else marks)


def _table(table: Table) -> str:
    facts = [f"One row is {table.one_row_is}.", f"A record is told by {_names(table.record_id)}."]
    if table.day:
        facts.append(f"Its day is `{table.day}`.")
    if table.is_confidential:
        facts.append("Totals only: a file that tells single persons apart is refused.")
    rows = [
        f"| `{column.name}` | {KINDS[column.kind]} | {'yes' if column.required else ''} | {_meaning(column)} |"
        for column in table.columns
    ]
    head = "| column | kind | required | meaning |\n|---|---|---|---|"
    coded = [column for column in table.columns if column.codes]
    listed = "\n".join(f"- `{column.name}`: {_codes(column)}" for column in coded)
    return "\n\n".join([f"### {table.name}", " ".join(facts), "\n".join([head, *rows]), listed]).rstrip()


def _kept(kept: Kept) -> str:
    where = " Only where people are linked by name." if kept.only_linked else ""
    rows = [
        f"| `{column.name}` | {STORED.get(column.kind, KINDS[column.kind])} | {column.meaning} |"
        for column in kept.columns
    ]
    head = "| column | kind | meaning |\n|---|---|---|"
    return "\n\n".join(
        [f"### {kept.name}", f"One row is {kept.one_row_is}.{where}", "\n".join([head, *rows])]
    )


def _meaning(column: Column) -> str:
    names = f"; names a record of `{column.refers_to}`" if column.refers_to else ""
    return f"{column.meaning}{names}"


def _codes(column: Column) -> str:
    return "; ".join(f"`{code}` {meaning}" for code, meaning in column.codes.items())


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
