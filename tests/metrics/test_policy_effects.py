"""Which cases stand behind the effect of an intention: reports whose suspect is known and followed long enough."""

from datetime import date

from metrics import policy_effects
from metrics.counting import Cut, Window
from metrics.policies import ARREST_WHEN_PROBABLE_CAUSE, ASSIGNED_RESPONSE
from tests.drawn import cells_in, county

INCIDENTS = """
    incident_id | occurred_on | probable_cause | suspect_identified | assigned_response | delivered_response
    R1          | 2026-01-01  | yes            | yes                | arrest            | arrest
    R2          | 2026-07-03  | yes            | yes                | arrest            | advise
    R3          | 2026-01-01  | yes            | yes                | advise            | advise
    R4          | 2026-07-04  | yes            | yes                | advise            | advise
    R5          | 2026-01-01  | yes            | yes                | arrest            | arrest
"""
PARTIES = """
    incident_id | person_key | role    | victim_person_key | arrested_on
    R1          | A          | suspect | V                 | 2026-01-01
    R2          | A          | suspect | V                 |
    R3          | B          | suspect | W                 |
    R4          | B          | suspect | W                 |
"""


def counted(cut_off: date, *measures: policy_effects.Measure) -> dict[str, tuple[int, int]]:
    """(counted, out_of) by measure. R5 has no known suspect; R1 is followed by R2 on day 183, R3 by R4 on day 184."""
    with county(cut_off, incidents=INCIDENTS, incident_parties=PARTIES) as engine:
        window = Window(date(2020, 1, 1), date(2030, 12, 31))
        cells = cells_in(engine, measures, [Cut("whole")], window)
    return {row["measure"]: (row["counted"], row["out_of"]) for row in cells.to_dicts()}


def test_a_new_report_on_the_last_day_of_the_window_counts_and_one_after_it_does_not() -> None:
    delivered, repeated = policy_effects.of_change(ARREST_WHEN_PROBABLE_CAUSE)
    found = counted(date(2026, 7, 31), delivered, repeated)
    assert found[repeated.id] == (1, 2)
    assert found[delivered.id] == (1, 2)


def test_a_case_counts_from_the_day_its_whole_window_is_over() -> None:
    _, repeated = policy_effects.of_change(ARREST_WHEN_PROBABLE_CAUSE)
    assert counted(date(2026, 7, 2), repeated) == {}
    assert counted(date(2026, 7, 3), repeated)[repeated.id][1] == 2


def test_assigned_cases_stand_on_the_side_of_their_assignment_whatever_was_delivered() -> None:
    found = counted(date(2027, 12, 31), *policy_effects.of_assignment(ASSIGNED_RESPONSE))
    assert found["delivered_assigned_response_arrest_assigned"] == (1, 2)
    assert found["repeated_assigned_response_arrest_assigned"] == (1, 2)
    assert found["delivered_assigned_response_arrest_others"] == (0, 2)
    assert found["repeated_assigned_response_arrest_others"] == (0, 2)


def test_what_chance_did_not_assign_is_compared_with_nothing() -> None:
    assert policy_effects.of_assignment(ARREST_WHEN_PROBABLE_CAUSE) == []
