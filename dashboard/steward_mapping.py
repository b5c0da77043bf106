"""A form for a mapping: pick a file from the inbox, correct its draft, look at the first rows, save."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from dashboard import mapping_commands, show
from dashboard.mapping_commands import Check, NoAnswer
from dashboard.mapping_toml import Written, mapping_toml

NOWHERE = "(not in this file)"
JOINED = " + "
EVIDENCE = "What it rests on, what to ask"
PLAIN_NAME = "Small letters, digits and _."
ASK = "what does it mean?"
SCHEMA = {"Code": pl.String, "Rows": pl.Int64, "Meaning": pl.String, "To ask": pl.String}
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
    written = _form(draft)
    toml = mapping_toml(written)
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


def _form(draft: Mapping[str, Any]) -> Written:
    key = f"{draft['file']}_{draft['table']}"
    left, right = st.columns(2)
    with left:
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
            "Whose person numbers", key=f"mapping_people_{key}",
            help="The same word for all agencies that share these numbers. Empty: the agency's own.",
        )  # fmt: skip
    with right:
        files = st.text_input(
            "File names", draft["files"], key=f"mapping_files_{key}", help="* stands for anything."
        )
        in_name = draft["covers_to_in_name"] or ""
        pattern = st.text_input(
            "Where the name says to which day it is complete", in_name, key=f"mapping_name_{key}"
        )
        until = None if pattern else st.date_input("Or: complete to", None, key=f"mapping_until_{key}")
    if read := _format_words(draft["format"]):
        show.note(read)
    columns = _columns(draft, key)
    is_linking = _identity(draft, key)
    names = [] if is_linking else draft["identity_headings"]
    used = {heading for rule in columns.values() for heading in _headings(rule)}
    return Written(
        agency=agency,
        table=draft["table"],
        files=files,
        person_numbers=people,
        covers_to_in_name=pattern,
        covers_to=until.isoformat() if until else "",
        format=draft["format"],
        keep=draft["keep"],
        columns=columns,
        identity=draft["identity"] if is_linking else {},
        ignored=(
            *(name for name in draft["headings"] if name not in used and name not in draft["keep"]),
            *names,
        ),
    )


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


def _headings(rule: Mapping[str, Any]) -> list[str]:
    single = [rule[name] for name in ("from", "from_age") if name in rule]
    return [*single, *rule.get("combine", []), *rule.get("unpivot", {})]


def _columns(draft: Mapping[str, Any], key: str) -> dict[str, dict[str, Any]]:
    """The rule of every column that has a heading, as the two tables hold it."""
    show.heading("Which heading is which column?")
    listed = draft["columns"]
    options = [NOWHERE, *draft["headings"], *_joined(listed)]
    chosen = st.data_editor(
        pl.DataFrame([_line(item) for item in listed]),
        key=f"mapping_columns_{key}",
        disabled=["Ours", EVIDENCE, "Meaning"],
        height="content",
        hide_index=True,
        width="stretch",
        column_config={
            "Heading in the file": st.column_config.SelectboxColumn(options=options, required=True)
        },
    )
    headings = dict(zip(chosen["Ours"], chosen["Heading in the file"], strict=True))
    rules = {item["column"]: _rule(item, headings[item["column"]], draft) for item in listed}
    for name, codes in _codes([item for item in listed if rules[item["column"]]], rules, draft, key).items():
        rules[name]["codes"] = codes
    return {name: rule for name, rule in rules.items() if rule}


def _joined(listed: Sequence[Mapping[str, Any]]) -> list[str]:
    """What stands for a rule of several headings, or of none."""
    return [JOINED.join(item["headings"]) for item in listed if item["rule"] and not _is_plain(item["rule"])]


def _is_plain(rule: Mapping[str, Any]) -> bool:
    return "from" in rule or "from_age" in rule


def _line(item: Mapping[str, Any]) -> dict[str, str]:
    asked = [item["question"], item.get("evidence", "")]
    if item["needed"] and not item["headings"]:
        asked.insert(0, "needed, and not found")
    return {
        "Ours": item["column"],
        "Heading in the file": JOINED.join(item["headings"]) or NOWHERE,
        EVIDENCE: "; ".join(text for text in asked if text),
        "Meaning": item["meaning"],
    }


def _rule(item: Mapping[str, Any], heading: str, draft: Mapping[str, Any]) -> dict[str, Any]:
    """The drafted rule where the heading is the drafted one; else the heading, with the dates it holds."""
    if heading == NOWHERE:
        return {}
    if heading == JOINED.join(item["headings"]):
        return dict(item["rule"])
    if item["kind"] in ("day", "moment") and heading in draft["dates"]:
        return {"from": heading, "formats": draft["dates"][heading]}
    return {"from": heading}


def _codes(
    listed: Sequence[Mapping[str, Any]],
    rules: Mapping[str, Mapping[str, Any]],
    draft: Mapping[str, Any],
    key: str,
) -> dict[str, dict[str, str]]:
    """Of each coded column, what its codes mean; codes without a meaning are left out, and refused at a refresh."""
    coded = {
        item["column"]: found for item in listed if (found := _codes_of(item, rules[item["column"]], draft))
    }
    if coded:
        show.heading("What do the codes mean?")
        show.note(
            "A short code means other things elsewhere: ask the agency. What nobody can explain is unknown; "
            "a code without a meaning stops the refresh."
        )
    meanings = {item["column"]: item["meanings"] for item in listed}
    found = {}
    for name, codes in coded.items():
        heading = JOINED.join(_headings(rules[name]))
        asked = sum(bool(code["question"]) for code in codes)
        words = f"{asked} to ask" if asked else "all clear"
        with st.expander(f"{name} from {heading}: {len(codes)} codes, {words}"):
            found[name] = _code_table(codes, meanings[name], f"mapping_codes_{key}_{name}_{heading}")
    return {name: codes for name, codes in found.items() if codes}


def _codes_of(
    item: Mapping[str, Any], rule: Mapping[str, Any], draft: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    """The codes with their proposals; of another heading than was guessed, its values without."""
    if rule == item["rule"]:
        return list(item.get("codes", []))
    if item["kind"] not in ("code", "district") or "from" not in rule:
        return []
    values = draft["values"].get(rule["from"], [])
    return [{"code": text, "rows": rows, "meaning": "", "question": ASK} for text, rows in values]


def _code_table(codes: Sequence[Mapping[str, Any]], meanings: list[str], key: str) -> dict[str, str]:
    choice = st.column_config.SelectboxColumn(options=meanings) if meanings else st.column_config.TextColumn()
    lines = [(code["code"], code["rows"], code["meaning"] or None, code["question"]) for code in codes]
    edited = st.data_editor(
        pl.DataFrame(lines, schema=SCHEMA, orient="row"),
        key=key,
        disabled=["Code", "Rows", "To ask"],
        hide_index=True,
        width="stretch",
        column_config={"Meaning": choice},
        placeholder="",
    )
    return {code: meaning for code, meaning in zip(edited["Code"], edited["Meaning"], strict=True) if meaning}


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
