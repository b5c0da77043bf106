"""Whatever bytes and mappings come: every row accounted for, or a refusal in words. Never anything else."""

import json
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.loading import Delivery
from pipelines.mapping import read_mapping
from pipelines.problems import Refused
from pipelines.staging import Staged, stage_one
from tests.small_sites import INCIDENTS, REPORTS
from warehouse.engine import DuckEngine

FIXTURES_STAY = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
DAY = date(2026, 10, 5)
# Nothing is refused for its values, so that what is tried is the reading and loading of rows.
LENIENT = (
    INCIDENTS.replace("codes = {", 'unknown = "blank", codes = {')
    .replace('"REPORT"', '{ from = "REPORT", unknown = "blank" }')
    .replace('"OCCURRED"', '{ from = "OCCURRED", unknown = "blank" }')
    .replace('"AREA"', '{ from = "AREA", unknown = "blank" }')
)


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckEngine]:
    with DuckEngine() as made:
        yield made


def outcome(engine: DuckEngine, folder: Path, content: bytes, mapping_text: str) -> Staged | None:
    """The file as it was loaded, or None when it or its mapping was refused. Leaves no table behind."""
    source, extract = folder / "reports_1.csv", folder / "incidents.toml"
    source.write_bytes(content)
    extract.write_text(mapping_text, encoding="utf-8")
    delivery = Delivery(
        number=1,
        file_name=source.name,
        extract_id="0" * 64,
        mapping_name="incidents",
        received_on=DAY,
        covers_to=DAY,
    )
    try:
        return stage_one(engine, source, read_mapping(extract), delivery, folder)
    except Refused:
        return None
    finally:
        engine.run("drop view if exists loaded_1")
        for table in ("rows_1", "lines_of_rows_1"):
            engine.run(f"drop table if exists {table}")


def adds_up(staged: Staged) -> bool:
    return staged.loaded.lines == staged.loaded.rows + len(staged.loaded.rejected)


PIECES = [
    b'"',
    b",",
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b'""',
    b',"',
    b'",',
    b'"\n"',
    b" ",
]
PIECES += [
    b"\n\n",
    b";",
    b"\xc3\xa9",
    b"#N/A",
    b"=",
    b"1E+9",
    b"\x1a",
    b"\\",
    b"'",
    b"\xe2\x80\xa8",
    b"\x85",
    b"\x0c",
]


EDITS = st.tuples(st.integers(0, len(REPORTS)), st.integers(0, 12), st.sampled_from(PIECES))
# Below the headings, with what leaves the file text.
ROW_EDITS = st.tuples(
    st.integers(REPORTS.index("\n"), len(REPORTS)),
    st.integers(0, 12),
    st.sampled_from([piece for piece in PIECES if piece not in (b"\0", b"\xff", b"\x85")]),
)


def edited(content: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    for at, length, piece in edits:
        content = content[:at] + piece + content[at + length :]
    return content


@settings(max_examples=300, suppress_health_check=FIXTURES_STAY)
@given(edits=st.lists(EDITS, min_size=1, max_size=2) | st.lists(ROW_EDITS, min_size=1, max_size=6))
def test_a_valid_file_with_anything_changed_is_accounted_for_or_refused(
    tmp_path: Path, engine: DuckEngine, edits: list[tuple[int, int, bytes]]
) -> None:
    staged = outcome(engine, tmp_path, edited(REPORTS.encode(), edits), LENIENT)
    assert staged is None or adds_up(staged)


@settings(max_examples=100, suppress_health_check=FIXTURES_STAY)
@given(
    content=st.binary(max_size=300),
    encoding=st.sampled_from(["utf-8", "cp1252", "utf-16", "latin-1", "cp037"]),
)
def test_any_bytes_below_the_headings_are_accounted_for_or_refused(
    tmp_path: Path, engine: DuckEngine, content: bytes, encoding: str
) -> None:
    mapping = LENIENT.replace("[format]", f'[format]\nencoding = "{encoding}"')
    headings = REPORTS.splitlines()[0] + "\n"
    staged = outcome(engine, tmp_path, headings.encode(encoding) + content + "\n".encode(encoding), mapping)
    assert staged is None or adds_up(staged)


@settings(max_examples=50, suppress_health_check=FIXTURES_STAY)
@given(content=st.binary(max_size=200))
def test_any_bytes_at_all_are_refused(tmp_path: Path, engine: DuckEngine, content: bytes) -> None:
    assert outcome(engine, tmp_path, content, INCIDENTS) is None


FIELDS = st.text(alphabet='aR1 "\t\v\f\x1c\x85\u2028#=+', max_size=5)
LINES = st.lists(FIELDS, min_size=4, max_size=8).map(",".join)


@settings(max_examples=100, suppress_health_check=FIXTURES_STAY)
@given(lines=st.lists(LINES, min_size=1, max_size=6))
def test_rows_of_odd_fields_are_as_many_as_were_written(
    tmp_path: Path, engine: DuckEngine, lines: list[str]
) -> None:
    staged = outcome(engine, tmp_path, "\n".join([REPORTS.splitlines()[0], *lines, ""]).encode(), LENIENT)
    if not any('"' in line for line in lines):
        assert staged is not None
        assert staged.loaded.lines == len(lines)
        assert adds_up(staged)


TEXTS = (
    st.sampled_from(["", " ", "REPORT", "CLERK_NOTE", "%Q", "%", "serial", "%Y", "(", "(.)", "((", "utf-16"])
    | st.sampled_from(
        ["rot13", "undefined", "idna", "unicode_escape", "\0", '"', "'", ";", "\t", "\n", "é", "*"]
    )
    | st.sampled_from(["zip", "xlsx", "parquet", "csv", "[", "blank", "quarantine"])
    | st.text(max_size=5)
)
SIMPLE = TEXTS | st.integers(-2, 9) | st.booleans() | st.floats(allow_nan=False) | st.dates()
VALUES = SIMPLE | st.lists(TEXTS, max_size=3) | st.dictionaries(TEXTS, SIMPLE, max_size=2)
BASE = tomllib.loads(INCIDENTS)
FORMAT_KEYS = [
    "kind",
    "archive",
    "member",
    "encoding",
    "delimiter",
    "sheet",
    "header_row",
    "trailer",
    "missing",
]
FORMAT_KEYS += ["day_formats", "moment_formats", "colour"]
RULE_KEYS = ["from", "from_age", "combine", "with", "prefix", "constant", "row_number", "codes", "formats"]
RULE_KEYS += ["when_missing", "unknown", "length"]
PLACES = [
    (key,) for key in ("agency", "table", "files", "covers_to", "covers_to_in_name", "keep", "ignored", "x")
]
PLACES += [("format", key) for key in FORMAT_KEYS]
PLACES += [("columns", column, key) for column in BASE["columns"] for key in RULE_KEYS]
PLACES += [("keep", "CLERK_NOTE"), ("keep", "PC"), ("ignored", "headings"), ("ignored", "not_a_worker")]
CHANGES = st.lists(st.tuples(st.sampled_from(PLACES), VALUES), min_size=1, max_size=3)


def toml(value: Any) -> str:
    """Any value as TOML; a table within a table in one line."""
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(
                f"{json.dumps(key, ensure_ascii=False)} = {toml(item)}" for key, item in value.items()
            )
            + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    return str(value) if isinstance(value, date | float) else json.dumps(value, ensure_ascii=False)


def changed(changes: list[tuple[tuple[str, ...], Any]]) -> str:
    mapping = json.loads(json.dumps(BASE, default=str))
    mapping["columns"] = {
        name: rule if isinstance(rule, dict) else {"from": rule} for name, rule in mapping["columns"].items()
    }
    for place, value in changes:
        inner = mapping
        for key in place[:-1]:
            if not isinstance(inner.setdefault(key, {}), dict):
                inner[key] = {}
            inner = inner[key]
        inner[place[-1]] = value
    return "\n".join(f"{key} = {toml(value)}" for key, value in mapping.items())


@settings(max_examples=400, suppress_health_check=FIXTURES_STAY)
@given(changes=CHANGES)
def test_any_mapping_loads_the_file_whole_or_is_refused(
    tmp_path: Path, engine: DuckEngine, changes: list[tuple[tuple[str, ...], Any]]
) -> None:
    staged = outcome(engine, tmp_path, REPORTS.encode(), changed(changes))
    assert staged is None or adds_up(staged)


@settings(max_examples=100, suppress_health_check=FIXTURES_STAY)
@given(edits=st.lists(EDITS, min_size=1, max_size=4))
def test_a_mapping_with_anything_changed_loads_the_file_whole_or_is_refused(
    tmp_path: Path, engine: DuckEngine, edits: list[tuple[int, int, bytes]]
) -> None:
    text = edited(INCIDENTS.encode(), edits).decode(errors="replace")
    staged = outcome(engine, tmp_path, REPORTS.encode(), text)
    assert staged is None or adds_up(staged)
