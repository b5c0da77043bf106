"""The sentence about disparity that leads to its page."""

from typing import Any

from dashboard.answers.disparity import clearest, finding


def group(name: str, ratio: float | None, finding: str) -> dict[str, Any]:
    return {"group_value": name, "ratio": ratio, "finding": finding, "is_reference": finding == "reference"}


def test_a_difference_at_a_later_decision_point_is_not_passed_over() -> None:
    by_point = {
        "arrest": [group("white", None, "reference"), group("black", 1.0, "could_be_chance")],
        "charging": [group("white", None, "reference"), group("black", 1.3, "higher")],
    }
    assert clearest(by_point) == "charging"
    assert finding(by_point["charging"], "race", "charging") == (
        "Charge: **people recorded as Black** are charged **1.3 times as often** as people recorded as White."
    )


def test_the_larger_difference_is_told_also_when_it_is_a_smaller_share() -> None:
    by_point = {
        "arrest": [group("white", None, "reference"), group("black", 0.5, "lower")],
        "charging": [group("white", None, "reference"), group("black", 1.3, "higher")],
    }
    assert clearest(by_point) == "arrest"


def test_without_a_clear_difference_chance_is_named() -> None:
    by_point = {"arrest": [group("white", None, "reference"), group("black", 1.1, "could_be_chance")]}
    assert clearest(by_point) == "arrest"
    text = finding(by_point["arrest"], "race", "arrest")
    assert text.startswith("Arrest: no group differs clearly")
    assert "could all be chance" in text
