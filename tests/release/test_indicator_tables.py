"""The published catalogue: what is counted, what is missing and since when; numbers, totals and key fields in bands."""

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from metrics.counting import Window
from metrics.days_between import BETWEEN
from metrics.histograms import HISTOGRAM
from release.completeness import SCHEMA
from release.counts import NO_CELLS, Counts, count_everything
from release.indicator_table import indicators
from release.number_tables import completeness, numbers
from release.plan import Plan
from release.released import Release
from tests.drawn import county
from warehouse.coverage import Coverage, TableCoverage

WHOLE = Window(date(2025, 1, 1), date(2026, 9, 30))


def coverage(**ends: date) -> Coverage:
    """Tables with the day each is complete to."""
    return Coverage(
        {
            name: (
                TableCoverage(
                    agency="any", first_month=WHOLE.first_day, cut_off=end, received_on=date(2026, 10, 1)
                ),
            )
            for name, end in ends.items()
        }
    )


def released(counts: Counts, sent: Coverage, width: int = 6, **settings: Any) -> Release:
    plan = Plan(
        version=1,
        published_on=date(2026, 10, 5),
        site_name="",
        widths={"working_group": width},
        provisional_months=0,
        reference_groups={},
        policies=(),
        interventions=(),
        caveats=(),
        coverage=sent,
        agencies=(),
        **settings,
    )
    return Release(plan, counts, "working_group")


def empty(**found: Any) -> Counts:
    return replace(Counts(NO_CELLS, {}, {}, {}), **found)


def row(release: Release, indicator: str) -> dict[str, Any]:
    return indicators(release).filter(pl.col("indicator") == indicator).row(0, named=True)


def test_an_indicator_whose_agency_sent_nothing_names_who_is_missing() -> None:
    release = released(empty(), coverage(incidents=WHOLE.last_day))
    found = row(release, "order_service")
    assert (found["state"], found["missing"]) == ("no_data", "civil court")
    assert found["covers_to"] is None
    assert row(release, "pretrial_violation")["missing"] == "jail, prosecutor, probation"


def test_a_field_that_nobody_fills_is_named_with_who_should() -> None:
    counts = empty(empty_fields=frozenset({"custody.no_contact_condition"}))
    release = released(counts, coverage(custody=WHOLE.last_day))
    found = row(release, "no_contact_at_release")
    assert (found["state"], found["missing"]) == ("field_missing", "no contact condition (jail)")
    assert row(release, "told_before_release")["state"] == "no_period"


@pytest.mark.parametrize(
    ("killings", "word"), [(12, "too_few"), (13, "common_cause"), (0, "too_few"), (None, "")]
)
def test_of_days_between_killings_a_word_is_released_from_thirteen_on(
    killings: int | None, word: str
) -> None:
    waits = pl.DataFrame(
        [
            (date(2025, 1, 1), (40, 10, 90, 25)[place % 4], place + 1 < (killings or 0))
            for place in range(killings or 0)
        ],
        schema=BETWEEN,
        orient="row",
    )
    counts = empty(
        histograms={"homicide": pl.DataFrame(schema=HISTOGRAM)},
        waits_between={} if killings is None else {"homicide": waits},
    )
    assert row(released(counts, coverage(incidents=WHOLE.last_day)), "homicide")["variation"] == word


def test_a_month_that_did_not_come_and_no_common_month_are_two_reasons() -> None:
    release = released(empty(), coverage(prosecutions=WHOLE.last_day))
    assert row(release, "days_to_charge")["state"] == "month_missing"
    assert row(release, "charging")["state"] == "no_period"


def test_what_is_counted_says_from_when_to_when() -> None:
    counts = empty(windows={"charging": WHOLE}, histograms={"days_to_charge": pl.DataFrame()})
    release = released(counts, coverage(prosecutions=WHOLE.last_day))
    for name in ("charging", "days_to_charge"):
        found = row(release, name)
        assert (found["state"], found["missing"]) == ("counted", "")
        assert (found["covers_from"], found["covers_to"]) == WHOLE[:2]


@pytest.mark.parametrize(
    ("end", "missing", "since"),
    [(date(2026, 7, 31), "", None), (date(2026, 3, 31), "court", date(2026, 4, 1))],
)
def test_an_agency_that_stopped_sending_is_named_with_the_day(
    end: date, missing: str, since: date | None
) -> None:
    counts = empty(windows={"dismissal": Window(WHOLE.first_day, end)})
    found = row(released(counts, coverage(dispositions=end, calls=WHOLE.last_day)), "dismissal")
    assert (found["state"], found["missing"], found["missing_since"]) == ("counted", missing, since)


def test_limits_in_words_are_the_sites_own() -> None:
    limits = {**released(empty(), coverage()).plan.limits, "order_service": 3}
    release = released(empty(), coverage(calls=WHOLE.last_day), limits=limits)
    assert "within 3 days" in row(release, "order_service")["question"]
    assert not indicators(release)["question"].str.contains("{limit}", literal=True).any()


def test_what_needs_a_field_that_nobody_fills_is_not_counted_as_none() -> None:
    tables = {
        "incidents": "incident_id | occurred_on | risk_level\nR1 | 2026-09-01 | high",
        "calls": "call_id | received_at | final_type | incident_id\nC1 | 2026-09-01 10:00 | domestic | R1",
    }
    sent = coverage(incidents=WHOLE.last_day, calls=WHOLE.last_day)
    with county(**tables) as engine:
        counts = count_everything(engine, released(empty(), sent).plan)
    assert {"lethality_screen", "report_written", "calls"} <= set(counts.windows)
    assert {"risk_documented", "arrest", "recoded_calls"} & set(counts.windows) == set()
    assert "response_time" not in counts.histograms


def test_an_attribute_that_nobody_records_is_left_out_and_not_told_as_a_group() -> None:
    text = "incident_id | occurred_on | relationship\nR1 | 2026-09-01 | spouse\nR2 | 2026-09-01 |"
    people = "incident_id | person_key | role | arrested_on\nR1 | A | suspect | 2026-09-01"
    sent = coverage(incidents=WHOLE.last_day, incident_parties=WHOLE.last_day)
    with county(incidents=text, incident_parties=people) as engine:
        cells = count_everything(engine, released(empty(), sent).plan).cells
    assert set(cells.filter(pl.col("measure") == "dual_arrest")["breakdown"]) == {"none", "relationship"}


def calls(grain: str, start: date | None, n: int) -> dict[str, Any]:
    people = {"counted_people": n, "out_of_people": n, "rest_people": 0}
    cell = {"district": "all", "breakdown": "none", "group_value": "all"}
    return {
        "measure": "calls",
        "grain": grain,
        "period_from": start,
        **cell,
        "counted": n,
        "out_of": n,
    } | people


def test_numbers_are_bands_and_for_each_thousand_residents_in_whole_years_only() -> None:
    cells = pl.DataFrame(
        [
            calls("year", date(2025, 1, 1), 1000),
            calls("year", date(2026, 1, 1), 700),
            calls("whole", None, 1700),
        ],
        schema=NO_CELLS.schema,
    )
    counts = empty(cells=cells, windows={"calls": WHOLE}, residents={2025: 100_000, 2026: 100_000})
    found = {
        (item["grain"], item["period_from"].year): item
        for item in numbers(released(counts, coverage(calls=WHOLE.last_day))).to_dicts()
    }
    year = found["year", 2025]
    assert (year["count_low"], year["count_high"], year["per_thousand"]) == (997, 1002, 10.0)
    assert found["year", 2026]["per_thousand"] is None  # nine months are no year
    assert found["whole", 2025]["per_thousand"] is None


def test_a_small_number_is_not_told_by_residents_either() -> None:
    cells = pl.DataFrame([calls("year", date(2025, 1, 1), 30)], schema=NO_CELLS.schema)
    window = Window(date(2025, 1, 1), date(2025, 12, 31))
    counts = empty(cells=cells, windows={"calls": window}, residents={2025: 1000})
    assert numbers(released(counts, coverage(calls=window.last_day)))["per_thousand"].to_list() == [None]


def key_field(counted: int, out_of: int, people: int | None = None) -> dict[str, Any]:
    told = people or out_of
    exact = (counted, out_of, min(counted, told), told, min(out_of - counted, told))
    names = ("counted", "out_of", "counted_people", "out_of_people", "rest_people")
    frame = pl.DataFrame([("jail", "custody", "incident_id", *exact)], schema=SCHEMA, orient="row")
    assert frame.columns[-5:] == list(names)
    return completeness(released(empty(completeness=frame), coverage())).row(0, named=True)


def test_known_fields_are_whole_percents_or_words() -> None:
    shown = key_field(598, 1000)
    assert (shown["percent"], shown["shown"], shown["out_of_low"]) == (60, "shown", 997)
    assert not {598, 1000, 402} & set(shown.values())
    for counted, word in ((1000, "nearly_all"), (995, "nearly_all"), (0, "nearly_none"), (5, "nearly_none")):
        found = key_field(counted, 1000)
        assert (found["shown"], found["percent"]) == (word, None)
    assert key_field(9, 18)["shown"] == "too_few"
    assert key_field(600, 1000, people=5)["shown"] == "too_few"
