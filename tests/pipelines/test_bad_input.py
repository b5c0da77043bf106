"""Wrong files and wrong mappings: a message a clerk understands, exit 1, the last publication still served."""

from datetime import datetime
from pathlib import Path

import pytest

from pipelines.__main__ import main
from pipelines.problems import Refused
from pipelines.refresh import refresh
from pipelines.site import SiteFolder
from tests.small_sites import INCIDENTS, PARTIES, REPORTS, SITE, drop, published_site, small_site

HEAD = "REPORT,OCCURRED,AREA,REL,PC,CLERK_NOTE\n"


def problem(site: SiteFolder, now: datetime) -> str:
    with pytest.raises(Refused) as found:
        refresh(site, now=now)
    message = str(found.value)
    assert "Traceback" not in message
    return message


def test_an_unknown_date_is_shown_by_its_shape_only(tmp_path: Path, now: datetime) -> None:
    site = small_site(tmp_path / "s")
    drop(site, "reports_1.csv", HEAD + "R1,1987-06-05,North,SE,Y,\n")
    assert "1987" not in problem(site, now)


def test_a_file_that_matches_no_mapping_is_named_with_what_is_expected(tmp_path: Path, now: datetime) -> None:
    site = small_site(tmp_path / "s")
    drop(site, "bookings.csv", "a\n1\n")
    message = problem(site, now)
    assert "bookings.csv" in message
    assert "reports_*.csv" in message


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('table = "incidents"', 'table = "incident"', "no such table: incident"),
        ('incident_id = "REPORT"\n', "", "table incidents needs the columns incident_id"),
        ('district = "AREA"', 'distrct = "AREA"', "no column distrct"),
        ('agency = "police"', 'agency = "police"\ncolour = 1', "key colour"),
        ('SE = "spouse"', 'SE = "husband"', "no meaning husband"),
        ('{ from = "REL"', '{ from = "REL", constant = "spouse"', "name exactly one of"),
        ("[format]", "[format", "not valid TOML"),
        ('day_formats = ["%m/%d/%Y"]', 'encoding = "utf8000"', "no such encoding"),
        ("covers_to = 2026-09-30", "covers_to_in_name = '(2026'", "is no pattern"),
        ("covers_to = 2026-09-30", "covers_to_in_name = '2026'", "one pair of brackets"),
        ('day_formats = ["%m/%d/%Y"]', 'day_formats = ["%Q"]', "is no date format"),
        ("[format]", "[format]\nheader_row = 3", 'for kind = "xlsx" only'),
        ("[format]", '[format]\nmember = "*.csv"', 'member is for archive = "zip" only'),
        ("[format]", "[format]\ntrailer = 'END'", "one pair of brackets round the number of rows"),
        (
            "[format]",
            "[format]\ndelimiter = '\"'",
            "a quotation mark or a line end cannot stand between fields",
        ),
        ('day_formats = ["%m/%d/%Y"]', "day_formats = []", "name at least one format"),
        ('day_formats = ["%m/%d/%Y"]', 'encoding = "idna"', "no such encoding: idna"),
        (
            'incident_id = "REPORT"',
            "incident_id = { row_number = true, length = 8 }",
            "length goes with from only",
        ),
        ('district = "AREA"', 'district = ""', "a heading cannot be empty"),
    ],
)
def test_a_wrong_mapping_is_refused_with_file_and_key(
    tmp_path: Path, now: datetime, before: str, after: str, words: str
) -> None:
    site = small_site(
        tmp_path / "s", mappings={"incidents": INCIDENTS.replace(before, after), "people": PARTIES}
    )
    message = problem(site, now)
    assert words in message, message
    assert message.startswith("incidents.toml")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("order_servise = 3", "no such limit: order_servise; there are"),
        ("order_service = 0", "greater than or equal to 1"),
        ('order_service = "three"', "valid integer"),
    ],
)
def test_a_limit_nobody_knows_or_that_is_no_number_is_refused(
    tmp_path: Path, now: datetime, line: str, words: str
) -> None:
    site = small_site(tmp_path / "s", site=f"{SITE}[limits]\n{line}\n")
    message = problem(site, now)
    assert "site.toml, key limits" in message
    assert words in message


def test_a_misspelt_setting_is_refused(tmp_path: Path, now: datetime) -> None:
    site = small_site(tmp_path / "s", site='id = "small"\nname = "Small"\ntimezone = "UTC"\n')
    message = problem(site, now)
    assert "site.toml, key timezone" in message
    assert "Correct the spelling" in message


def test_a_fiscal_year_is_refused_rather_than_counted_as_a_calendar_year(
    tmp_path: Path, now: datetime
) -> None:
    site = small_site(tmp_path / "s", site=f"fiscal_year_starts_month = 7\n{SITE}")
    message = problem(site, now)
    assert "site.toml, key fiscal_year_starts_month" in message
    assert "years are counted from January so far" in message


@pytest.mark.parametrize(
    ("settings", "key", "words"),
    [
        ('[reference_groups]\nrace = "martian"\n', "reference_groups.race", "no such group of race: martian"),
        ('[reference_groups]\nsex = "unknown"\n', "reference_groups.sex", "no such group of sex: unknown"),
        ("[population.race]\nmartian = 5\n", "population.race", "no such group of race: martian"),
        ("[population.race]\nwhite = 0\n", "population.race.white", "greater than 0"),
        ("[population.shoe_size]\nsmall = 5\n", "population.shoe_size", ""),
    ],
)
def test_a_group_that_is_in_no_code_list_is_refused(
    tmp_path: Path, now: datetime, settings: str, key: str, words: str
) -> None:
    site = small_site(tmp_path / "s", site=SITE + settings)
    message = problem(site, now)
    assert f"site.toml, key {key}" in message
    assert words in message


CHANGE = """
[[interventions]]
id = "a"
title = "t"
problem = "p"
change = "c"
agencies = ["police"]
starts_on = 2025-04-01
indicator = "arrest"
intended_percent = 65
intended_by = 2026-03-31
"""


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('"arrest"', '"arrests"', "no such indicator: arrests; there are report_written,"),
        ('"arrest"', '"felt_safer"', "felt_safer is no share counted from records"),
        ('id = "a"', 'id = "a"\nbalancing = ["threatened_over_case"]', "such as arrest"),
        ('"arrest"', '"pending_age"', "pending_age is a picture of the last day"),
        ('id = "a"', 'id = "a"\nbalancing = ["pending_age"]', "such as disposed_in_time"),
        ("intended_percent = 65", "intended_percent = 165", "less than or equal to 100"),
        ("2026-03-31", "2025-03-31", "intended_by must be later than starts_on"),
        ("starts_on = 2025-04-01", 'starts_on = 2025-04-01\npolicy = "swift"', "no such policy: swift"),
        ('id = "a"', 'id = "a"\nbalancing = ["harm"]', "no such indicator: harm"),
        ('id = "a"', 'id = "a"\nramp_months = -1', "greater than or equal to 0"),
        ('id = "a"', 'id = "a"\ncomparison_districts = ["East"]', "say where the change was made"),
        (
            'id = "a"',
            'id = "a"\ndistricts = ["East", "West"]\ncomparison_districts = ["East"]',
            "east cannot be in districts and in comparison_districts",
        ),
    ],
)
def test_a_wrong_intervention_is_refused_with_its_key(
    tmp_path: Path, now: datetime, before: str, after: str, words: str
) -> None:
    site = small_site(tmp_path / "s", site=SITE + CHANGE.replace(before, after))
    message = problem(site, now)
    assert "site.toml, key interventions.0" in message
    assert words in message


def test_a_change_in_a_district_nobody_knows_is_refused(tmp_path: Path, now: datetime) -> None:
    site = small_site(tmp_path / "s", site=SITE + CHANGE + 'districts = ["Eats"]\n')
    assert "intervention a: no such district: Eats" in problem(site, now)


@pytest.mark.parametrize(
    "heading",
    [
        "OFFICER_ID",
        "ArrestingOfficer",
        "BADGE_NO",
        "Judge",
        "PROSECUTOR",
        "prob_agent",
        "ADVOCATE_NAME",
        "FACILITATOR",
        "PO_NAME",
        "OFFICERID",
    ],
)
def test_a_worker_column_is_refused_even_when_the_mapping_ignores_it(
    tmp_path: Path, now: datetime, heading: str
) -> None:
    mapping = INCIDENTS.replace('"CLERK_NOTE"]', f'"CLERK_NOTE", "{heading}"]')
    lines = [f"{line},7" for line in REPORTS.replace('"two\nlines, one cell"', "").splitlines()[1:]]
    site = small_site(tmp_path / "s", mappings={"incidents": mapping, "people": PARTIES})
    drop(site, "reports_1.csv", HEAD.rstrip() + f",{heading}\n" + "\n".join(lines) + "\n")
    message = problem(site, now)
    assert f"column {heading}" in message
    assert "never at one worker" in message


def test_a_heading_that_only_sounds_like_a_worker_may_be_declared(tmp_path: Path, now: datetime) -> None:
    mapping = INCIDENTS.replace(
        'headings = ["CLERK_NOTE"]',
        'headings = ["CLERK_NOTE", "JUDGEMENT_DAY"]\nnot_a_worker = { JUDGEMENT_DAY = "a date" }',
    )
    site = small_site(tmp_path / "s", mappings={"incidents": mapping, "people": PARTIES})
    drop(site, "reports_1.csv", HEAD.rstrip() + ",JUDGEMENT_DAY\nR1,09/01/2026,North,SE,Y,,\n")
    assert refresh(site, now=now).version == 1


@pytest.mark.parametrize("heading", ["SSN", "Social Security No", "NARRATIVE"])
def test_a_column_of_private_text_is_refused(tmp_path: Path, now: datetime, heading: str) -> None:
    mapping = INCIDENTS.replace("CLERK_NOTE", heading)
    site = small_site(tmp_path / "s", mappings={"incidents": mapping, "people": PARTIES})
    drop(site, "reports_1.csv", REPORTS.replace("CLERK_NOTE", heading))
    assert "private text" in problem(site, now)


def test_a_name_is_refused_where_a_mapping_would_bring_it_in(tmp_path: Path, now: datetime) -> None:
    mapping = PARTIES.replace('person_key = "PERSON"', 'person_key = "LAST_NAME"')
    site = small_site(tmp_path / "s", mappings={"incidents": INCIDENTS, "people": mapping})
    drop(site, "people_1.csv", "REPORT,LAST_NAME,ROLE,ARRESTED\nR1,X,S,\n")
    assert "column LAST_NAME: it says who a person is" in problem(site, now)


def test_a_district_that_the_site_does_not_list_is_refused(tmp_path: Path, now: datetime) -> None:
    site = small_site(tmp_path / "s")
    drop(site, "reports_1.csv", REPORTS.replace("South", "12 Oak Lane"))
    message = problem(site, now)
    assert "district that site.toml does not list" in message
    assert "Oak" not in message


def test_a_day_in_the_future_cannot_be_what_the_data_go_to(tmp_path: Path, now: datetime) -> None:
    site = small_site(
        tmp_path / "s",
        mappings={"incidents": INCIDENTS.replace("2026-09-30", "2036-09-30"), "people": PARTIES},
    )
    assert "2036-09-30, which is in the future" in problem(site, now)


def test_an_unmatched_advocacy_file_is_answered_with_the_law(tmp_path: Path, now: datetime) -> None:
    site = small_site(tmp_path / "s")
    drop(site, "advocacy_clients.csv", "CLIENT,DAY\n1,2\n")
    assert "federal confidentiality law" in problem(site, now)


BREAKAGES = {
    "archive": ("it was loaded before and is gone from the archive", lambda site: remove(site.archive)),
    "pointer": (
        "published/current.json: it cannot be read",
        lambda site: broken(site.published / "current.json"),
    ),
    "warehouse": ("is gone", lambda site: remove(site.warehouse)),
}


def remove(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def broken(path: Path) -> None:
    path.write_text("[")


@pytest.mark.parametrize("name", sorted(BREAKAGES))
def test_a_broken_site_is_named_and_told_how_to_mend(tmp_path: Path, now: datetime, name: str) -> None:
    words, damage = BREAKAGES[name]
    site = published_site(tmp_path / "s")
    damage(site)
    remove(site.inbox)
    drop(site, "reports_2.csv", REPORTS)
    assert words in problem(site, now)


def test_a_mistake_of_ours_reaches_the_clerk_as_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = small_site(tmp_path / "s")
    monkeypatch.setattr("pipelines.filling.build_people", lambda *_, **__: 1 / 0)
    assert main(["refresh", "--quiet", "--site", str(site.path)]) == 1
    said = capsys.readouterr().err
    assert "ZeroDivisionError at test_bad_input.py" in said
    assert "Traceback" not in said


def test_an_advocacy_file_with_a_row_per_person_is_refused(tmp_path: Path, now: datetime) -> None:
    mapping = PARTIES.replace('agency = "police"', 'agency = "advocacy"').replace("people_", "clients_")
    site = small_site(tmp_path / "s")
    (site.path / "extracts" / "clients.toml").write_text(mapping)
    drop(site, "clients_1.csv", "REPORT,PERSON,ROLE,ARRESTED\nR1,P1,V,\n")
    message = problem(site, now)
    assert "row per person" in message
    assert "monthly totals" in message


def test_all_problems_are_told_at_once(tmp_path: Path, now: datetime) -> None:
    site = small_site(tmp_path / "s")
    drop(site, "reports_1.csv", HEAD + "R1,2026-09-01,North,XX,Y,\n")
    drop(site, "people_1.csv", "")
    assert len(problem(site, now).splitlines()) == 3


@pytest.mark.parametrize(("handling", "in_use", "aside"), [("quarantine", 2, 1), ("blank", 3, 0)])
def test_a_mapping_may_set_unknown_codes_aside_or_leave_them_empty(
    tmp_path: Path, now: datetime, handling: str, in_use: int, aside: int
) -> None:
    mapping = INCIDENTS.replace('{ from = "REL",', f'{{ from = "REL", unknown = "{handling}",')
    site = small_site(tmp_path / "s", mappings={"incidents": mapping, "people": PARTIES})
    drop(site, "reports_1.csv", REPORTS.replace(",BG,", ",ZZ,"))
    account = next(a for a in refresh(site, now=now).accounts if a.table_name == "incidents")
    assert (account.in_use, account.quarantined) == (in_use, aside)


def test_the_command_exits_1_when_refused_and_2_when_used_wrongly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = small_site(tmp_path / "s")
    drop(site, "reports_1.csv", "")
    assert main(["refresh", "--quiet", "--site", str(site.path)]) == 1
    assert "Nothing is published yet." in capsys.readouterr().err
    with pytest.raises(SystemExit) as usage:
        main(["refreh"])
    assert usage.value.code == 2


def test_a_site_that_does_not_exist_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["refresh", "--quiet", "--site", str(tmp_path / "nowhere")]) == 1
    assert "site.toml" in capsys.readouterr().err
    assert not (tmp_path / "nowhere").exists()


def test_two_agencies_with_equal_report_numbers_are_told_apart_or_refused(
    tmp_path: Path, now: datetime
) -> None:
    site = small_site(tmp_path / "s")
    sheriff = INCIDENTS.replace('agency = "police"', 'agency = "sheriff"').replace("reports_", "sheriff_")
    own = site.path / "extracts" / "sheriff.toml"
    own.write_text(sheriff)
    drop(site, "sheriff_1.csv", HEAD + "R1,09/05/2026,South,SE,Y,\n")
    message = problem(site, now)
    assert "police and sheriff use 1 equal numbers (incident_id)" in message
    assert "prefix" in message
    own.write_text(
        sheriff.replace('incident_id = "REPORT"', 'incident_id = { from = "REPORT", prefix = "S-" }')
    )
    assert refresh(site, now=now).version == 1
