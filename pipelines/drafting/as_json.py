"""A draft as plain data, for a form: the same guesses as in the TOML, each with its question."""

from typing import Any

from pipelines.drafting.draft import ColumnDraft, Draft
from pipelines.drafting.writing import default_formats, draft_toml
from warehouse import tables

FIGURES = "(the figures)"


def draft_json(draft: Draft) -> dict[str, Any]:
    """What a form needs: who, what, format, and one entry for each column of ours and each heading."""
    return {
        "file": draft.file_name,
        "rows": draft.opened.rows,
        "agency": draft.agency,
        "table": draft.table.name,
        "tables": [table.name for table in tables.CANONICAL],
        "files": draft.name.files,
        "covers_to_in_name": draft.name.covers_to_in_name,
        "format": {
            **draft.opened.layout.format.model_dump(
                include={"kind", "archive", "encoding", "delimiter", "sheet", "header_row"},
                exclude_defaults=True,
            ),
            **({"missing": [text for text, _, _ in draft.missing]} if draft.missing else {}),
            **default_formats(draft),
        },
        "keep": {draft.keep.heading: list(draft.keep.values)} if draft.keep else {},
        "identity": draft.identity.rule(),
        "identity_headings": list(draft.identity.parts.values()),
        "columns": _columns(draft),
        "headings": _headings(draft),
        # What a heading holds, for a person who takes another one than was guessed.
        "dates": {name: list(seen.dates.formats) for name, seen in draft.looked.items() if seen.dates},
        "values": {
            name: [[text, rows] for text, rows in seen.profile.top]
            for name, seen in draft.looked.items()
            if seen.profile.has_few_values
        },
        "refused": [{"heading": item.heading, "why": item.why} for item in draft.refused],
        "toml": draft_toml(draft),
    }


def _columns(draft: Draft) -> list[dict[str, Any]]:
    found = {item.column.name: _column(item) for item in draft.columns}
    for part in draft.combined:
        rule = {"combine": list(part.headings), "with": part.with_text}
        rule |= {"formats": list(part.formats)} if part.formats else {}
        found[part.column.name] = {
            "headings": list(part.headings),
            "rule": rule,
            "question": "in two columns?",
        }
    if draft.wide:
        known = {heading: meaning for heading, meaning in draft.wide.headings if meaning}
        question = "does each figure count what is said here?"
        found[draft.wide.column.name] = {
            "headings": list(known),
            "rule": {"unpivot": known},
            "question": question,
        }
        found[draft.wide.figure.name] = {"headings": [FIGURES], "rule": {"unpivoted": True}, "question": ""}
    return [
        {
            "column": column.name,
            "kind": "district" if column.name == "district" else column.kind,
            "meaning": column.meaning,
            "needed": column.required,
            "meanings": list(column.codes),
            **found.get(column.name, {"headings": [], "rule": {}, "question": ""}),
        }
        for column in draft.table.columns
    ]


def _column(item: ColumnDraft) -> dict[str, Any]:
    rule: dict[str, Any] = {"from_age" if item.is_age else "from": item.heading}
    question = "" if item.is_sure else "is this the right column?"
    if item.dates:
        rule["formats"] = list(item.dates.formats)
        question = item.dates.doubt or question
    return {
        "headings": [item.heading],
        "rule": rule,
        "question": question,
        "evidence": item.dates.evidence if item.dates else "",
        "codes": [
            {"code": code.code, "rows": code.rows, "meaning": code.meaning or "", "question": code.why}
            for code in item.codes
        ],
    }


def _headings(draft: Draft) -> list[str]:
    """Headings that a column may be taken from, those that are ignored among them."""
    taken = [item.heading for item in draft.columns]
    parts = [heading for item in draft.combined for heading in item.headings]
    kept = [draft.keep.heading] if draft.keep else []
    parts += [heading for heading, _ in draft.wide.headings] if draft.wide else []
    return list(dict.fromkeys([*taken, *parts, *kept, *(item.heading for item in draft.ignored)]))
