"""Every verdict, and that an earlier rule beats a later one."""

from dataclasses import replace

import pytest

from metrics.rates import Estimate
from metrics.verdicts import RULES, Evidence, Verdict, verdict

UP = Estimate(0.10, 0.04, 0.16)
DOWN = Estimate(-0.10, -0.16, -0.04)
UNCLEAR = Estimate(0.03, -0.03, 0.09)
LOW_FIDELITY = Estimate(0.5, 0.4, 0.6)

MET = Evidence(
    direction="up",
    data_complete=True,
    missing_share=0.02,
    missing_limit=0.10,
    fidelity=Estimate(0.85, 0.78, 0.90),
    fidelity_target=0.80,
    full_periods_before=8,
    full_periods_after=8,
    outcome_window_passed=True,
    change=UP,
    after=Estimate(0.60, 0.55, 0.65),
    intended=0.62,
)

# One break each, in the order of the table: everything below a line holds at the same time.
BREAKS: list[tuple[dict[str, object], str, str]] = [
    ({"data_complete": False}, "cannot_tell", "failed_checks"),
    ({"has_before": False}, "cannot_tell", "before_the_data"),
    ({"missing_share": 0.11}, "cannot_tell", "too_much_missing"),
    ({"fidelity": LOW_FIDELITY}, "not_delivered", "fidelity_below_target"),
    ({"full_periods_before": 7}, "too_early", "periods_before"),
    ({"full_periods_after": 7}, "too_early", "periods_after"),
    ({"outcome_window_passed": False}, "too_early", "outcome_window"),
    ({"fidelity": None}, "too_early", "no_delivery_yet"),
    ({"change": None, "after": None}, "cannot_tell", "no_course"),
    ({"change": DOWN}, "reversed", "moved_against"),
    ({"balancing_moved_against": ("dual_arrest",)}, "mixed", "dual_arrest"),
    ({}, "as_intended_met", "target_reached"),
    ({"intended": 0.70}, "as_intended_short", "target_not_reached"),
    ({"change": UNCLEAR}, "no_clear_change", "could_be_chance"),
]


@pytest.mark.parametrize(("broken", "expected", "reason"), BREAKS)
def test_every_verdict_can_be_reached(broken: dict[str, object], expected: str, reason: str) -> None:
    assert verdict(replace(MET, **broken)) == Verdict(expected, reason)  # type: ignore[arg-type]


def test_every_rule_has_a_test() -> None:
    assert [rule.id for rule in RULES] == [expected for _, expected, _ in BREAKS]


@pytest.mark.parametrize("first", range(11))
@pytest.mark.parametrize("second", range(11))
def test_of_two_rules_that_apply_the_earlier_one_decides(first: int, second: int) -> None:
    early, late = sorted((first, second))
    both = {**BREAKS[late][0], **BREAKS[early][0]}
    assert verdict(replace(MET, **both)) == Verdict(*BREAKS[early][1:])  # type: ignore[arg-type]


def test_a_context_indicator_carries_no_verdict() -> None:
    assert verdict(replace(MET, direction="context")) is None
    assert verdict(replace(MET, direction="context", data_complete=False)) is None


def test_missing_at_the_limit_is_still_judged() -> None:
    assert verdict(replace(MET, missing_share=0.10)) == Verdict("as_intended_met", "target_reached")


def test_fidelity_at_its_target_is_delivered() -> None:
    at_target = replace(MET, fidelity=Estimate(0.80, 0.7, 0.9))
    assert verdict(at_target) == Verdict("as_intended_met", "target_reached")


def test_without_a_policy_the_outcome_alone_is_judged() -> None:
    no_policy = replace(MET, fidelity=None, fidelity_target=None)
    assert verdict(no_policy) == Verdict("as_intended_met", "target_reached")


def test_a_declared_number_of_periods_replaces_the_usual_eight() -> None:
    assert verdict(replace(MET, minimum_periods=9, full_periods_before=9)) == Verdict(
        "too_early", "periods_after"
    )


@pytest.mark.parametrize(
    ("change", "expected"), [(DOWN, "as_intended_met"), (UP, "reversed"), (UNCLEAR, "no_clear_change")]
)
def test_where_less_is_intended_less_is_as_intended(change: Estimate, expected: str) -> None:
    found = verdict(replace(MET, direction="down", change=change))
    assert found is not None
    assert found.id == expected


@pytest.mark.parametrize(("end", "expected"), [(0.0, "no_clear_change"), (1e-6, "as_intended_met")])
def test_an_interval_that_touches_no_change_does_not_exclude_it(end: float, expected: str) -> None:
    found = verdict(replace(MET, change=Estimate(0.10, end, 0.2)))
    assert found is not None
    assert found.id == expected


@pytest.mark.parametrize(
    ("direction", "change", "intended", "expected"),
    [
        ("up", UP, 0.65, "as_intended_met"),
        ("up", UP, 0.66, "as_intended_short"),
        ("up", UP, 0.10, "as_intended_met"),
        ("down", DOWN, 0.55, "as_intended_met"),
        ("down", DOWN, 0.54, "as_intended_short"),
        ("down", DOWN, 0.90, "as_intended_met"),
    ],
)
def test_a_target_inside_the_interval_or_beaten_is_met(
    direction: str, change: Estimate, intended: float, expected: str
) -> None:
    found = verdict(replace(MET, direction=direction, change=change, intended=intended))  # type: ignore[arg-type]
    assert found is not None
    assert found.id == expected


def test_a_mixed_verdict_names_every_harm() -> None:
    harmed = replace(MET, balancing_moved_against=("dual_arrest",), groups_moved_against=("race=black",))
    assert verdict(harmed) == Verdict("mixed", "dual_arrest,race=black")


def test_a_group_that_moved_against_makes_it_mixed_even_short_of_target() -> None:
    found = verdict(replace(MET, intended=0.9, groups_moved_against=("race=black",)))
    assert found == Verdict("mixed", "race=black")


def test_harm_beside_an_unclear_change_is_not_a_mixed_result() -> None:
    found = verdict(replace(MET, change=UNCLEAR, balancing_moved_against=("dual_arrest",)))
    assert found == Verdict("no_clear_change", "could_be_chance")
