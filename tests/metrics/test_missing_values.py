"""What a missing value keeps out of a denominator is counted, so that a verdict knows how much it does not speak of."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import polars as pl
import pytest
import sqlglot
from sqlglot import exp

from metrics.declarations import Rate
from metrics.indicators import RATES, rate
from metrics.limits import defaults, written_out
from metrics.missing_values import IN_OTHER_RECORDS, missing_values
from release.measures import columns_of
from tests.drawn import CUT_OFF, counts
from warehouse.derived import DERIVED
from warehouse.engine import DuckEngine
from warehouse.tables import CANONICAL, Column

# Columns that keep nobody out because they are missing: they follow from whether there is a record at all, or are
# what is asked for. All others that a denominator reads must be known.
NEVER_MISSING = {
    "final_type",  # a call of no type is none of a domestic one
    "has_suspect",
    "is_arrested",
    "is_screened",
    "is_referred",
    "strangulation",  # what police recorded; a report that does not say records none
    "decision",  # without one a referral is open; where the day is there without it, see IN_OTHER_RECORDS
    "disposition",
    "victim_person_key",  # a report without a victim; where it is asked of a person arrested, it is counted
    "rearrest_victim",  # without a re-arrest there is none
    "days_possible",
    "days_to_rearrest",
    "is_year_before_known",  # follows from the day
}
KINDS = {
    (table.name, column.name): column
    for table in (*CANONICAL, *(derived.table for derived in DERIVED))
    for column in table.columns
}


def read(rows: str, *expressions: str) -> list[Column]:
    plain = " ".join(f"({text}) or" for text in expressions) + " false"
    plain = plain.replace("$limit", "30").replace("$cut_off", "current_date")
    names = {column.name for column in sqlglot.parse_one(plain, read="duckdb").find_all(exp.Column)}
    return [KINDS[rows, name] for name in sorted(names)]


@pytest.mark.parametrize("item", RATES, ids=lambda item: item.id)
def test_what_a_missing_value_keeps_out_is_counted(item: Rate) -> None:
    measure = item.measure
    asked = {column.name for column in read(measure.rows, measure.denominator) if column.kind not in DAYS}
    assert missing_values(measure) is not None or not asked - NEVER_MISSING, asked


DAYS = ("day", "moment")
UNKNOWN = [item for item in RATES if item.measure.unknown]


def values(column: Column, words: set[str]) -> Sequence[object]:
    few: dict[str, Sequence[object]] = {
        "code": [*sorted(words), "another", None],
        "yes_no": [True, False, None],
        "day": [CUT_OFF.replace(year=2025), None],
        "whole": [0, 5, 50, None],
    }
    return few.get(column.kind, ["A", None])


@pytest.mark.parametrize("item", UNKNOWN, ids=lambda item: item.id)
def test_a_case_is_in_the_denominator_or_counted_as_not_known_and_never_both(item: Rate) -> None:
    missing = missing_values(item.measure)
    assert missing is not None
    known, not_known, every_one = (
        written_out(replace(item.measure, denominator=text), defaults(), CUT_OFF).denominator
        for text in (item.measure.denominator, missing.numerator, missing.denominator)
    )
    columns = read(item.measure.rows, known, not_known)
    words = set(re.findall("'([a-z_]+)'", known + not_known))
    every = list(product(*(values(column, words) for column in columns)))
    cases = pl.DataFrame(every, schema=[column.name for column in columns], orient="row")
    named = {"known": known, "not_known": not_known, "every_one": every_one}
    flags = ", ".join(f"coalesce({text}, false) as {name}" for name, text in named.items())
    with DuckEngine() as engine:
        found = engine.frame(f"select {flags} from cases", tables={"cases": cases})
    assert found.filter(pl.col("known"), pl.col("not_known")).is_empty()
    assert found["known"].any()
    assert found["not_known"].any()
    assert (found["every_one"] == (found["known"] | found["not_known"])).all()


def test_dismissals_without_a_kind_are_missing_and_other_cases_without_one_are_not() -> None:
    missing = missing_values(rate("dismissal_victim").measure)
    assert missing is not None
    dispositions = """
        case_id | person_key | disposed_on | disposition | dismissal_kind
        C1      | A          | 2026-01-05  | dismissed   | victim
        C2      | B          | 2026-01-06  | dismissed   |
        C3      | C          | 2026-01-07  | dismissed   | unknown
        C4      | D          | 2026-01-08  | convicted   |
    """
    assert counts(missing, dispositions=dispositions) == (2, 3)


def test_a_case_with_a_day_of_its_end_and_no_end_is_missing_and_an_open_one_is_not() -> None:
    dispositions = """
        case_id | person_key | disposed_on | disposition
        C1      | A          | 2026-01-05  | dismissed
        C2      | B          | 2026-01-06  |
        C3      | C          |             |
    """
    assert counts(IN_OTHER_RECORDS["conviction"], dispositions=dispositions) == (1, 2)


def test_every_measure_of_missing_values_names_its_own_columns() -> None:
    for item in RATES:
        if missing := missing_values(item.measure):
            names = {column.name for column in read(missing.rows, missing.denominator, missing.numerator)}
            assert names <= set(columns_of(missing.rows))
