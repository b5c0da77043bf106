"""Days between rare events: special causes are seen in both directions, and a wait that still runs only as long."""

from datetime import date, timedelta

import polars as pl
import pytest

from metrics.days_between import BETWEEN, days_between, variation
from metrics.indicators.repeat_violence import HOMICIDE
from tests.drawn import county

USUAL = [40, 10, 90, 25, 60, 15, 120, 35, 20, 75, 30, 50]  # twelve waits of days


def waits(between: list[int], still: int | None = None) -> pl.DataFrame:
    rows, day = [], date(2020, 1, 1)
    for length, is_over in [
        *((one, True) for one in between),
        *([(still, False)] if still is not None else []),
    ]:
        rows.append((day, length, is_over))
        day += timedelta(days=length)
    return pl.DataFrame(rows, schema=BETWEEN, orient="row")


@pytest.mark.parametrize(
    ("after", "still", "found"),
    [
        ([45, 20, 70], 10, "common_cause"),
        ([900], 5, "less_often"),
        ([3, 2, 4, 1, 3, 2, 5], 1, "more_often"),
        ([], 900, "less_often"),
        ([], 1, "common_cause"),
    ],
)
def test_what_follows_the_first_waits_is_the_system_or_an_event(
    after: list[int], still: int, found: str
) -> None:
    assert variation(waits([*USUAL, *after], still)) == found


def test_a_wait_that_has_just_begun_is_no_short_one() -> None:
    """Six short waits and one that began yesterday are no run of seven; once it is over they are."""
    short = [12, 9, 14, 8, 13, 11]
    assert variation(waits([*USUAL, *short], 1)) == "common_cause"
    assert variation(waits([*USUAL, *short, 10], 1)) == "more_often"


def test_without_a_wait_beyond_the_first_twelve_nothing_is_said() -> None:
    assert variation(waits(USUAL)) == "too_few"
    assert variation(waits(USUAL[:11], 500)) == "too_few"
    assert variation(waits([])) == "too_few"


def test_days_are_counted_from_one_killing_to_the_next_and_to_the_cut_off() -> None:
    incidents = """
        incident_id | occurred_on | death | relationship
        R1          | 2024-12-01  | yes   | spouse
        R2          | 2025-01-01  | yes   | spouse
        R3          | 2025-01-11  | yes   | partner
        R4          | 2025-02-01  | no    | spouse
        R5          | 2025-01-11  | yes   | partner
        R6          | 2025-04-01  | yes   | spouse
    """
    with county(date(2025, 1, 31), incidents=incidents) as engine:
        found = days_between(engine, HOMICIDE, cut_off=date(2025, 1, 31), first_day=date(2025, 1, 1))
    assert found.rows() == [
        (date(2025, 1, 1), 10, True),
        (date(2025, 1, 11), 0, True),
        (date(2025, 1, 11), 20, False),
    ]
