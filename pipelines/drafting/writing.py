"""A draft as TOML that a person corrects: what is unsure ends in `# ?`, what nobody can guess is a commented line."""

import json
import re
from collections.abc import Iterable, Sequence

from pipelines.drafting.codes import Code
from pipelines.drafting.draft import ColumnDraft, Draft
from warehouse import tables

BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
ASK = "  # ?"
SHOWN_HEADING = 60


def draft_toml(draft: Draft) -> str:
    """The mapping file. Every guess can be read back; lines a person must fill in are comments."""
    parts = [
        _head(draft),
        _who_and_what(draft),
        _format(draft),
        _keep(draft),
        _columns(draft),
        *(_coded(item) for item in draft.columns if item.codes),
        _wide(draft),
        _identity(draft),
        _ignored(draft),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(draft: Draft) -> str:
    lines = [
        f"# Drafted from {draft.file_name}: {draft.opened.rows:,} rows. Correct it; lines with # ? are questions.",
        "# The numbers of rows are for you alone: take the comments out before you pass this file on.",
    ]
    if draft.opened.unreadable:
        lines.append(
            f"# ? {draft.opened.unreadable:,} rows have more or fewer fields than headings; they would be rejected."
        )
    if "" in draft.opened.clean.headings:
        lines.append(
            "# ? A column has no heading, and a refresh refuses such a file: ask the agency to name it."
        )
    for item in draft.refused:
        lines.append(
            f"# ? {_said(item.heading)}: {item.why} Ask the agency to send the file without this column;"
        )
        lines.append("#   if it is nothing of the kind, write under [ignored] what it is:")
        lines.append(f'#   not_a_worker = {{ {key(_said(item.heading))} = "..." }}')
    return "\n".join(lines)


def _who_and_what(draft: Draft) -> str:
    other = f"; it might be {draft.other_table}" if draft.other_table else ""
    lines = [
        f"agency = {text(draft.agency)}" + ("" if draft.is_agency_sure else f"{ASK} who sends it"),
        f"table = {text(draft.table.name)}"
        + (
            f"{ASK} a row is {draft.table.one_row_is}{other}"
            if other
            else f"  # a row is {draft.table.one_row_is}"
        ),
        f"files = [{text(draft.name.files)}]"
        + ("" if draft.name.covers_to_in_name else f"{ASK} * stands for what changes from month to month"),
    ]
    if any(column.kind == "person" for column in draft.table.columns):
        lines.append(
            '# person_numbers = "county"  # ? the same word in the mappings of all agencies that share these numbers'
        )
    if draft.name.covers_to_in_name:
        lines.append(f"covers_to_in_name = '{draft.name.covers_to_in_name}'  # {draft.name.why}")
    else:
        day = _last_day(draft) or "2026-09-30"
        lines.append(f"# covers_to = {day}  # ? to which day are the data complete? {draft.name.why}")
    return "\n".join(lines)


def _last_day(draft: Draft) -> str | None:
    days = [item.dates.last_day for item in draft.columns if item.dates and item.dates.last_day]
    return max(days, default=None)


def _format(draft: Draft) -> str:
    layout = draft.opened.layout
    written = layout.format.model_dump(
        include={"kind", "archive", "encoding", "delimiter", "sheet", "header_row"}, exclude_defaults=True
    )
    lines = [f"{name} = {value(item)}{_because(draft, name)}" for name, item in written.items()]
    if draft.missing:
        found = ", ".join(
            f"{text(item)} in {rows:,} row{'s' if rows > 1 else ''} of {_said(heading)}"
            for item, rows, heading in draft.missing
        )
        lines.append(
            f"missing = {value([item for item, _, _ in draft.missing])}{ASK} stand for an empty field: {found}"
        )
    lines += [f"{name} = {value(formats)}" for name, formats in default_formats(draft).items()]
    return "\n".join(["[format]", *lines]) if lines else ""


def _because(draft: Draft, name: str) -> str:
    why = draft.opened.layout.evidence.get(name)
    mark = ASK if name in draft.opened.layout.unsure else "  #"
    return f"{mark} {why}" if why else ""


def default_formats(draft: Draft) -> dict[str, list[str]]:
    """The formats most columns of a kind have; a column with others says so itself."""
    found: dict[str, list[str]] = {}
    for kind in ("day", "moment"):
        lists = [item.dates.formats for item in draft.columns if item.dates and item.column.kind == kind]
        if lists:
            most = max(dict.fromkeys(lists), key=lists.count)
            found[f"{kind}_formats"] = list(most)
    return found


def _keep(draft: Draft) -> str:
    if draft.keep is None:
        return ""
    rows = f"{draft.keep.rows:,} of {draft.keep.filled:,} rows"
    return f"[keep]\n{key(draft.keep.heading)} = {value(list(draft.keep.values))}{ASK} only these are ours: {rows}"


def _columns(draft: Draft) -> str:
    lines = ["[columns]"]
    for item in draft.columns:
        if not item.codes:
            lines += _plain(item, draft)
    for part in draft.combined:
        formats = f", formats = {value(list(part.formats))}" if part.formats else ""
        rule = f"{{ combine = {value(list(part.headings))}, with = {text(part.with_text)}{formats} }}"
        lines.append(f"{part.column.name} = {rule}{ASK} in two columns")
    if draft.wide:
        lines.append(f"{draft.wide.figure.name} = {{ unpivoted = true }}{ASK} a column per figure")
    needed = [column for column in draft.not_found if column.required]
    lines += [f"{_empty_line(column)}  # ? needed and not found: {column.meaning}" for column in needed]
    others = [column for column in draft.not_found if not column.required]
    if others:
        lines.append("# Not found in this file. If it is there, take the # away and write its heading:")
        lines += [f"{_empty_line(column)}  # {column.meaning}" for column in others]
    return "\n".join(lines)


def _empty_line(column: tables.Column) -> str:
    if column.kind == "code" and column.required:
        return f'# {column.name} = {{ constant = "{next(iter(column.codes))}" }}'
    return f'# {column.name} = "..."'


def _plain(item: ColumnDraft, draft: Draft) -> list[str]:
    """The lines of a column without codes: the evidence of a date above it."""
    lines = []
    rule = text(item.heading)
    ask = "" if item.is_sure else f"{ASK} {item.column.meaning}?"
    if item.is_age:
        rule = f"{{ from_age = {rule} }}"
    if item.dates:
        lines.append(f"# {_said(item.heading)}: {item.dates.evidence}")
        if default_formats(draft).get(f"{item.column.kind}_formats") != list(item.dates.formats):
            rule = f"{{ from = {rule}, formats = {value(list(item.dates.formats))} }}"
        if item.dates.doubt:
            ask = f"{ASK} {item.dates.doubt}"
    return [*lines, f"{item.column.name} = {rule}{ask}"]


def _coded(item: ColumnDraft) -> str:
    ask = "" if item.is_sure else f"{ASK} {item.column.meaning}?"
    head = [f"[columns.{item.column.name}]", f"from = {text(item.heading)}{ask}"]
    lines = [_code_line(code) for code in item.codes]
    if not any(code.meaning is None for code in item.codes):
        choice = []
    elif item.column.codes:
        choice = [f"# a meaning is one of: {', '.join(item.column.codes)}"]
    else:
        choice = ["# a meaning is a district as site.toml lists it"]
    return "\n".join([*head, "", f"[columns.{item.column.name}.codes]", *choice, *lines])


def _wide(draft: Draft) -> str:
    if draft.wide is None:
        return ""
    lines = [
        f"{key(heading)} = {text(meaning)}{ASK}"
        if meaning
        else f'# {key(heading)} = "..."  # ? what is counted?'
        for heading, meaning in draft.wide.headings
    ]
    choice = f"# a figure counts one of: {', '.join(draft.wide.column.codes)}"
    return "\n".join([f"[columns.{draft.wide.column.name}.unpivot]", choice, *lines])


def _code_line(code: Code) -> str:
    rows = f"{code.rows:,} row{'s' if code.rows > 1 else ''}"
    if code.meaning is None:
        return f'# {key(code.code)} = "..."  # ? {rows}: {code.why}'
    return f"{key(code.code)} = {text(code.meaning)}" + (
        f"  # {rows}" if code.is_sure else f"{ASK} {rows}: {code.why}"
    )


def _identity(draft: Draft) -> str:
    """Names and birth dates: for linking only, if the agency's agreement allows it."""
    rule = draft.identity.rule()
    if not rule:
        return ""
    lines = [
        "[identity.person_key]  # ? used while people are linked, and written nowhere; does your agreement allow it?",
        "# If not, take this section out and list its headings under [ignored].",
    ]
    return "\n".join([*lines, *(f"{part} = {_part(item)}" for part, item in rule.items())])


def _part(item: object) -> str:
    if isinstance(item, dict):
        return f"{{ from = {text(item['from'])}, formats = {value(item['formats'])} }}"
    return text(str(item))


def _ignored(draft: Draft) -> str:
    if not draft.ignored:
        return ""
    lines = [f"  {text(item.heading)},  # {item.why}" for item in draft.ignored]
    return "\n".join(["[ignored]", "headings = [", *lines, "]"])


def _said(heading: str) -> str:
    """A heading in a comment: one line, nothing that cannot be seen."""
    return "".join(letter if letter.isprintable() else " " for letter in heading)[:SHOWN_HEADING]


def text(item: str) -> str:
    """A TOML string: as JSON writes it, which TOML reads alike, but for the one letter it does not allow."""
    return json.dumps(item, ensure_ascii=False).replace("\x7f", "\\u007f")


def key(item: str) -> str:
    return item if BARE_KEY.fullmatch(item) else text(item)


def value(item: str | int | Sequence[str]) -> str:
    if isinstance(item, str):
        return text(item)
    return str(item) if isinstance(item, int) else f"[{', '.join(_texts(item))}]"


def _texts(items: Iterable[str]) -> list[str]:
    return [text(item) for item in items]
