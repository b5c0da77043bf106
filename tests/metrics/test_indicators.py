"""Each indicator on a drawn table, with its boundary cases."""

import pytest
import sqlglot
from sqlglot import exp

from metrics import case_flow, policies
from metrics.decision_points import DECISION_POINTS
from metrics.declarations import Count, Indicator, Measure, Rate, TimeToEvent, Total
from metrics.indicators import (
    ARREST,
    CATALOGUE,
    CHARGING,
    COUNTS,
    DAYS_TO_CHARGE,
    DUAL_ARREST,
    RATES,
    REARREST,
    REPORT_WRITTEN,
    TIMES,
    TOTALS,
)
from metrics.limits import LIMITS, defaults, written_out
from metrics.repeat_harm import PRE_EMPTED
from release import senders
from release.measures import FOLLOWED, columns_of, fidelity_measure, matrix_measures, window_measures
from tests.drawn import CUT_OFF, counts, histogram
from warehouse.tables import CANONICAL, canonical

EVERY_MEASURE: list[Measure] = [
    *(item.measure for item in (*RATES, *COUNTS)),
    *(point.measure for point in DECISION_POINTS),
    *case_flow.measures(),
    *(fidelity_measure(policy) for policy in policies.POLICIES),
    *(measure for policy in policies.POLICIES for measure in matrix_measures(policy)),
    *(measure for time in FOLLOWED for measure in window_measures(time)),
]
EVERY_TIME = (*FOLLOWED, PRE_EMPTED)


def columns_in(text: str) -> set[str]:
    """Columns an expression names."""
    plain = text.replace("$limit", "30").replace("$cut_off", "date '2026-01-01'")
    assert "$" not in plain
    return {column.name for column in sqlglot.parse_one(plain, read="duckdb").find_all(exp.Column)}


@pytest.mark.parametrize("measure", EVERY_MEASURE, ids=lambda measure: measure.id)
def test_every_expression_names_declared_columns_only(measure: Measure) -> None:
    columns = set(columns_of(measure.rows))
    for text in (measure.denominator, measure.numerator, measure.day):
        assert columns_in(text) <= columns, (text, columns_in(text) - columns)


@pytest.mark.parametrize("time", EVERY_TIME, ids=lambda time: time.id)
def test_every_time_expression_names_declared_columns_only(time: TimeToEvent) -> None:
    columns = set(columns_of(time.rows))
    for text in (time.days, time.event, time.possible, time.start_day, time.competing or "false"):
        assert columns_in(text) <= columns, (text, columns_in(text) - columns)


@pytest.mark.parametrize("total", TOTALS, ids=lambda total: total.id)
def test_every_total_names_columns_and_codes_of_its_table(total: Total) -> None:
    table = canonical(total.rows)
    assert table.is_totals
    for text in (total.part, total.whole or total.part, total.day):
        assert columns_in(text) <= set(table.column_names)
        parsed = sqlglot.parse_one(text, read="duckdb")
        known = {code for column in table.columns for code in column.codes}
        assert {found.this for found in parsed.find_all(exp.Literal) if found.is_string} <= known


@pytest.mark.parametrize("indicator", CATALOGUE, ids=lambda indicator: indicator.id)
def test_what_an_indicator_needs_uses_and_wants_filled_is_declared(indicator: Indicator) -> None:
    tables = {*senders.needs(indicator), *senders.uses(indicator)}
    assert {name for name in tables if not canonical(name)} == set()
    for field in senders.fields(indicator):
        for part in field.split("|"):
            name, column = part.split(".")
            assert canonical(name).column(column)
            assert name in tables


@pytest.mark.parametrize("item", [*RATES, *COUNTS], ids=lambda item: item.id)
def test_a_limit_is_one_that_the_site_can_set_and_is_used_and_told(item: Rate | Count) -> None:
    expressions = item.measure.denominator + item.measure.numerator
    told = item.label + item.question + item.counted + item.out_of
    assert ("$limit" in expressions) == bool(item.measure.limit) == ("{limit}" in told)
    assert not item.measure.limit or item.measure.limit in LIMITS


def test_every_limit_limits_something() -> None:
    limits = {*(item.measure.limit for item in RATES), *(item.limit for item in TIMES)}
    assert limits - {""} == set(LIMITS)


def test_codes_in_expressions_are_codes_that_mappings_know() -> None:
    """A misspelt code would count nothing, and look like a zero."""
    known = {code for table in CANONICAL for column in table.columns for code in column.codes}
    known |= {"same", "new"}  # of `rearrest_victim`, which is derived
    texts = [(item.id, text) for item in EVERY_MEASURE for text in (item.denominator, item.numerator)]
    texts += [(time.id, text) for time in EVERY_TIME for text in (time.days, time.event, time.possible)]
    for name, text in texts:
        plain = text.replace("$limit", "30").replace("$cut_off", "current_date")
        parsed = sqlglot.parse_one(plain, read="duckdb")
        words = {found.this for found in parsed.find_all(exp.Literal) if found.is_string}
        assert words <= known, (name, words - known)


# Typed in from the design: direction, principle, accountability; * core, ! balancing.
CONTRACT = """
    calls                 context patterned_crime        victim
    response_time         down    help_and_accountability victim
    report_written        up      interagency            agencies *
    recoded_calls         context context_and_severity   agencies
    lethality_screen      up      context_and_severity   victim
    risk_documented       up      context_and_severity   agencies *
    risk_passed_on        up      interagency            agencies
    arrest                up      swift_and_sure         offender *
    arrest_at_scene       up      swift_and_sure         offender
    gone_resolved         up      swift_and_sure         offender *
    dual_arrest           down    disparity_of_impact    victim *!
    victim_arrested       down    disparity_of_impact    victim !
    strangulation_charged up      context_and_severity   offender
    closed_victim_refused down    help_and_accountability victim
    no_contact_at_release up      swift_and_sure         victim
    told_before_release   up      help_and_accountability victim
    pretrial_violation    down    patterned_crime        offender
    charging              up      swift_and_sure         offender *
    declined              down    help_and_accountability agencies
    days_to_charge        down    swift_and_sure         offender *
    reduced_at_filing     down    context_and_severity   agencies
    speedy_contact        up      help_and_accountability victim
    victim_coerced        down    disparity_of_impact    victim !
    days_to_disposition   down    swift_and_sure         agencies
    pending_age           down    swift_and_sure         agencies
    dismissal             down    swift_and_sure         victim *
    conviction            up      swift_and_sure         offender
    conviction_kept       up      context_and_severity   offender
    sentence_fidelity     up      interagency            offender
    intake_delay          down    swift_and_sure         offender
    violation_response    up      swift_and_sure         offender *
    revocation            context patterned_crime        offender
    discharge             up      patterned_crime        offender
    days_to_program       down    swift_and_sure         offender
    attendance            up      patterned_crime        offender
    program_completion    up      help_and_accountability offender *
    noncompliance_acted   up      interagency            agencies
    advocacy_contact      up      help_and_accountability victim *
    victims_served        up      help_and_accountability victim
    high_risk_cases       context interagency            victim
    orders_sought         context help_and_accountability victim
    order_service         up      swift_and_sure         victim *
    firearms              up      context_and_severity   victim
    breach                context patterned_crime        offender
    repeat_couple         down    patterned_crime        victim *
    rearrest              down    patterned_crime        offender *
    new_partner           down    patterned_crime        offender
    homicide              down    patterned_crime        victim
    felt_safer            up      help_and_accountability victim *
    felt_respected        up      help_and_accountability victim
    threatened_over_case  down    help_and_accountability victim !
    completeness          up      interagency            agencies
    handoff               up      interagency            agencies
"""


def test_the_catalogue_says_of_every_indicator_what_the_design_says() -> None:
    """A part may differ in direction and mark, not in principle or in whom it is accountable to. What a community adds
    is not in the design."""
    wanted = {line.split()[0]: line.split()[1:] for line in CONTRACT.strip().splitlines()}
    for item in CATALOGUE:
        told = [item.direction, item.principle, item.accountability]
        marks = "*" * item.is_core + "!" * item.is_balancing
        if item.id in wanted:
            assert [*told, *filter(None, [marks])] == wanted[item.id], item.id
        elif item.part_of:
            assert told[1:] == wanted[item.part_of][1:3], item.id
            assert marks == "", item.id
    assert set(wanted) <= {item.part_of or item.id for item in CATALOGUE} | {"threatened_over_case"}


def test_ids_are_unique_and_a_part_belongs_to_the_catalogue() -> None:
    ids = [indicator.id for indicator in CATALOGUE]
    assert len(ids) == len(set(ids))
    assert {indicator.part_of for indicator in CATALOGUE} - {"", *ids} == {"handoff"}


def test_ids_of_measures_are_unique() -> None:
    ids = [measure.id for measure in EVERY_MEASURE]
    assert len(ids) == len(set(ids))


def test_every_indicator_says_what_it_counts_and_where_that_comes_from() -> None:
    for indicator in CATALOGUE:
        is_number = isinstance(indicator, Count) or (isinstance(indicator, Total) and not indicator.whole)
        for name in ("label", "question", "counted", "unit", "source", *(() if is_number else ("out_of",))):
            assert getattr(indicator, name), (indicator.id, name)
        assert indicator.caveats, indicator.id


CALLS = """
    call_id | received_at      | final_type | incident_id
    C1      | 2026-09-01 10:00 | domestic   | R1
    C2      | 2026-09-01 11:00 | domestic   |
"""


def test_a_domestic_call_without_a_report_is_counted_in_the_denominator_only() -> None:
    assert counts(REPORT_WRITTEN.measure, calls=CALLS) == (1, 2)


@pytest.mark.parametrize("final_type", ["other", "unfounded", "duplicate", "test", ""])
def test_a_call_that_was_not_domestic_in_the_end_is_no_case(final_type: str) -> None:
    assert counts(REPORT_WRITTEN.measure, calls=CALLS + f"C3 | 2026-09-01 12:00 | {final_type} | R3") == (
        1,
        2,
    )


INCIDENTS = """
    incident_id | occurred_on | probable_cause | suspect_identified
    R1          | 2026-09-01  | yes            |
    R2          | 2026-09-01  | yes            |
    R3          | 2026-09-01  | no             |
    R4          | 2026-09-01  |                |
    R5          | 2026-09-01  | yes            |
"""
PARTIES = """
    incident_id | person_key | role    | arrested_on
    R1          | A          | suspect | 2026-09-01
    R1          | B          | victim  |
    R2          | C          | suspect |
    R3          | D          | suspect | 2026-09-01
    R4          | E          | suspect |
    R5          | F          | victim  |
"""


def test_arrests_are_counted_where_a_suspect_is_known_and_probable_cause_was_found() -> None:
    # R3 has no probable cause, R4 does not say, R5 knows no suspect.
    assert counts(ARREST.measure, incidents=INCIDENTS, incident_parties=PARTIES) == (1, 2)


def test_a_late_arrest_counts_for_its_incident() -> None:
    late = PARTIES.replace("R2          | C          | suspect |", "R2 | C | suspect | 2026-09-29")
    assert counts(ARREST.measure, incidents=INCIDENTS, incident_parties=late) == (2, 2)


def test_two_suspects_arrested_are_one_incident() -> None:
    two = PARTIES + "R1 | G | suspect | 2026-09-02"
    assert counts(ARREST.measure, incidents=INCIDENTS, incident_parties=two) == (1, 2)


def test_an_arrested_victim_is_no_arrest_of_a_suspect() -> None:
    only_victim = (
        "incident_id | person_key | role | arrested_on\nR1 | A | suspect |\nR1 | B | victim | 2026-09-01"
    )
    assert counts(ARREST.measure, incidents=INCIDENTS, incident_parties=only_victim) == (0, 1)
    fidelity = fidelity_measure(policies.ARREST_WHEN_PROBABLE_CAUSE)
    assert counts(fidelity, incidents=INCIDENTS, incident_parties=only_victim) == (0, 1)
    assert counts(DUAL_ARREST.measure, incidents=INCIDENTS, incident_parties=only_victim) == (0, 0)


def test_a_report_that_records_the_arrest_itself_needs_no_people() -> None:
    text = """
        incident_id | occurred_on | probable_cause | suspect_identified | arrest_made
        R1          | 2026-09-01  | yes            | yes                | yes
        R2          | 2026-09-01  | yes            | yes                | no
    """
    assert counts(ARREST.measure, incidents=text) == (1, 2)


@pytest.mark.parametrize(
    ("second", "dual"),
    [
        ("R1 | B | victim  | 2026-09-01", 1),
        ("R1 | B | both    | 2026-09-01", 1),
        ("R1 | B | suspect | 2026-09-01", 0),
        ("R1 | B | victim  |", 0),
        ("R1 | A | victim  | 2026-09-01", 0),
    ],
)
def test_an_arrest_is_dual_when_two_people_are_arrested_and_one_is_the_victim(second: str, dual: int) -> None:
    parties = "incident_id | person_key | role | arrested_on\nR1 | A | suspect | 2026-09-01\n" + second
    assert counts(DUAL_ARREST.measure, incidents=INCIDENTS, incident_parties=parties) == (dual, 1)


REFERRALS = """
    case_id | person_key | incident_id | referred_on | decided_on | decision
    K1      | A          | R1          | 2026-09-01  | 2026-09-03 | charged
    K2      | C          | R2          | 2026-09-01  | 2026-09-01 | declined
    K3      | D          | R3          | 2026-09-01  |            |
    K4      | E          | R4          | 2026-09-01  | 2026-09-05 | returned
"""


def test_an_open_or_returned_referral_is_not_counted_as_uncharged() -> None:
    assert counts(CHARGING.measure, prosecutions=REFERRALS) == (1, 2)


def test_open_referrals_wait_until_the_cut_off_and_are_not_dropped() -> None:
    assert histogram(DAYS_TO_CHARGE, prosecutions=REFERRALS) == [
        (0, True, 1),
        (2, True, 1),
        (29, False, 2),
    ]


def test_a_referral_after_the_cut_off_is_no_case() -> None:
    late = "case_id | person_key | incident_id | referred_on\nK1 | A | R1 | 2026-10-01"
    assert histogram(DAYS_TO_CHARGE, prosecutions=late) == []


HISTORY = """
    incident_id | occurred_on
    R1          | 2025-01-01
    R2          | 2025-03-01
"""


def arrests(first: str = "2025-01-01", second: str = "2025-03-02") -> str:
    return f"""
        incident_id | person_key | role    | arrested_on
        R1          | A          | suspect | {first}
        R2          | A          | suspect | {second}
    """


def test_the_clock_starts_at_the_arrest_without_custody() -> None:
    assert histogram(REARREST, incidents=HISTORY, incident_parties=arrests()) == [(60, True, 1)]


def test_the_clock_starts_at_release_when_the_arrest_led_to_custody() -> None:
    stay = """
        booking_id | person_key | incident_id | booked_at        | released_at
        B1         | A          | R1          | 2025-01-01 20:00 | 2025-01-31 09:00
    """
    found = histogram(REARREST, incidents=HISTORY, incident_parties=arrests(), custody=stay)
    assert found == [(30, True, 1)]


def test_a_sentence_served_later_for_the_same_incident_does_not_move_the_start() -> None:
    stays = """
        booking_id | person_key | incident_id | booked_at        | released_at
        B1         | A          | R1          | 2025-01-01 20:00 | 2025-01-02 09:00
        B2         | A          | R1          | 2025-06-01 09:00 |
    """
    found = histogram(REARREST, incidents=HISTORY, incident_parties=arrests(), custody=stays)
    assert found == [(59, True, 1)]


def test_an_arrest_before_the_release_is_not_counted_as_one_after_it() -> None:
    stay = """
        booking_id | person_key | incident_id | booked_at        | released_at
        B1         | A          | R1          | 2025-01-01 20:00 | 2025-03-03 09:00
    """
    found = histogram(REARREST, incidents=HISTORY, incident_parties=arrests(), custody=stay)
    assert found == [(576, False, 1)]


def test_who_is_still_held_at_the_cut_off_was_never_at_risk() -> None:
    stay = """
        booking_id | person_key | incident_id | booked_at        | released_at
        B1         | A          | R1          | 2025-01-01 20:00 |
    """
    assert histogram(REARREST, incidents=HISTORY, incident_parties=arrests(), custody=stay) == []


def test_a_late_warrant_on_the_index_incident_is_no_re_arrest() -> None:
    parties = """
        incident_id | person_key | role    | arrested_on
        R1          | A          | suspect | 2025-01-01
        R3          | A          | suspect | 2025-06-01
    """
    same_day = HISTORY + "R3 | 2025-01-01"
    assert histogram(REARREST, incidents=same_day, incident_parties=parties) == [(637, False, 1)]


def test_a_re_arrest_after_the_cut_off_is_not_known_yet() -> None:
    from datetime import date

    found = histogram(REARREST, date(2025, 3, 1), incidents=HISTORY, incident_parties=arrests())
    assert found == [(59, False, 1)]


def test_a_person_is_followed_once_from_the_first_arrest() -> None:
    third = arrests() + "R3 | A | suspect | 2025-05-01"
    assert histogram(REARREST, incidents=HISTORY + "R3 | 2025-05-01", incident_parties=third) == [
        (60, True, 1)
    ]


@pytest.mark.parametrize(("released", "counted"), [("2025-01-01", (1, 1)), ("2024-12-31", (0, 1))])
def test_the_last_day_of_a_window_counts(released: str, counted: tuple[int, int]) -> None:
    measure = next(m for m in window_measures(REARREST) if m.id == "window_rearrest_12")
    parties = arrests(released, "2026-01-01")
    incidents = HISTORY.replace("2025-01-01", "2024-12-31").replace("2025-03-01", "2025-12-31")
    assert counts(measure, incidents=incidents, incident_parties=parties) == counted


def test_people_whose_window_is_not_over_are_left_out_and_counted_as_left_out() -> None:
    measures = {measure.id: measure for measure in window_measures(REARREST)}
    incidents = "incident_id | occurred_on\nR1 | 2025-10-01"
    parties = "incident_id | person_key | role | arrested_on\nR1 | A | suspect | 2025-10-01"
    drawn = {"incidents": incidents, "incident_parties": parties}
    assert counts(measures["window_rearrest_12"], **drawn) == (0, 0)
    assert counts(measures["left_out_rearrest_12"], **drawn) == (1, 1)


def places(**tables: str) -> dict[str, tuple[int, int]]:
    settled = [written_out(measure, defaults(), CUT_OFF) for measure in case_flow.measures()]
    return {measure.id: counts(measure, **tables) for measure in settled}


@pytest.mark.parametrize(("day", "kind"), [("2026-09-24", "charge_open"), ("2026-09-23", "not_charged")])
def test_an_arrest_whose_referral_may_still_come_has_not_stopped(day: str, kind: str) -> None:
    """Seven days from arrest to referral, before the data end on 30 September."""
    incidents = f"incident_id | occurred_on\nR1 | {day}"
    parties = f"incident_id | person_key | role | arrested_on\nR1 | A | suspect | {day}"
    found = places(incidents=incidents, incident_parties=parties)
    assert {name: found[f"place_{name}"][0] for name in ("charge_open", "not_charged")} == {
        "charge_open": int(kind == "charge_open"),
        "not_charged": int(kind == "not_charged"),
    }


def test_places_of_the_flow_add_up_to_their_parent() -> None:
    journeys = {
        "incidents": INCIDENTS,
        "incident_parties": PARTIES,
        "prosecutions": REFERRALS,
        "dispositions": """
            case_id | person_key | disposed_on | disposition
            K1      | A          | 2026-09-20  | dismissed
        """,
    }
    found = places(**journeys)
    for place in case_flow.PLACES:
        children = [child for child in case_flow.PLACES if child.parent == place.id]
        if children:
            total = sum(found[f"place_{child.id}"][0] for child in children)
            assert total == found[f"place_{place.id}"][0], place.id
    assert found["place_not_convicted"] == (1, 1)


def test_a_suspect_who_had_left_is_not_meant_for_arrest_by_the_policy() -> None:
    incidents = """
        incident_id | occurred_on | probable_cause | suspect_identified | suspect_gone_on_arrival | arrest_made
        R1          | 2026-09-01  | yes            | yes                | no                      | yes
        R2          | 2026-09-01  | yes            | yes                | yes                     | no
        R3          | 2026-09-01  | yes            | yes                | no                      | no
    """
    measure = fidelity_measure(policies.ARREST_WHEN_PROBABLE_CAUSE)
    assert counts(measure, incidents=incidents) == (1, 2)


def test_a_decision_dated_before_its_referral_is_no_wait() -> None:
    mistaken = """
        case_id | person_key | referred_on | decided_on | decision
        K1      | A          | 2026-09-03  | 2026-09-01 | charged
        K2      | C          | 2026-09-03  | 2026-09-03 | charged
    """
    assert histogram(DAYS_TO_CHARGE, prosecutions=mistaken) == [(0, True, 1)]
