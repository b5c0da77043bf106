"""Every line of every file can be found again, with what became of it and since when."""

import csv
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.__main__ import main
from pipelines.dictionary import DOCUMENT, documents
from pipelines.explaining import CORRECTED, IN_USE, NOT_OURS, REPLACED, explain, write_lines
from pipelines.problems import Refused
from pipelines.refresh import refresh
from pipelines.site import SiteFolder
from tests.sites import open_warehouse
from tests.small_sites import INCIDENTS, PARTIES, PEOPLE, drop, published_site
from warehouse.versions import read_pointer

KEEPING = INCIDENTS.replace("[columns]", '[keep]\nOURS = ["1"]\n[columns]')
FILE = """REPORT,OCCURRED,AREA,REL,PC,CLERK_NOTE,OURS
R1,09/01/2026,North,SE,Y,,1
R2,09/02/2026,South,BG,N,,0

R3,09/03/2026,North,SE,Y
R4,09/04/2026,North,SE,Y,,1
R4,09/04/2026,North,SE,,,1
,09/05/2026,North,SE,Y,,1
"""


@pytest.fixture
def site(tmp_path: Path) -> SiteFolder:
    mappings = {"incidents": KEEPING, "people": PARTIES}
    files: dict[str, str | bytes] = {"reports_1.csv": FILE, "people_1.csv": PEOPLE}
    return published_site(tmp_path / "s", mappings=mappings, files=files)


def fates(site: SiteFolder, file: str) -> dict[int, str]:
    return {fate.line_number: fate.what for fate in explain(site, file)[0].fates}


def test_every_line_is_told_what_became_of_it(site: SiteFolder) -> None:
    assert fates(site, "reports_1.csv") == {
        2: IN_USE,
        3: NOT_OURS,
        5: "rejected: the row has too few fields",
        6: IN_USE,
        7: REPLACED,
        8: "set aside since 2026-10-05: the report has no number",
    }


def test_a_file_is_found_by_its_path_and_by_its_hash_too(site: SiteFolder) -> None:
    by_path = explain(site, str(site.inbox / "reports_1.csv"))
    assert explain(site, by_path[0].delivery.extract_id[:10]) == by_path


def test_a_file_that_is_not_in_the_publication_is_said_to_be_none(site: SiteFolder) -> None:
    with pytest.raises(Refused, match="no file of this name or content is in the publication in force"):
        explain(site, "other.csv")


def test_the_written_lines_hold_no_value_of_the_file(site: SiteFolder, tmp_path: Path) -> None:
    write_lines(explain(site, "reports_1.csv"), tmp_path / "lines.csv")
    with (tmp_path / "lines.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[2] for row in rows] == ["line", "2", "3", "5", "6", "7", "8"]
    assert "R4" not in (tmp_path / "lines.csv").read_text(encoding="utf-8-sig")


def test_a_row_set_aside_keeps_the_day_it_was_first_seen(site: SiteFolder, now: datetime) -> None:
    drop(site, "people_2.csv", PEOPLE.replace("P1", "P9"))
    refresh(site, now=now + timedelta(days=40))
    with open_warehouse(site) as engine:
        assert engine.rows("select first_seen, is_corrected from quarantine") == [(date(2026, 10, 5), False)]


def test_a_line_set_aside_and_sent_again_whole_is_told_as_corrected(site: SiteFolder, now: datetime) -> None:
    drop(site, "people_2.csv", "REPORT,PERSON,ROLE,ARRESTED\nR1,P1,S,2026-08-01\n")
    refresh(site, now=now)
    assert fates(site, "people_2.csv")[2].startswith("set aside since 2026-10-05")
    drop(site, "people_3.csv", "REPORT,PERSON,ROLE,ARRESTED\nR1,P1,S,2026-09-01\n")
    refresh(site, now=now)
    assert fates(site, "people_2.csv") == {2: CORRECTED}


def test_what_is_corrected_no_longer_stands_beside_the_agencys_numbers(
    site: SiteFolder, now: datetime
) -> None:
    drop(site, "people_2.csv", "REPORT,PERSON,ROLE,ARRESTED\nR1,P1,S,2026-08-01\n")
    first = refresh(site, now=now)
    drop(site, "people_3.csv", "REPORT,PERSON,ROLE,ARRESTED\nR1,P1,S,2026-09-01\n")
    second = refresh(site, now=now)
    waiting = [sum(a.quarantined - a.corrected for a in outcome.accounts) for outcome in (first, second)]
    assert waiting == [2, 1]


def test_every_rule_is_kept_with_the_files_that_broke_it(site: SiteFolder) -> None:
    with open_warehouse(site) as engine:
        broken = engine.rows("""
            select rule, severity, d.file_name, r.rows from check_results as r
            join deliveries as d on d.number = r.delivery_number order by rule""")
        passed = engine.value("select count(*) from check_results where delivery_number is null and rows = 0")
    assert ("incident_id_present", "critical", "reports_1.csv", 1) in broken
    assert passed > 5


def test_a_file_loaded_by_two_mappings_is_written_with_the_lines_of_both(
    site: SiteFolder, now: datetime, tmp_path: Path
) -> None:
    (site.path / "extracts" / "others.toml").write_text(KEEPING)
    refresh(site, now=now)
    out = tmp_path / "lines.csv"
    assert main(["explain", "reports_1.csv", f"--site={site.path}", f"--lines={out}"]) == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[:3] for row in rows[1:]] == [
        ["reports_1.csv", mapping, line]
        for mapping in ("incidents", "others")
        for line in ("2", "3", "5", "6", "7", "8")
    ]


@pytest.mark.parametrize("gone", ["extracts/incidents.toml", "archive"])
def test_a_file_whose_mapping_or_copy_is_gone_is_told_in_words(site: SiteFolder, gone: str) -> None:
    path = site.path / gone
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    with pytest.raises(Refused, match="its mapping or its copy in the archive is gone"):
        explain(site, "reports_1.csv")


def test_a_warehouse_that_is_damaged_is_told_in_words_by_every_command(
    site: SiteFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pointer = read_pointer(site.published)
    assert pointer is not None
    (site.warehouse / pointer.warehouse).write_bytes(b"damaged")
    for command in (["status"], ["checks"], ["links"], ["quarantine"], ["explain", "reports_1.csv"]):
        (site.path / "run" / "result.json").unlink(missing_ok=True)
        main([*command, f"--site={site.path}"])
        told = "".join(capsys.readouterr())
        assert "the warehouse is damaged" in told, command
        assert "python -m pipelines rebuild" in told, command


def test_a_broken_pointer_is_told_in_words_by_the_links_too(
    site: SiteFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    (site.published / "current.json").write_text("{")
    assert main(["links", f"--site={site.path}"]) == 1
    assert "published/current.json: it cannot be read." in capsys.readouterr().err


def test_what_no_command_foresees_is_a_sentence_and_never_a_trace(
    site: SiteFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", "reports_1.csv", f"--site={site.path}", f"--lines={site.path}"]) == 1
    assert "Tell whoever looks after the program: IsADirectoryError" in capsys.readouterr().err


def test_every_table_of_the_warehouse_is_in_the_data_dictionary(site: SiteFolder) -> None:
    text = documents()[DOCUMENT]
    with open_warehouse(site) as engine:
        names = [
            name
            for (name,) in engine.rows(
                "select table_name from duckdb_tables() where not internal and not temporary"
            )
        ]
    assert "deliveries" in names
    assert [name for name in names if f"### {name}\n" not in text and f"| `{name}` |" not in text] == []
