"""Changes in a publication: where they were made, what they are compared with, and what may be shown of them."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from pipelines.refresh import refresh
from pipelines.sample import generate
from pipelines.site import SiteFolder
from tests.sites import NOW, open_published

CHANGE = """
[[interventions]]
id = "{id}"
title = "t"
problem = "p"
change = "c"
agencies = ["police"]
starts_on = {starts_on}
indicator = "{indicator}"
intended_percent = 65
intended_by = {intended_by}
{more}
"""
PLANTED = {"starts_on": "2025-04-01", "intended_by": "2026-03-31", "indicator": "arrest"}
CHANGES: dict[str, dict[str, str]] = {
    "everywhere": {},
    "in_north": {"more": 'districts = ["North"]\ncomparison_districts = ["South", "East"]'},
    "in_two": {"more": 'districts = ["North", "South"]'},
    "with_ramp": {"more": "ramp_months = 3"},
    "just_begun": {"starts_on": "2026-06-01", "intended_by": "2027-05-31"},
    "not_begun": {"starts_on": "2027-01-01", "intended_by": "2027-12-31"},
    "before_the_data": {"starts_on": "2022-07-01", "intended_by": "2023-06-30"},
    "rare": {"indicator": "dual_arrest", "more": 'districts = ["West"]'},
}
SIZES = ("actual_percent", "counterfactual_percent", "size_points", "size_low", "size_high")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    folder = tmp_path_factory.mktemp("changes") / "site"
    generate(folder, cases=4_000, seed=5)
    settings = (folder / "site.toml").read_text()
    kept = settings[: settings.index("[[interventions]]")]
    blocks = [CHANGE.format(id=name, **{"more": "", **PLANTED, **other}) for name, other in CHANGES.items()]
    (folder / "site.toml").write_text(kept + "".join(blocks))
    refresh(SiteFolder(folder), now=NOW)
    return SiteFolder(folder)


def table(site: SiteFolder, name: str, role: str = "working_group") -> pl.DataFrame:
    with open_published(site, role) as engine:
        return engine.frame(f"from {name}")


def change(site: SiteFolder, name: str, role: str = "working_group") -> dict[str, Any]:
    return table(site, "interventions", role).row(by_predicate=pl.col("intervention") == name, named=True)


def line(site: SiteFolder, name: str, district: str) -> pl.DataFrame:
    return table(site, "series").filter(
        pl.col("intervention") == name, pl.col("district") == district, pl.col("grain") != "year"
    )


def test_a_size_stands_beside_two_shown_percents_only(site: SiteFolder) -> None:
    for role in ("working_group", "funder"):
        rows = table(site, "interventions", role)
        sized = rows.filter(pl.col("size_points").is_not_null())
        assert sized.height > 2
        assert sized["before_percent"].null_count() == sized["after_percent"].null_count() == 0
        unsized = rows.filter(pl.col("size_points").is_null())
        assert all(unsized[name].null_count() == unsized.height for name in SIZES)


def test_the_size_is_the_difference_of_the_percents_shown_and_lies_in_its_interval(site: SiteFolder) -> None:
    sized = table(site, "interventions").filter(pl.col("size_points").is_not_null())
    assert (sized["actual_percent"] - sized["counterfactual_percent"]).equals(sized["size_points"])
    assert (sized["size_low"] <= sized["size_points"]).all()
    assert (sized["size_points"] <= sized["size_high"]).all()


def test_the_old_course_is_drawn_from_the_start_on_and_not_before(site: SiteFolder) -> None:
    drawn = line(site, "everywhere", "all")
    course = drawn["counterfactual_percent"]
    # Whether there was an arrest is known after 30 days, so the newest month is not judged yet.
    is_judged = drawn["is_after"] & (drawn["period_to"] <= date(2026, 8, 31))
    assert course.is_not_null().to_list() == is_judged.to_list()
    assert (drawn["counterfactual_percent_low"].drop_nulls() <= course.drop_nulls()).all()
    assert (drawn["counterfactual_percent_high"].drop_nulls() >= course.drop_nulls()).all()


def test_the_old_course_is_drawn_only_where_the_change_was_made(site: SiteFolder) -> None:
    drawn = {
        district: line(site, "in_two", district)["counterfactual_percent"].is_not_null().any()
        for district in ("all", "North", "South", "East", "West")
    }
    assert drawn == {"all": False, "North": True, "South": True, "East": False, "West": False}


def test_a_funders_years_carry_no_old_course(site: SiteFolder) -> None:
    assert (
        table(site, "series", "funder")["counterfactual_percent"].null_count()
        == table(site, "series", "funder").height
    )


def test_a_change_in_one_district_is_judged_by_its_own_cases(site: SiteFolder) -> None:
    north = change(site, "in_north")
    with open_published(site, "working_group") as engine:
        spans = engine.rows("""
            select distinct centre_percent from series
            where intervention = 'in_north' and district = 'North' and grain <> 'year'""")
    assert spans == [(north["before_percent"],)]
    assert north["districts"] == "North"


def test_beside_a_comparison_the_method_says_so_and_the_course_before_is_told(site: SiteFolder) -> None:
    compared, alone = change(site, "in_north"), change(site, "everywhere")
    assert (compared["comparison"], compared["method"]) == ("used", "controlled")
    assert compared["pretrend_low"] <= compared["pretrend_points"] <= compared["pretrend_high"]
    assert (alone["comparison"], alone["method"], alone["pretrend_points"]) == ("", "segmented", None)


def test_groups_are_compared_where_the_change_was_made(site: SiteFolder) -> None:
    assert change(site, "everywhere")["groups_compared"] > change(site, "in_north")["groups_compared"] > 1


def test_the_ramp_is_in_neither_side(site: SiteFolder) -> None:
    ramp, full = change(site, "with_ramp"), change(site, "everywhere")
    assert ramp["months_before"] == full["months_before"]
    assert ramp["months_after"] == full["months_after"] - 3


@pytest.mark.parametrize(
    ("name", "verdict", "reason"),
    [
        ("just_begun", "too_early", "periods_after"),
        ("not_begun", "too_early", "periods_after"),
        ("before_the_data", "cannot_tell", "before_the_data"),
    ],
)
def test_too_few_months_are_a_verdict_without_a_size(
    site: SiteFolder, name: str, verdict: str, reason: str
) -> None:
    row = change(site, name)
    assert (row["verdict"], row["reason"], row["method"]) == (verdict, reason, "")
    assert row["size_points"] is None
    assert line(site, name, "all")["counterfactual_percent"].null_count() == line(site, name, "all").height


def test_before_it_begins_a_group_learns_when_it_will_know(site: SiteFolder) -> None:
    row = change(site, "not_begun")
    assert row["shows"] in ("month", "never")
    assert (row["shows_in"] is None) == (row["shows"] == "never")
    assert row["detectable_12_points"] is not None
    if row["shows_in"]:
        assert row["shows_in"] >= date(2027, 8, 1)


def test_of_a_change_before_the_data_nothing_is_foretold(site: SiteFolder) -> None:
    row = change(site, "before_the_data")
    assert (row["shows"], row["shows_in"], row["detectable_12_points"]) == ("not_known", None, None)


def test_a_rare_indicator_is_followed_from_one_to_the_next(site: SiteFolder) -> None:
    row = change(site, "rare")
    assert row["chart"] == "between"
    assert row["variation"] in ("common_cause", "special_cause", "too_few")
    assert change(site, "everywhere")["chart"] == "share"


def test_of_a_rare_indicator_nothing_but_the_word_is_released(site: SiteFolder) -> None:
    assert change(site, "rare")["size_points"] is None
    assert (
        line(site, "rare", "West")["counterfactual_percent"].null_count() == line(site, "rare", "West").height
    )
