"""A form for a mapping: pick a file from the inbox, correct its draft, look at the first rows, save."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from dashboard import mapping_commands, show
from dashboard.mapping_commands import Check, NoAnswer
from dashboard.mapping_fields import written
from dashboard.mapping_toml import mapping_toml

NO_FILES = "There is no file in the inbox. Upload one first; then its mapping can be drafted here."
INTRO = (
    "The program has guessed what each heading means. Correct it line by line; what is marked with a question "
    "needs your answer. Nothing is kept until you save."
)


def mapping_form(site: Path, check: Check, who: str = "") -> None:
    """The whole form. check: raises unless the reader may do this; asked before every command. who: for the log."""
    files = mapping_commands.inbox_files(site, check)
    if not files:
        show.empty(NO_FILES)
        return
    file_name = st.selectbox(
        "File in the inbox", files, key="mapping_file", index=None, placeholder="Choose a file"
    )
    if file_name is None:
        return
    draft = _draft(site, file_name, check)
    if draft is None:
        return
    show.text(INTRO)
    _refused(draft)
    toml = mapping_toml(written(draft))
    _preview(site, file_name, toml, check)
    _save(site, file_name, toml, check, who)


def _draft(site: Path, file_name: str, check: Check) -> dict[str, Any] | None:
    """The draft, made once for each file and table chosen; None when there is none, with the reasons said."""
    kept = st.session_state.setdefault("mapping_drafts", {})
    table = st.session_state.get(f"mapping_table_{file_name}")
    if (file_name, table) not in kept:
        try:
            with st.spinner(f"Reading {file_name} and guessing what its headings mean"):
                made = mapping_commands.drafted(site, file_name, table, check)
            kept[file_name, table] = kept[file_name, made["table"]] = made
        except NoAnswer as reason:
            show.heading("This file cannot be drafted")
            show.bullets(reason.words)
            return None
    found: dict[str, Any] = kept[file_name, table]
    return found


def _refused(draft: Mapping[str, Any]) -> None:
    if draft["refused"]:
        show.heading("This file must not come in as it is")
        show.bullets([f"{item['heading']}: {item['why']}" for item in draft["refused"]])
        show.note("Ask the agency to send the file without these columns.")


def _preview(site: Path, file_name: str, toml: str, check: Check) -> None:
    """The first rows by the form as it stands now; asked again only when something was changed."""
    show.heading("The first rows as they would load")
    if st.session_state.get("mapping_previewed", (None, None))[0] != (file_name, toml):
        try:
            with st.spinner("Loading the first rows"):
                shown = mapping_commands.previewed(site, file_name, toml, check)
        except NoAnswer as reason:
            show.bullets(reason.words)
            return
        st.session_state["mapping_previewed"] = ((file_name, toml), shown)
    shown = st.session_state["mapping_previewed"][1]
    show.text(_preview_words(shown))
    show.bullets([*shown["problems"], *shown["notes"]])
    if shown["rows"]:
        frame = pl.DataFrame(shown["rows"], schema=dict.fromkeys(shown["columns"], pl.String), orient="row")
        st.dataframe(frame, hide_index=True, width="stretch", placeholder="")


def _preview_words(shown: Mapping[str, Any]) -> str:
    stops = len(shown["problems"])
    things = f"{stops} thing{'s' if stops > 1 else ''}"
    if not shown["columns"]:
        return f"It does not load yet: {things} to mend."
    loaded = f"{shown['loaded']:,} rows load, {shown['kept']:,} of them ours, {shown['rejected']:,} rejected."
    return f"{loaded} A refresh would stop at {things}:" if stops else f"{loaded} Everything fits."


def _save(site: Path, file_name: str, toml: str, check: Check, who: str) -> None:
    with st.expander("The mapping as text", icon=":material/description:"):
        st.code(toml, language="toml")
    name = st.text_input("Name of the mapping", _name_of(file_name), key=f"mapping_save_as_{file_name}")
    show.note("A mapping of this name that is already there is kept beside it, as NAME.toml.before.")
    if st.button("Save the mapping", key="mapping_save", type="primary", icon=":material/save:"):
        try:
            st.success(mapping_commands.saved(site, name, toml, check, who))
        except NoAnswer as reason:
            show.bullets(reason.words)


def _name_of(file_name: str) -> str:
    """A mapping's name from a file's: its letters before the first day."""
    letters = "".join(
        letter if letter.isascii() and letter.isalnum() else "_" for letter in file_name.lower()
    )
    stem = letters.rsplit("_", 1)[0].split("_to_")[0].strip("_0123456789")
    return stem[:48] or "mapping"
