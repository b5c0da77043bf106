"""Releases from jail, counted on drawn tables."""

from datetime import date

import pytest

from tests.drawn import CUT_OFF, share

INCIDENTS = "incident_id | occurred_on\nR1 | 2026-01-01\nR2 | 2026-03-01"
PARTIES = """
    incident_id | person_key | role    | arrested_on | victim_person_key
    R1          | A          | suspect | 2026-01-01  | B
    R2          | A          | suspect | {again}     | C
"""


def stays(*rows: str) -> str:
    heads = "booking_id | person_key | incident_id | booked_at | released_at | release_type | no_contact_condition | "
    return "\n".join([heads + "victim_notified_at", *rows])


def test_only_the_first_release_for_an_incident_counts_and_only_where_the_jail_says_yes_or_no() -> None:
    custody = stays(
        "B1 | A | R1 | 2026-01-01 20:00 | 2026-01-02 09:00 | bail        | no      |",
        "B2 | A | R1 | 2026-05-01 20:00 | 2026-06-02 09:00 | time_served | yes     |",
        "B3 | D | R2 | 2026-03-01 20:00 | 2026-03-02 09:00 | bail        | yes     |",
        "B4 | E | R2 | 2026-03-01 20:00 | 2026-03-02 09:00 | bail        | unknown |",
        "B5 | F | R2 | 2026-03-01 20:00 | 2026-03-02 09:00 | bail        |         |",
        "B6 | G | R2 | 2026-03-01 20:00 |                  |             |         |",
        "B7 | H | R2 | 2026-03-01 20:00 | 2026-03-02 09:00 | transferred | yes     |",
        "B8 | I |    | 2026-03-01 20:00 | 2026-03-02 09:00 | bail        | yes     |",
    )
    assert share("no_contact_at_release", incidents=INCIDENTS, custody=custody) == (1, 2)


def test_the_release_of_who_was_handed_over_is_that_of_the_jail_that_let_him_go() -> None:
    moved = "B1 | A | R1 | 2026-01-01 20:00 | 2026-01-02 09:00 | transferred | no  |"
    freed = "B2 | A | R1 | 2026-01-02 10:00 | 2026-01-05 09:00 | bail        | yes |"
    assert share("no_contact_at_release", incidents=INCIDENTS, custody=stays(moved, freed)) == (1, 1)
    assert share("no_contact_at_release", incidents=INCIDENTS, custody=stays(moved)) == (0, 0)


@pytest.mark.parametrize(
    ("told", "counted"), [("2026-01-02 08:59", 1), ("2026-01-02 09:00", 0), ("2026-01-02 09:01", 0), ("", 0)]
)
def test_the_victim_must_be_told_before_the_release(told: str, counted: int) -> None:
    custody = stays(f"B1 | A | R1 | 2026-01-01 20:00 | 2026-01-02 09:00 | bail | no | {told}")
    assert share("told_before_release", incidents=INCIDENTS, custody=custody) == (counted, 1)


FILE = """
    case_id | person_key | incident_id | referred_on | decided_on | decision
    K1      | A          | R1          | 2026-01-03  | 2026-01-10 | {decision}
"""
COURT = "case_id | person_key | filed_on | disposed_on | disposition\nK1 | A | 2026-01-11 | {ended} | {how}"


def pretrial(
    *,
    decision: str = "charged",
    ended: str = "2026-03-01",
    violated: str = "",
    again: str = "",
    cut_off: date = CUT_OFF,
) -> tuple[int, int]:
    violation = f"V1 | {violated} | {violated} | A |" if violated else ""
    return share(
        "pretrial_violation",
        cut_off,
        incidents=INCIDENTS,
        incident_parties=PARTIES.format(again=again),
        custody=stays("B1 | A | R1 | 2026-01-01 20:00 | 2026-01-02 09:00 | bail | no |"),
        prosecutions=FILE.format(decision=decision),
        dispositions=COURT.format(ended=ended, how="dismissed" if ended else "")
        if decision == "charged"
        else "x",
        violations="\n".join(
            filter(None, ["violation_id | violated_on | known_on | person_key | supervision_id", violation])
        ),
    )


def test_a_violation_or_new_arrest_counts_from_the_release_to_the_end_both_days_included() -> None:
    assert pretrial() == (0, 1)
    assert pretrial(violated="2026-01-02") == (1, 1)
    assert pretrial(violated="2026-03-01") == (1, 1)
    assert pretrial(violated="2026-03-02") == (0, 1)
    assert pretrial(violated="2026-01-01") == (0, 1)
    assert pretrial(again="2026-03-01") == (1, 1)
    assert pretrial(again="2026-03-02") == (0, 1)


def test_a_decision_not_to_charge_is_an_end() -> None:
    assert pretrial(decision="declined", violated="2026-01-10") == (1, 1)
    assert pretrial(decision="declined", violated="2026-01-11") == (0, 1)


@pytest.mark.parametrize(("day", "counted"), [("2026-04-02", 1), ("2026-04-03", 0)])
@pytest.mark.parametrize("ended", ["", "2026-08-01"])
def test_a_violation_counts_within_90_days_however_long_the_case_takes(
    ended: str, day: str, counted: int
) -> None:
    assert pretrial(ended=ended, violated=day) == (counted, 1)
    assert pretrial(ended=ended, again=day) == (counted, 1)


@pytest.mark.parametrize(("cut_off", "cases"), [(date(2026, 4, 2), 1), (date(2026, 4, 1), 0)])
@pytest.mark.parametrize("ended", ["", "2026-01-20"])
def test_a_release_whose_90_days_are_not_over_is_no_case_yet(ended: str, cut_off: date, cases: int) -> None:
    assert pretrial(ended=ended, violated="2026-01-10", cut_off=cut_off) == (cases, cases)
