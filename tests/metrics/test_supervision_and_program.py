"""Probation and the men's nonviolence program, counted on drawn tables."""

import pytest

from metrics.indicators.supervision_and_program import DAYS_TO_PROGRAM, DAYS_TO_RESPONSE, INTAKE_DELAY
from tests.drawn import histogram, share


def periods(*rows: str) -> str:
    heads = "supervision_id | person_key | case_id | sentenced_on | first_contact_on | ended_on | discharge"
    return "\n".join([heads, *rows])


def test_periods_of_one_case_are_one_supervision_from_its_first_day() -> None:
    rows = periods(
        "S1 | A | K1 | 2026-09-01 |            | 2026-09-10 | transferred",
        "S2 | A | K1 | 2026-09-10 | 2026-09-15 |            |",
        "S3 | B |    | 2026-09-20 |            |            |",
    )
    assert histogram(INTAKE_DELAY, supervision=rows) == [(10, False, 1), (14, True, 1)]


@pytest.mark.parametrize(
    ("ordered", "ended", "how", "found"),
    [
        ("2025-01-01", "2026-01-01", "revoked_technical", ((1, 1), (1, 1), (0, 1))),  # day 365
        ("2025-01-01", "2026-01-02", "revoked_technical", ((0, 1), (0, 1), (0, 1))),
        ("2025-01-01", "2025-02-01", "revoked_new_offence", ((1, 1), (0, 1), (1, 1))),
        ("2025-01-01", "2025-02-01", "successful", ((0, 1), (0, 1), (0, 1))),
        ("2025-09-30", "", "", ((0, 1), (0, 1), (0, 1))),
        ("2025-10-01", "2025-10-02", "revoked_technical", ((0, 0), (0, 0), (0, 0))),  # no full year yet
    ],
)
def test_revoked_within_the_year_and_no_longer_after(
    ordered: str, ended: str, how: str, found: tuple[tuple[int, int], ...]
) -> None:
    rows = periods(f"S1 | A | K1 | {ordered} | | {ended} | {how}")
    indicators = ("revocation", "revocation_technical", "revocation_new_offence")
    assert tuple(share(indicator, supervision=rows) for indicator in indicators) == found


def test_transfers_and_deaths_are_no_discharge_and_a_running_probation_is_none_yet() -> None:
    rows = periods(
        "S1 | A | K1 | 2025-01-01 | | 2025-06-01 | successful",
        "S2 | B | K2 | 2025-01-01 | | 2025-06-01 | revoked_technical",
        "S3 | C | K3 | 2025-01-01 | | 2025-06-01 | unsuccessful",
        "S4 | D | K4 | 2025-01-01 | | 2025-06-01 | transferred",
        "S5 | E | K5 | 2025-01-01 | | 2025-06-01 | died",
        "S6 | F | K6 | 2025-01-01 | | 2025-06-01 | unknown",
        "S7 | G | K7 | 2025-01-01 | |            |",
    )
    assert share("discharge", supervision=rows) == (1, 3)


def violations(*rows: str) -> str:
    return "\n".join(["violation_id | person_key | known_on | responded_on | response", *rows])


@pytest.mark.parametrize(
    ("known", "responded", "response", "found"),
    [
        ("2026-09-01", "2026-09-08", "hearing", (1, 1)),  # day 7
        ("2026-09-01", "2026-09-09", "hearing", (0, 1)),
        ("2026-09-01", "2026-09-01", "", (1, 1)),
        ("2026-09-01", "2026-09-02", "none", (0, 1)),  # looked at, nothing done
        ("2026-09-23", "", "", (0, 1)),
        ("2026-09-24", "2026-09-24", "arrest", (0, 0)),  # has not had its days yet
    ],
)
def test_a_violation_is_answered_in_time_on_day_7_and_no_longer_after(
    known: str, responded: str, response: str, found: tuple[int, int]
) -> None:
    rows = violations(f"V1 | A | {known} | {responded} | {response}")
    assert share("violation_response", violations=rows) == found


def test_a_violation_without_a_response_waits_until_the_data_end() -> None:
    rows = violations("V1 | A | 2026-09-01 | | ", "V2 | A | 2026-09-01 | 2026-09-05 | none")
    assert histogram(DAYS_TO_RESPONSE, violations=rows) == [(29, False, 2)]


def orders(heads: str, *rows: str) -> str:
    return "\n".join(["order_id | person_key | case_id | ordered_on | " + heads, *rows])


def test_two_orders_of_one_case_are_one_man_from_the_first_order() -> None:
    rows = orders(
        "intake_on",
        "O1 | A | K1 | 2026-08-01 |",
        "O2 | A | K1 | 2026-09-01 | 2026-09-10",
        "O3 | B | K2 | 2026-09-01 |",
    )
    assert histogram(DAYS_TO_PROGRAM, program_orders=rows) == [(29, False, 1), (40, True, 1)]


@pytest.mark.parametrize(
    ("due", "attended", "found"),
    [("10", "8", (1, 1)), ("10", "7", (0, 1)), ("0", "0", (0, 0)), ("10", "", (0, 0)), ("", "", (0, 0))],
)
def test_regular_is_eighty_in_a_hundred_and_nothing_due_is_no_case(
    due: str, attended: str, found: tuple[int, int]
) -> None:
    rows = orders("sessions_due | sessions_attended", f"O1 | A | K1 | 2026-01-01 | {due} | {attended}")
    assert share("attendance", program_orders=rows) == found


@pytest.mark.parametrize(
    ("intake", "exited", "reason", "of_all", "of_enrolled"),
    [
        ("2025-02-01", "2026-01-01", "completed", (1, 1), (1, 1)),  # day 365
        ("2025-02-01", "2026-01-02", "completed", (0, 1), (0, 1)),
        ("2025-02-01", "2025-06-01", "absent", (0, 1), (0, 1)),
        ("2025-02-01", "", "", (0, 1), (0, 1)),
        ("", "", "not_enrolled", (0, 1), (0, 0)),  # never came: counted among all
    ],
)
def test_completion_is_out_of_all_ordered_and_of_those_who_began(
    intake: str, exited: str, reason: str, of_all: tuple[int, int], of_enrolled: tuple[int, int]
) -> None:
    rows = orders(
        "intake_on | exited_on | exit_reason", f"O1 | A | K1 | 2025-01-01 | {intake} | {exited} | {reason}"
    )
    assert share("program_completion", program_orders=rows) == of_all
    assert share("program_completion_enrolled", program_orders=rows) == of_enrolled


def test_who_cannot_have_finished_yet_is_no_case() -> None:
    rows = orders("exited_on | exit_reason", "O1 | A | K1 | 2025-10-01 | 2026-09-01 | completed")
    assert share("program_completion", program_orders=rows) == (0, 0)


def test_absence_is_over_the_limit_from_the_third_session_on_and_the_court_has_14_days() -> None:
    rows = orders(
        "sessions_due | sessions_attended | noncompliance_reported_on | court_acted_on",
        "O1 | A | K1 | 2026-01-01 | 10 | 7 | 2026-05-01 | 2026-05-15",  # day 14
        "O2 | B | K2 | 2026-01-01 | 10 | 7 |            |",
        "O3 | C | K3 | 2026-01-01 | 10 | 8 |            |",  # two missed: within the limit
        "O4 | D | K4 | 2026-01-01 | 10 | 0 | 2026-05-01 | 2026-05-16",
        "O5 | E | K5 | 2026-01-01 | 10 | 0 | 2026-09-17 |",  # the court has not had its days yet
    )
    assert share("noncompliance_reported", program_orders=rows) == (3, 4)
    assert share("noncompliance_acted", program_orders=rows) == (1, 2)
