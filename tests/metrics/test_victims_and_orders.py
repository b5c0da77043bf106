"""Totals of advocates and victims, and civil orders, counted on drawn tables."""

from datetime import date

import polars as pl
import pytest

from metrics import totals
from metrics.counting import Window
from metrics.indicators import TOTALS
from metrics.indicators.victims_and_orders import DAYS_TO_SERVICE, ORDERS_SOUGHT
from tests.drawn import counts, county, histogram, share

WINDOW = Window(date(2026, 1, 1), date(2026, 6, 30))


def cells(
    indicator: str, window: Window = WINDOW, **tables: str
) -> dict[tuple[str, date | None], tuple[int, int]]:
    """(counted, out_of) by grain and first day, of a total over drawn tables."""
    total = next(item for item in TOTALS if item.id == indicator)
    with county(only=total.rows, **tables) as engine:
        found = totals.figures(engine, [total], window)[total.measure_id]
    rows = totals.cells(total, found).select("grain", "period_from", "counted", "out_of").rows()
    return {(grain, start): (counted, out_of) for grain, start, counted, out_of in rows}


def missing(indicator: str, **tables: str) -> tuple[date, ...]:
    total = next(item for item in TOTALS if item.id == indicator)
    with county(only=total.rows, **tables) as engine:
        found = totals.figures(engine, [total], WINDOW)[total.measure_id]
    return totals.missing(total, found, WINDOW)


ADVOCACY = """
    month      | measure                   | count
    2026-01-01 | referred                  | 40
    2026-01-01 | contacted_within_72_hours | 30
    2026-02-01 | referred                  | 50
    2026-02-01 | contacted_within_72_hours | 0
    2026-03-01 | referred                  | 60
    2026-07-01 | referred                  | 70
    2026-07-01 | contacted_within_72_hours | 70
"""


def test_totals_add_up_by_month_quarter_and_year_within_the_window_only() -> None:
    found = cells("advocacy_contact", advocacy_totals=ADVOCACY)
    assert found["month", date(2026, 1, 1)] == (30, 40)
    assert found["month", date(2026, 2, 1)] == (0, 50)  # none reached, and that is told
    assert found["whole", None] == (30, 90)
    assert found["year", date(2026, 1, 1)] == (30, 90)


def test_a_month_with_one_of_two_figures_is_missing_and_counts_nowhere() -> None:
    found = cells("advocacy_contact", advocacy_totals=ADVOCACY)
    assert ("month", date(2026, 3, 1)) not in found
    months = [date(2026, month, 1) for month in (3, 4, 5, 6)]
    assert list(missing("advocacy_contact", advocacy_totals=ADVOCACY)) == months


def test_a_plain_total_needs_only_its_own_figure() -> None:
    text = "month | measure | count\n2026-01-01 | served | 12\n2026-01-01 | not_served | 3\n2026-02-01 | served | 4"
    assert cells("victims_served", advocacy_totals=text)["whole", None] == (16, 16)
    assert cells("victims_not_served", advocacy_totals=text)["whole", None] == (3, 3)
    assert cells("victims_partly_served", advocacy_totals=text) == {}


FEEDBACK = """
    quarter    | question   | answer    | count | invited
    2026-01-01 | felt_safer | safer     | 20    | 90
    2026-01-01 | felt_safer | same      | 10    | 90
    2026-01-01 | felt_safer | less_safe | 5     | 90
    2026-01-01 | felt_safer | no_answer | 7     | 90
    2026-04-01 | felt_safer | safer     | 8     | 60
    2026-04-01 | felt_safer | same      | 2     | 60
"""


def test_an_open_question_is_no_answer_and_the_share_that_answered_stands_beside() -> None:
    assert cells("felt_safer", feedback_totals=FEEDBACK)["quarter", date(2026, 1, 1)] == (20, 35)
    assert cells("felt_less_safe", feedback_totals=FEEDBACK)["quarter", date(2026, 1, 1)] == (5, 35)
    assert cells("feedback_response", feedback_totals=FEEDBACK)["quarter", date(2026, 1, 1)] == (35, 90)
    assert cells("feedback_response", feedback_totals=FEEDBACK)["whole", None] == (45, 150)


def test_an_answer_that_is_not_among_the_rows_is_missing_and_not_zero() -> None:
    assert missing("felt_less_safe", feedback_totals=FEEDBACK) == (date(2026, 4, 1),)


def test_shares_of_the_three_answers_add_up_to_the_whole() -> None:
    text = FEEDBACK + "2026-04-01 | felt_safer | less_safe | 1 | 60"
    found = [cells(name, feedback_totals=text) for name in ("felt_safer", "felt_as_before", "felt_less_safe")]
    for period in found[0]:
        assert sum(part[period][0] for part in found) == found[0][period][1]


def test_victims_who_were_partly_threatened_were_threatened() -> None:
    text = "quarter | question | answer | count | invited\n" + "\n".join(
        f"2026-01-01 | threatened_over_case | {answer} | {count} | 90"
        for answer, count in (("yes", 4), ("partly", 6), ("no", 30), ("no_answer", 9))
    )
    assert cells("threatened_over_case", feedback_totals=text)["whole", None] == (10, 40)


def test_people_behind_a_total_are_never_more_than_it_says() -> None:
    total = next(item for item in TOTALS if item.id == "advocacy_contact")
    frame = pl.DataFrame({"start": [date(2026, 1, 1)], "part": [9], "whole": [7]})  # a mistake of the sheet
    row = totals.cells(total, frame).filter(pl.col("grain") == "month").row(0, named=True)
    assert (row["counted_people"], row["out_of_people"], row["rest_people"]) == (9, 7, 0)


def petitions(heads: str, *rows: str) -> str:
    return "\n".join(["petition_id | person_key | petitioned_on | " + heads, *rows])


def test_petitions_temporary_and_final_orders_each_follow_from_the_one_before() -> None:
    rows = petitions(
        "temporary_on | final_on",
        "P1 | A | 2026-01-01 | 2026-01-01 | 2026-01-15",
        "P2 | B | 2026-01-01 | 2026-01-02 |",
        "P3 | C | 2026-01-01 |            | 2026-01-15",  # final without a temporary one
        "P4 | D | 2026-01-01 |            |",
    )
    assert counts(ORDERS_SOUGHT.measure, protection_orders=rows) == (4, 4)
    assert share("orders_temporary", protection_orders=rows) == (2, 4)
    assert share("orders_final", protection_orders=rows) == (1, 2)


@pytest.mark.parametrize(
    ("temporary", "final", "served", "found"),
    [
        ("2026-09-01", "", "2026-09-06", (1, 1)),  # day 5
        ("2026-09-01", "", "2026-09-07", (0, 1)),
        ("2026-09-01", "", "", (0, 1)),
        ("", "2026-09-01", "2026-09-01", (1, 1)),
        ("2026-09-25", "", "", (0, 1)),
        ("2026-09-26", "", "2026-09-26", (0, 0)),  # has not had its days yet
        ("", "", "2026-09-01", (0, 0)),  # no order
    ],
)
def test_an_order_is_served_in_time_on_day_5_and_no_longer_after(
    temporary: str, final: str, served: str, found: tuple[int, int]
) -> None:
    rows = petitions(
        "temporary_on | final_on | served_on", f"P1 | A | 2026-08-01 | {temporary} | {final} | {served}"
    )
    assert share("order_service", protection_orders=rows) == found


def test_orders_not_served_wait_until_the_data_end_and_petitions_without_an_order_do_not() -> None:
    rows = petitions(
        "temporary_on | served_on",
        "P1 | A | 2026-08-30 | 2026-09-01 | 2026-09-04",
        "P2 | B | 2026-08-30 | 2026-09-01 |",
        "P3 | C | 2026-08-30 |            |",
    )
    assert histogram(DAYS_TO_SERVICE, protection_orders=rows) == [(3, True, 1), (29, False, 1)]


@pytest.mark.parametrize(
    ("served", "expires", "found"),
    [
        ("2026-01-15", "2026-01-15", (0, 1)),  # on its last day
        ("2026-01-16", "2026-01-15", (1, 1)),
        ("", "2026-01-15", (1, 1)),
        ("", "2026-09-30", (1, 1)),
        ("", "2026-10-01", (0, 0)),  # still running
        ("", "", (0, 0)),
    ],
)
def test_an_order_that_ran_out_unserved(served: str, expires: str, found: tuple[int, int]) -> None:
    rows = petitions(
        "temporary_on | served_on | expires_on", f"P1 | A | 2026-01-01 | 2026-01-01 | {served} | {expires}"
    )
    assert share("unserved_at_expiry", protection_orders=rows) == found


@pytest.mark.parametrize(
    ("due", "handed_over", "found"),
    [
        ("2026-09-10", "2026-09-10", (1, 1)),
        ("2026-09-10", "2026-09-11", (0, 1)),
        ("2026-09-10", "", (0, 1)),
        ("2026-10-01", "", (0, 0)),  # not due yet
        ("", "2026-09-10", (0, 0)),  # not required
    ],
)
def test_firearms_are_handed_over_by_the_day_they_are_due(
    due: str, handed_over: str, found: tuple[int, int]
) -> None:
    rows = petitions(
        "temporary_on | firearms_due_on | firearms_surrendered_on",
        f"P1 | A | 2026-09-01 | 2026-09-01 | {due} | {handed_over}",
    )
    assert share("firearms", protection_orders=rows) == found


def breaches(*rows: str) -> str:
    return "\n".join(["petition_id | breached_on", *rows])


ORDERS = petitions(
    "temporary_on | served_on | expires_on",
    "P1 | A | 2026-01-01 | 2026-01-01 | 2026-01-05 | 2026-06-30",
    "P2 | B | 2026-01-01 | 2026-01-01 | 2026-01-05 | 2026-06-30",
    "P3 | C | 2026-01-01 | 2026-01-01 |            |",
    "P4 | D | 2026-01-01 |            |            |",
)


def test_an_order_breached_five_times_is_one_order() -> None:
    five = breaches(*(f"P1 | 2026-0{month}-01" for month in (2, 3, 4, 5, 6)))
    assert share("breach", protection_orders=ORDERS, order_breaches=five) == (1, 3)


@pytest.mark.parametrize(
    ("breach", "counted"),
    [
        ("P1 | 2026-01-04", 0),  # not served yet
        ("P1 | 2026-01-05", 1),
        ("P1 | 2026-06-30", 1),
        ("P1 | 2026-07-01", 0),  # ran out
        ("P3 | 2026-01-01", 1),  # neither service nor an end is known
        ("P4 | 2026-03-01", 0),  # no order
        ("P9 | 2026-03-01", 0),  # no such order
    ],
)
def test_a_breach_counts_while_the_order_is_in_force(breach: str, counted: int) -> None:
    assert share("breach", protection_orders=ORDERS, order_breaches=breaches(breach)) == (counted, 3)
