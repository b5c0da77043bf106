"""Many cases about few people are found among those who are followed, part by part."""

from datetime import date, timedelta

import polars as pl
import pytest

from metrics.counting import Cut
from metrics.few_followed import few_people
from metrics.indicators.supervision_and_program import DAYS_TO_RESPONSE
from release.catalogue import WAIT_CUTS
from tests.drawn import county, durations_of, followed

KNOWN = date(2025, 1, 1)


def violations(rows: list[tuple[str, int | None]]) -> str:
    """rows: person, days to the response."""
    lines = [
        f"V{at} | {person} | {KNOWN} | {'' if days is None else KNOWN + timedelta(days)}"
        for at, (person, days) in enumerate(rows)
    ]
    return "\n".join(["violation_id | person_key | known_on | responded_on", *lines])


def few(rows: list[tuple[str, int | None]], cuts: tuple[Cut, ...] = (Cut("whole"),)) -> pl.DataFrame:
    with county(only=DAYS_TO_RESPONSE.rows, violations=violations(rows)) as engine:
        asked = followed(DAYS_TO_RESPONSE, cuts=cuts, limit=7, shares_from=31)
        return few_people(engine, {"wait": asked}, {"wait": durations_of(engine, asked)})


def parts(rows: list[tuple[str, int | None]]) -> dict[str, int]:
    return dict(few(rows).select("part", "people").rows())


def test_sixty_violations_of_two_people_are_two_people_in_every_part() -> None:
    rows = [(person, days) for person in "AB" for days in [3] * 10 + [20] * 10 + [None] * 10]
    assert parts(rows) == {"all": 2, "event": 2, "open": 2, "in_time": 2, "late": 2}


def test_the_people_of_every_cell_are_counted() -> None:
    found = few([("A", 3)] * 20, WAIT_CUTS).filter(part="all")
    assert found.select("grain", "period_from", "district", "people").sort("grain", "district").rows() == [
        ("whole", None, "all", 1),
        ("whole", None, "not_recorded", 1),
        ("year", date(2025, 1, 1), "all", 1),
        ("year", date(2025, 1, 1), "not_recorded", 1),
    ]


@pytest.mark.parametrize(("people", "expected"), [(12, {"all": 12}), (13, {})])
def test_more_than_twelve_people_are_many(people: int, expected: dict[str, int]) -> None:
    rows = [(f"P{at}", 3) for at in range(people)] + [("P0", 3)] * 20
    assert {part: found for part, found in parts(rows).items() if part == "all"} == expected


def test_a_part_can_be_of_few_where_the_whole_is_of_many() -> None:
    rows = [(f"P{at}", 3) for at in range(40)] + [("A", None)] * 10
    assert parts(rows) == {"open": 1, "late": 1}


def test_without_a_limit_nothing_is_in_time_or_late() -> None:
    with county(only=DAYS_TO_RESPONSE.rows, violations=violations([("A", 3), ("A", None)] * 20)) as engine:
        asked = followed(DAYS_TO_RESPONSE, shares_from=31)
        found = few_people(engine, {"wait": asked}, {"wait": durations_of(engine, asked)})
    assert sorted(found["part"]) == ["all", "event", "open"]


def test_one_case_for_each_person_or_an_unknown_person_is_nothing_to_tell() -> None:
    assert parts([(f"P{at}", 3) for at in range(10)]) == {}
    assert parts([("", 3)] * 10) == {}
