"""Which heading is which column, and what its codes mean: the two tables of the form for a mapping."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard import show

NOWHERE = "(not in this file)"
JOINED = " + "
EVIDENCE = "What it rests on, what to ask"
ASK = "what does it mean?"
SCHEMA = {"Code": pl.String, "Rows": pl.Int64, "Meaning": pl.String, "To ask": pl.String}


def headings(rule: Mapping[str, Any]) -> list[str]:
    """The headings of the file that a rule takes its values from."""
    single = [rule[name] for name in ("from", "from_age") if name in rule]
    return [*single, *rule.get("combine", []), *rule.get("unpivot", {})]


def columns(draft: Mapping[str, Any], key: str) -> dict[str, dict[str, Any]]:
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
    taken = dict(zip(chosen["Ours"], chosen["Heading in the file"], strict=True))
    rules = {item["column"]: _rule(item, taken[item["column"]], draft) for item in listed}
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
        heading = JOINED.join(headings(rules[name]))
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
