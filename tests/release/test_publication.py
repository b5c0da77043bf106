"""What a publication holds: the declared tables, bands, closed periods, each role its own and nothing else."""

import csv
import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.refresh import refresh
from pipelines.sample import generate
from pipelines.site import SiteFolder
from release.export import export_tables
from release.schema import PUBLISHED
from tests.sites import NOW, open_published

ROLES = ("working_group", "funder")
WIDTHS = {"working_group": 6, "funder": 12}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    folder = tmp_path_factory.mktemp("county") / "site"
    generate(folder, cases=4_000, seed=5)
    refresh(SiteFolder(folder), now=NOW)
    return SiteFolder(folder)


def table(site: SiteFolder, role: str, name: str) -> pl.DataFrame:
    with open_published(site, role) as engine:
        return engine.frame(f"from {name}")


@pytest.mark.parametrize("role", ROLES)
def test_a_file_holds_the_declared_tables_and_columns_and_nothing_else(site: SiteFolder, role: str) -> None:
    with open_published(site, role) as engine:
        found = engine.rows("""
            select table_name, string_agg(column_name, ',' order by ordinal_position)
            from information_schema.columns where table_catalog = 'site_file' group by table_name""")
    assert dict(found) == {table.name: ",".join(table.column_names) for table in PUBLISHED}


@pytest.mark.parametrize("role", ROLES)
def test_every_count_is_a_whole_band(site: SiteFolder, role: str) -> None:
    width = WIDTHS[role]
    checked = 0
    for name, columns in {
        "rates": ("counted", "out_of"),
        "numbers": ("count",),
        "completeness": ("counted", "out_of"),
        "flow": ("count",),
        "matrix": ("count",),
        "series": ("out_of",),
        "disparity": ("counted", "out_of"),
        "unknown_groups": ("counted", "out_of"),
        "population_rates": ("out_of",),
        "windows": ("followed", "left_out", "events"),
        "agencies": ("rows", "quarantined"),
    }.items():
        found = table(site, role, name)
        for column in columns:
            for low, high in found.select(f"{column}_low", f"{column}_high").drop_nulls().rows():
                assert (low == 0 and high == width) or (low % width == 1 and high == low + width - 1), (
                    name,
                    low,
                    high,
                )
                checked += 1
    assert checked > 500


@pytest.mark.parametrize("role", ROLES)
def test_no_percent_is_shown_of_few_cases(site: SiteFolder, role: str) -> None:
    for name in ("rates", "disparity", "completeness"):
        shown = table(site, role, name).filter(pl.col("percent").is_not_null())
        assert shown["out_of_low"].min() >= 31
        assert shown["counted_low"].min() >= 7
        assert (shown["out_of_high"] - shown["counted_low"]).min() >= 7


def test_a_series_is_monthly_or_quarterly_and_never_both(site: SiteFolder) -> None:
    series = table(site, "working_group", "rates").filter(pl.col("grain").is_in(["month", "quarter"]))
    grains = series.group_by("indicator", "district").agg(pl.col("grain").n_unique())
    assert grains["grain"].unique().to_list() == [1]
    months = series.filter(pl.col("grain") == "month")
    assert months.height > 0
    assert months["out_of_low"].min() >= 13


def test_only_closed_months_are_published(site: SiteFolder) -> None:
    rates = table(site, "working_group", "rates")
    assert rates["period_to"].max() == date(2026, 9, 30)
    assert rates["period_from"].min() >= date(2022, 7, 1)
    assert (rates["period_to"].dt.month_end() == rates["period_to"]).all()


def test_the_newest_months_are_marked_provisional(site: SiteFolder) -> None:
    months = table(site, "working_group", "rates").filter(pl.col("grain") == "month")
    newest = months.filter("is_provisional")["period_from"].unique().sort().to_list()
    assert newest == [date(2026, 8, 1), date(2026, 9, 1)]


def test_a_funder_has_years_and_one_breakdown_only(site: SiteFolder) -> None:
    rates = table(site, "funder", "rates")
    assert set(rates["grain"].unique()) == {"year", "whole"}
    for role in ROLES:
        split = table(site, role, "rates").filter(pl.col("breakdown") != "none")
        assert split.height > 0
        assert set(split["district"].unique()) == {"all"}
        assert set(split["grain"].unique()) <= {"year", "whole"}
    disparity = table(site, "funder", "disparity")
    assert set(disparity["district"].unique()) == {"all"}
    curves = table(site, "funder", "curves")
    assert curves.filter((pl.col("district") != "all") & (pl.col("breakdown") != "none")).height == 0
    assert set(table(site, "funder", "series")["grain"].unique()) == {"year"}


def test_a_group_about_few_people_is_told_no_band_and_no_percent(site: SiteFolder) -> None:
    rates = table(site, "working_group", "rates")
    hidden = rates.filter(pl.col("out_of_low").is_null() & (pl.col("shown") != "no_data"))
    assert set(hidden["shown"].unique()) <= {"too_few"}
    assert set(hidden["breakdown"].unique()) & {"none"} == set()
    assert hidden["percent"].null_count() == hidden.height


def test_indicators_of_every_kind_of_agency_are_counted(site: SiteFolder) -> None:
    catalogue = table(site, "working_group", "indicators")
    counted = catalogue.filter(pl.col("state") == "counted")
    assert counted.height == catalogue.height - 2
    missing = catalogue.filter(pl.col("state") != "counted").select("indicator", "state")
    assert sorted(missing.rows()) == [
        ("homicide", "field_missing"),
        ("strangulation_charged", "field_missing"),
    ]
    told = {
        *table(site, "working_group", "rates")["indicator"],
        *table(site, "working_group", "numbers")["indicator"],
    }
    wanted = counted.filter(pl.col("kind").is_in(["rate", "number"]))["indicator"]
    assert set(wanted) - told == set()
    shares = table(site, "working_group", "rates").filter(
        pl.col("grain") == "whole", pl.col("district") == "all"
    )
    shown = shares.filter(pl.col("breakdown") == "none", pl.col("shown") == "shown")
    assert shown["indicator"].n_unique() > 40


def test_unknown_groups_are_shown_and_named_not_known(site: SiteFolder) -> None:
    race = table(site, "working_group", "disparity").filter(pl.col("breakdown") == "race")
    unknown = race.filter(pl.col("group_value").is_in(["unknown", "not_recorded", "refused"]))
    assert unknown.height > 0
    assert unknown["finding"].unique().to_list() == ["not_known"]


def test_a_ratio_has_one_decimal_and_stands_beside_two_shown_percents_only(site: SiteFolder) -> None:
    ratios = table(site, "working_group", "disparity").filter(pl.col("ratio").is_not_null())
    assert ratios.height > 20
    assert (ratios["ratio"] * 10 - (ratios["ratio"] * 10).round(0)).abs().max() < 1e-9
    assert ratios["percent"].null_count() == 0


@pytest.mark.parametrize("role", ROLES)
def test_every_ratio_between_groups_is_released_with_one_decimal(site: SiteFolder, role: str) -> None:
    for name in ("disparity", "ladder", "case_mix", "gap_changes", "population_rates"):
        found = table(site, role, name)
        ratios = found.select(pl.col(pl.Float64))
        assert found.height > 0, name
        assert (
            ratios.select(((pl.all() * 10) - (pl.all() * 10).round(0)).abs().max()).max_horizontal().item()
            < 1e-9
        )


def test_a_funder_has_no_groups_of_two_attributes(site: SiteFolder) -> None:
    for name in ("disparity", "case_mix", "gap_changes"):
        assert "sex_and_race" not in table(site, "funder", name)["breakdown"].to_list()
    assert "sex_and_race" in table(site, "working_group", "disparity")["breakdown"].to_list()


def test_the_way_follows_from_the_bands_of_its_steps(site: SiteFolder) -> None:
    """Whoever multiplies the ratios of band centres gets what is told: nothing more is given away."""
    steps = table(site, "working_group", "disparity").filter("is_step", pl.col("period") == "whole")
    place = ["decision_point", "district", "breakdown"]
    share = (pl.col("counted_low") + pl.col("counted_high")) / (pl.col("out_of_low") + pl.col("out_of_high"))
    base = steps.filter("is_reference").select(*place, base=share)
    ratios = steps.join(base, on=place).with_columns(ratio_of_centres=share / pl.col("base"))
    ways = table(site, "working_group", "ladder").filter(
        pl.col("cumulative_percent").is_not_null(), pl.col("period") == "whole"
    )
    both = ways.join(ratios, on=[*place, "group_value"]).sort("district", "breakdown", "group_value", "step")
    product = both.with_columns(
        product=pl.col("ratio_of_centres").log().cum_sum().over("district", "breakdown", "group_value").exp()
    )
    assert product.height > 10
    assert (product["product"] * 100 - product["cumulative_percent"]).abs().max() <= 0.5 + 1e-9


def test_curves_stop_where_few_are_followed(site: SiteFolder) -> None:
    curves = table(site, "working_group", "curves")
    followed = curves["at_risk_high"] - 5  # what the cut counts say, before their rounding is added
    assert followed.min() >= 13
    shares = curves.filter(pl.col("percent").is_not_null()).sort("day")
    falls = shares.with_columns(
        pl.col("percent").diff().over("curve", "district", "breakdown", "group_value").alias("step")
    )
    assert falls["step"].min() >= 0


def test_the_flow_starts_at_100_percent_and_every_place_has_its_parent(site: SiteFolder) -> None:
    flow = table(site, "working_group", "flow").filter(
        pl.col("district") == "all", pl.col("period") == "whole"
    )
    places = dict(flow.select("place", "parent").rows())
    assert flow.filter(pl.col("place") == "reported")["percent"].to_list() == [100]
    assert all(parent == "" or parent in places for parent in places.values())


@pytest.mark.parametrize("role", ROLES)
def test_the_export_holds_every_row_of_the_file_with_bands_as_words(
    site: SiteFolder, role: str, tmp_path: Path
) -> None:
    written = export_tables(site.path, role, tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert [item["file"] for item in manifest["tables"]] == [path.name for path in written]
    for entry in manifest["tables"]:
        with (tmp_path / entry["file"]).open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == entry["rows"] == table(site, role, entry["file"].removesuffix(".csv")).height
    with (tmp_path / "rates.csv").open(encoding="utf-8-sig", newline="") as file:
        first = next(csv.DictReader(file))
    low, high = first["out_of"].split(" to ")
    assert int(low) < int(high)


def test_verdict_text_and_chart_speak_of_the_same_baseline(site: SiteFolder) -> None:
    change = table(site, "working_group", "interventions").to_dicts()[0]
    series = table(site, "working_group", "series").filter(
        pl.col("intervention") == change["intervention"], pl.col("district") == "all"
    )
    assert series["centre_percent"].unique().to_list() == [change["before_percent"]]
    assert change["change_points"] == change["after_percent"] - change["before_percent"]


def test_the_intended_line_runs_from_the_baseline_to_the_goal(site: SiteFolder) -> None:
    change = table(site, "working_group", "interventions").to_dicts()[0]
    series = table(site, "working_group", "series").filter(
        pl.col("intervention") == change["intervention"], pl.col("district") == "all"
    )
    line = dict(series.select("period_from", "intended_percent").rows())
    assert all(value is None for day, value in line.items() if day < change["starts_on"])
    assert line[change["starts_on"]] == change["before_percent"]
    assert {value for day, value in line.items() if day > change["intended_by"]} == {
        change["intended_percent"]
    }
