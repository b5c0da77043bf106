"""A refresh: whole or not at all, every line accounted for, the same files the same publication."""

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import pytest
from filelock import FileLock

from pipelines import refresh as refreshing
from pipelines.problems import Refused
from pipelines.refresh import refresh
from pipelines.sample import generate
from pipelines.site import SiteFolder
from pipelines.summary import refusal, summary
from tests.small_sites import BOTH_ROLES, INCIDENTS, PEOPLE, REPORTS, drop, published_site, small_site
from warehouse.engine import DuckEngine
from warehouse.versions import read_pointer


def rows(site: SiteFolder, sql: str) -> list[tuple[object, ...]]:
    pointer = read_pointer(site.published)
    assert pointer is not None
    with DuckEngine(site.warehouse / pointer.warehouse, read_only=True) as engine:
        return engine.rows(sql)


def refused(site: SiteFolder, now: datetime) -> str:
    with pytest.raises(Refused) as found:
        refresh(site, now=now)
    return str(found.value)


def test_every_line_is_in_use_repeated_or_set_aside(tmp_path: Path, now: datetime) -> None:
    site = small_site(tmp_path / "s")
    outcome = refresh(site, now=now)
    assert {account.file_name: account.lines for account in outcome.accounts} == {
        "reports_1.csv": 3,
        "people_1.csv": 4,
    }
    assert sum(account.in_use for account in outcome.accounts) == 7


def test_the_same_files_again_change_nothing_and_say_so(tmp_path: Path, now: datetime) -> None:
    site = published_site(tmp_path / "s", site=BOTH_ROLES)
    before = (site.published / "current.json").read_bytes()
    outcome = refresh(site, now=now)
    assert outcome.unchanged
    assert "Nothing new" in summary(outcome, "Small County")
    assert (site.published / "current.json").read_bytes() == before
    assert len(list(site.published.glob("*.duckdb"))) == 2


def test_the_same_file_under_another_name_changes_nothing(tmp_path: Path, now: datetime) -> None:
    site = published_site(tmp_path / "s")
    drop(site, "reports_2.csv", REPORTS)
    assert refresh(site, now=now).unchanged


def test_a_second_refresh_of_a_changed_mapping_publishes_a_new_version(tmp_path: Path, now: datetime) -> None:
    site = published_site(tmp_path / "s")
    mapping = site.path / "extracts" / "incidents.toml"
    mapping.write_text(mapping.read_text().replace('SE = "spouse"', 'SE = "ex_spouse"'))
    assert refresh(site, now=now).version == 2
    assert rows(site, "select relationship, relationship_code from incidents where incident_id = 'R1'") == [
        ("ex_spouse", "SE")
    ]


def test_an_amended_record_replaces_the_earlier_one(tmp_path: Path, now: datetime) -> None:
    site = published_site(tmp_path / "s")
    drop(site, "reports_2.csv", "REPORT,OCCURRED,AREA,REL,PC,CLERK_NOTE\nR2,09/02/2026,South,BG,Y,\n")
    outcome = refresh(site, now=now)
    assert rows(site, "select probable_cause, record_version from incidents where incident_id = 'R2'") == [
        ("yes", 2)
    ]
    assert [account.replaced for account in outcome.accounts if account.file_name == "reports_1.csv"] == [1]


def test_a_file_that_covers_an_earlier_day_does_not_replace_a_later_one_though_it_comes_after(
    tmp_path: Path, now: datetime
) -> None:
    dated = INCIDENTS.replace("covers_to = 2026-09-30", "covers_to_in_name = 'reports_(.*)[.]csv'")
    site = small_site(
        tmp_path / "s", mappings={"incidents": dated}, files={"reports_2026-09-30.csv": REPORTS}
    )
    refresh(site, now=now)
    drop(
        site,
        "reports_2026-08-31.csv",
        REPORTS.replace("09/01/2026", "08/01/2026").splitlines()[0] + "\nR1,08/30/2026,South,BG,N,\n",
    )
    refresh(site, now=now)
    assert rows(site, "select district from incidents where incident_id = 'R1'") == [("North",)]


def test_another_key_gives_other_pseudonyms_and_the_same_counts(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, other = published_site(tmp_path / "a"), small_site(tmp_path / "b")
    monkeypatch.setenv("CCR_KEYS", str(tmp_path / "other_keys"))
    refresh(other, now=now)
    query = "select person_key, count(*) as n from incident_parties group by all order by n"
    found = [rows(one, query) for one in (site, other)]
    assert [n for _, n in found[0]] == [n for _, n in found[1]]
    assert not {key for key, _ in found[0]} & {key for key, _ in found[1]}


def test_persons_can_be_looked_up_where_no_mapping_says_who_they_are_and_cost_no_table(
    tmp_path: Path,
) -> None:
    site = published_site(tmp_path / "s")
    known = "select in_incident_parties, first_known_on, last_known_on, agencies from persons order by all"
    assert [tuple(map(str, row)) for row in rows(site, known)] == [
        ("1", "2026-09-01", "2026-09-01", "1"),
        ("1", "2026-09-02", "2026-09-02", "1"),
        ("2", "2026-09-01", "2026-09-03", "1"),
    ]
    assert rows(site, "select count(*) from duckdb_tables() where table_name = 'persons'") == [(0,)]


def test_another_key_publishes_the_same_also_where_one_of_two_suspects_stands_for_a_report(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    # P500 is in every report beside somebody else: whoever stands for them, few people or many stand behind.
    every = range(480, 520)
    reports = "".join(f"R{at},09/{at % 28 + 1:02d}/2026,North,SE,Y,\n" for at in every)
    people = "".join(
        f"R{at},P500,S,2026-09-30\nR{at},Q{at},S,\nR{at},P{at},S,\n" for at in every if at != 500
    )
    files = {
        "reports_1.csv": REPORTS.splitlines()[0] + "\n" + reports,
        "people_1.csv": PEOPLE.splitlines()[0] + "\n" + people,
    }
    published, stand = [], []
    for key in ("01", "05", "2f"):
        (tmp_path / key).mkdir()
        (tmp_path / key / "small.key").write_text(key * 32)
        monkeypatch.setenv("CCR_KEYS", str(tmp_path / key))
        site = small_site(tmp_path / f"site_{key}", files=files)
        refresh(site, now=now)
        pointer = read_pointer(site.published)
        assert pointer is not None
        published.append(pointer.content)
        stand.append(rows(site, "select count(distinct person_key) from incident_outcomes"))
    assert stand == [[(21,)]] * 3
    assert published[0] == published[1] == published[2]


def test_rows_without_numbers_of_two_files_are_different_records(tmp_path: Path, now: datetime) -> None:
    unnumbered = INCIDENTS.replace('incident_id = "REPORT"', "incident_id = { row_number = true }").replace(
        'headings = ["CLERK_NOTE"]', 'headings = ["CLERK_NOTE", "REPORT"]'
    )
    more = REPORTS.replace("R1,09/01", "R1,08/01")
    files = {"reports_1.csv": REPORTS, "reports_2.csv": more}
    site = small_site(tmp_path / "s", mappings={"incidents": unnumbered}, files=files)
    refresh(site, now=now)
    assert rows(site, "select count(*) from incidents") == [(6,)]


def test_a_damaged_publication_is_made_again(tmp_path: Path, now: datetime) -> None:
    site = published_site(tmp_path / "s")
    for path in site.published.glob("*.duckdb"):
        path.write_bytes(b"damaged")
    outcome = refresh(site, now=now)
    assert (outcome.unchanged, outcome.version) == (False, 2)


def test_a_refused_file_is_not_kept(tmp_path: Path, now: datetime) -> None:
    site = small_site(tmp_path / "s")
    drop(site, "reports_2.csv", "REPORT,OFFICER\nR1,7\n")
    refused(site, now)
    assert not site.archive.exists()


def test_what_is_rejected_of_one_file_is_not_told_of_the_next(tmp_path: Path, now: datetime) -> None:
    site = small_site(tmp_path / "s")
    drop(site, "reports_1.csv", REPORTS + "R4,09/04/2026\n")
    drop(site, "reports_2.csv", REPORTS + "R5,09/05/2026,North,SE,Y,\n")
    drop(site, "reports_3.csv", REPORTS + "R6,09/05/2026,North,SE,Y,\nR7\nR8\n")
    outcome = refresh(site, now=now)
    rejected = {account.file_name: account.rejected for account in outcome.accounts}
    assert rejected == {"people_1.csv": 0, "reports_1.csv": 1, "reports_2.csv": 0, "reports_3.csv": 2}


def test_a_row_with_too_few_fields_is_rejected_and_told_with_its_line(tmp_path: Path, now: datetime) -> None:
    site = small_site(tmp_path / "s")
    drop(site, "reports_1.csv", REPORTS + "R4,09/04/2026\n\nR5,09/05/2026,North,SE,Y,\n")
    outcome = refresh(site, now=now)
    reports = next(account for account in outcome.accounts if account.file_name == "reports_1.csv")
    assert (reports.lines, reports.loaded, reports.rejected) == (5, 4, 1)
    assert rows(site, "select line_number, reason from rejected_lines") == [(5, "the row has too few fields")]
    assert rows(site, "select line_number from incidents where incident_id = 'R5'") == [(7,)]
    said = summary(outcome, "Small County")
    assert "Rejected: reports_1.csv, line 5: the row has too few fields." in said


BROKEN = {
    "incident_id_present": ",09/04/2026,North,SE,Y,",
    "occurred_on_not_after_cut_off": "R4,10/01/2026,North,SE,Y,",
    "occurred_on_plausible": "R5,12/31/1901,North,SE,Y,",
    "occurred_on_present": "R6,,North,SE,Y,",
}


def test_a_row_that_breaks_a_critical_rule_is_set_aside_and_counted_nowhere(
    tmp_path: Path, now: datetime
) -> None:
    site = small_site(tmp_path / "s")
    drop(site, "reports_1.csv", REPORTS + "\n".join(BROKEN.values()) + "\n")
    outcome = refresh(site, now=now)
    quarantined = [item.quarantined for item in outcome.accounts if item.table_name == "incidents"]
    assert quarantined == [len(BROKEN)]
    set_aside = rows(site, "select rule, line_number from quarantine order by line_number")
    assert set_aside == [(rule, line) for line, rule in enumerate(BROKEN, 5)]
    assert rows(site, "select count(*) from incidents") == [(3,)]


def test_an_arrest_before_its_incident_is_set_aside_and_one_of_its_day_is_not(
    tmp_path: Path, now: datetime
) -> None:
    site = small_site(tmp_path / "s")
    drop(site, "people_1.csv", PEOPLE + "R2,P9,S,2026-08-31\nR2,P8,S,2026-09-02\n")
    refresh(site, now=now)
    assert rows(site, "select rule, line_number from quarantine") == [("arrest_after_incident", 6)]


def test_person_numbers_are_stored_nowhere(tmp_path: Path, now: datetime) -> None:
    site = small_site(tmp_path / "s")
    drop(site, "people_1.csv", PEOPLE.replace("P1", "P0012345678"))
    refresh(site, now=now)
    for path in [*site.warehouse.glob("*"), *site.published.glob("*")]:
        assert b"P0012345678" not in path.read_bytes(), path.name


def test_equal_numbers_of_different_agencies_are_different_people(tmp_path: Path, now: datetime) -> None:
    site = small_site(tmp_path / "s")
    own = (site.path / "extracts" / "people.toml").read_text()
    other = own.replace('"county"', '"city"').replace("people_", "city_")
    (site.path / "extracts" / "city.toml").write_text(other)
    drop(site, "city_1.csv", "REPORT,PERSON,ROLE,ARRESTED\nR2,P1,V,\n")
    refresh(site, now=now)
    assert rows(site, "select count(distinct person_key) from incident_parties") == [(4,)]


def test_the_publication_names_its_files_and_their_hashes(tmp_path: Path) -> None:
    site = published_site(tmp_path / "s", site=BOTH_ROLES)
    pointer = json.loads((site.published / "current.json").read_text())
    assert sorted(pointer["files"]) == ["funder", "working_group"]
    assert all((site.published / file["name"]).exists() for file in pointer["files"].values())


def test_nothing_unfinished_is_left_behind(tmp_path: Path) -> None:
    site = published_site(tmp_path / "s", site=BOTH_ROLES)
    leftovers = [path.name for folder in (site.warehouse, site.published) for path in folder.iterdir()]
    assert sorted(leftovers) == [
        "ccr-000001.duckdb",
        "current.json",
        "funder-000001.duckdb",
        "version-000001.json",
        "working_group-000001.duckdb",
    ]


def test_what_a_killed_refresh_left_is_cleared_and_its_number_not_used_again(
    tmp_path: Path, now: datetime
) -> None:
    site = published_site(tmp_path / "s")
    (site.warehouse / "ccr-000002.duckdb").write_bytes(b"whole, but its pointer never moved")
    (site.published / "funder-000003.duckdb.part").write_bytes(b"half")
    drop(site, "reports_2.csv", "REPORT,OCCURRED,AREA,REL,PC,CLERK_NOTE\nR9,09/02/2026,South,BG,Y,\n")
    assert refresh(site, now=now).version == 3
    assert not list(site.published.glob("*.part"))


def test_check_does_everything_and_keeps_nothing(tmp_path: Path, now: datetime) -> None:
    site = small_site(tmp_path / "s")
    outcome = refresh(site, now=now, publish=False)
    assert outcome.version is None
    assert sum(account.in_use for account in outcome.accounts) == 7
    assert not list(site.published.iterdir())
    assert not list(site.warehouse.iterdir())


def test_a_second_refresh_at_the_same_time_is_refused(tmp_path: Path, now: datetime) -> None:
    site = small_site(tmp_path / "s")
    with FileLock(site.path / "refresh.lock"):
        assert "another refresh of this site is running" in refused(site, now)


def test_rows_in_another_order_give_the_same_counts(tmp_path: Path, now: datetime) -> None:
    site, turned = published_site(tmp_path / "a"), small_site(tmp_path / "b")
    head, *lines = PEOPLE.splitlines()
    drop(turned, "people_1.csv", "\n".join([head, *reversed(lines)]) + "\n")
    refresh(turned, now=now)
    query = "select incident_id, has_suspect, is_arrested, is_dual_arrest from incident_outcomes order by all"
    assert rows(site, query) == rows(turned, query)


def test_the_refusal_tells_that_the_last_publication_stays(tmp_path: Path, now: datetime) -> None:
    site = published_site(tmp_path / "s")
    before = (site.published / "current.json").read_bytes()
    drop(site, "reports_2.csv", "")
    with pytest.raises(Refused) as found:
        refresh(site, now=now)
    assert "The last publication stays as it was." in refusal(found.value, published=True)
    assert (site.published / "current.json").read_bytes() == before


def test_an_account_that_does_not_add_up_stops_the_refresh() -> None:
    from pipelines.building import Account

    whole = {
        "delivery_number": 1,
        "file_name": "f",
        "mapping_name": "m",
        "agency": "police",
        "table_name": "incidents",
        "rejected": 1,
        "loaded": 4,
        "quarantined": 1,
        "clean": 3,
        "out_of_scope": 0,
        "replaced": 1,
        "rolled_up": 0,
        "in_use": 2,
    }
    Account(lines=5, **whole)
    for wrong in ({"lines": 6}, {"lines": 5, "quarantined": 0}, {"lines": 5, "in_use": 1}):
        with pytest.raises(AssertionError, match="lost"):
            Account(**{**whole, **wrong})


def test_what_is_published_does_not_depend_on_how_much_is_done_at_once(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate(tmp_path / "one", cases=400, seed=3)
    shutil.copytree(tmp_path / "one", tmp_path / "four")
    content = []
    for name, at_once in (("one", 1), ("four", 4)):
        monkeypatch.setattr(refreshing, "AT_ONCE", at_once)
        site = SiteFolder(tmp_path / name)
        refresh(site, now=now)
        pointer = read_pointer(site.published)
        assert pointer is not None
        content.append(pointer.content)
    assert content[0] == content[1]


def test_where_there_is_much_to_read_no_query_is_put_beside_another_and_the_same_is_published(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    small, large = published_site(tmp_path / "small"), small_site(tmp_path / "large")

    def beside(_: DuckEngine) -> NoReturn:
        raise AssertionError("Two queries would want more memory than they may have")

    monkeypatch.setattr(refreshing, "SMALL_SITE_BYTES", 1)
    monkeypatch.setattr(DuckEngine, "beside", beside)
    refresh(large, now=now)
    pointers = [read_pointer(site.published) for site in (small, large)]
    assert pointers[0]
    assert pointers[1]
    assert pointers[0].content == pointers[1].content
