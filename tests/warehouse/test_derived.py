"""What is derived from the canonical tables: couples, and the later stages of a journey."""

from typing import Any

import pytest

from release.measures import columns_of
from tests.drawn import county
from warehouse.derived import DERIVED


def rows(sql: str, **tables: str) -> list[tuple[Any, ...]]:
    with county(only=sql, **tables) as engine:
        return [
            tuple(None if value is None else str(value) for value in row) for row in engine.frame(sql).rows()
        ]


INCIDENTS = """
    incident_id | occurred_on
    R1          | 2026-01-01
    R2          | 2026-02-01
    R3          | 2026-03-01
    R4          | 2026-04-01
"""
REFERRED = """
    case_id | person_key | incident_id | referred_on | decided_on | decision
    K1      | A          | R1          | 2026-01-02  | 2026-01-05 | charged
"""
PARTY = """
    incident_id | person_key | role    | victim_person_key
    R1          | A          | suspect | B
"""


def test_a_couple_is_one_suspect_and_one_victim_with_first_next_and_number() -> None:
    parties = """
        incident_id | person_key | role    | victim_person_key
        R1          | A          | suspect | B
        R2          | A          | suspect | C
        R3          | A          | suspect | B
        R4          | A          | suspect | B
    """
    sql = "select person_key, victim_person_key, first_occurred_on, next_occurred_on, incidents from couples order by 2"
    assert rows(sql, incidents=INCIDENTS, incident_parties=parties) == [
        ("A", "B", "2026-01-01", "2026-03-01", "3"),
        ("A", "C", "2026-02-01", None, "1"),
    ]


def test_two_incidents_of_one_day_are_two_and_the_next_is_that_day() -> None:
    incidents = "incident_id | occurred_on\nR1 | 2026-01-01\nR2 | 2026-01-01"
    parties = """
        incident_id | person_key | role    | victim_person_key
        R1          | A          | suspect | B
        R2          | A          | suspect | B
    """
    sql = "select first_occurred_on, next_occurred_on, incidents from couples"
    assert rows(sql, incidents=incidents, incident_parties=parties) == [("2026-01-01", "2026-01-01", "2")]


def test_each_side_of_a_dual_arrest_is_a_couple_of_its_own() -> None:
    parties = """
        incident_id | person_key | role | victim_person_key
        R1          | A          | both | B
        R1          | B          | both | A
    """
    sql = "select person_key, victim_person_key, incidents from couples order by 1"
    assert rows(sql, incidents=INCIDENTS, incident_parties=parties) == [("A", "B", "1"), ("B", "A", "1")]


def test_a_suspect_without_a_known_victim_or_with_himself_as_victim_is_no_couple() -> None:
    parties = """
        incident_id | person_key | role    | victim_person_key
        R1          | A          | suspect |
        R2          | B          | suspect | B
    """
    assert rows("from couples", incidents=INCIDENTS, incident_parties=parties) == []


def journey(**tables: str) -> dict[str, Any]:
    with county(
        only="journeys", incidents=INCIDENTS, incident_parties=PARTY, prosecutions=REFERRED, **tables
    ) as engine:
        (found,) = engine.frame("from journeys").to_dicts()
    return {name: None if value is None else str(value) for name, value in found.items()}


def test_probation_is_over_when_its_last_period_is_and_ends_as_that_did() -> None:
    found = journey(
        supervision="""
        supervision_id | person_key | case_id | sentenced_on | first_contact_on | ended_on   | discharge
        S1             | A          | K1      | 2026-02-01   | 2026-02-10       | 2026-05-01 | transferred
        S2             | A          | K1      | 2026-02-01   | 2026-04-20       | 2026-08-01 | successful
        S3             | B          | K1      | 2026-02-01   | 2026-02-02       | 2026-09-01 | died
    """
    )
    assert (found["supervised_on"], found["supervision_ended_on"], found["discharge"]) == (
        "2026-02-10",
        "2026-08-01",
        "successful",
    )


def test_probation_runs_while_one_period_does() -> None:
    found = journey(
        supervision="""
        supervision_id | person_key | case_id | sentenced_on | first_contact_on | ended_on   | discharge
        S1             | A          | K1      | 2026-02-01   | 2026-02-10       | 2026-05-01 | transferred
        S2             | A          | K1      | 2026-05-01   |                  |            |
    """
    )
    assert (found["supervised_on"], found["supervision_ended_on"], found["discharge"]) == (
        "2026-02-10",
        None,
        None,
    )


PROGRAM = """
    order_id | person_key | case_id | ordered_on | intake_on  | exited_on  | exit_reason
    O1       | A          | K1      | 2026-02-01 | 2026-02-20 | 2026-04-01 | absent
"""


def program(found: dict[str, Any]) -> tuple[Any, ...]:
    names = (
        "program_ordered_on",
        "program_intake_on",
        "program_exited_on",
        "program_exit",
        "program_completed_on",
    )
    return tuple(found[name] for name in names)


def test_a_man_sent_back_who_completes_has_completed_and_his_first_intake_counts() -> None:
    found = journey(program_orders=PROGRAM + "O2 | A | K1 | 2026-05-01 | 2026-05-09 | 2026-09-01 | completed")
    assert program(found) == ("2026-02-01", "2026-02-20", "2026-09-01", "completed", "2026-09-01")


def test_a_man_sent_back_who_is_enrolled_has_not_left() -> None:
    found = journey(program_orders=PROGRAM + "O2 | A | K1 | 2026-05-01 | 2026-05-09 | |")
    assert program(found) == ("2026-02-01", "2026-02-20", None, None, None)


def test_a_program_that_was_left_says_why() -> None:
    assert program(journey(program_orders=PROGRAM)) == (
        "2026-02-01",
        "2026-02-20",
        "2026-04-01",
        "absent",
        None,
    )


def test_without_probation_and_program_the_later_stages_are_empty() -> None:
    found = journey()
    assert found["decision"] == "charged"
    assert {*program(found), found["supervised_on"], found["discharge"]} == {None}


def test_a_person_is_known_once_with_every_table_that_names_him_and_the_days() -> None:
    parties = """
        incident_id | person_key | role    | victim_person_key | source
        R1          | A          | suspect | B                 | police
        R1          | B          | victim  |                   | police
        R3          | A          | suspect |                   | police
    """
    booked = """
        booking_id | person_key | booked_at  | source
        B1         | A          | 2026-05-01 | jail
        B2         | C          | 2026-06-01 | jail
    """
    columns = "person_key, first_known_on, last_known_on, agencies, in_incident_parties, in_custody, in_dispositions"
    found = rows(
        f"select {columns} from persons order by 1",
        incidents=INCIDENTS,
        incident_parties=parties,
        custody=booked,
    )
    assert found == [
        ("A", "2026-01-01", "2026-05-01", "2", "2", "1", "0"),
        ("B", "2026-01-01", "2026-01-01", "1", "2", "0", "0"),
        ("C", "2026-06-01", "2026-06-01", "1", "0", "1", "0"),
    ]


def test_nobody_known_is_no_person() -> None:
    assert rows("from persons", incidents=INCIDENTS) == []


WEIGHED = [derived.table.name for derived in DERIVED if "person_weight" in derived.table.column_names]


LATER = {
    "custody": """
        booking_id | person_key | incident_id | booked_at        | released_at
        B1         | A          | R1          | 2026-01-01 10:00 | 2026-01-02 10:00
        B2         | A          | R2          | 2026-02-01 10:00 | 2026-02-02 10:00
        B3         | A          | R3          | 2026-03-01 10:00 | 2026-03-02 10:00
    """,
    "dispositions": "case_id | person_key | filed_on\nK1 | A | 2026-01-06\nK7 | A | 2026-01-06",
    "supervision": """
        supervision_id | person_key | case_id | sentenced_on
        S1             | A          | K1      | 2026-02-01
        S2             | A          | K1      | 2026-03-01
        S3             | A          |         | 2026-03-01
    """,
    "violations": """
        violation_id | supervision_id | person_key | known_on
        V1           | S1             | A          | 2026-02-02
        V2           | S2             | A          | 2026-03-02
        V3           |                | A          | 2026-03-02
    """,
    "program_orders": """
        order_id | person_key | case_id | ordered_on
        O1       | A          | K1      | 2026-02-01
        O2       | A          |         | 2026-03-01
    """,
    "protection_orders": """
        petition_id | person_key | petitioned_on
        P1          | A          | 2026-02-01
        P2          | A          | 2026-03-01
    """,
}


@pytest.mark.parametrize("table", WEIGHED)
@pytest.mark.parametrize("side", ["person", "victim"])
def test_the_weights_of_one_persons_rows_never_add_up_to_more_than_one(table: str, side: str) -> None:
    parties = """
        incident_id | person_key | role    | victim_person_key | arrested_on
        R1          | A          | suspect | B                 | 2026-01-01
        R1          | B          | victim  |                   |
        R2          | A          | suspect | C                 | 2026-02-01
        R3          | A          | both    | B                 | 2026-03-01
        R3          | B          | both    | A                 | 2026-03-01
        R4          | D          | suspect | B                 |
    """
    key = {"person": "person_key", "victim": "victim_person_key"}[side]
    if key not in columns_of(table):
        return  # petitioners are confidential: there is nobody to weigh
    sql = f"select {key}, sum({side}_weight) as weight from {table} where {key} is not null group by {key}"
    courts = """
        case_id | person_key | disposed_on | disposition
        K1      | A          | 2026-02-01  | convicted
    """
    orders = """
        order_id | person_key | case_id | ordered_on | exited_on
        O1       | A          | K1      | 2024-02-01 | 2025-09-01
    """
    with county(
        only=table,
        incidents=INCIDENTS,
        incident_parties=parties,
        prosecutions=REFERRED,
        dispositions=courts,
        program_orders=orders,
        **{name: rows for name, rows in LATER.items() if name not in ("dispositions", "program_orders")},
    ) as engine:
        weights = engine.frame(sql)["weight"].to_list()
    assert weights
    assert all(0 < weight <= 1 + 1e-9 for weight in weights)


VICTIMS = """
    incident_id | person_key | role    | victim_person_key | arrested_on | sex    | race  | age_band
    R1          | A          | suspect | B                 | 2026-01-01  | male   | white | 25_34
    R1          | B          | victim  |                   |             | female | black | 18_24
    R2          | A          | both    | B                 | 2026-02-01  | male   | white | 25_34
    R2          | B          | both    | A                 | 2026-02-01  | female | black | 18_24
    R3          | C          | suspect | D                 |             | male   |       | 25_34
    R4          | E          | suspect |                   | 2026-04-01  | male   | white | 25_34
    R4          | F          | victim  |                   | 2026-04-01  | refused | white | 25_34
"""


def test_a_suspects_row_tells_the_victims_attributes_from_the_victims_own_row() -> None:
    sql = "select incident_id, race, victim_race, victim_sex, victim_age_band from journeys order by 1, 2"
    found = rows(sql, incidents=INCIDENTS, incident_parties=VICTIMS)
    assert found == [
        ("R1", "white", "black", "female", "18_24"),
        ("R2", "black", "white", "male", "25_34"),
        ("R2", "white", "black", "female", "18_24"),
        ("R3", None, None, None, None),
        ("R4", "white", None, None, None),
    ]


def test_everybody_arrested_is_a_row_in_whichever_role_and_dual_arrests_are_marked() -> None:
    sql = "select incident_id, person_key, is_dual_arrest, sex_and_race from arrested_parties order by 1, 2"
    assert rows(sql, incidents=INCIDENTS, incident_parties=VICTIMS) == [
        ("R1", "A", "False", "male_white"),
        ("R2", "A", "True", "male_white"),
        ("R2", "B", "True", "female_black"),
        ("R4", "E", "True", "male_white"),
        ("R4", "F", "True", "unknown"),
    ]


def test_a_person_arrested_in_both_roles_of_one_report_is_one_row() -> None:
    parties = """
        incident_id | person_key | role    | arrested_on
        R1          | A          | suspect | 2026-01-01
        R1          | A          | victim  | 2026-01-01
    """
    found = rows(
        "select person_key, person_weight from arrested_parties",
        incidents=INCIDENTS,
        incident_parties=parties,
    )
    assert found == [("A", "0.5")]


def test_what_is_known_of_both_people_is_handed_on_to_every_table_of_a_case() -> None:
    parties = """
        incident_id | person_key | role    | victim_person_key | ethnicity    | language
        R1          | A          | suspect | B                 | not_hispanic | english
        R1          | B          | victim  |                   | hispanic     | spanish
    """
    sql = "select ethnicity, language, victim_ethnicity, victim_language from {}"
    with county(
        only="journeys referrals referred_cases reports",
        incidents=INCIDENTS,
        incident_parties=parties,
        prosecutions=REFERRED,
    ) as engine:
        for table, where in (
            ("journeys", "true"),
            ("referrals", "true"),
            ("referred_cases", "true"),
            ("reports", "incident_id = 'R1'"),
        ):
            found = engine.frame(f"{sql.format(table)} where {where}").rows()
            assert found == [("not_hispanic", "english", "hispanic", "spanish")], table
