"""The shipped county: what was planted in it is what the program finds, through the whole refresh.

Its caveats promise it to everybody who opens it, so of the counties that could be drawn one was taken that
shows it. How often the program finds what was planted, whatever is drawn: `python -m pipelines planted`.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pipelines.outcome import Outcome
from pipelines.problems import Refused
from pipelines.refresh import refresh
from pipelines.sample import generate
from pipelines.site import SiteFolder
from tests.sites import NOW, open_published, open_warehouse

SHIPPED = Path(__file__).parent.parent.parent / "data" / "sample_county"
MADE_BY_USING_IT = ("archive", "warehouse", "published", "run", "*.lock", "activity.jsonl")


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> tuple[SiteFolder, Outcome, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("county") / "site"
    shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns(*MADE_BY_USING_IT))
    site = SiteFolder(folder)
    outcome = refresh(site, now=NOW)
    return site, outcome, json.loads((folder / "truth.json").read_text())


County = tuple[SiteFolder, Outcome, dict[str, Any]]


def one(site: SiteFolder, sql: str) -> dict[str, Any]:
    with open_published(site, "working_group") as engine:
        rows = engine.frame(sql).to_dicts()
    assert len(rows) == 1, rows
    return rows[0]


def test_every_record_that_was_made_is_in_use(county: County) -> None:
    site, _, truth = county
    with open_warehouse(site) as engine:
        counted = {name: engine.value(f"select count(*) from {name}") for name in truth["tables"]}
    assert counted == {name: table["records"] for name, table in truth["tables"].items()}


def test_every_row_that_was_made_wrong_is_set_aside_and_no_other(county: County) -> None:
    _, outcome, truth = county
    found = {account.file_name: account.quarantined for account in outcome.accounts}
    assert found == {name: sum(file["quarantine"].values()) for name, file in truth["files"].items()}
    assert sum(found.values()) > 20


def test_the_change_is_found_with_its_size_and_verdict(county: County) -> None:
    site, _, truth = county
    planted = truth["planted"]["arrest"]
    row = one(site, "from interventions where intervention = 'probable_cause_arrest'")
    assert row["change_low"] <= round(100 * (planted["after"] - planted["before"])) <= row["change_high"]
    assert row["change_low"] > 0
    assert row["size_low"] <= round(100 * (planted["after"] - planted["before"])) <= row["size_high"]
    assert row["size_low"] > 0
    assert row["verdict"] == "as_intended_short"


def test_no_change_is_found_where_none_was_planted(county: County) -> None:
    site, _, _ = county
    row = one(site, "from interventions where intervention = 'report_every_call'")
    assert row["verdict"] == "no_clear_change"
    assert row["change_low"] <= 0 <= row["change_high"]
    assert row["size_low"] <= 0 <= row["size_high"]


def test_the_disparity_is_found_at_its_decision_point(county: County) -> None:
    site, _, truth = county
    where = "breakdown = 'race' and group_value = 'black' and district = 'all' and period = 'whole'"
    charging = one(site, f"from disparity where decision_point = 'charging' and {where}")
    assert charging["finding"] == "higher"
    assert charging["ratio_low"] <= truth["planted"]["charging"]["ratio"] <= charging["ratio_high"]


def test_no_other_decision_point_is_said_to_treat_races_differently(county: County) -> None:
    site, _, _ = county
    with open_published(site, "working_group") as engine:
        found = engine.rows("""
            select distinct decision_point, group_value from disparity
            where breakdown = 'race' and district = 'all' and period = 'whole' and finding in ('higher', 'lower')""")
    assert found == [("charging", "black")]


def test_the_hazard_ratio_is_found(county: County) -> None:
    site, _, truth = county
    row = one(site, "from comparisons where breakdown = 'strangulation' and group_value = 'yes'")
    assert row["finding"] == "sooner"
    ratio = truth["planted"]["rearrest"]["strangulation_hazard_ratio"]
    assert row["hazard_ratio_low"] <= ratio <= row["hazard_ratio_high"]


def test_exact_counts_inside_the_refresh_are_those_of_the_records_made(county: County) -> None:
    site, _, truth = county
    starts_on = truth["planted"]["arrest"]["change_starts_on"]
    with open_warehouse(site) as engine:
        for part, sign in (("before", "<"), ("after", ">=")):
            row = engine.rows(f"""
                select count(*) filter (where is_arrested), count(*) from incident_outcomes
                where has_suspect and has_probable_cause and occurred_on {sign} date '{starts_on}'""")
            expected = truth["counted"]["arrest"][part]
            assert row == [(expected["counted"], expected["out_of"])]


def test_a_forgotten_word_in_a_mapping_is_refused_and_not_read_as_nobody_charged(tmp_path: Path) -> None:
    generate(tmp_path / "site", cases=600, seed=1)
    mapping = tmp_path / "site" / "extracts" / "referrals.toml"
    mapping.write_text(mapping.read_text().replace('person_numbers = "county"\n', ""))
    with pytest.raises(Refused, match="prosecutions: almost none of its people are suspects"):
        refresh(SiteFolder(tmp_path / "site"), now=NOW)


def test_the_shipped_county_is_what_its_command_makes(tmp_path: Path) -> None:
    truth = json.loads((SHIPPED / "truth.json").read_text())
    made = tmp_path / "made"
    generate(made, cases=truth["cases"], seed=truth["seed"])
    names = sorted(str(path.relative_to(made)) for path in made.rglob("*") if path.is_file())
    assert len(names) > 15
    for name in names:
        assert (made / name).read_bytes() == (SHIPPED / name).read_bytes(), name
