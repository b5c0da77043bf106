"""A mapping as the form holds it, written as TOML. Whether it is right is for `python -m pipelines` to say."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, kw_only=True)
class Written:
    """What the form holds. columns: by our name, the rule as a mapping writes it; identity: of the person."""

    agency: str
    table: str
    files: str
    person_numbers: str = ""
    covers_to_in_name: str = ""
    covers_to: str = ""
    format: Mapping[str, Any] = field(default_factory=dict)
    keep: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    identity: Mapping[str, Any] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    not_a_worker: Mapping[str, str] = field(default_factory=dict)


def mapping_toml(written: Written) -> str:
    """The TOML of the mapping; what is empty is left out."""
    head: dict[str, Any] = {"agency": written.agency, "person_numbers": written.person_numbers}
    head |= {"table": written.table, "files": [written.files]}
    head |= {"covers_to_in_name": written.covers_to_in_name}
    lines = _pairs({name: value for name, value in head.items() if value})
    if written.covers_to:
        lines.append(f"covers_to = {written.covers_to}")  # a day, which TOML writes without quotes
    ignored: dict[str, Any] = {"headings": list(written.ignored)}
    ignored |= {"not_a_worker": written.not_a_worker} if written.not_a_worker else {}
    parts = [
        lines,
        _section("format", written.format),
        _section("keep", written.keep),
        ["[columns]", *_pairs(written.columns)],
        _section("identity.person_key", written.identity),
        ["[ignored]", *_pairs(ignored)],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _section(name: str, pairs: Mapping[str, Any]) -> list[str]:
    return [f"[{name}]", *_pairs(pairs)] if pairs else []


def _pairs(pairs: Mapping[str, Any]) -> list[str]:
    return [f"{_key(name)} = {_value(value)}" for name, value in pairs.items()]


def _key(name: str) -> str:
    return name if BARE_KEY.fullmatch(name) else _value(name)


def _value(value: Any) -> str:
    """Texts, numbers and lists as JSON writes them, which TOML reads alike; a rule in one line."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(_pairs(value))} }}" if value else "{}"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
