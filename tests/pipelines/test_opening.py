"""Workbooks, archives and Parquet files: opened elsewhere, under limits, and then read like any text."""

import io
import json
import os
import struct
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.file_format import Format
from pipelines.opened import Opened, environment, opened
from pipelines.opening import limits
from pipelines.problems import Refused
from pipelines.refresh import refresh
from pipelines.site import SiteFolder
from pipelines.torture.malformed import made
from tests.sites import open_warehouse
from tests.small_sites import INCIDENTS, REPORTS, small_site

CSV = "a,b\n1,2\n"


def text_of(folder: Path, content: bytes, **layout: object) -> str:
    return opened_as(folder, content, **layout).path.read_text(encoding="utf-8")


def opened_as(folder: Path, content: bytes, **layout: object) -> Opened:
    source = folder / "source"
    source.write_bytes(content)
    return opened(source, "file", Format(**layout), folder / "target.text")


def refusal(folder: Path, content: bytes, **layout: object) -> str:
    with pytest.raises(Refused) as refused:
        opened_as(folder, content, **layout)
    assert [path.name for path in folder.iterdir()] == ["source"]
    return str(refused.value)


def sheet(*rows: tuple[object, ...], change: Callable[[Worksheet], object] = lambda _: None) -> bytes:
    return made.workbook(*rows, change=change)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("007", "007"),
        (7, "7"),
        (7.5, "7.5"),
        (120_000_000_000, "120000000000"),
        (1234567890123456789, "1.23456789012346E+18"),
        (True, "true"),
        (date(2026, 9, 30), "2026-09-30"),
        (datetime(2026, 9, 30, 14, 5), "2026-09-30 14:05:00"),
        (datetime(2026, 9, 30, 23, 59, 59, 999_000), "2026-10-01"),
        ("two\nlines", '"two\nlines"'),
        ('with "marks"', '"with ""marks"""'),
    ],
)
def test_a_cell_becomes_the_text_a_clerk_sees(tmp_path: Path, cell: object, text: str) -> None:
    assert text_of(tmp_path, sheet(("a", "b"), ("x", cell)), kind="xlsx") == f"a,b\nx,{text}\n"


def test_errors_and_formulas_without_a_result_are_never_empty_cells(tmp_path: Path) -> None:
    def errors(page: Worksheet) -> None:
        for place, error in (("A2", "#DIV/0!"), ("B3", "#N/A"), ("B6", "#REF!")):
            made.with_error(page, place, error)
        page["A4"] = "=1+1"

    rows = text_of(tmp_path, sheet(("a", "b"), ("", 1), (2, None), (None, 3), change=errors), kind="xlsx")
    assert rows.splitlines() == ["a,b", "#DIV/0!,1", "2,#N/A", "#NO RESULT!,3", "", ",#REF!"]


def test_a_table_away_from_the_corner_keeps_its_columns_and_rows(tmp_path: Path) -> None:
    def move(page: Worksheet) -> None:
        for place, value in (("C3", "a"), ("D3", "b"), ("C4", 1), ("D5", 2)):
            page[place] = value
        made.with_error(page, "D4")

    assert text_of(tmp_path, sheet(change=move), kind="xlsx", header_row=3) == ",,a,b\n,,1,#DIV/0!\n,,,2\n"


def test_a_message_counts_lines_as_the_workbook_does(tmp_path: Path, now: datetime) -> None:
    mapping = INCIDENTS.replace("reports_*.csv", "*.xlsx").replace("%m/%d/%Y", "%Y-%m-%d")
    mapping = mapping.replace("[format]", '[format]\nkind = "xlsx"\nheader_row = 3')
    rows = [("Monthly export",), (), made.HEADINGS, *made.GOOD_ROWS]
    bad = made.workbook(*rows, ("R13", "soon", "North", "SE", "Y", None))
    site = small_site(tmp_path / "s", mappings={"incidents": mapping}, files={"r.xlsx": bad})
    with pytest.raises(Refused, match="column OCCURRED, line 6: "):
        refresh(site, now=now)


def test_a_zip_archive_gives_its_one_file_whatever_kind_it_is(tmp_path: Path) -> None:
    assert text_of(tmp_path, made.archive(a__csv=CSV), archive="zip") == CSV
    workbook = sheet(("a", "b"), (1, 2))
    assert text_of(tmp_path, made.archive(a__xlsx=workbook), archive="zip", kind="xlsx") == CSV
    named = made.archive(readme__txt="hello", a__csv=CSV)
    assert text_of(tmp_path, named, archive="zip", member="*.csv") == CSV


@pytest.mark.parametrize(
    ("content", "layout", "words"),
    [
        (made.archive(a__csv=CSV, b__csv=CSV), {}, "holds 2 files; one is expected"),
        (made.archive(a__csv=CSV), {"member": "r*"}, "holds no files that fit r*; one is expected"),
        (made.archive(a__zip=made.archive(a__csv=CSV)), {}, "holds another archive"),
        (made.archive(**{f"f{number}": "" for number in range(2001)}), {}, "it holds 2,001 files inside"),
        (b"PK\x03\x04 and nothing else", {}, "this is not a readable zip archive"),
        (made.archive(a__csv=CSV)[:-30], {}, "this is not a readable zip archive"),
        (made.archive(a__csv="1,2\n" * 5_000_000), {}, "it would unpack from 0.0 MB to 20 MB"),
    ],
)
def test_an_archive_that_is_not_one_plain_file_is_refused(
    tmp_path: Path, content: bytes, layout: dict[str, str], words: str
) -> None:
    assert words in refusal(tmp_path, content, archive="zip", **layout)


def test_an_archive_with_a_password_is_refused(tmp_path: Path) -> None:
    content = bytearray(made.archive(a__csv=CSV))
    directory = content.index(b"PK\x01\x02")
    struct.pack_into("<H", content, directory + 8, 1)
    assert "protected by a password" in refusal(tmp_path, bytes(content), archive="zip")


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    content = bytearray(made.archive(a__csv=CSV * 1000))
    directory = content.index(b"PK\x01\x02")
    struct.pack_into("<I", content, directory + 24, 10)
    assert "not a readable zip archive" in refusal(tmp_path, bytes(content), archive="zip")


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
@pytest.mark.parametrize(
    "content", [b"\0" * 100, b"PAR1 and no more", b"PK\x05\x06" + bytes(18), b"a,b\n1,2\n"]
)
def test_what_no_reader_can_read_is_refused_in_words(tmp_path: Path, kind: str, content: bytes) -> None:
    message = refusal(tmp_path, content, kind=kind)
    assert "this is not a readable" in message or "this is no Excel workbook" in message


def parquet(frame: pl.DataFrame) -> bytes:
    written = io.BytesIO()
    frame.write_parquet(written)
    return written.getvalue()


def test_parquet_becomes_text_with_every_row(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "id": ["007", None, 'a "word"'],
            "n": [1.0, None, 2.5],
            "on": [date(2026, 9, 30), None, None],
            "at": [datetime(2026, 9, 30, 14, 5), None, None],
        }
    )
    text = opened_as(tmp_path, parquet(frame), kind="parquet")
    assert text.rows == 3
    assert text.path.read_text() == (
        '"id","n","on","at"\n"007","1","2026-09-30","2026-09-30 14:05:00"\n"","","",""\n"a ""word""","2.5","",""\n'
    )


def test_parquet_with_lists_in_it_is_refused(tmp_path: Path) -> None:
    content = parquet(pl.DataFrame({"charges": [["a", "b"]]}))
    assert "the column charges holds lists" in refusal(tmp_path, content, kind="parquet")


def test_a_parquet_file_and_the_same_rows_as_csv_give_the_same_records(tmp_path: Path, now: datetime) -> None:
    mapping = INCIDENTS.replace("reports_*.csv", "*.parquet").replace(
        "[format]", '[format]\nkind = "parquet"'
    )
    content = parquet(pl.read_csv(REPORTS.encode(), infer_schema=False))
    sites = [
        small_site(tmp_path / "a", mappings={"incidents": INCIDENTS}, files={"reports_1.csv": REPORTS}),
        small_site(tmp_path / "b", mappings={"incidents": mapping}, files={"r.parquet": content}),
    ]
    assert len({str(incidents(site, now)) for site in sites}) == 1


def incidents(site: SiteFolder, now: datetime) -> list[tuple[object, ...]]:
    refresh(site, now=now)
    with open_warehouse(site) as engine:
        return engine.rows(
            "select incident_id, occurred_on, relationship, district from incidents order by all"
        )


def test_a_year_at_a_time_and_a_file_that_runs_on_give_the_same_records(
    tmp_path: Path, now: datetime
) -> None:
    head, *lines = REPORTS.replace('"two\nlines, one cell"', "").splitlines(keepends=True)
    yearly = {f"reports_{number}.csv": head + line for number, line in enumerate(lines)}
    running = {"reports_1.csv": head + lines[0], "reports_2.csv": head + "".join(lines)}
    found = []
    for name, files in (("yearly", yearly), ("running", running)):
        site = small_site(tmp_path / name, mappings={"incidents": INCIDENTS}, files=files)
        found.append(incidents(site, now))
    assert found[0] == found[1]
    assert len(found[0]) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process itself")
def test_what_takes_too_much_memory_is_stopped_and_leaves_the_refresh_alive(tmp_path: Path) -> None:
    source, report = tmp_path / "source.xlsx", tmp_path / "report"
    source.write_bytes(made.with_sheet(made.good_workbook(), [b"<row><c><v>1</v></c></row>" * 300_000]))
    code = (
        "import sys; from pipelines.opening import __main__ as child, limits;"
        f"limits.MEMORY_BYTES['xlsx'] = {45 * 2**20}; sys.exit(child.main())"
    )
    paths = {"source": str(source), "target": str(tmp_path / "text"), "report": str(report)}
    layout = {"kind": "xlsx", "sheet": None, "header_row": 1, "archive": None, "member": None}
    request = json.dumps(paths | layout)
    done = subprocess.run([sys.executable, "-c", code, request], stderr=subprocess.DEVNULL)
    assert done.returncode != 0
    assert not report.exists()


def test_a_reader_that_dies_is_a_refusal_with_the_limits_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.opened.PROJECT", tmp_path)  # where the other process finds no program
    message = refusal(tmp_path, sheet(("a", "b"), (1, 2)), kind="xlsx")
    assert message == (
        f"file: opening it took more than {limits.in_words('xlsx')}, so it was stopped. "
        "Ask for a CSV file; data of this size do not belong in a workbook or an archive."
    )


def test_the_process_that_opens_files_gets_neither_keys_nor_settings() -> None:
    assert "CCR_KEYS" in os.environ
    assert not [name for name in environment() if name.startswith("CCR_")]


def test_the_process_that_opens_workbooks_imports_neither_engine_nor_settings(project: Path) -> None:
    code = (
        "import sys, pipelines.opening.__main__, pipelines.opening.workbooks;"
        "print(sorted({'duckdb', 'polars', 'pydantic', 'great_expectations'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
