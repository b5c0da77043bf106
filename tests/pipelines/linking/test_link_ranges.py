"""The range of the re-arrest share: first arrests derived anew with every link in doubt made."""

from datetime import date

import polars as pl

from pipelines.linking.link_ranges import link_ranges
from release.plan import LinkRange
from tests.drawn import CUT_OFF, FIRST_DAY, county

REACH = {
    "police_first_day": FIRST_DAY,
    "police_cut_off": CUT_OFF,
    "custody_cut_off": CUT_OFF,
    "program_cut_off": CUT_OFF,
}
INCIDENTS = """
    incident_id | occurred_on
    R1          | 2024-01-01
    R2          | 2024-06-01
    R3          | 2024-01-05
    R4          | 2026-09-01
"""
PARTIES = """
    incident_id | person_key | role    | arrested_on
    R1          | A          | suspect | 2024-01-01
    R2          | B          | suspect | 2024-06-02
    R3          | C          | suspect | 2024-01-05
    R4          | D          | suspect | 2026-09-01
"""


def ranges(*pairs: tuple[str, str], **tables: str) -> tuple[LinkRange, ...]:
    with county(**{"incidents": INCIDENTS, "incident_parties": PARTIES, **tables}) as engine:
        both = [*pairs, *((b, a) for a, b in pairs)]
        schema = {"person_key": pl.String, "other_key": pl.String}
        engine.add_frame("doubtful_persons", pl.DataFrame(both, schema=schema, orient="row"))
        return link_ranges(engine, REACH)


def shares(*pairs: tuple[str, str], curve: str = "rearrest", **tables: str) -> tuple[int, int, int, int]:
    (found,) = [one for one in ranges(*pairs, **tables) if one.curve == curve]
    assert found.months == 12
    return found.events, found.followed, found.events_if_right, found.followed_if_right


def test_two_people_who_may_be_one_are_one_person_arrested_again_if_the_link_is_right() -> None:
    assert shares(("A", "B")) == (0, 3, 1, 2)


def test_people_joined_through_a_third_are_one() -> None:
    assert shares(("A", "B"), ("B", "C")) == (0, 3, 1, 1)
    assert shares(("A", "B"), ("A", "C")) == (0, 3, 1, 1)


def test_a_person_whose_year_is_not_over_counts_only_where_the_link_makes_an_earlier_start() -> None:
    assert shares(("C", "D")) == (0, 3, 0, 3)


def test_a_stay_in_jail_under_a_number_in_doubt_moves_the_start_if_the_link_is_right() -> None:
    stay = """
        booking_id | person_key | incident_id | booked_at        | released_at
        B1         | J          | R1          | 2024-01-01 20:00 | 2026-01-01 09:00
    """
    assert shares(("A", "J"), custody=stay) == (0, 3, 0, 2)


def test_without_a_doubt_there_is_no_range() -> None:
    assert ranges() == ()


def test_the_order_of_the_pairs_changes_nothing() -> None:
    assert ranges(("A", "B"), ("B", "C")) == ranges(("B", "C"), ("A", "B"))


def test_a_start_before_the_data_is_no_start_after_linking_either() -> None:
    with county(incidents=INCIDENTS, incident_parties=PARTIES, first_day=date(2024, 1, 2)) as engine:
        schema = {"person_key": pl.String, "other_key": pl.String}
        pairs = pl.DataFrame([("A", "B"), ("B", "A")], schema=schema, orient="row")
        engine.add_frame("doubtful_persons", pairs)
        found, *_ = link_ranges(engine, {**REACH, "police_first_day": date(2024, 1, 2)})
    assert (found.followed, found.followed_if_right, found.events_if_right) == (2, 2, 0)


WITH_VICTIMS = """
    incident_id | person_key | role    | victim_person_key | arrested_on
    R1          | A          | suspect | V                 | 2024-01-01
    R2          | B          | suspect | V                 |
    R3          | C          | suspect | W                 | 2024-01-05
    R4          | C          | suspect | X                 |
"""
SOON = INCIDENTS.replace("2026-09-01", "2024-09-01")


def with_victims(*pairs: tuple[str, str], curve: str) -> tuple[int, int, int, int]:
    return shares(*pairs, curve=curve, incidents=SOON, incident_parties=WITH_VICTIMS)


def test_a_new_report_without_an_arrest_is_somebody_elses_unless_the_link_is_right() -> None:
    assert with_victims(("A", "B"), curve="new_incident") == (1, 2, 2, 2)
    assert with_victims(("A", "B"), curve="rearrest") == (0, 2, 0, 2)


def test_two_victims_who_may_be_one_make_the_same_victim_and_no_new_one() -> None:
    assert with_victims(("W", "X"), curve="same_victim") == (0, 2, 1, 2)
    assert with_victims(("W", "X"), curve="new_victim") == (1, 2, 0, 2)
    assert with_victims(("W", "X"), curve="new_incident") == (1, 2, 1, 2)


def test_couples_become_one_if_the_suspects_or_the_victims_are_one() -> None:
    assert with_victims(("A", "B"), curve="couple_again") == (0, 4, 1, 3)
    assert with_victims(("W", "X"), curve="couple_again") == (0, 4, 1, 3)


def test_a_suspect_who_may_be_his_own_victim_is_no_couple() -> None:
    assert with_victims(("A", "V"), curve="couple_again") == (0, 4, 0, 3)


def test_who_was_not_held_is_in_no_range_from_release() -> None:
    stay = """
        booking_id | person_key | incident_id | booked_at        | released_at
        B1         | A          | R1          | 2024-01-01 20:00 | 2024-02-01 09:00
    """
    assert shares(("A", "B"), curve="rearrest_after_release", custody=stay) == (0, 1, 1, 1)
    assert "rearrest_after_release" not in [one.curve for one in ranges(("A", "B"))]


def test_deriving_anew_without_a_new_link_gives_what_was_counted() -> None:
    """Z is in no other record: A's rows are derived anew, and nothing may change by that."""
    tables = {"incidents": SOON, "incident_parties": WITH_VICTIMS}
    found = [*ranges(("A", "Z"), **tables), *ranges(("V", "Z"), **tables)]
    assert len(found) == 10
    assert all((one.events, one.followed) == (one.events_if_right, one.followed_if_right) for one in found)
