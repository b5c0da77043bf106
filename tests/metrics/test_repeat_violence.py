"""Killings, counted by the days between them."""

from metrics.indicators.repeat_violence import HOMICIDE
from tests.drawn import histogram


def incidents(*rows: str) -> str:
    return "\n".join(["incident_id | occurred_on | relationship | death", *rows])


def test_days_from_one_killing_to_the_next_and_the_last_one_waits() -> None:
    text = incidents(
        "R1 | 2025-01-01 | spouse  | yes",
        "R2 | 2025-04-11 | partner | yes",
        "R3 | 2025-06-01 | spouse  | no",
        "R4 | 2025-06-01 | family  | yes",
        "R5 | 2025-06-01 | spouse  |",
    )
    assert histogram(HOMICIDE, incidents=text) == [(100, True, 1), (537, False, 1)]


def test_two_on_one_day_are_no_day_apart_and_none_is_no_row() -> None:
    text = incidents("R1 | 2026-09-20 | spouse | yes", "R2 | 2026-09-20 | spouse | yes")
    assert histogram(HOMICIDE, incidents=text) == [(0, True, 1), (10, False, 1)]
    assert histogram(HOMICIDE, incidents=incidents("R1 | 2026-09-20 | spouse | no")) == []
