"""Who is followed from which start to which failure: each rule on drawn tables, with its boundary days."""

from datetime import date, timedelta
from typing import Any

import pytest

from metrics.counting import Cut, Window
from metrics.declarations import TimeToEvent
from metrics.every_arrest import repeated_arrests
from metrics.repeat_harm import (
    AFTER_DISPOSITION,
    AFTER_EXIT,
    AFTER_RELEASE,
    AS_ORDERED,
    BREACHED,
    COUPLE_AGAIN,
    FROM_LANDMARK,
    NEW_INCIDENT,
    NEW_PARTNER,
    NEW_VICTIM,
    PRE_EMPTED,
    READINGS,
    REARREST,
    REARREST_FREE,
    REPEAT_COUPLE,
    SAME_VICTIM,
)
from tests.drawn import CUT_OFF, cells_in, counts, county, durations_of, followed, histogram

INCIDENTS = """
    incident_id | occurred_on
    R1          | 2025-01-01
    R2          | 2025-03-01
    R3          | 2025-06-01
"""
PARTIES = """
    incident_id | person_key | role    | arrested_on | victim_person_key
    R1          | A          | suspect | 2025-01-01  | B
    R2          | A          | suspect |             | B
    R3          | A          | suspect | 2025-06-02  | C
"""
TWO = {"incidents": INCIDENTS, "incident_parties": PARTIES}
FOLLOWED_TO_THE_END = (CUT_OFF - date(2025, 1, 1)).days


def episode(**tables: str) -> dict[str, Any]:
    with county(only="episodes", **{**TWO, **tables}) as engine:
        return engine.frame("from episodes").to_dicts()[0]


@pytest.mark.parametrize("time", READINGS, ids=lambda time: time.id)
def test_every_reading_names_its_start_and_its_failure(time: TimeToEvent) -> None:
    assert time.start
    assert time.failure
    assert time.label != REARREST.label


def test_each_failure_has_its_own_first_day() -> None:
    assert histogram(REARREST, **TWO) == [(152, True, 1)]
    assert histogram(NEW_INCIDENT, **TWO) == [(59, True, 1)]
    assert histogram(SAME_VICTIM, **TWO) == [(59, True, 1)]
    assert histogram(NEW_VICTIM, **TWO) == [(151, True, 1)]


def test_an_incident_with_an_unknown_victim_is_neither_the_same_nor_a_new_one() -> None:
    unknown = PARTIES.replace("2025-06-02  | C", "2025-06-02  |")
    assert histogram(NEW_VICTIM, **{**TWO, "incident_parties": unknown}) == [(FOLLOWED_TO_THE_END, False, 1)]


def test_an_incident_of_the_index_day_is_no_new_one() -> None:
    same_day = INCIDENTS.replace("2025-03-01", "2025-01-01").replace("2025-06-01", "2025-01-01")
    found = histogram(NEW_INCIDENT, **{**TWO, "incidents": same_day})
    assert found == [(FOLLOWED_TO_THE_END, False, 1)]


def test_an_incident_after_the_cut_off_is_not_known_yet() -> None:
    assert histogram(NEW_INCIDENT, date(2025, 2, 28), **TWO) == [(58, False, 1)]
    assert histogram(NEW_INCIDENT, date(2025, 3, 1), **TWO) == [(59, True, 1)]


def test_a_breach_of_any_order_against_the_person_counts_up_to_the_courts_cut_off() -> None:
    orders = "petition_id | person_key | petitioned_on\nO1 | A | 2024-12-01\nO2 | D | 2024-12-01"
    breaches = """
        petition_id | breached_on
        O1          | 2024-12-31
        O1          | 2025-01-11
        O2          | 2025-01-02
    """
    tables = {**TWO, "protection_orders": orders, "order_breaches": breaches}
    assert histogram(BREACHED, **tables) == [(10, True, 1)]
    with county(only=BREACHED.rows, **tables) as engine:
        found = durations_of(engine, followed(BREACHED, cut_off=date(2025, 1, 10)))
    assert found.select("days", "event").rows() == [(9, False)]


def test_nobody_is_at_risk_before_the_data_begin_and_the_first_arrest_since_then_is_the_start() -> None:
    with county(first_day=date(2025, 2, 1), only="episodes", **TWO) as engine:
        found = engine.frame("select started_on, days_to_rearrest from episodes").rows()
    assert found == [(date(2025, 6, 2), None)]


def test_a_wait_that_began_before_the_data_is_not_followed() -> None:
    with county(only=REARREST.rows, **TWO) as engine:
        on_the_day, day_after = (
            durations_of(engine, followed(REARREST, first_day=date(2025, 1, day))) for day in (1, 2)
        )
    assert (on_the_day["n"].sum(), day_after["n"].sum()) == (1, 0)


STAYS = """
    booking_id | person_key | incident_id | booked_at        | released_at
    B1         | A          | R1          | 2025-01-01 20:00 | 2025-01-11 09:00
    B2         | A          |             | 2025-02-01 09:00 | 2025-02-11 09:00
    B3         | A          |             | 2025-02-06 09:00 | 2025-02-16 09:00
"""


def test_days_in_jail_are_netted_out_once_in_a_reading_of_its_own() -> None:
    tables = {**TWO, "custody": STAYS}
    calendar = (date(2025, 6, 2) - date(2025, 1, 11)).days
    assert histogram(REARREST, **tables) == [(calendar, True, 1)]
    # The two stays overlap: 1 to 16 February is 15 days, not 20. The stay before the start is none of them.
    assert histogram(REARREST_FREE, **tables) == [(calendar - 15, True, 1)]


def test_short_stays_within_a_long_one_add_no_days() -> None:
    nested = STAYS.replace("2025-02-11", "2025-02-21").replace(
        "2025-02-06 09:00 | 2025-02-16", "2025-02-03 09:00 | 2025-02-05"
    )
    third = nested + "B4 | A | | 2025-02-10 09:00 | 2025-02-15 09:00"
    assert histogram(REARREST_FREE, **{**TWO, "custody": third}) == [(142 - 20, True, 1)]


def test_a_stay_after_the_new_arrest_is_not_netted_out() -> None:
    later = STAYS + "B4 | A | R3 | 2025-06-02 09:00 | 2025-09-01 09:00"
    assert histogram(REARREST_FREE, **{**TWO, "custody": later}) == [(142 - 15, True, 1)]


def test_days_in_jail_are_known_to_the_jails_cut_off_only() -> None:
    with county(reach={"custody_cut_off": date(2025, 3, 1)}, only="episodes", **TWO, custody=STAYS) as engine:
        found = engine.frame("select days_free, is_rearrested_free, days_to_rearrest from episodes").rows()
    assert found == [(49 - 15, False, 142)]


@pytest.mark.parametrize(
    ("booked", "released", "expected"),
    [
        ("2025-02-01 09:00", "2025-05-01 09:00", (142, "event")),
        ("2025-02-01 09:00", "2025-05-02 09:00", (21, "competing")),
        ("2025-02-01 09:00", "", (21, "competing")),
        ("2025-06-02 09:00", "", (142, "event")),
    ],
    ids=["89 days", "90 days", "not released", "booked with the new arrest"],
)
def test_long_custody_before_a_new_arrest_competes_with_it(
    booked: str, released: str, expected: tuple[int, str]
) -> None:
    stays = "\n".join(STAYS.splitlines()[:3]) + f"\nB2 | A | | {booked} | {released}"
    with county(only=PRE_EMPTED.rows, **TWO, custody=stays) as engine:
        found = durations_of(engine, followed(PRE_EMPTED)).to_dicts()
    assert [(row["days"], row["event"], row["competing"]) for row in found] == [
        (expected[0], expected[1] == "event", expected[1] == "competing")
    ]


STAY = "booking_id | person_key | incident_id | booked_at | released_at | release_type"
MOVED = STAY + "\nB1 | A | R1 | 2025-01-01 20:00 | 2025-01-03 09:00 | transferred"
FREED = "\nB2 | A | R1 | 2025-01-03 10:00 | 2025-01-11 09:00 | bail"


def test_who_is_handed_over_to_another_jail_is_free_when_that_one_releases_him() -> None:
    assert episode(custody=MOVED + FREED)["started_on"] == date(2025, 1, 11)
    assert histogram(REARREST, **TWO, custody=MOVED + FREED) == [(142, True, 1)]


def test_who_was_handed_over_and_never_seen_again_is_not_followed_as_free() -> None:
    assert histogram(REARREST, **TWO, custody=MOVED) == []
    assert histogram(AFTER_RELEASE, **TWO, custody=MOVED) == []


def test_after_release_only_who_was_held_is_followed() -> None:
    assert histogram(AFTER_RELEASE, **TWO) == []
    assert histogram(AFTER_RELEASE, **TWO, custody=STAYS) == [(142, True, 1)]


def test_one_person_is_one_start_however_many_arrests() -> None:
    assert sum(n for _, _, n in histogram(REARREST, **TWO)) == 1


def test_every_arrest_is_a_start_in_the_reading_that_says_so() -> None:
    with county(only="arrests", **TWO) as engine:
        assert repeated_arrests(engine).select("out_of", "counted", "n").rows() == [(2, 1, 1)]


def test_a_late_warrant_on_the_same_incident_follows_no_arrest_in_that_reading_either() -> None:
    warrant = PARTIES + "R4 | A | suspect | 2025-02-01 | B"
    incidents = INCIDENTS + "R4 | 2025-01-01"
    with county(only="arrests", incidents=incidents, incident_parties=warrant) as engine:
        days = engine.frame("select days_to_rearrest from arrests order by place")["days_to_rearrest"]
    assert days.to_list() == [152, 121, None]


def test_a_first_arrest_has_the_same_next_one_in_both_readings() -> None:
    more = (
        PARTIES
        + "R1 | D | suspect | 2025-03-15 |\nR2 | D | suspect | 2025-03-02 |\nR3 | D | suspect | 2025-06-01 |"
    )
    with county(only="episodes arrests", incidents=INCIDENTS, incident_parties=more, custody=STAYS) as engine:
        both = engine.frame("""
            select e.days_to_rearrest, a.days_to_rearrest as of_arrest, e.days_possible, a.days_possible as possible
            from episodes as e join arrests as a on a.person_key = e.person_key and a.place = 1""")
    assert both.height == 2
    assert both["days_to_rearrest"].equals(both["of_arrest"], null_equal=True)
    assert both["days_possible"].equals(both["possible"])


def test_an_arrest_whose_year_is_not_over_is_in_no_reading_of_every_arrest() -> None:
    with county(cut_off=date(2026, 6, 1), only="arrests", **TWO) as engine:
        assert repeated_arrests(engine).select("out_of", "counted", "n").rows() == [(1, 1, 1)]


def test_a_dual_arrest_a_former_victim_and_an_unknown_past_stand_apart() -> None:
    dual = PARTIES + "R1 | B | both | 2025-01-01 | A"
    assert episode(incident_parties=dual)["standing"] == "dual_arrest"
    before = "incident_id | occurred_on\nR0 | 2024-06-01\n" + "\n".join(INCIDENTS.splitlines()[2:])
    victim_then = PARTIES + "R0 | B | suspect | | A"
    assert episode(incidents=before, incident_parties=victim_then)["standing"] == "former_victim"
    assert episode()["standing"] == "suspect_only"
    with county(first_day=date(2024, 1, 3), only="episodes", **TWO) as engine:
        assert engine.frame("select standing from episodes").item() == "not_known"
    with county(first_day=date(2024, 1, 2), only="episodes", **TWO) as engine:
        assert engine.frame("select standing from episodes").item() == "suspect_only"


@pytest.mark.parametrize(
    ("day", "standing"), [("2024-01-02", "former_victim"), ("2024-01-01", "suspect_only")]
)
def test_a_former_victim_was_one_within_the_365_days_before(day: str, standing: str) -> None:
    before = f"incident_id | occurred_on\nR0 | {day}\n" + "\n".join(INCIDENTS.splitlines()[2:])
    assert (
        episode(incidents=before, incident_parties=PARTIES + "R0 | B | suspect | | A")["standing"] == standing
    )


def test_who_was_the_victim_of_somebody_else_or_later_is_no_former_victim() -> None:
    other = PARTIES + "R0 | D | suspect | | A"
    before = "incident_id | occurred_on\nR0 | 2024-06-01\n" + "\n".join(INCIDENTS.splitlines()[2:])
    assert episode(incidents=before, incident_parties=other)["standing"] == "suspect_only"
    later = PARTIES + "R2 | B | suspect | | A"
    assert episode(incident_parties=later)["standing"] == "suspect_only"


CHARGED = """
    case_id | person_key | incident_id | referred_on | decided_on | decision
    K1      | A          | R1          | 2025-01-02  | 2025-01-05 | charged
"""
COURT = """
    case_id | person_key | disposed_on | disposition | program
    K1      | A          | 2025-03-01  | convicted   | yes
"""
IN_COURT = {**TWO, "prosecutions": CHARGED, "dispositions": COURT}


def test_after_the_court_case_an_incident_of_its_last_day_or_before_is_not_after_it() -> None:
    assert histogram(AFTER_DISPOSITION, **IN_COURT) == [(93, True, 1)]
    assert histogram(AS_ORDERED, **IN_COURT) == [(92, True, 1)]


def test_as_ordered_compares_the_convicted_by_their_sentence_whatever_became_of_it() -> None:
    with county(only=AS_ORDERED.rows, **IN_COURT) as engine:
        asked = followed(AS_ORDERED, cuts=(Cut("whole", breakdown="sentenced_to_program"),))
        assert durations_of(engine, asked)["group_value"].to_list() == ["yes"]
    dismissed = {**IN_COURT, "dispositions": COURT.replace("convicted", "dismissed")}
    assert histogram(AS_ORDERED, **dismissed) == []


def orders(completed: str) -> str:
    return f"""
        order_id | person_key | case_id | ordered_on | exited_on   | exit_reason
        P1       | A          | K1      | 2025-03-05 | {completed} | completed
    """


QUIET = {
    **IN_COURT,
    "incidents": INCIDENTS.replace("2025-06-01", "2026-04-01"),
    "incident_parties": PARTIES.replace("2025-06-02", "2026-04-02"),
}


@pytest.mark.parametrize(
    ("completed", "result"), [("2026-03-05", "completed"), ("2026-03-06", "not_completed")]
)
def test_completers_are_told_apart_on_the_landmark_day_and_followed_from_it(
    completed: str, result: str
) -> None:
    with county(only="landmark_episodes", **QUIET, program_orders=orders(completed)) as engine:
        rows = engine.frame(
            "select started_on, program_result, days_to_incident from landmark_episodes"
        ).rows()
    assert rows == [(date(2026, 3, 5), result, 27)]
    assert histogram(FROM_LANDMARK, **QUIET, program_orders=orders(completed)) == [(27, True, 1)]


def test_who_had_a_new_report_before_the_landmark_day_is_compared_in_neither_group() -> None:
    assert histogram(FROM_LANDMARK, **IN_COURT, program_orders=orders("2025-12-01")) == []


def test_nobody_is_compared_whose_landmark_day_the_program_has_not_reached() -> None:
    with county(
        reach={"program_cut_off": date(2026, 3, 4)},
        only="landmark_episodes",
        **QUIET,
        program_orders=orders("2026-02-01"),
    ) as engine:
        assert engine.value("select count(*) from landmark_episodes") == 0


@pytest.mark.parametrize("later", [0, 1])
@pytest.mark.parametrize(
    ("rows", "start"),
    [
        ("disposition_episodes", date(2025, 3, 1)),
        ("exit_episodes", date(2025, 12, 1)),
        ("landmark_episodes", date(2025, 3, 5)),  # the order: who offended since is known from then on
    ],
)
def test_nobody_is_followed_from_a_start_before_the_police_data_begin(
    rows: str, start: date, later: int
) -> None:
    tables = {**QUIET, "program_orders": orders("2025-12-01")}
    with county(first_day=start + timedelta(later), only=rows, **tables) as engine:
        assert engine.value(f"select count(*) from {rows}") == 1 - later


def test_after_the_program_the_first_exit_is_the_start() -> None:
    found = histogram(AFTER_EXIT, **QUIET, program_orders=orders("2025-12-01"))
    assert found == [((date(2026, 4, 2) - date(2025, 12, 1)).days, True, 1)]


@pytest.mark.parametrize(
    ("second", "expected"), [("2026-01-01", (1, 1)), ("2026-01-02", (0, 1)), ("2026-10-01", (0, 1))]
)
def test_a_couple_repeats_when_its_second_report_comes_within_365_days(
    second: str, expected: tuple[int, int]
) -> None:
    incidents = f"incident_id | occurred_on\nR1 | 2025-01-01\nR2 | {second}"
    parties = "\n".join(PARTIES.splitlines()[:4])
    assert counts(REPEAT_COUPLE.measure, incidents=incidents, incident_parties=parties) == expected


def test_a_couple_whose_year_is_not_over_is_in_no_repeat_rate_but_in_the_curve() -> None:
    incidents = "incident_id | occurred_on\nR1 | 2025-10-01\nR2 | 2025-10-05"
    parties = "\n".join(PARTIES.splitlines()[:4])
    drawn = {"incidents": incidents, "incident_parties": parties}
    assert counts(REPEAT_COUPLE.measure, **drawn) == (0, 0)
    assert histogram(COUPLE_AGAIN, **drawn) == [(4, True, 1)]


def test_a_re_arrest_has_a_new_partner_when_its_victim_is_another() -> None:
    assert counts(NEW_PARTNER.measure, **TWO) == (1, 1)
    same = PARTIES.replace("2025-06-02  | C", "2025-06-02  | B")
    assert counts(NEW_PARTNER.measure, **{**TWO, "incident_parties": same}) == (0, 1)
    unknown = PARTIES.replace("2025-06-02  | C", "2025-06-02  |")
    assert counts(NEW_PARTNER.measure, **{**TWO, "incident_parties": unknown}) == (0, 0)


@pytest.mark.parametrize(("day", "cases"), [("2026-01-01", 1), ("2026-01-02", 0)])
def test_a_new_partner_is_looked_for_as_long_for_everybody(day: str, cases: int) -> None:
    parties = PARTIES.replace("2025-06-02  | C", f"{day}  | C")
    assert counts(NEW_PARTNER.measure, **{**TWO, "incident_parties": parties}) == (cases, cases)


@pytest.mark.parametrize(("cut_off", "cases"), [(date(2026, 1, 1), 1), (date(2025, 12, 31), 0)])
def test_who_was_arrested_less_than_a_year_ago_is_in_no_rate_of_new_partners(
    cut_off: date, cases: int
) -> None:
    with county(cut_off=cut_off, only=NEW_PARTNER.measure.rows, **TWO) as engine:
        window = Window(date(2000, 1, 1), date(2030, 12, 31))
        found = cells_in(engine, [NEW_PARTNER.measure], [Cut("whole")], window)
    assert found["out_of"].sum() == cases


def test_nobody_arrested_leaves_nobody_to_follow() -> None:
    assert histogram(REARREST) == []
    with county(only="arrests") as engine:
        assert repeated_arrests(engine).is_empty()


def test_shifting_every_day_alike_changes_no_wait() -> None:
    tables = {**IN_COURT, "custody": STAYS}
    shifted = {name: text.replace("2025-", "2023-") for name, text in tables.items()}
    for time in (REARREST, NEW_INCIDENT, REARREST_FREE, AFTER_RELEASE, AFTER_DISPOSITION):
        here = [days for days, event, _ in histogram(time, **tables) if event]
        there = [days for days, event, _ in histogram(time, **shifted) if event]
        assert here == there
        assert here
