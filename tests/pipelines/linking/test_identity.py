"""What mappings say of who people are: read for linking, comparable, and kept nowhere."""

from datetime import datetime
from pathlib import Path

import pytest

from pipelines.problems import Refused
from pipelines.refresh import refresh
from pipelines.site import SiteFolder
from tests.sites import open_warehouse
from tests.small_sites import INCIDENTS, PARTIES, REPORTS, small_site

JAIL = """
agency = "jail"
table = "custody"
files = ["jail_*.csv"]
covers_to = 2026-09-30
[columns]
booking_id = "BOOKING"
person_key = "INMATE"
incident_id = "REPORT"
booked_at = { from = "IN", formats = ["%Y-%m-%d"] }
[identity.person_key]
full_name = "NAME"
birth_date = { from = "DOB", formats = ["%m/%d/%Y"] }
sex = "SEX"
numbers = { state_id = "SID" }
"""
POLICE = (
    PARTIES
    + """
[identity.person_key]
given = "FIRST"
family = "LAST"
birth_date = "DOB"
numbers = { state_id = "SID" }
"""
)
PEOPLE = """REPORT,PERSON,ROLE,ARRESTED,FIRST,LAST,DOB,SID
R1,P1,S,2026-09-01,Kvatvo,Zmedvi,1980-03-12,S77
R2,P3,S,,Quexhi,Rzopve,1990-01-02,
R3,P1,S,2026-09-04,Kvatvo,Zmedvi,1980-03-12,S77
"""
BOOKINGS = """BOOKING,INMATE,REPORT,IN,NAME,DOB,SEX,SID
B1,9001,R1,2026-09-01,"ZMEDVI, KVATVO Q",03/12/1980,Male,S77
B2,,R2,2026-09-02,"Rzopve Jr, Quexhi",XX/XX/1990,M,
B3,9003,R3,2026-09-04,,,,
"""


def linked_site(
    folder: Path, *, people: str = PEOPLE, bookings: str = BOOKINGS, jail: str = JAIL
) -> SiteFolder:
    return small_site(
        folder,
        mappings={"incidents": INCIDENTS, "people": POLICE, "jail": jail},
        files={"reports_1.csv": REPORTS, "people_1.csv": people, "jail_1.csv": bookings},
    )


def rows(site: SiteFolder, sql: str) -> list[tuple[object, ...]]:
    with open_warehouse(site) as engine:
        return engine.rows(sql)


def refused(site: SiteFolder, now: datetime) -> str:
    with pytest.raises(Refused) as found:
        refresh(site, now=now)
    return str(found.value)


def test_equal_shared_numbers_of_two_agencies_are_one_person(tmp_path: Path, now: datetime) -> None:
    site = linked_site(tmp_path / "s")
    refresh(site, now=now)
    assert rows(site, "select how, status, owner_a < owner_b or owner_a > owner_b from person_links") == [
        ("number", "linked", True)
    ]
    assert rows(site, "select numbers, owners from person_numbers where numbers > 1") == [(2, "county, jail")]
    same = "select count(*) from custody as c join incident_parties as p using (person_key) where booking_id = 'B1'"
    assert rows(site, same) == [(2,)]


def test_a_shared_number_that_too_many_carry_links_nobody(tmp_path: Path, now: datetime) -> None:
    many = [f"R1,P{at},S,,Kvatvo,Zmedvi,1980-03-12,0000" for at in range(100, 170)]
    site = linked_site(tmp_path / "s", people="\n".join([PEOPLE.splitlines()[0], *many]) + "\n")
    refresh(site, now=now)
    assert rows(site, "select count(*) from person_links where how = 'number'") == [(0,)]


def test_a_shared_number_with_clearly_different_birth_dates_is_doubtful(
    tmp_path: Path, now: datetime
) -> None:
    site = linked_site(tmp_path / "s", bookings=BOOKINGS.replace("03/12/1980", "07/25/1993"))
    refresh(site, now=now)
    assert rows(site, "select how, status from person_links") == [("number", "doubtful")]


def test_a_row_that_is_set_aside_links_nobody(tmp_path: Path, now: datetime) -> None:
    site = linked_site(tmp_path / "s", bookings=BOOKINGS.replace("B1,9001", ",9001"))
    refresh(site, now=now)
    assert rows(site, "select rule from quarantine") == [("booking_id_present",)]
    assert rows(site, "select count(*) from person_links") == [(0,)]


def test_a_person_without_a_number_but_with_a_name_is_in_use(tmp_path: Path, now: datetime) -> None:
    site = linked_site(tmp_path / "s")
    refresh(site, now=now)
    assert rows(site, "select count(*) from custody where person_key is not null") == [(3,)]
    assert rows(site, "select count(*) from quarantine") == [(0,)]


def test_a_person_with_neither_number_nor_name_is_set_aside(tmp_path: Path, now: datetime) -> None:
    site = linked_site(tmp_path / "s", bookings=BOOKINGS.replace("B3,9003", "B3,"))
    refresh(site, now=now)
    assert rows(site, "select table_name, line_number from quarantine") == [("custody", 4)]


def test_the_same_record_without_a_number_sent_twice_is_one_record(tmp_path: Path, now: datetime) -> None:
    court = """
agency = "court"
table = "dispositions"
files = ["court_*.csv"]
covers_to = 2026-09-30
[columns]
case_id = "CASE"
[identity.person_key]
given = "FIRST"
family = "LAST"
"""
    head, line = "CASE,FIRST,LAST\n", "C1,Quexhi,Rzopve\n"
    site = linked_site(tmp_path / "s")
    (site.path / "extracts" / "court.toml").write_text(court)
    (site.inbox / "court_1.csv").write_text(head + line)
    (site.inbox / "court_2.csv").write_text(head + "C2,Kvatvo,Zmedvi\n" + line)
    refresh(site, now=now)
    assert rows(site, "select case_id, record_version from dispositions order by all") == [
        ("C1", 2),
        ("C2", 1),
    ]


def test_records_of_two_numbers_of_one_person_are_versions_of_one_record(
    tmp_path: Path, now: datetime
) -> None:
    doubled = PEOPLE + "R1,P8,S,2026-09-01,Kvatvo,Zmedvi,1980-03-12,S77\n"
    site = linked_site(tmp_path / "s", people=doubled)
    outcome = refresh(site, now=now)
    assert rows(
        site, "select count(*), max(record_version) from incident_parties where incident_id = 'R1'"
    ) == [(1, 2)]
    account = next(item for item in outcome.accounts if item.file_name == "people_1.csv")
    assert (account.lines, account.in_use, account.replaced) == (4, 3, 1)


def test_names_are_made_comparable_and_unknown_parts_of_birth_dates_stay_unknown(tmp_path: Path) -> None:
    from datetime import date

    from pipelines.inbox import read_mappings, receive
    from pipelines.staging import stage
    from warehouse.engine import DuckEngine

    names = (
        ("O'Zmé-Dvi Jr.", "Kva Tvo", "03/12/1980"),
        ("ZLO VRI", "quê", "03/XX/1980"),
        ("  ", "Kva", "XX/XX/1980"),
        ("Zlo", "", "13/45/1980"),
        ("Zlo", "1234", "01/01/1900"),
    )
    lines = [
        f'B{at},{at},R1,2026-09-01,"{family}, {given}",{born},,'
        for at, (family, given, born) in enumerate(names)
    ]
    site = linked_site(tmp_path / "s", bookings="\n".join([BOOKINGS.splitlines()[0], *lines]) + "\n")
    mappings = read_mappings(site)
    inbox = receive(site, mappings, None, date(2026, 10, 5))
    with DuckEngine() as engine:
        staged = stage(engine, mappings, inbox, tmp_path, lambda _: None)
        jail = next(item for item in staged if item.mapping.agency == "jail")
        parts = ", ".join(
            f"person_key__{part}" for part in ("family", "given", "birth_year", "birth_month", "birth_day")
        )
        found = engine.rows(f"select {parts} from {jail.loaded.staging} order by line_number")
    assert found == [
        ("OZMEDVI", "KVA", 1980, 3, 12),
        ("ZLOVRI", "QUE", 1980, 3, None),
        (None, "KVA", 1980, None, None),
        ("ZLO", None, None, None, None),
        ("ZLO", None, None, None, None),
    ]


def test_a_name_may_be_named_under_identity_and_nowhere_else(tmp_path: Path, now: datetime) -> None:
    wrong = JAIL.replace('booking_id = "BOOKING"', 'booking_id = "BOOKING"\nrelease_type = "NAME"')
    said = refused(linked_site(tmp_path / "s", jail=wrong), now)
    assert "column NAME: it says who a person is" in said


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ('[identity.booking_id]\nfull_name = "NAME"', "identity is for person columns"),
        ('[identity.person_key]\ngiven = "FIRST"', "name both given and family"),
        ('[identity.person_key]\nsex = "SEX"', "name given and family, or full_name, or numbers"),
        (
            '[identity.person_key]\nfull_name = "N"\nbirth_date = { from = "D", formats = ["MM"] }',
            "no date format",
        ),
    ],
)
def test_a_mistaken_identity_is_refused_with_the_reason(
    tmp_path: Path, now: datetime, wrong: str, words: str
) -> None:
    jail = JAIL[: JAIL.index("[identity")] + wrong
    assert words in refused(linked_site(tmp_path / "s", jail=jail), now)


def test_no_worker_and_no_social_security_number_comes_in_as_identity(tmp_path: Path, now: datetime) -> None:
    said = refused(
        linked_site(
            tmp_path / "s", jail=JAIL.replace('"SID"', '"SSN"'), bookings=BOOKINGS.replace(",SID", ",SSN")
        ),
        now,
    )
    assert "column SSN: it holds private text or numbers" in said


def test_a_site_linked_by_numbers_only_gets_a_new_key_too(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CCR_KEYS", str(tmp_path / "own_keys"))
    site = small_site(tmp_path / "s")
    refresh(site, now=now)
    before = rows(site, "select person_key, count(*) from incident_parties group by all")
    assert refresh(site, now=now, rotate=True).version == 2
    after = rows(site, "select person_key, count(*) from incident_parties group by all")
    assert sorted(count for _, count in before) == sorted(count for _, count in after)  # type: ignore[type-var]
    assert not {key for key, _ in before} & {key for key, _ in after}
    assert refresh(site, now=now).unchanged
