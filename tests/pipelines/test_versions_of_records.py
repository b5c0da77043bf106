"""Amended, late, repeated and out-of-order deliveries: the newest version of a record, whatever the order."""

import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipelines.publishing import in_force
from pipelines.refresh import refresh
from pipelines.site import SiteFolder
from tests.sites import open_warehouse
from tests.small_sites import INCIDENTS, PARTIES, PEOPLE, REPORTS, drop, published_site, small_site

BY_NAME = """covers_to_in_name = '_(\\d{4}-\\d{2}-\\d{2})'"""
DATED = {
    name: text.replace("covers_to = 2026-09-30", BY_NAME)
    for name, text in (("incidents", INCIDENTS), ("people", PARTIES))
}
DATED["incidents"] = DATED["incidents"].replace("[columns]", '[keep]\nOURS = ["1"]\n[columns]')


def reports(*rows: str) -> str:
    return "\n".join(["REPORT,OCCURRED,AREA,REL,PC,CLERK_NOTE,OURS", *rows]) + "\n"


def people(*rows: str) -> str:
    return "\n".join(["REPORT,PERSON,ROLE,ARRESTED", *rows]) + "\n"


FILES = {
    "reports_2026-07-31.csv": reports(
        "R1,07/01/2026,North,SE,Y,,1", "R2,07/02/2026,South,BG,N,,1", "R3,07/03/2026,South,BG,N,,1"
    ),
    "reports_2026-08-31.csv": reports(
        "R2,07/02/2026,North,BG,Y,,1", "R3,07/03/2026,South,BG,N,,0", "R4,08/02/2026,North,SE,Y,,1"
    ),
    "people_2026-07-31.csv": people("R1,P1,S,2026-07-01", "R1,P2,V,", "R2,P3,S,", "R3,P4,S,2026-07-03"),
    "people_2026-08-31.csv": people("R1,P1,V,", "R1,P2,S,2026-07-01", "R4,P1,S,2026-08-02", "R4,P1,V,"),
}


def county(folder: Path, files: dict[str, str]) -> SiteFolder:
    return small_site(folder, mappings=DATED, files=dict(files))


def published_county(folder: Path, files: dict[str, str]) -> SiteFolder:
    return published_site(folder, mappings=DATED, files=dict(files))


def content(site: SiteFolder) -> dict[str, str]:
    pointer = in_force(site)
    assert pointer is not None
    return pointer.content


def in_use(site: SiteFolder, query: str) -> list[tuple[object, ...]]:
    with open_warehouse(site) as engine:
        return engine.rows(query)


@pytest.fixture
def both_months(tmp_path: Path) -> SiteFolder:
    return published_county(tmp_path / "both", FILES)


def test_an_amended_role_replaces_the_role_told_before(both_months: SiteFolder) -> None:
    roles = in_use(
        both_months,
        "select role, count(*) from incident_parties where incident_id = 'R1' group by role order by role",
    )
    arrested = in_use(
        both_months, "select role from incident_parties where incident_id = 'R1' and arrested_on is not null"
    )
    assert (roles, arrested) == ([("suspect", 1), ("victim", 1)], [("suspect",)])


def test_two_roles_told_by_one_file_both_count(both_months: SiteFolder) -> None:
    roles = in_use(both_months, "select role from incident_parties where incident_id = 'R4' order by role")
    assert roles == [("suspect",), ("victim",)]


def test_people_the_newer_file_does_not_speak_of_stay(both_months: SiteFolder) -> None:
    assert in_use(both_months, "select role from incident_parties where incident_id = 'R2'") == [("suspect",)]


def test_a_record_that_is_no_longer_ours_is_not_in_use(both_months: SiteFolder) -> None:
    assert in_use(both_months, "select incident_id from incidents order by 1") == [("R1",), ("R2",), ("R4",)]


def test_a_record_that_becomes_ours_again_is_in_use(both_months: SiteFolder, now: datetime) -> None:
    drop(both_months, "reports_2026-09-30.csv", reports("R3,07/03/2026,South,BG,N,,1"))
    refresh(both_months, now=now)
    assert ("R3",) in in_use(both_months, "select incident_id from incidents")


def test_a_row_not_ours_does_not_take_out_a_row_of_its_own_file(tmp_path: Path, now: datetime) -> None:
    rows = ("R1,07/01/2026,North,SE,Y,,1", "R1,07/01/2026,North,SE,Y,,0")
    for name, order in (("one", rows), ("other", rows[::-1])):
        site = county(tmp_path / name, FILES | {"reports_2026-07-31.csv": reports(*order)})
        refresh(site, now=now)
        assert ("R1",) in in_use(site, "select incident_id from incidents")


@pytest.mark.parametrize(
    "seed", [1, 2]
)  # a newer file before an older one: in the one of people, in the other of both
def test_files_in_any_order_give_the_same_publication(
    both_months: SiteFolder, tmp_path: Path, now: datetime, seed: int
) -> None:
    order = list(FILES)
    random.Random(seed).shuffle(order)
    site = published_county(tmp_path / "s", {order[0]: FILES[order[0]]})
    for name in order[1:]:
        drop(site, name, FILES[name])
        refresh(site, now=now)
    assert content(site) == content(both_months)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_rows_in_any_order_give_the_same_publication(tmp_path: Path, seed: int) -> None:
    """Also where one file tells a record twice, and differently."""
    twice = reports(
        "R1,07/01/2026,North,SE,Y,,1",
        "R1,07/01/2026,South,,N,,1",
        "R2,07/02/2026,South,BG,N,,1",
        "R1,07/01/2026,South,,N,,1",
    )
    contents = []
    for name, shuffled in (("as_sent", False), ("shuffled", True)):
        files = FILES | {"reports_2026-07-31.csv": twice}
        if shuffled:
            files = {file: _shuffled(text, seed) for file, text in files.items()}
        site = published_county(tmp_path / name, files)
        contents.append(content(site))
        assert in_use(site, "select district, record_version from incidents where incident_id = 'R1'") == [
            ("North", 3)
        ]
    assert contents[0] == contents[1]


def _shuffled(text: str, seed: int) -> str:
    head, *rows = text.splitlines()
    random.Random(seed).shuffle(rows)
    return "\n".join([head, *rows]) + "\n"


def test_an_overlapping_delivery_of_the_same_rows_changes_no_number(
    both_months: SiteFolder, now: datetime
) -> None:
    before = content(both_months)
    rows = [
        row for name in sorted(FILES) if name.startswith("reports") for row in FILES[name].splitlines()[1:]
    ]
    newest = {row.split(",")[0]: row for row in rows}
    drop(both_months, "reports_again_2026-08-31.csv", reports(*newest.values()))
    assert refresh(both_months, now=now).version == 2
    counted = [before[role] == content(both_months)[role] for role in before]
    assert counted
    assert all(counted)


def test_records_sent_again_make_nobody_count_for_less(both_months: SiteFolder, now: datetime) -> None:
    weights = "select person_key, person_key_weight from incident_parties where role = 'suspect' order by all"
    before = in_use(both_months, weights)
    rows = FILES["people_2026-08-31.csv"].splitlines()[1:]
    drop(both_months, "people_again_2026-08-31.csv", people(*reversed(rows)))
    drop(both_months, "people_once_more_2026-08-31.csv", people(*rows, *rows))
    assert refresh(both_months, now=now).version == 2
    assert before
    assert in_use(both_months, weights) == before


def test_the_accounts_add_up_when_records_are_amended_and_left_out(tmp_path: Path, now: datetime) -> None:
    outcome = refresh(county(tmp_path / "s", FILES), now=now)
    told = {a.file_name: (a.lines, a.out_of_scope, a.replaced, a.in_use) for a in outcome.accounts}
    assert told == {
        "people_2026-07-31.csv": (4, 0, 2, 2),
        "people_2026-08-31.csv": (4, 0, 0, 4),
        "reports_2026-07-31.csv": (3, 0, 2, 1),
        "reports_2026-08-31.csv": (3, 1, 0, 2),
    }


def test_a_broken_row_whose_record_came_again_whole_needs_no_more_correcting(
    tmp_path: Path, now: datetime
) -> None:
    broken = PEOPLE.replace("R1,P1,S,2026-09-01", "R1,P1,S,2026-08-01")  # arrested before the incident
    site = small_site(tmp_path / "s", files={"reports_1.csv": REPORTS, "people_1.csv": broken})
    refresh(site, now=now)
    assert in_use(site, "select is_corrected from quarantine") == [(False,)]
    drop(site, "people_2.csv", PEOPLE)
    later = now + timedelta(days=3)
    refresh(site, now=later)
    assert in_use(site, "select is_corrected from quarantine") == [(True,)]
    assert in_use(site, "select count(*) from incident_parties") == [(4,)]


def test_a_broken_row_without_a_number_is_never_called_corrected(tmp_path: Path, now: datetime) -> None:
    files = FILES | {
        "reports_2026-07-31.csv": reports(",07/01/2026,North,SE,Y,,1"),
        "reports_2026-08-31.csv": reports(",07/01/2026,North,SE,Y,,0", "R4,08/02/2026,North,SE,Y,,1"),
    }
    site = county(tmp_path / "s", files)
    refresh(site, now=now)
    assert in_use(site, "select distinct is_corrected from quarantine where table_name = 'incidents'") == [
        (False,)
    ]


def test_a_sound_row_of_the_same_file_is_no_correction(tmp_path: Path, now: datetime) -> None:
    both = "REPORT,PERSON,ROLE,ARRESTED\nR1,P1,S,2026-08-01\nR1,P1,S,2026-09-01\n"
    site = small_site(tmp_path / "s", files={"reports_1.csv": REPORTS, "people_1.csv": both})
    refresh(site, now=now)
    assert in_use(site, "select is_corrected from quarantine") == [(False,)]
