"""Every code the refresh can publish has words for readers."""

from typing import get_args

import pytest

from dashboard import disparity_words, indicator_words, verdict_words, words
from metrics.case_flow import PLACES
from metrics.counting import NOT_RECORDED
from metrics.decision_points import DECISION_POINTS
from metrics.declarations import DaysBetween
from metrics.indicators import CATALOGUE
from metrics.verdicts import RULES, VerdictId
from release.catalogue import BREAKDOWNS
from release.extents import FEW, MANY, TOO_FEW
from release.reading import ROLES
from warehouse import codes


def test_every_verdict_has_words() -> None:
    assert set(verdict_words.VERDICTS) == set(get_args(VerdictId))


def test_every_reason_that_says_more_than_its_verdict_has_words() -> None:
    unclear = {rule.reason for rule in RULES if rule.id in ("cannot_tell", "too_early")}
    # Why there is no course is told by how the shares may be told.
    told = {TOO_FEW, *MANY.values(), *FEW.values(), "not_fitted"}
    # That it could not be counted is told by what is missing.
    assert unclear - {"no_course", "failed_checks"} | told | {"no_data"} <= set(verdict_words.REASONS)


def test_every_place_of_the_flow_has_words() -> None:
    assert {place.id for place in PLACES} == set(words.PLACES)
    assert {place.kind for place in PLACES} <= set(words.KINDS)


def test_days_between_rare_events_are_intended_to_grow() -> None:
    rare = {indicator.id for indicator in CATALOGUE if isinstance(indicator, DaysBetween)}
    assert rare == set(indicator_words.INTENDED)
    assert all("longer" in indicator_words.intended(name, "down") for name in rare)


def test_every_indicator_has_words_for_its_codes() -> None:
    for indicator in CATALOGUE:
        assert indicator.direction in indicator_words.DIRECTIONS
        assert indicator.principle in indicator_words.PRINCIPLES
        assert indicator.accountability in indicator_words.ACCOUNTABLE


def test_every_decision_point_breakdown_role_and_response_has_words() -> None:
    assert {point.id for point in DECISION_POINTS} == set(disparity_words.DECISION_POINTS)
    assert set(BREAKDOWNS) <= set(words.BREAKDOWNS)
    assert {*ROLES, "data_steward"} == set(words.ROLES)  # the steward opens no published file
    assert set(codes.RESPONSES) <= set(words.RESPONSES)


@pytest.mark.parametrize(
    ("breakdown", "declared"),
    [
        ("race", codes.RACES),
        ("ethnicity", codes.ETHNICITIES),
        ("sex", codes.SEXES),
        ("age_band", codes.AGE_BANDS),
        ("strangulation", codes.YES_NO),
        ("relationship", codes.RELATIONSHIPS),
        ("severity", codes.SEVERITIES),
        ("language", codes.LANGUAGES),
        ("violence_type", codes.VIOLENCE_TYPES),
    ],
)
def test_every_group_has_words(breakdown: str, declared: dict[str, str]) -> None:
    known = {*words.GROUPS[breakdown], *words.NOT_KNOWN_GROUPS}
    assert {*declared, NOT_RECORDED} <= known


def test_a_code_nobody_listed_is_shown_and_not_dropped() -> None:
    assert words.group("race", "new_code") == "New code"
    assert disparity_words.decision_point("plea").name == "Plea"


def test_what_is_not_known_comes_last() -> None:
    ranked = sorted(["unknown", "white", "new_code", "asian"], key=lambda code: words.rank("race", code))
    assert ranked == ["asian", "white", "new_code", "unknown"]


def test_the_suspects_and_the_victims_attributes_are_told_apart() -> None:
    assert words.cut("race") == "Suspect's race"
    assert words.cut("victim_race") == "Victim's race"
    assert words.people("race", "black") == "people recorded as Black"
    assert words.people("victim_race", "black") == "suspects whose victim is recorded as Black"


def test_a_group_of_two_attributes_is_named_by_both() -> None:
    assert words.group("sex_and_race", "female_pacific_islander") == "Women, Pacific Islander"
    assert words.people("sex_and_race", "female_black") == "people recorded as Black women"
    assert words.people("sex_and_race", "male_multiple") == "people recorded as men of two or more races"
    assert words.group("sex_and_race", "unknown") == "Not known"
