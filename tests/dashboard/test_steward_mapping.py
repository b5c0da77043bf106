"""The form for a mapping: a draft to correct, the first rows as they would load, saving with the one before kept."""

import tomllib
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import mapping_commands
from dashboard.mapping_commands import NoAnswer
from dashboard.mapping_toml import Written, mapping_toml
from tests.dashboard.opening import html_words
from tests.small_sites import SITE

JAIL = """BOOK_NO,PERSON,REPORT,BOOKED,RELEASED,HOW,CELL
B1,1001,R-17,09/01/2026 22:10,09/02/2026 14:00,BOND,4
B2,1002,R-21,09/25/2026 03:40,09/25/2026 16:30,ZZ,2
"""
FORM = """
import os
from pathlib import Path
from dashboard.steward_mapping import mapping_form
mapping_form(Path(os.environ["CCR_SITE"]), lambda: None)
"""


class Forbidden(Exception):
    pass


def forbid() -> None:
    raise Forbidden


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "site"
    for name in ("inbox", "extracts"):
        (folder / name).mkdir(parents=True)
    (folder / "site.toml").write_text(SITE, encoding="utf-8")
    (folder / "inbox" / "jail_to_2026-09-30.csv").write_text(JAIL, encoding="utf-8")
    monkeypatch.setenv("CCR_SITE", str(folder))
    return folder


def chosen() -> AppTest:
    test = AppTest.from_string(FORM, default_timeout=60).run()
    return test.selectbox(key="mapping_file").select("jail_to_2026-09-30.csv").run()


def test_the_form_shows_the_draft_and_the_first_rows(site: Path) -> None:
    test = chosen()
    assert not test.exception
    said = " ".join(html_words(test))
    assert "2 rows load, 2 of them ours, 0 rejected. A refresh would stop at 1 thing:" in said
    assert 'column HOW, line 3: the value "ZZ" is not in the list of codes.' in said
    assert test.selectbox(key="mapping_table_jail_to_2026-09-30.csv").value == "custody"
    columns = test.dataframe[0].value.set_index("Ours")
    assert columns.loc["booking_id", "Heading in the file"] == "BOOK_NO"
    assert "2 of 2 values fit %m/%d/%Y %H:%M" in columns.loc["booked_at", "What it rests on, what to ask"]


def test_saving_writes_the_mapping_and_keeps_the_one_before(site: Path) -> None:
    test = chosen()
    test.button(key="mapping_save").click().run()
    saved = site / "extracts" / "jail.toml"
    assert test.success[0].value == "extracts/jail.toml is saved."
    first = saved.read_text(encoding="utf-8")
    assert tomllib.loads(first)["columns"]["release_type"] == {"from": "HOW", "codes": {"BOND": "bail"}}
    test.text_input(key="mapping_people_jail_to_2026-09-30.csv_custody").set_value("county").run()
    test.button(key="mapping_save").click().run()
    assert "kept as jail.toml.before" in test.success[0].value
    assert (site / "extracts" / "jail.toml.before").read_text(encoding="utf-8") == first


def test_a_mapping_that_is_wrong_is_not_saved_and_says_why(site: Path) -> None:
    test = chosen()
    test.text_input(key="mapping_agency_jail_to_2026-09-30.csv_custody").set_value("The Jail").run()
    test.button(key="mapping_save").click().run()
    assert "key agency" in " ".join(html_words(test))
    assert not (site / "extracts" / "jail.toml").exists()


NAMED = """BOOK_NO;PERSON;FIRST;LAST;DOB;BOOKED;CELL
B1;1001;Kvatvo;Zmedvi;03/12/1980;09/01/2026 22:10;S\u00fcd
B2;1002;Quexhi;Rzopve;01/22/1990;09/25/2026 03:40;S\u00fcd
"""


def test_names_are_for_linking_or_ignored_and_how_the_file_is_read_is_said(site: Path) -> None:
    (site / "inbox" / "jail_to_2026-09-30.csv").write_bytes(NAMED.encode("cp1252"))
    test = chosen()
    said = " ".join(html_words(test))
    assert "The file is read as cp1252 text; fields divided by ;. Look at the first rows below." in said
    assert "FIRST, LAST, DOB: used while people are linked, and written nowhere." in said
    assert [name for name in ("Kvatvo", "Zmedvi", "1980") if name in said + str(test.dataframe)] == []
    test.button(key="mapping_save").click().run()
    linking = tomllib.loads((site / "extracts" / "jail.toml").read_text(encoding="utf-8"))
    assert linking["identity"]["person_key"]["family"] == "LAST"
    test.checkbox(key="mapping_identity_jail_to_2026-09-30.csv_custody").uncheck().run()
    test.button(key="mapping_save").click().run()
    without = tomllib.loads((site / "extracts" / "jail.toml").read_text(encoding="utf-8"))
    assert "identity" not in without
    assert {"FIRST", "LAST", "DOB"} <= set(without["ignored"]["headings"])


def test_another_table_makes_another_draft(site: Path) -> None:
    test = chosen()
    test.selectbox(key="mapping_table_jail_to_2026-09-30.csv").select("incidents").run()
    assert not test.exception
    assert "table incidents needs the columns occurred_on" in " ".join(html_words(test))


def test_an_empty_inbox_says_what_to_do(site: Path) -> None:
    (site / "inbox" / "jail_to_2026-09-30.csv").unlink()
    test = AppTest.from_string(FORM, default_timeout=60).run()
    assert "Upload one first" in " ".join(html_words(test))


def test_a_file_that_cannot_be_drafted_says_why(site: Path) -> None:
    (site / "inbox" / "jail_to_2026-09-30.csv").write_bytes(b"")
    test = chosen()
    assert "the file is empty. Ask the agency to send it again." in " ".join(html_words(test))


def test_no_command_runs_for_a_reader_who_may_not(site: Path) -> None:
    for run in (
        lambda: mapping_commands.inbox_files(site, forbid),
        lambda: mapping_commands.drafted(site, "jail_to_2026-09-30.csv", None, forbid),
        lambda: mapping_commands.previewed(site, "jail_to_2026-09-30.csv", "", forbid),
        lambda: mapping_commands.saved(site, "jail", "", forbid),
    ):
        with pytest.raises(Forbidden):
            run()


@pytest.mark.parametrize("name", ["../site.toml", "/etc/hostname", "nothing.csv", "--help"])
def test_only_a_file_of_the_inbox_is_read(site: Path, name: str) -> None:
    with pytest.raises(NoAnswer, match="not in the inbox"):
        mapping_commands.drafted(site, name, None, lambda: None)


@pytest.mark.parametrize("name", ["../jail", "Jail", "", "a/b", "--out"])
def test_a_mapping_is_saved_under_a_plain_name_only(site: Path, name: str) -> None:
    with pytest.raises(NoAnswer, match="small letters"):
        mapping_commands.saved(site, name, 'agency = "jail"', lambda: None)
    assert list((site / "extracts").iterdir()) == []


def test_any_heading_and_code_survives_being_written() -> None:
    odd = 'Röle "x" = [1]\n#\x7f'
    rule = {"from": odd, "codes": {odd: "yes", "A B": "no", "": "unknown"}}
    written = Written(agency="a", table="t", files="*.csv", columns={"role": rule}, ignored=(odd,))
    read = tomllib.loads(mapping_toml(written))
    assert read["columns"]["role"] == rule
    assert read["ignored"]["headings"] == [odd]
