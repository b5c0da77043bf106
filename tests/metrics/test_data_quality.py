"""Handoffs between agencies, and how complete their records are."""

import polars as pl
import pytest

from release.completeness import KEY_FIELDS, completeness, empty_fields, is_told
from tests.drawn import county, share
from warehouse.tables import canonical

INCIDENTS = "incident_id | occurred_on\nR1 | 2026-09-01"


@pytest.mark.parametrize(
    ("arrested", "referred", "found"),
    [
        ("2026-09-01", "2026-09-08", (1, 1)),  # day 7
        ("2026-09-01", "2026-09-09", (0, 1)),
        ("2026-09-01", "", (0, 1)),
        ("2026-09-05", "2026-09-04", (1, 1)),  # referred before a warrant arrest
        ("2026-09-24", "2026-09-24", (0, 0)),  # has not had its days yet
        ("", "2026-09-02", (0, 0)),
    ],
)
def test_an_arrest_reaches_the_prosecutor(arrested: str, referred: str, found: tuple[int, int]) -> None:
    people = f"incident_id | person_key | role | arrested_on\nR1 | A | suspect | {arrested}"
    case = f"\nK1 | A | R1 | {referred}" if referred else ""
    files = "case_id | person_key | incident_id | referred_on" + case
    tables = {"incidents": INCIDENTS, "incident_parties": people, "prosecutions": files}
    assert share("handoff_to_prosecutor", **tables) == found


@pytest.mark.parametrize(
    ("filed", "found"), [("2026-09-09", (1, 1)), ("2026-09-10", (0, 1)), ("", (0, 1)), (None, (0, 1))]
)
def test_a_charge_reaches_the_court(filed: str | None, found: tuple[int, int]) -> None:
    files = """
        case_id | person_key | referred_on | decided_on | decision
        K1      | A          | 2026-09-01  | 2026-09-02 | charged
        K2      | B          | 2026-09-01  | 2026-09-02 | declined
    """
    court = "case_id | person_key | filed_on" + (f"\nK1 | A | {filed}" if filed is not None else "")
    assert share("handoff_to_court", prosecutions=files, dispositions=court) == found


SENTENCE = """
    case_id | person_key | disposed_on | disposition | sentenced_on | supervision | program
    K1      | A          | 2026-07-01  | convicted   | 2026-07-01   | yes         | yes
    K2      | B          | 2026-07-01  | convicted   | 2026-07-01   | no          | no
    K3      | C          | 2026-09-25  | convicted   | 2026-09-25   | yes         | yes
"""


@pytest.mark.parametrize(("contact", "counted"), [("2026-07-15", 1), ("2026-07-16", 0), ("", 0)])
def test_a_sentence_with_supervision_reaches_probation(contact: str, counted: int) -> None:
    heads = "supervision_id | person_key | case_id | sentenced_on | first_contact_on"
    periods = f"{heads}\nS1 | A | K1 | 2026-07-01 | {contact}"
    assert share("handoff_to_probation", dispositions=SENTENCE, supervision=periods) == (counted, 1)


@pytest.mark.parametrize(("intake", "counted"), [("2026-07-31", 1), ("2026-08-01", 0), ("", 0)])
def test_a_sentence_with_the_program_reaches_it(intake: str, counted: int) -> None:
    orders = f"order_id | person_key | case_id | ordered_on | intake_on\nO1 | A | K1 | 2026-07-01 | {intake}"
    assert share("handoff_to_program", dispositions=SENTENCE, program_orders=orders) == (counted, 1)


def test_every_key_field_is_a_column_of_its_table() -> None:
    for key in KEY_FIELDS:
        assert canonical(key.table).column(key.column)


def filled(text: str, table: str, field: str) -> list[tuple[str, int, int]]:
    with county(only=table, **{table: text}) as engine:
        found = completeness(engine, [table]).filter(pl.col("field") == field).sort("agency")
    return found.select("agency", "counted", "out_of").rows()


def test_unknown_refused_and_not_collected_are_not_known_and_agencies_stand_apart() -> None:
    text = """
        source | incident_id | occurred_on | relationship
        north  | R1          | 2026-09-01  | spouse
        north  | R2          | 2026-09-01  | unknown
        north  | R3          | 2026-09-01  |
        south  | R4          | 2026-09-01  | refused
        south  | R5          | 2026-09-01  | not_collected
    """
    assert filled(text, "incidents", "relationship") == [("north", 1, 3), ("south", 0, 2)]


def test_a_field_is_asked_for_only_where_it_can_be_known() -> None:
    text = """
        source | case_id | person_key | disposition | domestic_flag
        court  | K1      | A          | convicted   | yes
        court  | K2      | B          | convicted   |
        court  | K3      | C          | dismissed   |
    """
    assert filled(text, "dispositions", "domestic_flag") == [("court", 1, 2)]


def test_many_records_of_one_person_are_one_person() -> None:
    text = "source | incident_id | person_key | role | race\n" + "\n".join(
        f"police | R{at} | A | suspect | white" for at in range(5)
    )
    with county(only="incident_parties", incident_parties=text) as engine:
        row = completeness(engine, ["incident_parties"]).filter(pl.col("field") == "race").row(0, named=True)
    assert (row["counted"], row["counted_people"], row["out_of_people"], row["rest_people"]) == (5, 1, 1, 0)


def test_a_field_nobody_fills_is_told_from_one_that_somebody_does() -> None:
    text = """
        call_id | received_at      | final_type | initial_type
        C1      | 2026-09-01 10:00 | domestic   | other
        C2      | 2026-09-01 10:00 | domestic   |
    """
    wanted = ["calls.initial_type", "calls.first_arrived_at", "custody.release_type"]
    with county(only="calls", calls=text) as engine:
        empty = empty_fields(engine, wanted, ["calls"])
    assert empty == {"calls.first_arrived_at", "custody.release_type"}  # no custody came at all
    assert is_told(["calls.initial_type"], empty)
    assert is_told(["calls.first_arrived_at|calls.initial_type"], empty)
    assert not is_told(["calls.initial_type", "calls.first_arrived_at"], empty)
