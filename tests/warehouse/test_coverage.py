"""How far the data reach: no agency speaks for another, and only months that are over are closed."""

from datetime import date

import pytest

from warehouse.coverage import Coverage, TableCoverage


def part(agency: str, first: date, cut_off: date) -> TableCoverage:
    return TableCoverage(agency=agency, first_month=first, cut_off=cut_off, received_on=cut_off)


COVERAGE = Coverage(
    {
        "incidents": (
            part("police", date(2022, 7, 1), date(2026, 9, 30)),
            part("sheriff", date(2023, 1, 1), date(2026, 8, 31)),
        ),
        "prosecutions": (part("prosecutor", date(2022, 1, 1), date(2026, 9, 29)),),
    }
)


def test_the_latest_start_and_the_earliest_end_of_all_agencies_hold() -> None:
    assert COVERAGE.first_day("incidents") == date(2023, 1, 1)
    assert COVERAGE.cut_off("incidents") == date(2026, 8, 31)
    assert COVERAGE.cut_off("incidents", "prosecutions") == date(2026, 8, 31)


@pytest.mark.parametrize(("cut_off", "closed"), [(date(2026, 9, 30), 30), (date(2026, 9, 29), 31)])
def test_a_month_is_closed_on_its_last_day_and_not_before(cut_off: date, closed: int) -> None:
    coverage = Coverage({"calls": (part("dispatch", date(2022, 1, 1), cut_off),)})
    assert coverage.last_closed_day("calls").day == closed


def test_a_table_without_rows_cannot_be_counted() -> None:
    assert COVERAGE.has(["incidents"])
    assert not COVERAGE.has(["incidents", "calls"])
