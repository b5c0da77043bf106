"""Counting: every cut of every measure in one query, nobody dropped, people bounded on the safe side."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from metrics.counting import MOST_MEASURES, Cut, Scope, Window, parts_of
from metrics.decision_points import DECISION_POINTS
from metrics.declarations import Measure
from metrics.indicators import ARREST, DUAL_ARREST, RATES
from metrics.limits import defaults, written_out
from metrics.people import FEWEST_BAND, count_cells
from release.bands import banded
from release.catalogue import DISPARITY_CUTS, RATE_CUTS, SERIES_CUTS
from release.measures import columns_of
from tests.drawn import cells_in, county

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
MEASURES = [ARREST.measure, DUAL_ARREST.measure]
INCIDENTS = """
    incident_id | occurred_on | probable_cause | district
    R1          | 2026-08-31  | yes            | North
    R2          | 2026-09-01  | yes            | North
    R3          | 2026-09-30  | yes            | South
    R4          | 2026-09-30  | yes            |
    R5          | 2025-12-31  | yes            | North
"""
PARTIES = """
    incident_id | person_key | role    | arrested_on | race
    R1          | A          | suspect | 2026-08-31  | white
    R2          | A          | suspect |             | white
    R3          | B          | suspect | 2026-09-30  |
    R4          | C          | suspect |             | black
    R5          | A          | suspect |             | white
"""


def cells(measures: list[Measure], cuts: list[Cut], **tables: str) -> pl.DataFrame:
    with county(date(2026, 12, 31), only=measures[0].rows, **tables) as engine:
        return cells_in(engine, measures, cuts, Window(FIRST, LAST))


def cell(found: pl.DataFrame, **names: object) -> tuple[int, int]:
    wanted = {"measure": "arrest", "grain": "whole", "district": "all", "period_from": None, **names}
    for name, value in wanted.items():
        found = found.filter(pl.col(name).eq_missing(pl.lit(value)))
    assert found.height == 1, found
    return found.select("counted", "out_of").row(0)


@pytest.fixture(scope="module")
def found() -> pl.DataFrame:
    return cells(MEASURES, list(SERIES_CUTS), incidents=INCIDENTS, incident_parties=PARTIES)


def test_the_first_and_the_last_day_count_and_the_day_before_does_not(found: pl.DataFrame) -> None:
    assert cell(found) == (2, 4)


def test_months_quarters_and_years_hold_their_days(found: pl.DataFrame) -> None:
    assert cell(found, grain="month", period_from=date(2026, 8, 1)) == (1, 1)
    assert cell(found, grain="month", period_from=date(2026, 9, 1)) == (1, 3)
    assert cell(found, grain="quarter", period_from=date(2026, 7, 1)) == (2, 4)
    assert cell(found, grain="year", period_from=date(2026, 1, 1)) == (2, 4)


def test_a_missing_district_is_a_group_of_its_own(found: pl.DataFrame) -> None:
    assert cell(found, district="not_recorded") == (0, 1)


def test_districts_add_up_to_the_whole(found: pl.DataFrame) -> None:
    whole = found.filter(pl.col("grain") == "whole", pl.col("measure") == "arrest")
    parts = whole.filter(pl.col("district") != "all").select(pl.col("counted", "out_of").sum()).row(0)
    assert parts == cell(found)


def test_groups_add_up_to_the_whole_and_the_unknown_is_among_them() -> None:
    point = DECISION_POINTS[0].measure
    found = cells([point], list(DISPARITY_CUTS), incidents=INCIDENTS, incident_parties=PARTIES)
    by_race = found.filter(
        pl.col("breakdown") == "race", pl.col("grain") == "whole", pl.col("district") == "all"
    )
    assert dict(by_race.select("group_value", "out_of").rows()) == {"white": 2, "black": 1, "not_recorded": 1}


def test_a_measure_without_cases_has_no_cell_rather_than_zero() -> None:
    found = cells(MEASURES, [Cut("whole")], incidents=INCIDENTS, incident_parties=PARTIES)
    assert found.filter(pl.col("measure") == "dual_arrest").select("counted", "out_of").rows() == [(0, 2)]
    empty = cells(MEASURES, [Cut("whole")], incidents="incident_id | occurred_on\nR9 | 2026-09-01")
    assert empty.height == 0


def test_a_table_without_rows_gives_no_cells() -> None:
    assert cells(MEASURES, list(SERIES_CUTS)).height == 0


def test_one_person_with_many_cases_is_one_person() -> None:
    incidents = "incident_id | occurred_on | probable_cause\n" + "\n".join(
        f"R{n} | 2026-09-{n:02} | yes" for n in range(1, 21)
    )
    parties = "incident_id | person_key | role | arrested_on\n" + "\n".join(
        f"R{n} | A | suspect | 2026-09-{n:02}" for n in range(1, 21)
    )
    found = cells(MEASURES, [Cut("whole")], incidents=incidents, incident_parties=parties)
    row = found.filter(pl.col("measure") == "arrest").to_dicts()[0]
    assert (row["counted"], row["counted_people"], row["out_of_people"]) == (20, 1, 1)


PEOPLE = st.lists(st.tuples(st.sampled_from("ABCDE"), st.booleans()), min_size=1, max_size=20)


@settings(max_examples=20)
@given(people=PEOPLE)
def test_people_are_never_overstated(people: list[tuple[str, bool]]) -> None:
    incidents = "incident_id | occurred_on | probable_cause\n" + "\n".join(
        f"R{n} | 2026-09-{n + 1:02} | yes" for n in range(len(people))
    )
    parties = "incident_id | person_key | role | arrested_on\n" + "\n".join(
        f"R{n} | {person} | suspect | {'2026-09-20' if arrested else ''}"
        for n, (person, arrested) in enumerate(people)
    )
    cuts = [Cut("whole"), Cut("month")]
    with county(
        date(2026, 12, 31), only=ARREST.measure.rows, incidents=incidents, incident_parties=parties
    ) as engine:
        window = Window(FIRST, LAST)
        found = cells_in(engine, [ARREST.measure], cuts, window)
        exact = cells_in(engine, [ARREST.measure], cuts, window, counts_people=True)
    arrested, others = ({person for person, was in people if was is part} for part in (True, False))
    for row in found.to_dicts():
        assert row["out_of_people"] <= len(arrested | others)
        assert row["counted_people"] <= len(arrested)
        assert row["rest_people"] <= len(others)
    for row in exact.to_dicts():
        cases = {"counted": row["counted"], "out_of": row["out_of"], "rest": row["out_of"] - row["counted"]}
        people = {"counted": arrested, "out_of": arrested | others, "rest": others}
        for part, distinct in people.items():
            assert row[f"{part}_people"] <= len(distinct)
            if cases[part] > FEWEST_BAND:  # fewer are in the first band whoever they are about
                assert row[f"{part}_people"] == len(distinct)


PLACES = ("North", "South", "")
ROW = st.tuples(
    st.sampled_from(["2025-12-31", "2026-01-01", "2026-02-28", "2026-12-31"]),
    st.sampled_from(PLACES),
    st.sampled_from(["spouse", "family", ""]),
    st.sampled_from(["white", "black", "unknown", ""]),
    st.sampled_from(["2026-12-31", ""]),
    st.sampled_from(["yes", "no", ""]),
)


@settings(max_examples=10, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=25))
def test_groups_and_districts_and_periods_add_up_to_the_whole_for_every_rate_of_a_table(
    drawn: list[tuple[str, ...]],
) -> None:
    incidents = ["incident_id | occurred_on | district | relationship | probable_cause | risk_level"]
    people = ["incident_id | person_key | role | race | arrested_on"]
    for at, (day, district, relationship, race, arrested, cause) in enumerate(drawn):
        level = "high" if at % 2 else ""
        incidents.append(f"R{at} | {day} | {district} | {relationship} | {cause} | {level}")
        people.append(f"R{at} | P{at % 5} | suspect | {race} | {arrested}")
    rates = [rate for rate in RATES if rate.measure.rows == "reports"]
    measures = [written_out(rate.measure, defaults(), LAST) for rate in rates]
    found = cells(
        measures, list(RATE_CUTS), incidents="\n".join(incidents), incident_parties="\n".join(people)
    )
    sums = ("counted", "out_of")
    whole = found.filter(
        pl.col("grain") == "whole", pl.col("district") == "all", pl.col("breakdown") == "none"
    )
    expected = dict(zip(whole["measure"], whole.select(sums).rows(), strict=True))
    kinds = found.group_by("measure", "grain", pl.col("district") == "all", "breakdown").agg(
        pl.col(sums).sum()
    )
    split = {"none", *found["breakdown"]}
    assert kinds.height == len(expected) * sum((cut.breakdown or "none") in split for cut in RATE_CUTS)
    for measure, *_, counted, out_of in kinds.rows():
        assert (counted, out_of) == expected[measure]


def test_a_group_about_too_few_people_to_know_without_counting_them_is_not_told() -> None:
    """Two people with seven cases each: as few as the weights say, and nobody counted."""
    rows = [(f"R{at}", f"P{at % 2}") for at in range(14)]
    incidents = "incident_id | occurred_on | probable_cause\n" + "\n".join(
        f"{r} | 2026-09-01 | yes" for r, _ in rows
    )
    people = "incident_id | person_key | role | race | arrested_on\n" + "\n".join(
        f"{r} | {p} | suspect | white | 2026-09-01" for r, p in rows
    )
    with county(
        date(2026, 12, 31), only=ARREST.measure.rows, incidents=incidents, incident_parties=people
    ) as engine:
        sure = cells_in(engine, [ARREST.measure], RATE_CUTS, Window(FIRST, LAST), counts_people=True)
    whole = sure.filter(pl.col("grain") == "whole", pl.col("district") == "all")
    assert whole.filter(pl.col("breakdown") == "none")["out_of_people"].to_list() == [2]
    assert whole.filter(pl.col("breakdown") == "race")["out_of_people"].to_list() == [None]
    assert banded(whole, 6).filter(pl.col("breakdown") == "race").select("out_of_low", "percent").row(0) == (
        None,
        None,
    )


def test_scopes_counted_together_do_not_mix() -> None:
    """Two tables, two periods and two ways to split, in one go."""
    point = DECISION_POINTS[0].measure
    early, late = Window(FIRST, date(2026, 8, 31)), Window(date(2026, 9, 1), LAST)
    with county(date(2026, 12, 31), incidents=INCIDENTS, incident_parties=PARTIES) as engine:
        of = [(MEASURES, SERIES_CUTS, early), (MEASURES, SERIES_CUTS, late), ([point], DISPARITY_CUTS, late)]
        scopes = [
            Scope(m[0].rows, m[0].day, columns_of(m[0].rows), tuple(cuts), days) for m, cuts, days in of
        ]
        together = count_cells(engine, dict(zip(scopes, (m for m, _, _ in of), strict=True)))
        for at, (measures, cuts, days) in enumerate(of):
            alone = cells_in(engine, measures, cuts, days, counts_people=True)
            mine = together.filter(pl.col("scope") == at).drop("scope")
            assert_frame_equal(mine, alone, check_row_order=False)
            assert alone.height


def test_more_measures_than_fit_into_one_number_are_counted_in_several() -> None:
    many = [replace(ARREST.measure, id=f"arrest_{at}") for at in range(MOST_MEASURES + 2)]
    found = cells(many, [Cut("whole")], incidents=INCIDENTS, incident_parties=PARTIES)
    assert found["measure"].n_unique() == len(many)
    assert found.select("counted", "out_of").unique().rows() == [(2, 4)]


def counted_together(
    asked: list[tuple[list[Measure], tuple[Cut, ...], Window]],
) -> tuple[list[pl.DataFrame], list[pl.DataFrame]]:
    """The cells of each scope, counted with the others and alone; all of one scan."""
    with county(date(2026, 12, 31), incidents=INCIDENTS, incident_parties=PARTIES) as engine:
        of = [
            (Scope(m[0].rows, m[0].day, columns_of(m[0].rows), cuts, window), m) for m, cuts, window in asked
        ]
        assert len(parts_of(dict(of))) == 1
        found = count_cells(engine, dict(of))
        return (
            [found.filter(scope=at).drop("scope") for at in range(len(of))],
            [count_cells(engine, {scope: measures}).drop("scope") for scope, measures in of],
        )


def test_one_scan_counts_windows_that_overlap_and_what_is_in_none_is_not_counted() -> None:
    autumn, september = Window(date(2026, 8, 31), LAST), Window(date(2026, 9, 1), date(2026, 9, 30))
    gap = Window(FIRST, LAST, missing_months=(date(2026, 9, 1),))
    together, alone = counted_together(
        [(MEASURES, SERIES_CUTS, window) for window in (autumn, september, gap)]
    )
    for mine, expected in zip(together, alone, strict=True):
        assert_frame_equal(mine, expected, check_row_order=False)
    assert [cell(mine) for mine in together] == [(2, 4), (1, 3), (1, 1)]


def test_one_scan_counts_scopes_that_are_split_otherwise() -> None:
    window = Window(FIRST, LAST)
    by_race = (Cut("year", breakdown="race"), Cut("whole", breakdown="race"))
    together, alone = counted_together(
        [([ARREST.measure], RATE_CUTS, window), (MEASURES, by_race, window), (MEASURES, SERIES_CUTS, window)]
    )
    for mine, expected in zip(together, alone, strict=True):
        assert_frame_equal(mine, expected, check_row_order=False)
    assert together[1]["breakdown"].unique().to_list() == ["race"]


def test_people_are_counted_for_the_scope_that_asks_for_them_and_not_for_its_neighbour() -> None:
    """Both are split by race in one scan; in one of them nobody is counted in its groups."""
    rows = [(f"R{at}", f"P{at % 2}") for at in range(14)]
    incidents = "incident_id | occurred_on | probable_cause\n" + "\n".join(
        f"{r} | 2026-09-01 | yes" for r, _ in rows
    )
    people = "incident_id | person_key | role | race | arrested_on\n" + "\n".join(
        f"{r} | {p} | suspect | white | 2026-09-01" for r, p in rows
    )
    measure, window = ARREST.measure, Window(FIRST, LAST)
    scopes = [
        Scope(measure.rows, measure.day, columns_of(measure.rows), cuts, window)
        for cuts in ((Cut("whole", breakdown="race", is_bounded=True),), (Cut("whole", breakdown="race"),))
    ]
    with county(date(2026, 12, 31), incidents=incidents, incident_parties=people) as engine:
        found = count_cells(engine, {scope: [measure] for scope in scopes})
    assert len(parts_of({scope: [measure] for scope in scopes})) == 1
    assert found.sort("scope")["out_of_people"].to_list() == [None, 2]


def test_a_value_that_is_not_known_keeps_a_case_out_of_the_denominator_or_out_of_the_numerator() -> None:
    unknown = "case when district = 'North' then null else true end"
    nowhere = replace(ARREST.measure, denominator=unknown, numerator="true")
    never = replace(ARREST.measure, id="never", denominator="true", numerator="cast(null as boolean)")
    found = cells([nowhere, never], [Cut("whole")], incidents=INCIDENTS, incident_parties=PARTIES)
    assert cell(found) == (2, 2)
    assert cell(found, measure="never") == (0, 4)


def test_attributes_split_by_at_once_have_each_their_own_groups() -> None:
    parties = """
        incident_id | person_key | role    | arrested_on | race  | sex    | ethnicity    | age_band
        R1          | A          | suspect | 2026-08-31  | white | male   | hispanic     | 18_24
        R2          | B          | suspect |             | white | female | not_hispanic | 18_24
        R3          | C          | suspect | 2026-09-30  |       | male   | hispanic     |
    """
    splits = ("race", "sex", "ethnicity", "age_band")
    cuts = [Cut(grain, breakdown=name) for name in splits for grain in ("year", "whole")]
    found = cells([ARREST.measure], cuts, incidents=INCIDENTS, incident_parties=parties)
    for period in ("year", "whole"):
        groups = found.filter(grain=period).select("breakdown", "group_value", "counted", "out_of").rows()
        assert sorted(groups) == [
            ("age_band", "18_24", 1, 2),
            ("age_band", "not_recorded", 1, 1),
            ("ethnicity", "hispanic", 2, 2),
            ("ethnicity", "not_hispanic", 0, 1),
            ("race", "not_recorded", 1, 1),
            ("race", "white", 1, 2),
            ("sex", "female", 0, 1),
            ("sex", "male", 2, 2),
        ]
