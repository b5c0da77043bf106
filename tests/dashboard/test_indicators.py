"""The catalogue page: what is listed, what each says, and what it says where nothing came."""

from datetime import date
from pathlib import Path

import pytest

from dashboard import indicator_words
from dashboard.answers import completeness
from dashboard.answers.indicators import Figures, Wanted, answer, chosen, figure, found, listed
from tests.dashboard.opening import opened_as, said
from tests.dashboard.sample import tables

CATALOGUE = tables()["indicators"]
COMPLETE = tables()["completeness"]
NONE = Figures(rates={}, numbers={}, waits={}, curves=[])


def row(name: str) -> dict[str, object]:
    return next(row for row in CATALOGUE if row["indicator"] == name)


def test_the_answer_counts_what_can_be_counted_and_names_who_sent_nothing() -> None:
    assert answer(CATALOGUE) == (
        "**10 of 13 indicators** can be counted from what the agencies sent. Nothing came from: jail."
    )


def test_no_data_is_said_with_the_reason_and_is_never_a_number() -> None:
    for name, reason in (
        ("told_before_release", "Nothing came from jail"),
        ("no_contact_at_release", "Nobody fills no contact condition (jail)"),
        ("days_to_program", "A month in between did not come from men's nonviolence program"),
    ):
        assert figure(row(name), NONE) == ("no data", reason)


def test_an_agency_that_stopped_sending_is_told_beside_the_figure() -> None:
    rate = {"shown": "shown", "percent": 57, "out_of_low": 1201, "out_of_high": 1206}
    value, detail = figure(
        row("conviction"), Figures(rates={"conviction": rate}, numbers={}, waits={}, curves=[])
    )
    assert value.replace("\u00a0", " ") == "about 57 %"
    assert detail.replace("\u00a0", " ") == "of about 1,200; Nothing from court since 1 Apr 2026"


def test_a_figure_that_is_not_released_is_too_few_and_a_held_back_one_is_no_data() -> None:
    assert figure(row("arrest"), NONE)[0] == "too few to show"
    held = {"shown": "no_data", "percent": None, "out_of_low": None, "out_of_high": None}
    assert (
        figure(row("arrest"), Figures(rates={"arrest": held}, numbers={}, waits={}, curves=[]))[0]
        == "no data"
    )


@pytest.mark.parametrize(
    ("percents", "said_so"),
    [
        ([10, 50, 80], "Half within 7 days"),
        ([10, 20, 30], "Half: after 14 days"),
        ([10, None, 60], "Half within 14 days"),
    ],
)
def test_a_time_is_told_by_the_day_half_have_had_it(percents: list[int | None], said_so: str) -> None:
    curve = [
        {"curve": "days_to_charge", "day": day, "percent": percent, "at_risk_low": 61, "at_risk_high": 66}
        for day, percent in zip((1, 7, 14), percents, strict=True)
    ]
    value, _ = figure(row("days_to_charge"), Figures(rates={}, numbers={}, waits={}, curves=curve))
    assert value.replace("\u00a0", " ") == said_so


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, ("Half within 12 days", "of about 1,900; 77 % within 30 days; 4 % still waiting")),
        (
            {"median": None, "pending_percent": None},
            ("Half: not reached yet", "of about 1,900; 77 % within 30 days"),
        ),
        ({"shown": "too_few"}, ("too few to show", "of about 1,900")),
    ],
)
def test_a_wait_is_told_with_its_standard_and_those_still_waiting(
    changed: dict[str, object], told: tuple[str, str]
) -> None:
    wait = tables()["waits"][0] | changed
    figures = Figures(rates={}, numbers={}, waits={"days_to_charge": wait}, curves=[])
    assert tuple(part.replace("\u00a0", " ") for part in figure(row("days_to_charge"), figures)) == told


@pytest.mark.parametrize("word", ["common_cause", "more_often", "less_often", "too_few"])
def test_of_rare_events_only_the_word_is_told(word: str) -> None:
    value, detail = figure(row("days_to_charge") | {"indicator": "homicide", "variation": word}, NONE)
    assert not any(letter.isdigit() for letter in value + detail)
    assert ("cause" in detail) == (word != "too_few")


@pytest.mark.parametrize(
    ("percents", "said_so"),
    [
        ([21, 30, 34], "about 30 % within 360 days"),
        ([21, None, None], "about 21 % within 180 days"),
        ([None, None, None], "too few to show"),
    ],
)
def test_what_nobody_waits_for_is_told_as_a_share(percents: list[int | None], said_so: str) -> None:
    sizes = {"at_risk_low": 61, "at_risk_high": 66}
    curve = [
        {"curve": "rearrest", "day": day, "percent": percent, **sizes}
        for day, percent in zip((180, 360, 720), percents, strict=True)
    ]
    value, _ = figure(
        {**row("days_to_charge"), "indicator": "rearrest"},
        Figures(rates={}, numbers={}, waits={}, curves=curve),
    )
    assert value.replace("\u00a0", " ") == said_so


def test_a_choice_keeps_what_fits_all_of_it() -> None:
    def names(**wanted: str) -> list[str]:
        return [str(row["indicator"]) for row in chosen(CATALOGUE, Wanted(**wanted))]

    assert names() == [row["indicator"] for row in CATALOGUE]
    assert names(show="balancing") == ["dual_arrest"]
    assert names(show="missing") == ["told_before_release", "no_contact_at_release", "days_to_program"]
    assert names(agency="911 dispatch") == ["report_written"]
    assert names(principle="help_and_accountability", show="missing")[:1] == ["told_before_release"]
    assert names(text="  DUAL ") == ["dual_arrest"]
    assert names(text="nothing has these words") == []
    assert "None of the 13" in found([], CATALOGUE, "in all districts", "2025")


def test_groups_of_the_attribute_chosen_are_told_and_hidden_ones_named() -> None:
    own = [
        one
        for one in tables()["rates"]
        if one["indicator"] == "arrest" and one["breakdown"] == "victim_language"
    ]
    figures = Figures(rates={}, numbers={}, waits={}, curves=[], groups={"arrest": own})
    text = listed([row("arrest")], figures).replace("\u00a0", " ")
    assert (
        "<dt>Victim&#x27;s language</dt><dd>English: about 44 % of about 2,460; Spanish: about 44 %" in text
    )
    assert "Another language: too few to show" in text
    assert "language" not in listed([row("arrest")], NONE)


def test_groups_are_of_all_districts_and_of_the_year_where_the_file_has_it(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = {"show": "All indicators", "district": "West", "period": "2024", "groups": "Victim's language"}
    text = said(opened_as(monkeypatch, site, "working_group", tmp_path, "indicators", **query))
    assert "of all districts together" in text
    assert "English: about 44 % of about 2,460" in text


def test_words_of_the_file_cannot_become_markup() -> None:
    spiked = [{**row("arrest"), "label": "<script>alert(1)</script>"}]
    assert "<script>" not in listed(spiked, NONE)


def test_fields_that_are_too_often_unknown_are_named_with_their_agency() -> None:
    assert completeness.answer(COMPLETE) == (
        "**2 of 4** key fields are known in fewer than 90 in 100 records; most of them come from police."
    )
    assert completeness.table(COMPLETE).shown[0][0] == "No contact condition"


def test_what_is_typed_into_the_search_stays_on_the_page_and_finds(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = opened_as(monkeypatch, site, "working_group", tmp_path, "indicators", show="All indicators")
    assert "Told before release" in said(test)
    test.text_input(key="search").input("dual").run()
    assert not test.exception
    assert "Told before release" not in said(test)
    assert "Dual arrest" in said(test)
    assert date(2026, 4, 1).strftime("%b") not in said(test)


def test_every_way_an_indicator_can_be_missing_has_words() -> None:
    assert set(indicator_words.NOT_COUNTED) == {"no_data", "field_missing", "month_missing", "no_period"}
