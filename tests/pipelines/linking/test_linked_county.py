"""People of a county with made-up names, linked through a whole refresh."""

import csv
import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from logbook.activity import entries
from pipelines.__main__ import main
from pipelines.linking.decisions import read_decisions
from pipelines.linking.doubtful import Doubtful, decide, doubtful_links
from pipelines.locking import locked
from pipelines.problems import Refused
from pipelines.pseudonyms import key_file
from pipelines.refresh import refresh
from pipelines.site import SiteFolder
from tests.pipelines.linking.counties import (
    FEW_CASES,
    LINKED_AGENCIES,
    linked_keys,
    named_county,
    owners_of_numbers,
    precision_and_recall,
)
from tests.sites import NOW, open_warehouse
from warehouse.engine import DuckEngine
from warehouse.versions import read_pointer


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    return named_county(tmp_path_factory.mktemp("named") / "site")


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """A county of fewer people and of the agencies that link them: enough to learn a model from."""
    folder = tmp_path_factory.mktemp("few") / "site"
    return named_county(folder, cases=FEW_CASES, agencies=LINKED_AGENCIES)


@pytest.fixture
def copy(few: SiteFolder, tmp_path: Path) -> SiteFolder:
    """A county that a test may change."""
    return SiteFolder(Path(shutil.copytree(few.path, tmp_path / "site")))


def files_of(site: SiteFolder) -> list[Path]:
    kept = [path for path in site.path.rglob("*") if path.is_file()]
    return [path for path in kept if "inbox" not in path.parts and "archive" not in path.parts]


def test_nearly_all_links_are_right_and_nearly_all_are_found(county: SiteFolder) -> None:
    precision, recall = precision_and_recall(county)
    assert precision >= 0.995
    assert recall >= 0.93


def test_every_agency_has_people_linked_by_name_only(county: SiteFolder) -> None:
    with open_warehouse(county) as engine:
        owners = engine.rows("""
            select distinct owner_a || ' ' || owner_b from person_links where status = 'linked' order by all""")
    assert {"court jail", "county jail", "county court"} <= {
        " ".join(sorted(pair.split())) for (pair,) in owners
    }


def test_no_name_and_no_birth_date_is_in_any_file_that_is_kept(few: SiteFolder) -> None:
    path = few.inbox / "jail_bookings_to_2026-08-31.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    names = {row[heading] for row in rows for heading in ("FIRST", "LAST") if len(row[heading]) >= 8}
    wanted = [text.encode() for name in names for text in (name, name.upper())]
    wanted += [row["DOB"].encode() for row in rows if row["DOB"]]
    assert len(wanted) > 250
    for path in files_of(few):
        content = path.read_bytes()
        found = [text for text in wanted if text in content] if path.name != "truth_persons.json" else []
        assert found == [], path.name


def test_nothing_is_left_in_the_scratch_folder(county: SiteFolder) -> None:
    assert not (county.warehouse / "scratch").exists()


def test_a_person_key_is_the_smallest_of_the_persons_pseudonyms(county: SiteFolder) -> None:
    with open_warehouse(county) as engine:
        persons = {key for (key,) in engine.rows("select person_key from person_numbers where numbers > 1")}
    assert persons == {min(members) for members in linked_keys(county)}


def test_people_and_model_are_the_same_whatever_the_order_of_rows(copy: SiteFolder) -> None:
    model = copy.linking_model.read_bytes()
    with open_warehouse(copy) as engine:
        before = (
            engine.rows("from person_links order by all"),
            engine.rows("from person_numbers order by all"),
        )
    for path in (*copy.inbox.glob("rms_parties*"), *copy.inbox.glob("jail*"), *copy.inbox.glob("referrals*")):
        layout = {"newline": "", "encoding": "cp1252" if "referrals" in path.name else "utf-8"}
        with path.open(**layout) as file:  # type: ignore[call-overload]
            head, *lines = file.read().splitlines(keepends=True)
        with path.open("w", **layout) as file:  # type: ignore[call-overload]
            file.write("".join([head, *reversed(lines)]))
    for folder in ("archive", "warehouse", "published", "linking"):
        shutil.rmtree(copy.path / folder)
    refresh(copy, now=NOW)
    with open_warehouse(copy) as engine:
        after = engine.rows("from person_links order by all"), engine.rows("from person_numbers order by all")
    assert after == before
    assert copy.linking_model.read_bytes() == model


def test_another_key_learns_the_same_model_and_publishes_the_same(
    copy: SiteFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, model = read_pointer(copy.published), copy.linking_model.read_bytes()
    for folder in ("archive", "warehouse", "published", "linking"):
        shutil.rmtree(copy.path / folder)
    monkeypatch.setenv("CCR_KEYS", str(tmp_path / "other_keys"))
    refresh(copy, now=NOW)
    after = read_pointer(copy.published)
    assert before is not None
    assert after is not None
    assert after.content == before.content
    assert copy.linking_model.read_bytes() == model


def test_the_model_is_kept_and_a_refresh_without_news_changes_nothing(copy: SiteFolder) -> None:
    assert json.loads(copy.linking_model.read_text())["comparisons"]
    assert refresh(copy, now=NOW).unchanged


def test_a_deleted_model_is_learnt_again_and_is_the_same(copy: SiteFolder) -> None:
    before = copy.linking_model.read_bytes()
    copy.linking_model.unlink()
    assert not refresh(copy, now=NOW).unchanged
    assert copy.linking_model.read_bytes() == before


def test_a_kept_model_is_used_not_learnt_again(copy: SiteFolder) -> None:
    model = json.loads(copy.linking_model.read_text())
    for comparison in model["comparisons"]:
        for level in comparison["comparison_levels"]:
            level.update({name: 0.5 for name in ("m_probability", "u_probability") if name in level})
            level.pop("tf_adjustment_column", None)
    copy.linking_model.write_text(json.dumps(model))
    # A model that tells nothing links nobody, and then no case can be followed.
    with pytest.raises(Refused, match="almost none of its people are suspects"):
        refresh(copy, now=NOW)


def test_a_decision_is_applied_by_the_next_refresh_and_remembered_by_all_later_ones(copy: SiteFolder) -> None:
    first, second, *_ = doubtful_links(copy)
    linked = next(iter(linked_keys(copy)))
    decide(copy, (first.key_b, first.key_a), "accept", by="steward", now=NOW)
    decide(copy, (second.key_a, second.key_b), "reject", by="steward", now=NOW)
    decide(copy, (min(linked), max(linked)), "reject", by="steward", now=NOW)
    for _ in range(2):
        refresh(copy, now=NOW)
        together = [set(members) for members in linked_keys(copy)]
        assert any({first.key_a, first.key_b} <= members for members in together)
        assert not any({second.key_a, second.key_b} <= members for members in together)
        assert not any({min(linked), max(linked)} <= members for members in together)
        decided = {(first.key_a, first.key_b), (second.key_a, second.key_b)}
        assert not decided & {(item.key_a, item.key_b) for item in doubtful_links(copy)}
        copy.linking_model.unlink()


def test_no_decision_is_made_while_a_refresh_is_under_way(copy: SiteFolder) -> None:
    first, *_ = doubtful_links(copy)
    with (
        locked(copy, what="a refresh", by="somebody", now=NOW),
        pytest.raises(Refused, match="a refresh of this site is running"),
    ):
        decide(copy, (first.key_a, first.key_b), "accept", by="steward", now=NOW)
    assert first in doubtful_links(copy)


def test_a_pair_is_decided_as_listed_also_when_it_begins_with_a_hyphen(
    copy: SiteFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pointer = read_pointer(copy.published)
    assert pointer is not None
    with DuckEngine(copy.warehouse / pointer.warehouse) as engine:
        engine.run("""
            insert into person_links select * replace ('-AbcdefghijK' as key_a, 'zXtUzh_fDVQR' as key_b)
            from person_links where status = 'doubtful' limit 1""")
    said = ["links", f"--site={copy.path}", "--by=steward"]
    assert main([*said, "--accept", "-AbcdefghijK", "zXtUzh_fDVQR"]) == 0
    assert main([*said, "--reject=-AbcdefghijK=zXtUzh_fDVQR"]) == 0
    decided = [item for item in read_decisions(copy.link_decisions) if item.key_a == "-AbcdefghijK"]
    assert [(item.key_b, item.decision) for item in decided] == [("zXtUzh_fDVQR", "reject")]
    assert capsys.readouterr().err == ""


def test_a_doubtful_link_is_told_without_anything_of_the_person(county: SiteFolder) -> None:
    for item in doubtful_links(county):
        assert item.fields == "" or item.fields.startswith("given: ")
        assert not any(letter.isdigit() or letter.isupper() for letter in item.fields)


@dataclass(frozen=True)
class Rotated:
    """A county with a link accepted and one rejected, published under a new key; and what it was before."""

    site: SiteFolder
    keys: Path
    accepted: Doubtful
    rejected: Doubtful
    old_key: bytes
    old_pointer: bytes
    old_decisions: str
    whose: dict[str, str]


@pytest.fixture(scope="module")
def rotated_once(few: SiteFolder, tmp_path_factory: pytest.TempPathFactory) -> Rotated:
    """Published under a new key once for all tests here."""
    folder = tmp_path_factory.mktemp("rotated")
    site = SiteFolder(Path(shutil.copytree(few.path, folder / "site")))
    (folder / "keys").mkdir()
    shutil.copy(key_file(site.settings()), folder / "keys")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CCR_KEYS", str(folder / "keys"))
        accepted, rejected, *_ = doubtful_links(site)
        decide(site, (accepted.key_a, accepted.key_b), "accept", by="steward", now=NOW)
        decide(site, (rejected.key_a, rejected.key_b), "reject", by="steward", now=NOW)
        before = Rotated(
            site=site,
            keys=folder / "keys",
            accepted=accepted,
            rejected=rejected,
            old_key=key_file(site.settings()).read_bytes(),
            old_pointer=(site.published / "current.json").read_bytes(),
            old_decisions=site.link_decisions.read_text(),
            whose=owners_of_numbers(site),
        )
        assert main(["rotate-key", "--quiet", f"--site={site.path}", "--by=Tester"]) == 0
    return before


@pytest.fixture
def rotated(rotated_once: Rotated, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rotated:
    """A copy with keys of its own, to be changed at will."""
    keys = Path(shutil.copytree(rotated_once.keys, tmp_path / "own_keys"))
    monkeypatch.setenv("CCR_KEYS", str(keys))
    site = SiteFolder(Path(shutil.copytree(rotated_once.site.path, tmp_path / "site")))
    return replace(rotated_once, site=site, keys=keys)


def test_a_rotation_of_the_key_is_in_the_log(rotated: Rotated) -> None:
    told = [(entry.who, entry.what) for entry in entries(rotated.site.path)]
    assert told[-4:] == [
        ("Tester", what) for what in ("refresh_started", "refresh_ended", "published", "key_rotated")
    ]


def test_decisions_survive_a_new_key_and_the_old_key_is_gone(rotated: Rotated) -> None:
    site, whose = rotated.site, rotated.whose
    assert key_file(site.settings()).read_bytes() != rotated.old_key
    assert [path.name for path in rotated.keys.iterdir()] == [key_file(site.settings()).name]
    renamed = owners_of_numbers(site)
    with open_warehouse(site) as engine:
        kept = engine.rows(
            "select key_a, key_b, status from person_links where how = 'steward' order by status"
        )
        keys = {key for (key,) in engine.rows("select person_key from person_numbers")}
    assert [status for *_, status in kept] == ["linked", "rejected"]
    for decided, found in zip((rotated.accepted, rotated.rejected), kept, strict=True):
        assert {renamed[key] for key in found[:2]} == {whose[decided.key_a], whose[decided.key_b]}
    assert not keys & set(whose)
    again = refresh(site, now=NOW)
    assert (again.unchanged, again.version) == (True, 2)


@pytest.mark.parametrize("broken_off", ["before the pointer moved", "after it moved"])
def test_a_rotation_broken_off_loses_no_decision(rotated: Rotated, broken_off: str) -> None:
    site, key = rotated.site, key_file(rotated.site.settings())
    # As a kill leaves it: the new key not yet in the old one's place, decisions under both.
    key.rename(key.with_suffix(".next.key"))
    key.write_bytes(rotated.old_key)
    new_decisions = site.link_decisions.read_text().splitlines(True)[1:]
    site.link_decisions.write_text(rotated.old_decisions + "".join(new_decisions))
    if broken_off == "before the pointer moved":
        (site.published / "current.json").write_bytes(rotated.old_pointer)
    refresh(site, now=NOW)
    with open_warehouse(site) as engine:
        kept = engine.rows("select status from person_links where how = 'steward' order by status")
    assert kept == [("linked",), ("rejected",)]
    assert (key.read_bytes() == rotated.old_key) == (broken_off == "before the pointer moved")


def test_match_rates_say_how_many_find_their_person(county: SiteFolder) -> None:
    with open_warehouse(county) as engine:
        rates = {
            row[0]: row[1:]
            for row in engine.rows('select "table", records, matched, doubtful from match_rates')
        }
    assert set(rates) == {"custody", "prosecutions", "dispositions"}
    assert rates["prosecutions"][0] == rates["prosecutions"][1]
    for records, matched, doubtful in (rates["custody"], rates["dispositions"]):
        assert 0.93 * records < matched < records
        assert 0 < doubtful <= records - matched


def test_a_pointer_is_in_force_after_linking(county: SiteFolder) -> None:
    pointer = read_pointer(county.published)
    assert pointer is not None
    assert pointer.version == 1


def test_a_persons_rows_weigh_no_more_than_one_person_after_linking(county: SiteFolder) -> None:
    with open_warehouse(county) as engine:
        for table in ("custody", "dispositions", "incident_parties"):
            heaviest = engine.value(f"""
                select max(weight) from (
                    select sum(person_key_weight) as weight from {table} group by person_key)""")
            assert 0 < heaviest <= 1 + 1e-9, table
