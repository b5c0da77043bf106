"""What the steward is told: where the site stands, what is counted nowhere, and what changed."""

import csv
import io
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from logbook.activity import entries
from logbook.reports import Differences, Quarantine, Result, Status, parsed
from pipelines.__main__ import main
from pipelines.original_lines import numbered
from pipelines.refresh import refresh
from pipelines.site import SiteFolder
from pipelines.status import status
from tests.pipelines.linking.test_identity import BOOKINGS, JAIL, POLICE
from tests.pipelines.linking.test_identity import PEOPLE as IDENTIFIED
from tests.pipelines.started import done_here
from tests.small_sites import INCIDENTS, PARTIES, PEOPLE, drop, published_site, small_site

BROKEN = """REPORT,OCCURRED,AREA,REL,PC,CLERK_NOTE
R1,09/01/2026,North,SE,Y,
,09/02/2026,South,BG,N,"two
lines, one cell"
R3,09/03/2026,North,NULL,Y,=1+1
=R4,09/04/2026,North,NULL
,09/05/2026,South,BG,N,
"""


def broken_site(folder: Path) -> SiteFolder:
    """Two rows without a number and one with too few fields."""
    return published_site(folder, files={"reports_1.csv": BROKEN, "people_1.csv": PEOPLE})


def asked(capsys: pytest.CaptureFixture[str], site: SiteFolder, *arguments: str) -> str:
    assert main([arguments[0], f"--site={site.path}", *arguments[1:]]) == 0
    return capsys.readouterr().out


def test_status_tells_new_files_from_known_ones(tmp_path: Path, now: datetime) -> None:
    site = small_site(tmp_path / "s")
    assert status(site, now).is_new
    refresh(site, now=now)
    drop(site, "people_2.csv", PEOPLE + "R2,P4,V,\n")
    found = status(site, now)
    assert {file.name: file.is_known for file in found.inbox} == {
        "people_1.csv": True,
        "people_2.csv": False,
        "reports_1.csv": True,
    }
    assert found.is_new
    assert (found.next_version, [version.number for version in found.versions]) == (2, [1])


def test_status_after_a_publication_is_not_new_and_a_changed_mapping_makes_it_new(
    tmp_path: Path, now: datetime
) -> None:
    site = published_site(tmp_path / "s")
    assert not status(site, now).is_new
    mapping = site.path / "extracts" / "incidents.toml"
    mapping.write_text(INCIDENTS.replace('"partner"', '"spouse"'), encoding="utf-8")
    assert status(site, now).is_new


def test_status_names_what_is_wrong_with_a_file_and_with_the_settings(tmp_path: Path, now: datetime) -> None:
    site = small_site(tmp_path / "s")
    drop(site, "notes.csv", "A\n1\n")
    found = {file.name: file for file in status(site, now).inbox}["notes.csv"]
    assert found.trouble is not None
    assert "no mapping expects" in found.trouble.what
    (site.path / "site.toml").write_text("name = 1\n", encoding="utf-8")
    assert {trouble.file for trouble in status(site, now).troubles} == {"site.toml"}


def test_status_of_a_folder_that_is_no_site_says_so(tmp_path: Path, now: datetime) -> None:
    found = status(SiteFolder(tmp_path), now)
    assert [trouble.what for trouble in found.troubles] == ["the file is missing."]
    assert (found.inbox, found.versions, found.is_new) == ((), (), False)


def test_every_report_can_be_read_by_a_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = broken_site(tmp_path / "s")
    for name, kind in (
        ("status", Status),
        ("checks", Result),
        ("differences", Differences),
        ("quarantine", Quarantine),
    ):
        parsed(kind, asked(capsys, site, name, "--json"))
        assert asked(capsys, site, name)


def test_before_a_publication_there_is_nothing_to_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = small_site(tmp_path / "s")
    assert asked(capsys, site, "checks", "--json") == "null\n"
    assert asked(capsys, site, "differences", "--json") == "null\n"
    assert parsed(Quarantine, asked(capsys, site, "quarantine", "--json")).reasons == ()


def test_a_damaged_publication_is_compared_with_nothing_and_can_be_made_again(
    tmp_path: Path, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    site = published_site(tmp_path / "s")
    (site.published / "working_group-000001.duckdb").write_bytes(b"damaged")
    assert asked(capsys, site, "differences", "--json") == "null\n"
    assert [version.is_whole for version in status(site, now).versions] == [False]
    outcome = refresh(site, now=now)
    assert outcome.version == 2
    assert outcome.compared is not None
    assert {item.kind for item in outcome.compared.listed} <= {"new"}


def test_rows_counted_nowhere_are_counted_by_file_and_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = broken_site(tmp_path / "s")
    found = parsed(Quarantine, asked(capsys, site, "quarantine", "--json"))
    assert {(reason.kind, reason.rows, reason.first_seen) for reason in found.reasons} == {
        ("set_aside", 2, "2026-10-05"),
        ("rejected", 1, "2026-10-05"),
    }


def test_an_agency_gets_its_own_lines_as_it_wrote_them_with_what_to_do(tmp_path: Path) -> None:
    site = broken_site(tmp_path / "s")
    out = tmp_path / "lines.csv"
    assert main(["quarantine", f"--site={site.path}", "--agency=police", f"--out={out}", "--by=Tester"]) == 0
    rows = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8-sig"), newline="")))
    assert [(row[1], row[4]) for row in rows[1:]] == [
        ("1", "REPORT,OCCURRED,AREA,REL,PC,CLERK_NOTE"),
        ("3", ',09/02/2026,South,BG,N,"two\nlines, one cell"'),
        ("5", "'=R4,09/04/2026,North,NULL"),
        ("6", ",09/05/2026,South,BG,N,"),
    ]
    assert [row[2] for row in rows[2:]] == [
        "the report has no number",
        "the row has too few fields",
        "the report has no number",
    ]
    assert all(row[3] for row in rows[2:])
    last = entries(site.path)[-1]
    assert (last.what, last.who, last.result) == ("quarantine_downloaded", "Tester", "lines of police")


def test_an_agency_without_such_lines_is_refused_and_not_logged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = broken_site(tmp_path / "s")
    assert main(["quarantine", f"--site={site.path}", "--agency=court"]) == 1
    assert "no line of the agency court" in capsys.readouterr().err
    assert entries(site.path) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a,b\n1,2\n", ["a,b", "1,2"]),
        ("a,b\n1,2", ["a,b", "1,2"]),
        ('a\n"x\ny"\nz\n', ["a", '"x\ny"', "z"]),
        ('a,b\n"x ""\n"" y",2\nz,3\n', ["a,b", '"x ""\n"" y",2', "z,3"]),
        ('a,b\n5" pipe,2\nz,3\n', ["a,b", '5" pipe,2', "z,3"]),
        ("a\n\nb\n", ["a", "", "b"]),
    ],
)
def test_lines_are_numbered_as_a_spreadsheet_does(text: str, lines: list[str]) -> None:
    assert list(numbered(io.StringIO(text, newline=""), ",")) == list(enumerate(lines, 1))


def test_the_activity_command_tells_whether_the_log_is_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = broken_site(tmp_path / "s")
    for _ in range(2):
        main(
            ["quarantine", f"--site={site.path}", "--agency=police", f"--out={tmp_path / 'x'}", "--by=Tester"]
        )
    assert "whole" in asked(capsys, site, "activity", "--verify")
    assert "Tester  quarantine downloaded  lines of police" in asked(capsys, site, "activity")
    log = site.path / "activity.jsonl"
    log.write_text(log.read_text(encoding="utf-8").replace("Tester", "Nobody", 1), encoding="utf-8")
    assert main(["activity", f"--site={site.path}", "--verify"]) == 1
    assert "Line 1" in capsys.readouterr().err


EVERYTHING = {
    "incidents": INCIDENTS.replace("covers_to = 2026-09-30", "covers_to_in_name = '_(\\d{4}-\\d{2}-\\d{2})'")
    .replace('RU = "unknown" }', 'RU = "unknown" }, unknown = "blank"')
    .replace('N = "no" }', 'N = "no" }, unknown = "quarantine"'),
    "people": POLICE,
    "jail": JAIL,
}


def reports_of(month: int, relationship: Callable[[int], str], *, rows: int = 120) -> str:
    lines = [
        f"{month}-{at},{month:02d}/{at % 28 + 1:02d}/2026,North,{relationship(at)},Y," for at in range(rows)
    ]
    return "\n".join(["REPORT,OCCURRED,AREA,REL,PC,CLERK_NOTE", *lines]) + "\n"


def site_with_everything(folder: Path) -> SiteFolder:
    """An emptier column, a month that did not come, a new and a vanished code, unreadable values, a rejected
    line, a row without a number and a doubtful link.
    """
    spoilt = ",09/04/2026,North,SE,Y,\nX1,09/05/2026,North,SE,PERHAPS,\nX2,09/06/2026\n"
    files: dict[str, str | bytes] = {
        f"reports_2026-{month:02d}-28.csv": reports_of(month, lambda at: "SE" if at % 2 else "BG")
        for month in (4, 5, 7, 8)
    }
    files["reports_2026-09-30.csv"] = (
        reports_of(9, lambda at: ("SE", "ZZ", "NULL", "NULL", "RU")[at % 5]) + spoilt
    )
    doubtful = BOOKINGS.replace("03/12/1980", "07/25/1993")
    return small_site(
        folder,
        mappings=EVERYTHING,
        files={**files, "people_1.csv": IDENTIFIED.replace("R1,P", "9-0,P"), "jail_1.csv": doubtful},
    )


@dataclass(frozen=True)
class Told:
    """A refreshed site, and what its refresh said."""

    site: SiteFolder
    words: str


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Refreshed once for all tests here that only look."""
    site = site_with_everything(tmp_path_factory.mktemp("everything") / "s")
    refreshed = done_here(site.path, "refresh", "--by=Tester")
    assert refreshed.returncode == 0
    return Told(site, refreshed.stdout)


def notes_of(told: str) -> list[str]:
    return told.split("What the checks found:\n")[1].splitlines()


def test_whatever_the_summary_tells_is_in_the_report_of_the_page(
    everything: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    told = notes_of(everything.words)
    for kind in (
        "is empty in 59%",
        "Held back",
        'ZZ" is here',
        'BG" is gone',
        "PERHAPS",
        "Rejected",
        "in doubt",
    ):
        assert any(kind in note for note in told), kind
    report = parsed(Result, asked(capsys, everything.site, "checks", "--json"))
    assert [note for note in told if not _is_in(note, report)] == []
    assert report.held_back == ("2026-06",)


def _is_in(note: str, report: Result) -> bool:
    """Whether some finding says what the note does, in its words, with what to do."""
    return any(
        item.words.split("; it")[0].lower() in note.lower()
        and (item.remedy in note or note.startswith("  Rejected"))
        and (not item.rows or item.severity == "critical" or f"{item.rows:,} in " in note)
        for item in report.findings
    )


def test_without_a_run_file_the_warehouse_in_force_tells_the_same(
    everything: Told, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = SiteFolder(Path(shutil.copytree(everything.site.path, tmp_path / "s")))
    kept = parsed(Result, asked(capsys, site, "checks", "--json"))
    (site.path / "run" / "result.json").unlink()
    again = parsed(Result, asked(capsys, site, "checks", "--json"))
    assert kept.findings
    assert (again.findings, again.held_back) == (kept.findings, kept.held_back)


def test_after_a_roll_back_the_checks_are_those_of_the_version_in_force(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = small_site(tmp_path / "s")
    for name in ("", "people_2.csv", "people_3.csv"):
        if name:
            drop(site, name, PEOPLE + f"R2,P{name[7]},V,\n,P9,V,\n")
        assert main(["check" if "3" in name else "refresh", f"--site={site.path}", "--quiet"]) == 0
    capsys.readouterr()
    last = parsed(Result, asked(capsys, site, "checks", "--json"))
    assert (last.command, len(last.files), bool(last.findings)) == ("check", 4, True)
    asked(capsys, site, "rollback", "1")
    then = parsed(Result, asked(capsys, site, "checks", "--json"))
    assert (then.version, len(then.files), then.findings) == (1, 2, ())
    assert "version 1" in asked(capsys, site, "checks")


def test_what_a_run_found_is_not_told_of_a_version_put_in_force_some_other_way(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = small_site(tmp_path / "s")
    assert main(["refresh", f"--site={site.path}", "--quiet"]) == 0
    first = (site.published / "current.json").read_bytes()
    drop(site, "people_2.csv", PEOPLE + ",P9,V,\n")
    assert main(["refresh", f"--site={site.path}", "--quiet"]) == 0
    (site.published / "current.json").write_bytes(first)
    capsys.readouterr()
    assert parsed(Result, asked(capsys, site, "checks", "--json")).version == 1


CODES_LET_PASS = INCIDENTS.replace('codes = { SE = "spouse"', 'unknown = "blank", codes = { SE = "spouse"')


def with_codes(folder: Path, codes: int, mapping: str = CODES_LET_PASS) -> SiteFolder:
    """A report for each code that nobody knows; the first stands in two more."""
    rows = [f"N{at},09/01/2026,North,C{at},Y," for at in range(codes)]
    reports = "\n".join(
        [BROKEN.splitlines()[0], *rows, "M1,09/01/2026,North,C0,Y,", "M2,09/01/2026,North,C0,Y,"]
    )
    files: dict[str, str | bytes] = {"reports_1.csv": reports + "\n", "people_1.csv": PEOPLE}
    return small_site(folder, mappings={"incidents": mapping, "people": PARTIES}, files=files)


def test_values_beyond_the_first_few_are_told_together_and_all_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = with_codes(tmp_path / "s", 40)
    assert main(["refresh", f"--site={site.path}", "--quiet"]) == 0
    told = capsys.readouterr().out
    assert 'line 2 and 2 more: the value "C0" is not in the list of codes' in told
    assert '35 more values ("C5", "C6", ' in told
    assert "and 15 others), each of which is not in the list of codes" in told
    report = parsed(Result, asked(capsys, site, "checks", "--json"))
    assert sum(item.rows for item in report.findings if "list of codes" in item.words) == 42
    listed = list(csv.DictReader(io.StringIO(asked(capsys, site, "unreadable").removeprefix("\ufeff"))))
    assert {row["value"]: row["rows"] for row in listed} == {f"C{at}": "1" if at else "3" for at in range(40)}
    assert asked(capsys, site, "unreadable", f"--out={tmp_path / 'values.csv'}") == ""
    assert (tmp_path / "values.csv").read_text(encoding="utf-8-sig").count("\n") == 41


def test_more_values_than_are_listed_are_counted(
    tmp_path: Path, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    site = with_codes(tmp_path / "s", 1_200)
    refresh(site, now=now)
    last = asked(capsys, site, "unreadable").splitlines()[-1]
    assert "the 1,000 most frequent values are listed; 200 values in 200 rows are not" in last


def test_a_refusal_names_the_codes_beyond_the_first_few_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = with_codes(tmp_path / "s", 12, INCIDENTS)
    assert main(["check", f"--site={site.path}", "--quiet"]) == 1
    refused = capsys.readouterr().err
    assert [f'"C{at}"' for at in range(12) if f'"C{at}"' not in refused] == []


def test_where_everything_could_be_read_the_list_has_headings_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = published_site(tmp_path / "s")
    assert len(asked(capsys, site, "unreadable").splitlines()) == 1
