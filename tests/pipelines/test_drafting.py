"""A draft is nearly right, says what it rests on, marks what a person must look at, and never lets a worker in."""

import gzip
import io
import json
import shlex
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from pipelines.__main__ import main
from pipelines.drafting.as_json import draft_json
from pipelines.drafting.draft import Draft, draft
from pipelines.drafting.matching import Looked, best_table
from pipelines.drafting.previewing import preview
from pipelines.drafting.profile import Profile
from pipelines.drafting.writing import draft_toml
from pipelines.mapping import Mapping, read_mapping
from pipelines.problems import Refused
from tests.sites import PROJECT, REAL_DATA
from warehouse.tables import CANONICAL

SAMPLE = PROJECT / "data" / "sample_county"
REAL = PROJECT / "tests" / "real"
LEAST_RIGHT = 0.85
# Tables that one real file fills twice say so to the draft; the others are guessed.
REAL_FILES = {
    "chicago/extracts/incidents.toml": ("chicago_domestic_2022/chicago_domestic_2022.csv.gz", None),
    "mdve/extracts/incidents.toml": ("mdve/mdve.csv", None),
    "compas/extracts/index_incidents.toml": ("compas_dv_subset/compas_dv_subset.csv", "incidents"),
    "compas/extracts/index_people.toml": ("compas_dv_subset/compas_dv_subset.csv", "incident_parties"),
}


def right_share(made: Draft, wanted: Mapping) -> float:
    """The share of the file's headings that went where the shipped mapping has them, ignored ones among them."""
    places: dict[str, set[str]] = {}
    for name, rule in wanted.columns.items():
        for heading in rule.headings:
            places.setdefault(heading, set()).add(name)
    for heading in wanted.unpivot:
        places.setdefault(heading, set()).add("measure")
    for heading in wanted.keep:
        places.setdefault(heading, set()).add("keep")
    found = {item.heading: item.column.name for item in made.columns}
    found |= {heading: part.column.name for part in made.combined for heading in part.headings}
    found |= dict.fromkeys((heading for heading, _ in made.wide.headings), "measure") if made.wide else {}
    found |= {made.keep.heading: "keep"} if made.keep else {}
    right = sum(found.get(h, "ignored") in places.get(h, {"ignored"}) for h in wanted.headings)
    return right / len(wanted.headings)


def wrong_dates(made: Draft, wanted: Mapping) -> list[str]:
    """Columns whose formats are neither among the shipped ones nor a question."""
    return [
        item.heading
        for item in made.columns
        if item.dates and not item.dates.doubt and (rule := wanted.columns.get(item.column.name))
        if not set(item.dates.formats)
        <= set(rule.formats or (*wanted.format.day_formats, *wanted.format.moment_formats))
    ]


@pytest.mark.parametrize("name", sorted(path.stem for path in (SAMPLE / "extracts").glob("*.toml")))
def test_the_draft_of_a_sample_file_is_nearly_right(name: str, tmp_path: Path) -> None:
    wanted = read_mapping(SAMPLE / "extracts" / f"{name}.toml")
    made = draft(max((SAMPLE / "inbox").glob(f"{name}_to_*")))
    assert made.table.name == wanted.table
    assert right_share(made, wanted) >= LEAST_RIGHT
    assert wrong_dates(made, wanted) == []
    (tmp_path / "m.toml").write_text(draft_toml(made), encoding="utf-8")
    written = read_mapping(tmp_path / "m.toml")
    assert written.files == wanted.files
    open_figures = {heading for heading, what in made.wide.headings if not what} if made.wide else set()
    guessed = set(written.headings) | open_figures
    assert guessed == set(wanted.headings)


@pytest.mark.parametrize("mapping", sorted(REAL_FILES))
def test_the_draft_of_a_real_file_is_nearly_right(mapping: str, tmp_path: Path) -> None:
    data, table = REAL_FILES[mapping]
    source = REAL_DATA / data
    if not source.exists():
        pytest.skip(f"the real data are not here: {source} is absent")
    if source.suffix == ".gz":
        source = tmp_path / source.stem
        source.write_bytes(gzip.decompress((REAL_DATA / data).read_bytes()))
    wanted = read_mapping(REAL / mapping)
    made = draft(source, table=table)
    assert made.table.name == wanted.table
    assert right_share(made, wanted) >= LEAST_RIGHT
    assert wrong_dates(made, wanted) == []


def made_of(folder: Path, text: str, name: str = "reports_to_2026-09-30.csv", **options: str) -> Draft:
    path = folder / name
    path.write_bytes(text.encode())
    return draft(path, **options)


def lines_of(made: Draft, start: str) -> list[str]:
    return [line for line in draft_toml(made).splitlines() if line.startswith(start)]


def dates_file(*days: str) -> str:
    return "REPORT_NO,OCC_DATE\n" + "".join(f"R{at},{day}\n" for at, day in enumerate(days))


def test_a_date_says_what_it_rests_on(tmp_path: Path) -> None:
    made = made_of(tmp_path, dates_file("03/04/2026", "03/24/2026", "12/31/2025", "soon"), table="incidents")
    assert lines_of(made, "# OCC_DATE") == [
        "# OCC_DATE: 3 of 4 values fit %m/%d/%Y; none is %d/%m/%Y, because in 2 the second part is above 12; "
        "1 fit none of them"
    ]


def test_the_day_before_the_month_is_recognised(tmp_path: Path) -> None:
    made = made_of(tmp_path, dates_file("24/03/2026", "03/04/2026"), table="incidents")
    assert lines_of(made, "day_formats") == ['day_formats = ["%d/%m/%Y"]']


def test_a_date_that_may_be_two_days_is_a_question(tmp_path: Path) -> None:
    made = made_of(tmp_path, dates_file("03/04/2026", "05/06/2026"), table="incidents")
    assert lines_of(made, "occurred_on") == [
        'occurred_on = "OCC_DATE"  # ? all of them fit %d/%m/%Y as well: no part is above 12. '
        "Ask which comes first, day or month"
    ]


def test_dates_written_in_both_orders_are_a_question(tmp_path: Path) -> None:
    made = made_of(tmp_path, dates_file(*["03/24/2026"] * 3, "24/03/2026"), table="incidents")
    assert "1 fit %d/%m/%Y only" in lines_of(made, "occurred_on")[0]


def test_several_formats_are_listed_the_most_frequent_first(tmp_path: Path) -> None:
    made = made_of(tmp_path, dates_file(*["2026-03-24"] * 3, "03/24/2026"), table="incidents")
    assert lines_of(made, "day_formats") == ['day_formats = ["%Y-%m-%d", "%m/%d/%Y"]']


def test_numbers_are_no_dates(tmp_path: Path) -> None:
    made = made_of(tmp_path, dates_file("00000403", "10000438", "12345678"), table="incidents")
    assert all(item.dates is None for item in made.columns)


def test_a_worker_is_refused_and_a_name_left_outside_each_with_its_reason(tmp_path: Path) -> None:
    made = made_of(tmp_path, "REPORT_NO,OCC_DATE,OFFICER_BADGE,VICTIM_NAME\nR1,2026-09-01,1,A\n")
    text = draft_toml(made)
    assert (
        "# ? OFFICER_BADGE: it names a worker; this program looks at the system, never at one worker." in text
    )
    assert '"VICTIM_NAME",  # it says who a person is: never a column;' in text
    assert "OFFICER_BADGE" not in "".join(line for line in text.splitlines() if not line.startswith("#"))


JAIL_WITH_NAMES = """BOOK_NO,INMATE,FIRST_NM,LAST NAME,DOB,SEX,VICTIM_LAST,BOOKED
B1,1,Kvatvo,Zmedvi,03/12/1980,M,Rzopve,09/01/2026 22:10
B2,2,Quexhi,Rzopve,01/22/1990,F,Zmedvi,09/25/2026 03:40
"""


def test_names_and_birth_dates_are_drafted_for_linking_only_and_stand_nowhere_else(tmp_path: Path) -> None:
    made = made_of(tmp_path, JAIL_WITH_NAMES.replace("FIRST_NM", "FIRST"), name="jail_to_2026-09-30.csv")
    (tmp_path / "jail.toml").write_text(draft_toml(made), encoding="utf-8")
    mapping = read_mapping(tmp_path / "jail.toml")
    who = mapping.identity["person_key"]
    assert (who.given, who.family, who.sex) == ("FIRST", "LAST NAME", "SEX")
    assert who.birth_date is not None
    assert (who.birth_date.heading, who.birth_date.formats) == ("DOB", ("%m/%d/%Y",))
    assert "VICTIM_LAST" in mapping.ignored.headings
    told = draft_toml(made) + json.dumps(draft_json(made))
    assert [name for name in ("Kvatvo", "Zmedvi", "Quexhi", "Rzopve", "03/12/1980") if name in told] == []
    assert not {"FIRST", "LAST NAME", "DOB", "VICTIM_LAST"} & set(made.looked)


@pytest.mark.parametrize(
    ("headings", "row", "parts"),
    [
        ("INMATE NAME,DOB", "Zmedvi; Kvatvo,1980-03-12", set()),
        ("INMATE NAME,DOB", '"Zmedvi, Kvatvo",1980-03-12', {"full_name", "birth_date"}),
        ("FNAME,MI,LNAME,DOB", "Kvatvo,Q,Zmedvi,unknown", {"given", "family"}),
        ("LNAME,DOB", "Zmedvi,1980-03-12", set()),
    ],
)
def test_without_a_whole_name_nobody_is_linked_and_a_birth_date_is_ignored(
    headings: str, row: str, parts: set[str], tmp_path: Path
) -> None:
    text = f"BOOK_NO,PERSON,BOOKED,{headings}\nB1,1,2026-09-01 10:00:00,{row}\n"
    made = made_of(tmp_path, text, name="jail_to_2026-09-30.csv")
    assert set(made.identity.parts) == parts
    assert "DOB" in {*made.identity.parts.values(), *(item.heading for item in made.ignored)}


def test_names_in_a_file_of_nobody_in_particular_are_ignored(tmp_path: Path) -> None:
    made = made_of(
        tmp_path,
        "REPORT_NO,OCC_DATE,FIRST,LAST\nR1,2026-09-01,Kvatvo,Zmedvi\n",
        name="reports_2026-09-30.csv",
    )
    assert (made.table.name, dict(made.identity.parts)) == ("incidents", {})
    assert {"FIRST", "LAST"} <= {item.heading for item in made.ignored}


def test_the_one_file_in_an_archive_is_drafted_and_the_archive_declared(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "jail_to_2026-09-30.zip", "w") as archive:
        archive.writestr("export.csv", JAIL_WITH_NAMES.replace(",", ";").encode("cp1252"))
    made = draft(tmp_path / "jail_to_2026-09-30.zip")
    (tmp_path / "jail.toml").write_text(draft_toml(made), encoding="utf-8")
    mapping = read_mapping(tmp_path / "jail.toml")
    assert (mapping.table, mapping.files, mapping.format.archive, mapping.format.delimiter) == (
        "custody",
        ("jail_to_*.zip",),
        "zip",
        ";",
    )
    assert preview(tmp_path / "jail_to_2026-09-30.zip", mapping, rows=2).problems == ()


def test_an_archive_of_several_files_is_not_drafted(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "f.zip", "w") as archive:
        archive.writestr("a.csv", "A\n1\n")
        archive.writestr("b.csv", "A\n1\n")
    with pytest.raises(Refused, match="holds 2 files; one is expected"):
        draft(tmp_path / "f.zip")


def test_a_workbook_in_an_archive_is_drafted_too(tmp_path: Path) -> None:
    book = Workbook()
    for line in JAIL_WITH_NAMES.splitlines():
        book.active.append(line.split(","))
    book.save(tmp_path / "inner.xlsx")
    with zipfile.ZipFile(tmp_path / "jail_to_2026-09-30.zip", "w") as archive:
        archive.write(tmp_path / "inner.xlsx", "inner.xlsx")
    layout = draft(tmp_path / "jail_to_2026-09-30.zip").opened.layout.format
    assert (layout.archive, layout.kind) == ("zip", "xlsx")


def test_the_line_that_shows_the_first_rows_can_be_copied_though_the_name_has_spaces(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "jail 2026-09-30.csv").write_text(JAIL_WITH_NAMES)
    out = tmp_path / "jail.toml"
    assert main(["draft", str(tmp_path / "jail 2026-09-30.csv"), f"--out={out}", f"--site={tmp_path}"]) == 0
    line = capsys.readouterr().out.splitlines()[-1]
    assert shlex.split(line)[3:] == [
        "preview",
        str(tmp_path / "jail 2026-09-30.csv"),
        "--mapping",
        str(out),
        "--site",
        str(tmp_path),
    ]
    assert "covers_to_in_name = 'ail (" in out.read_text(encoding="utf-8")


def test_rows_of_advocates_are_not_even_drafted(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="federal confidentiality law"):
        made_of(tmp_path, "CLIENT,SEEN\n1,2026-09-01\n", name="advocacy_clients.csv")


def test_a_code_nobody_can_guess_is_left_to_be_filled_in(tmp_path: Path) -> None:
    rows = "".join(f"R{at},2026-09-01,{code}\n" for at, code in enumerate(["SE", "ZQ", "spouse", "spouse"]))
    text = draft_toml(made_of(tmp_path, f"REPORT_NO,OCC_DATE,RELATIONSHIP\n{rows}"))
    assert '# ZQ = "..."  # ? 1 row: what does it mean?' in text
    assert 'SE = "spouse"  # ? 1 row: a short code: ask whether it means this here' in text
    assert 'spouse = "spouse"  # 2 rows' in text


def test_a_needed_column_that_was_not_found_is_asked_for(tmp_path: Path) -> None:
    made = made_of(tmp_path, "REPORT_NO,AREA\nR1,North\n", table="incidents")
    assert '# occurred_on = "..."  # ? needed and not found: day of the incident' in draft_toml(made)
    (tmp_path / "m.toml").write_text(draft_toml(made), encoding="utf-8")
    with pytest.raises(Refused, match="needs the columns occurred_on"):
        read_mapping(tmp_path / "m.toml")


@pytest.mark.parametrize(
    ("name", "files", "pattern"),
    [
        ("jail_to_2026-09-30.csv", "jail_to_*.csv", "_to_(\\d{4}-\\d{2}-\\d{2})"),
        ("2026-09-30 jail.csv", "* jail.csv", "(\\d{4}-\\d{2}-\\d{2})"),
        ("jail 2026-09-01 - 2026-09-30.csv", "jail * - *.csv", None),
        ("jail_20260930.csv", "jail_*.csv", None),
        ("jail.csv", "jail.csv", None),
    ],
)
def test_the_files_name_says_to_which_day_it_is_complete(
    tmp_path: Path, name: str, files: str, pattern: str | None
) -> None:
    made = made_of(tmp_path, "BOOKING_NO,PERSON_NO,BOOKED\n1,2,2026-09-01 10:00\n", name=name)
    assert made.name.files == files
    if pattern:
        assert made.name.covers_to_in_name == pattern
    elif made.name.covers_to_in_name is None:
        assert "# covers_to = 2026-09-01  # ? to which day are the data complete?" in draft_toml(made)


@pytest.mark.parametrize(
    ("content", "encoding", "delimiter"),
    [
        ("A_NO;OCC_DATE\nRé;2026-09-01\n".encode("cp1252"), "cp1252", ";"),
        ("\ufeffA_NO\tOCC_DATE\nRé\t2026-09-01\n".encode(), "utf-8", "\t"),
        ("A_NO|OCC_DATE\nRé|2026-09-01\n".encode("utf-16"), "utf-16", "|"),
        (b'A_NO,OCC_DATE\n"R;1;2",2026-09-01\n', "utf-8", ","),
    ],
)
def test_encoding_and_delimiter_are_guessed_with_their_reason(
    tmp_path: Path, content: bytes, encoding: str, delimiter: str
) -> None:
    (tmp_path / "f.csv").write_bytes(content)
    made = draft(tmp_path / "f.csv", table="incidents")
    assert (made.opened.layout.format.encoding, made.opened.layout.format.delimiter) == (encoding, delimiter)
    assert {"encoding", "delimiter"} <= set(made.opened.layout.evidence)


def workbook(path: Path, *, title_rows: int) -> None:
    book = Workbook()
    book.active.title = "Notes"
    book.active.append(["Exported for the county"])
    page = book.create_sheet("Data & more")
    for at in range(title_rows):
        page.append([f"Title {at}"])
    page.append(["Case number", "Person number", "Disposed", "Disposition"])
    for at in range(30):
        page.append([f"C{at}", f"P{at}", "03/24/2026", "DISMISSED"])
    made = io.BytesIO()
    book.save(made)
    path.write_bytes(made.getvalue())


@pytest.mark.parametrize("title_rows", [0, 2])
def test_the_sheet_and_the_row_of_headings_are_found(tmp_path: Path, title_rows: int) -> None:
    workbook(tmp_path / "court_to_2026-09-30.xlsx", title_rows=title_rows)
    made = draft(tmp_path / "court_to_2026-09-30.xlsx")
    assert made.table.name == "dispositions"
    assert (made.opened.layout.format.sheet, made.opened.layout.format.header_row) == (
        "Data & more",
        title_rows + 1,
    )
    assert "sheet" in made.opened.layout.unsure


def test_an_archive_that_is_no_workbook_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "f.xlsx").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(Refused, match="not an Excel workbook"):
        draft(tmp_path / "f.xlsx")


@pytest.mark.parametrize("table", CANONICAL, ids=lambda table: table.name)
def test_every_column_is_found_by_its_own_name(table) -> None:  # type: ignore[no-untyped-def]
    looked = {
        column.name: Looked(Profile(column.name, 0, 0, (), 0.0, 0.0, ()), None) for column in table.columns
    }
    found, _ = best_table(looked, "file.csv", table.name)
    assert {match.column.name: match.heading for match in found.matches} == {
        column.name: column.name for column in table.columns
    }


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=12)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    headings=st.lists(TEXTS | st.sampled_from(["REPORT_NO", "Occurred", "SEX"]), min_size=2, max_size=5),
    cells=st.lists(TEXTS, min_size=2, max_size=2),
)
def test_whatever_stands_in_a_file_the_draft_is_a_mapping_or_a_sentence(
    tmp_path: Path, headings: list[str], cells: list[str]
) -> None:
    import csv

    with (tmp_path / "f.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(headings)
        writer.writerows([(cells * 3)[: len(headings)]] * 3)
    try:
        text = draft_toml(draft(tmp_path / "f.csv"))
        (tmp_path / "m.toml").write_text(text, encoding="utf-8")
        read_mapping(tmp_path / "m.toml")
        words = ""
    except Refused as refused:
        words = str(refused)
    assert "not valid TOML" not in words


def test_a_draft_never_writes_over_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "f.csv").write_text(dates_file("2026-09-01"), encoding="utf-8")
    (tmp_path / "m.toml").write_text("mine", encoding="utf-8")
    assert main(["draft", str(tmp_path / "f.csv"), "--out", str(tmp_path / "m.toml")]) == 1
    assert (tmp_path / "m.toml").read_text(encoding="utf-8") == "mine"
    assert "it is there already" in capsys.readouterr().err


def test_a_preview_keeps_nothing_and_names_headings_nobody_knows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "f.csv").write_text("REPORT_NO,OCC_DATE,NEW\nR1,2026-09-01,x\n", encoding="utf-8")
    mapping = (
        'agency="police"\ntable="incidents"\nfiles=["f.csv"]\n'
        '[columns]\nincident_id="REPORT_NO"\noccurred_on="OCC_DATE"\n'
    )
    before = sorted(tmp_path.rglob("*"))
    for text, status, words in (
        (mapping, 1, "New: NEW."),
        (mapping + '[ignored]\nheadings=["NEW"]\n', 0, "1 rows read, 1 of them ours, 0 rejected."),
        ("nonsense", 1, "not valid TOML"),
    ):
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))
        site = ["--site", str(tmp_path)]
        assert main(["preview", str(tmp_path / "f.csv"), "--mapping", "-", *site]) == status
        assert words in capsys.readouterr().out
    assert sorted(tmp_path.rglob("*")) == before


def test_a_preview_tells_of_districts_the_site_does_not_list(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text(
        "NO,DAY,AREA\nR1,2026-09-01,North\nR2,2026-09-01,12 Elm\n", encoding="utf-8"
    )
    (tmp_path / "m.toml").write_text(
        'agency = "police"\ntable = "incidents"\nfiles = ["f.csv"]\n'
        '[columns]\nincident_id = "NO"\noccurred_on = "DAY"\ndistrict = "AREA"\n',
        encoding="utf-8",
    )
    shown = preview(tmp_path / "f.csv", read_mapping(tmp_path / "m.toml"), districts=["North"])
    assert [problem.split(".")[0] for problem in shown.problems] == ["1 rows have a district that site"]
