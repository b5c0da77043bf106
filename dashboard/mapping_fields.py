"""The other fields of the form for a mapping: whose file it is, to which day it is complete, who may be linked."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import show
from dashboard.mapping_columns import columns, headings
from dashboard.mapping_toml import Written


def written(draft: Mapping[str, Any]) -> Written:
    """The mapping as the form stands now, drawn from the draft where nothing was changed."""
    key = f"{draft['file']}_{draft['table']}"
    left, right = st.columns(2)
    with left:
        agency, people = _whose(draft, key)
    with right:
        files, pattern, until = _complete_to(draft, key)
    if read := _format_words(draft["format"]):
        show.note(read)
    rules = columns(draft, key)
    is_linking = _identity(draft, key)
    return Written(
        agency=agency,
        table=draft["table"],
        files=files,
        person_numbers=people,
        covers_to_in_name=pattern,
        covers_to=until,
        format=draft["format"],
        keep=draft["keep"],
        columns=rules,
        identity=draft["identity"] if is_linking else {},
        ignored=_ignored(draft, rules, is_linking=is_linking),
    )


def _whose(draft: Mapping[str, Any], key: str) -> tuple[str, str]:
    """The agency, and whose numbers its people have; between them the table, which makes a new draft."""
    agency = st.text_input(
        "Agency", draft["agency"], key=f"mapping_agency_{key}", help="Small letters, digits and _."
    )
    st.selectbox(
        "A row is a record of",
        draft["tables"],
        index=draft["tables"].index(draft["table"]),
        key=f"mapping_table_{draft['file']}",
    )
    people = st.text_input(
        "Whose person numbers",
        key=f"mapping_people_{key}",
        help="The same word for all agencies that share these numbers. Empty: the agency's own.",
    )
    return agency, people


def _complete_to(draft: Mapping[str, Any], key: str) -> tuple[str, str, str]:
    """Names of the files; where they say to which day they are complete, or else that day."""
    files = st.text_input(
        "File names", draft["files"], key=f"mapping_files_{key}", help="* stands for anything."
    )
    in_name = draft["covers_to_in_name"] or ""
    pattern = st.text_input(
        "Where the name says to which day it is complete", in_name, key=f"mapping_name_{key}"
    )
    until = None if pattern else st.date_input("Or: complete to", None, key=f"mapping_until_{key}")
    return files, pattern, until.isoformat() if until else ""


def _ignored(
    draft: Mapping[str, Any], rules: Mapping[str, Mapping[str, Any]], *, is_linking: bool
) -> tuple[str, ...]:
    """Headings that no column takes, and those of names when nobody is to be linked by them."""
    used = {heading for rule in rules.values() for heading in headings(rule)} | set(draft["keep"])
    names = () if is_linking else draft["identity_headings"]
    return (*(name for name in draft["headings"] if name not in used), *names)


def _format_words(written: Mapping[str, Any]) -> str:
    """How the file is read, where that is not the usual way: a wrong guess shows in the first rows."""
    names = {"\t": "tabs", " ": "spaces"}
    parts = [f"as {written['encoding']} text"] if "encoding" in written else []
    if "delimiter" in written:
        parts.append(f"fields divided by {names.get(written['delimiter'], written['delimiter'])}")
    if "sheet" in written:
        parts.append(f"from the sheet {written['sheet']}")
    if "missing" in written:
        parts.append(f"{', '.join(written['missing'])} taken for an empty field")
    return f"The file is read {'; '.join(parts)}. Look at the first rows below." if parts else ""


def _identity(draft: Mapping[str, Any], key: str) -> bool:
    """Whether names and birth dates are used for linking; without any there is nothing to ask."""
    if not draft["identity"]:
        return False
    show.heading("Names and birth dates")
    show.note(
        f"{', '.join(draft['identity_headings'])}: used while people are linked, and written nowhere. "
        "Does your agreement with the agency allow it?"
    )
    return bool(st.checkbox("Link people by them", value=True, key=f"mapping_identity_{key}"))
