"""The effect of the intention and of the response in words: whom each speaks of, and what it assumes."""

from dashboard.answers.policy_effects import effects
from tests.dashboard.sample import tables

[ROW] = tables()["policy_effects"]
CHANGE = {"intervention": ROW["intervention"]}


def said(**other: object) -> str:
    return " \n ".join(effects([ROW | other], CHANGE)).replace("\u00a0", " ")


def test_both_effects_name_the_cases_they_speak_of() -> None:
    text = said()
    assert "**Among all cases after the change, whether or not it reached them**" in text
    assert "in 27 %, against 32 % before: **5 points down** (95 % range: 1 to 9 points down)." in text
    assert "**For those it reached**: **20 points down**" in text
    assert "of the cases followed for 6 months, the response was given in 81 %, against 56 %." in text


def test_what_each_effect_assumes_stands_beside_it() -> None:
    assert "alike otherwise" in said()
    assert "the response alone" in said()
    assert "the response alone" not in said(reached="not_followed")


def test_an_interval_that_holds_no_change_says_so() -> None:
    assert "which could be chance" in said(intention_low=-9, intention_high=2)


def test_too_few_and_no_data_are_said_without_a_number() -> None:
    assert "too few cases" in said(shown="too_few", reached="too_few")
    text = said(shown="no_data", reached="too_few")
    assert "cannot be counted" in text
    assert "%" not in text


def test_another_changes_effect_is_not_this_ones_but_assigned_responses_are() -> None:
    assert effects([ROW | {"intervention": "other"}], CHANGE) == []
    assigned = said(intervention="", compared="assigned", response="arrest")
    assert "Among all cases assigned “Arrest”, whether or not they got it" in assigned
    assert "chance alone" in assigned
