"""Each decision point on drawn rows: who stands before it, who passes it, and who is not decided yet."""

import polars as pl
import pytest

from metrics.counting import Cut, Window
from metrics.decision_points import DECISION_POINTS, STEPS, STRATIFIERS, WATCHED
from metrics.strata_counts import count_strata
from release.measures import columns_of, disparity_measures_and_cuts
from tests.drawn import counts, county

INCIDENTS = """
    incident_id | occurred_on | probable_cause | severity    | relationship
    R1          | 2026-01-01  | yes            | felony      | spouse
    R2          | 2026-01-02  | yes            | misdemeanor | spouse
    R3          | 2026-01-03  | yes            | misdemeanor | ex_spouse
    R4          | 2026-01-04  | no             | misdemeanor |
    R5          | 2026-01-05  | yes            | misdemeanor | spouse
    R6          | 2026-01-06  |                | felony      | spouse
"""
PARTIES = """
    incident_id | person_key | role    | arrested_on | race  | sex
    R1          | A          | suspect | 2026-01-01  | white | male
    R2          | B          | suspect | 2026-01-02  | black | male
    R3          | C          | suspect | 2026-01-03  | black | male
    R4          | D          | suspect |             | white | male
    R5          | E          | suspect |             | white | female
    R6          | F          | suspect | 2026-01-07  |       | male
"""
PROSECUTIONS = """
    case_id | person_key | incident_id | referred_on | decided_on | decision
    K1      | A          | R1          | 2026-01-02  | 2026-01-05 | charged
    K2      | B          | R2          | 2026-01-03  | 2026-01-05 | declined
    K3      | C          | R3          | 2026-01-04  |            |
    K5      | E          | R5          | 2026-01-06  | 2026-01-08 | charged
"""
DISPOSITIONS = """
    case_id | person_key | filed_on   | disposed_on | disposition
    K1      | A          | 2026-01-05 | 2026-03-01  | convicted
    K5      | E          | 2026-01-08 | 2026-03-01  | convicted
"""
ORDERS = """
    order_id | person_key | case_id | ordered_on | exited_on  | exit_reason
    O1       | A          | K1      | 2026-03-02 | 2026-06-01 | absent
    O5       | E          | K5      | 2026-03-02 |            |
"""
SUPERVISION = """
    supervision_id | person_key | case_id | sentenced_on | ended_on   | discharge
    S1             | A          | K1      | 2026-03-02   | 2026-08-01 | revoked_technical
    S5             | E          | K5      | 2026-03-02   |            |
"""
TABLES = {
    "incidents": INCIDENTS,
    "incident_parties": PARTIES,
    "prosecutions": PROSECUTIONS,
    "dispositions": DISPOSITIONS,
    "program_orders": ORDERS,
    "supervision": SUPERVISION,
}
EXPECTED = {
    "probable_cause": (4, 6),
    "arrest": (3, 4),  # F was arrested, but nobody recorded probable cause
    "referral": (3, 4),
    "charging": (1, 2),  # C is not decided, F was not referred
    "conviction": (1, 1),
    "charging_without_arrest": (1, 1),
    "program_order": (2, 2),
    "program_completion": (0, 1),  # E is still enrolled
    "revocation": (1, 1),  # E is still supervised
    "dual_arrest": (0, 4),
}


@pytest.mark.parametrize("point", DECISION_POINTS, ids=lambda point: point.id)
def test_each_decision_point_counts_those_who_came_to_it_and_are_decided(point) -> None:
    assert counts(point.measure, **TABLES) == EXPECTED[point.id]


def test_the_second_person_arrested_is_in_the_dual_arrest_whichever_the_role() -> None:
    point = next(point for point in DECISION_POINTS if point.id == "dual_arrest")
    both = PARTIES + "    R1 | G | victim | 2026-01-01 | white | female\n"
    assert counts(point.measure, **{**TABLES, "incident_parties": both}) == (2, 5)


def test_each_step_stands_before_what_it_leads_to() -> None:
    assert [point.id for point in STEPS] == ["probable_cause", "arrest", "referral", "charging", "conviction"]
    assert set(STEPS) <= set(WATCHED)


@pytest.mark.parametrize("name", ["race", "victim_race", "sex_and_race"])
def test_every_cut_of_groups_is_asked_of_a_table_that_has_it(name: str) -> None:
    asked = [
        (measure, cut)
        for measure, cuts in disparity_measures_and_cuts()
        for cut in cuts
        if cut.breakdown == name and name in columns_of(measure.rows)
    ]
    assert asked
    assert all(cut.breakdown in columns_of(measure.rows) for measure, cut in asked)


def test_groups_of_two_attributes_are_never_split_by_district_as_well() -> None:
    cuts = [cut for _, cuts in disparity_measures_and_cuts() for cut in cuts]
    assert Cut("whole", breakdown="sex_and_race") in cuts
    assert not [cut for cut in cuts if cut.breakdown == "sex_and_race" and cut.by_district]


def strata() -> pl.DataFrame:
    from datetime import date

    measures = [point.measure for point in DECISION_POINTS if point.id in ("probable_cause", "arrest")]
    with county(only="journeys", **TABLES) as engine:
        return count_strata(
            engine,
            measures,
            ("race", "sex", "shoe_size"),
            STRATIFIERS,
            columns=columns_of("journeys"),
            window=Window(date(2026, 1, 1), date(2026, 1, 5)),
        )


def test_groups_within_strata_add_up_to_the_group_and_nobody_is_dropped() -> None:
    found = strata().filter(pl.col("measure") == "decision_arrest", pl.col("stratifier") == "relationship")
    race = found.filter(pl.col("breakdown") == "race").select("group_value", "stratum", "counted", "out_of")
    assert sorted(race.rows()) == [
        ("black", "ex_spouse", 1, 1),
        ("black", "spouse", 1, 1),
        ("white", "spouse", 1, 2),
    ]
    sums = strata().group_by("measure", "breakdown", "stratifier").agg(pl.col("counted", "out_of").sum())
    assert sums.select("measure", "counted", "out_of").unique().sort("measure").rows() == [
        ("decision_arrest", 3, 4),
        ("decision_probable_cause", 4, 5),
    ]


def test_a_missing_value_is_a_stratum_and_a_group_of_its_own() -> None:
    found = strata().filter(pl.col("measure") == "decision_probable_cause", pl.col("breakdown") == "race")
    assert ("white", "relationship", "not_recorded", 0, 1) in found.drop("measure", "breakdown").rows()


def test_an_attribute_the_table_lacks_is_left_out() -> None:
    assert set(strata()["breakdown"]) == {"race", "sex"}
