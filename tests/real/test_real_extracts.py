"""Real extracts through the whole refresh: exact counts inside it, bands outside it.

Figures: counted from the files for Chicago and Broward County; Angrist and
Pischke 2014, Mastering 'Metrics, table 3.3, and Sherman and Berk 1984 for Minneapolis.
"""

import pytest

from metrics.delivery import Arm, fidelity, first_stage, row_shares
from pipelines.site import SiteFolder
from tests.sites import open_published, open_warehouse, real_site

DELIVERED = """
    select assigned_response as intended, delivered_response as delivered, count(*) as n
    from incident_outcomes where delivered_response <> 'other' group by all order by all"""


@pytest.fixture(scope="module")
def chicago(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    folder = tmp_path_factory.mktemp("real") / "chicago"
    return real_site("chicago", "chicago_domestic_2022/chicago_domestic_2022.csv.gz", folder)


@pytest.fixture(scope="module")
def minneapolis(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    return real_site("mdve", "mdve/mdve.csv", tmp_path_factory.mktemp("real") / "mdve")


@pytest.fixture(scope="module")
def broward(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    folder = tmp_path_factory.mktemp("real") / "compas"
    return real_site("compas", "compas_dv_subset/compas_dv_subset.csv", folder)


def test_chicago_has_4871_arrests_in_38962_reports(chicago: SiteFolder) -> None:
    with open_warehouse(chicago) as engine:
        counted = engine.rows("""
            select count(*) filter (where is_arrested), count(*) from incident_outcomes
            where has_suspect and has_probable_cause""")
    assert counted == [(4871, 38962)]


def test_chicago_arrests_are_published_in_the_band_that_holds_4871(chicago: SiteFolder) -> None:
    with open_published(chicago, "working_group") as engine:
        row = engine.rows("""
            select counted_low, counted_high, out_of_low, out_of_high, percent from rates
            where indicator = 'arrest' and grain = 'whole' and district = 'all' and breakdown = 'none'""")
    assert row == [(4867, 4872, 38959, 38964, 12)]


def test_minneapolis_delivery_matrix_is_the_published_one_cell_by_cell(minneapolis: SiteFolder) -> None:
    with open_warehouse(minneapolis) as engine:
        cells = {(row[0], row[1]): row[2] for row in engine.rows(DELIVERED)}
    assert cells == {
        ("arrest", "arrest"): 91,
        ("arrest", "separate"): 1,
        ("advise", "arrest"): 19,
        ("advise", "advise"): 84,
        ("advise", "separate"): 5,
        ("separate", "arrest"): 26,
        ("separate", "advise"): 5,
        ("separate", "separate"): 83,
    }


def test_minneapolis_shares_and_first_stage_are_the_published_ones(minneapolis: SiteFolder) -> None:
    with open_warehouse(minneapolis) as engine:
        counts = engine.frame(DELIVERED)
    shares = {(row["intended"], row["delivered"]): row["share"] for row in row_shares(counts).to_dicts()}
    totals = {True: 0, False: 0}
    arrested = {True: 0, False: 0}
    for row in counts.to_dicts():
        is_assigned = row["intended"] == "arrest"
        totals[is_assigned] += row["n"]
        arrested[is_assigned] += row["n"] if row["delivered"] == "arrest" else 0
    not_arrested = {assigned: 1 - arrested[assigned] / totals[assigned] for assigned in (True, False)}
    assert totals == {True: 92, False: 222}
    assert round(not_arrested[False], 3) == 0.797
    assert round(not_arrested[True], 3) == 0.011
    # The treatment here is not being arrested, as in the source.
    assigned = Arm(people=222, treated=222 - arrested[False], events=0)
    others = Arm(people=92, treated=92 - arrested[True], events=0)
    effect = first_stage(assigned, others)
    assert effect is not None
    assert round(effect.value, 3) == 0.786
    assert round(shares[("arrest", "arrest")], 3) == 0.989
    overall = fidelity(counts)
    assert overall is not None
    assert round(overall.value, 4) == round((91 + 84 + 83) / 314, 4)


def test_broward_67_of_335_offended_again_within_a_year(broward: SiteFolder) -> None:
    with open_warehouse(broward) as engine:
        counted = engine.rows("""
            select count(*) filter (where days_to_rearrest <= 365),
                   count(*) filter (where days_possible >= 365) from episodes""")
    assert counted == [(67, 335)]


def test_broward_window_is_published_in_the_bands_that_hold_67_and_335(broward: SiteFolder) -> None:
    with open_published(broward, "working_group") as engine:
        row = engine.rows("""
            select events_low, events_high, followed_low, followed_high from windows
            where curve = 'rearrest' and months = 12 and district = 'all' and breakdown = 'none'""")
    assert row == [(67, 72, 331, 336)]


@pytest.mark.parametrize("site", ["chicago", "minneapolis", "broward"])
def test_every_line_of_a_real_file_is_accounted_for(site: str, request: pytest.FixtureRequest) -> None:
    with open_warehouse(request.getfixturevalue(site)) as engine:
        lost = engine.rows("""
            select file_name from deliveries
            where lines <> loaded + rejected or loaded <> clean + quarantined or rejected > 0 or quarantined > 0""")
    assert lost == []


def test_no_exact_small_count_of_minneapolis_is_published(minneapolis: SiteFolder) -> None:
    with open_published(minneapolis, "working_group") as engine:
        cells = engine.rows("select distinct count_low, count_high from matrix where count_high <= 6")
    assert cells == [(0, 6)]
