"""What police do, counted on drawn tables: boundary days, missing values, what is no case."""

from datetime import date, timedelta

import pytest

from metrics.counting import Cut, Window
from metrics.indicators import rate
from metrics.indicators.calls_and_police import CALLS, RESPONSE_TIME
from tests.drawn import cells_in, counts, county, histogram, share

TYPES = """
    call_id | received_at      | initial_type | final_type
    C1      | 2026-09-01 10:00 | other        | domestic
    C2      | 2026-09-01 10:00 | domestic     | domestic
    C3      | 2026-09-01 10:00 |              | domestic
    C4      | 2026-09-01 10:00 | other        | unfounded
    C5      | 2026-09-01 10:00 | other        | duplicate
"""


def test_calls_are_those_that_were_domestic_in_the_end() -> None:
    assert counts(CALLS.measure, calls=TYPES) == (3, 3)


def test_a_call_whose_first_type_is_not_known_is_neither_recoded_nor_not() -> None:
    assert share("recoded_calls", calls=TYPES) == (1, 2)


@pytest.mark.parametrize(
    ("received", "arrived", "found"),
    [
        ("2026-09-01 23:58:30", "2026-09-02 00:03:29", [(4, True, 1)]),  # over midnight, in full minutes
        ("2026-09-01 10:00:00", "2026-09-01 10:00:00", [(0, True, 1)]),
        ("2026-09-01 10:00:00", "2026-09-02 09:59:59", [(1439, True, 1)]),
        ("2026-09-01 10:00:00", "2026-09-02 10:00:00", [(1440, False, 1)]),
        ("2026-09-01 10:00:00", "", [(1440, False, 1)]),
        ("2026-09-01 10:00:00", "2026-09-01 09:59:59", []),  # arrived before the call: a mistake
        ("2026-09-29 10:00:00", "", [(1440, False, 1)]),
        ("2026-09-30 10:00:00", "", []),  # has not had its day yet
    ],
)
def test_a_call_nobody_came_to_waits_for_a_day(received: str, arrived: str, found: list[object]) -> None:
    calls = f"call_id | received_at | final_type | first_arrived_at\nC1 | {received} | domestic | {arrived}"
    assert histogram(RESPONSE_TIME, calls=calls) == found


RISK = """
    incident_id | occurred_on | relationship | risk_level | risk_items_required | risk_items_answered
    R1          | 2026-09-01  | spouse       | high       | 11                  | 11
    R2          | 2026-09-01  | ex_partner   | low        | 11                  | 10
    R3          | 2026-09-01  | partner      | unknown    | 11                  |
    R4          | 2026-09-01  | co_parent    |            |                     |
    R5          | 2026-09-01  | family       | high       | 11                  | 12
    R6          | 2026-09-01  |              | medium     | 0                   | 0
"""


def test_screened_are_partners_whose_screen_gave_a_level() -> None:
    assert share("lethality_screen", incidents=RISK) == (2, 4)
    assert share("high_danger", incidents=RISK) == (1, 2)


def test_every_required_item_must_be_answered_and_no_sheet_is_no_documentation() -> None:
    assert share("risk_documented", incidents=RISK) == (2, 6)


def test_risk_reached_the_prosecutor_of_screened_reports_that_were_sent_on() -> None:
    files = """
        case_id | person_key | incident_id | referred_on | risk_sheet_received_on
        K1      | A          | R1          | 2026-09-02  | 2026-09-03
        K2      | A          | R2          | 2026-09-02  |
        K3      | A          | R3          | 2026-09-02  | 2026-09-03
    """
    assert share("risk_passed_on", incidents=RISK, prosecutions=files) == (1, 2)


def parties(*rows: str) -> str:
    return "\n".join(["incident_id | person_key | role | arrested_on | victim_person_key", *rows])


def test_an_arrest_on_the_day_of_the_incident_counts_and_on_the_next_day_not() -> None:
    incidents = "incident_id | occurred_on\nR1 | 2026-09-01\nR2 | 2026-09-01"
    people = parties(
        "R1 | A | suspect | 2026-09-01 | B", "R2 | C | suspect | 2026-09-02 | D", "R2 | E | suspect | | D"
    )
    assert share("arrest_at_scene", incidents=incidents, incident_parties=people) == (1, 2)


GONE = """
    incident_id | occurred_on | suspect_gone_on_arrival | probable_cause | arrest_made
    R1          | {day}       | yes                     | yes            | {made}
"""


@pytest.mark.parametrize(
    ("arrested", "charged", "found"),
    [
        ("2026-08-31", "", (1, 1)),  # day 30
        ("2026-09-01", "", (0, 1)),
        ("", "2026-08-31", (1, 1)),
        ("", "2026-09-01", (0, 1)),
        ("", "", (0, 1)),
    ],
)
def test_a_suspect_who_had_left_is_found_on_day_30_and_no_longer_after(
    arrested: str, charged: str, found: tuple[int, int]
) -> None:
    files = f"""
        case_id | person_key | incident_id | referred_on | decided_on | decision
        K1      | A          | R1          | 2026-08-10  | {charged}  | {"charged" if charged else ""}
    """
    tables = {"incident_parties": parties(f"R1 | A | suspect | {arrested} | B"), "prosecutions": files}
    assert share("gone_resolved", incidents=GONE.format(day="2026-08-01", made=""), **tables) == found


@pytest.mark.parametrize(("day", "found"), [("2026-08-31", (0, 1)), ("2026-09-01", (0, 0))])
def test_a_suspect_who_left_less_than_30_days_ago_is_no_case_yet(day: str, found: tuple[int, int]) -> None:
    assert share("gone_resolved", incidents=GONE.format(day=day, made="")) == found


def test_an_arrest_without_its_day_counts_as_in_time() -> None:
    assert share("gone_resolved", incidents=GONE.format(day="2026-08-01", made="yes")) == (1, 1)


def test_a_former_victim_is_one_of_the_same_partner_in_an_earlier_incident() -> None:
    incidents = (
        "incident_id | occurred_on\nR1 | 2026-01-01\nR2 | 2026-02-01\nR3 | 2026-02-01\nR4 | 2026-01-01"
    )
    people = parties(
        "R1 | A | suspect |            | B",
        "R2 | B | suspect | 2026-02-01 | A",  # was the victim of A before
        "R3 | B | suspect | 2026-02-01 | C",  # never of C
        "R4 | B | both    | 2026-01-01 | A",  # on the same day is not before
        "R1 | D | suspect | 2026-01-01 |",  # the other party is not known
    )
    assert share("victim_arrested", incidents=incidents, incident_parties=people) == (1, 3)


@pytest.mark.parametrize(("day", "counted"), [("2025-02-01", 1), ("2025-01-31", 0)])
def test_a_former_victim_was_one_in_the_365_days_before(day: str, counted: int) -> None:
    incidents = f"incident_id | occurred_on\nR1 | {day}\nR2 | 2026-02-01"
    people = parties("R1 | A | suspect |            | B", "R2 | B | suspect | 2026-02-01 | A")
    assert share("victim_arrested", incidents=incidents, incident_parties=people) == (counted, 1)


BEGIN = date(2022, 1, 1)
SINCE = (100, 300, 500, 700, 900)  # days from being the victim to being arrested: always the same mix


def unchanging_county() -> dict[str, str]:
    """Four years in which every ten days somebody is arrested who was the victim of the same partner before."""
    incidents, people = [], []
    for at in range(146):
        arrested_on = BEGIN + timedelta(10 * at)
        victim_on = arrested_on - timedelta(SINCE[at % len(SINCE)])
        if victim_on >= BEGIN:  # the data begin here
            incidents.append(f"V{at} | {victim_on}")
            people.append(f"V{at} | A{at} | suspect | | B{at}")
        incidents.append(f"R{at} | {arrested_on}")
        people.append(f"R{at} | B{at} | suspect | {arrested_on} | A{at}")
    return {
        "incidents": "\n".join(["incident_id | occurred_on", *incidents]),
        "incident_parties": parties(*people),
    }


def test_where_nothing_changes_the_share_of_former_victims_does_not_rise_with_the_years_of_data() -> None:
    measure = rate("victim_arrested").measure
    with county(first_day=BEGIN, only=measure.rows, **unchanging_county()) as engine:
        found = cells_in(engine, [measure], [Cut("year")], Window(BEGIN, date(2025, 12, 31)))
    years = {row["period_from"].year: row["counted"] / row["out_of"] for row in found.to_dicts()}
    assert set(years) == {2023, 2024, 2025}  # the first year looks back on less than a year
    assert list(years.values()) == pytest.approx([0.4] * 3, abs=0.03)


def test_open_and_unknown_reports_are_not_closed() -> None:
    text = "incident_id | occurred_on | clearance\n" + "\n".join(
        f"R{at} | 2026-09-01 | {clearance}"
        for at, clearance in enumerate(["arrest", "victim_refused", "declined", "open", "unknown", ""])
    )
    assert share("closed_victim_refused", incidents=text) == (1, 3)
