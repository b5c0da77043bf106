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
    with county(incidents=INCIDENTS, incident_parties=PARTIES, **tables) as engine:
        both = [*pairs, *((b, a) for a, b in pairs)]
        schema = {"person_key": pl.String, "other_key": pl.String}
        engine.add_frame("doubtful_persons", pl.DataFrame(both, schema=schema, orient="row"))
        return link_ranges(engine, REACH)


def shares(*pairs: tuple[str, str], **tables: str) -> tuple[int, int, int, int]:
    (found,) = ranges(*pairs, **tables)
    assert (found.curve, found.months) == ("rearrest", 12)
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
        (found,) = link_ranges(engine, {**REACH, "police_first_day": date(2024, 1, 2)})
    assert (found.followed, found.followed_if_right, found.events_if_right) == (2, 2, 0)
