"""A few made-up counties: what was planted is found as often as intervals promise; the command draws many more."""

from collections.abc import Sequence

import pytest

from metrics.rates import Estimate
from pipelines.planted.county import counted_county
from pipelines.planted.quantities import QUANTITIES
from pipelines.planted.report import Line, lines
from pipelines.planted.trials import ARREST_CHANGE, REPORT_CHANGE, Trial, trial_of
from pipelines.sample.planted import CHARGING

SEEDS, CASES = (4, 5, 6), 2500


@pytest.fixture(scope="module")
def few() -> list[Trial]:
    return [trial_of(seed, cases=CASES) for seed in SEEDS]


def test_every_planted_truth_has_an_interval_in_every_county(few: list[Trial]) -> None:
    missing = [(trial.seed, name) for trial in few for name, found in trial.estimates.items() if not found]
    assert missing == []


def test_nearly_all_intervals_of_a_few_counties_hold_their_truth(few: list[Trial]) -> None:
    truths = {quantity.id: quantity.truth for quantity in QUANTITIES}
    held = [
        found.low <= truths[name] <= found.high
        for trial in few
        for name, found in trial.estimates.items()
        if found
    ]
    assert len(held) == len(SEEDS) * len(QUANTITIES)
    # Of 33 intervals that hold their truth 95 times in 100, fewer than 28 do so once in 200 such sets.
    assert sum(held) >= 28


def test_no_county_is_told_that_the_change_without_effect_worked(few: list[Trial]) -> None:
    assert {trial.verdicts[REPORT_CHANGE] for trial in few} <= {"no_clear_change"}


def test_the_same_seed_is_the_same_county() -> None:
    one, same = (counted_county(seed=7, cases=400) for _ in range(2))
    assert one.counts.cells.sort(one.counts.cells.columns).equals(
        same.counts.cells.sort(same.counts.cells.columns)
    )


def _trial(*, held: bool, verdict: str = "no_clear_change", shows: bool = True) -> Trial:
    """A county whose every interval holds its truth or misses it."""
    found: dict[str, Estimate | None] = {
        quantity.id: Estimate(
            quantity.truth, quantity.truth - 0.01, quantity.truth + (0.01 if held else -0.005)
        )
        for quantity in QUANTITIES
    }
    return Trial(
        seed=1,
        estimates=found,
        verdicts={REPORT_CHANGE: verdict, ARREST_CHANGE: "as_intended_met"},
        promised=0.8,
        shown=shows,
    )


def _line(trials: Sequence[Trial], words: str) -> Line:
    (found,) = [line for line in lines(trials) if words in line.what]
    return found


@pytest.mark.parametrize(("right", "is_met"), [(95, True), (92, False), (100, False)])
def test_coverage_is_met_between_its_ends_and_not_beyond(right: int, is_met: bool) -> None:
    trials = [_trial(held=place < right) for place in range(100)]
    charging = _line(trials, "ratio of the shares charged, Black")
    assert charging.measured.startswith(f"{right / 100:.3f} of 100")
    together = _line(trials, "all together")
    assert together.measured.startswith(f"{right / 100:.3f} of {100 * len(QUANTITIES)}")
    assert together.is_met is is_met


@pytest.mark.parametrize(("false", "is_met"), [(5, True), (6, False)])
def test_more_than_five_in_a_hundred_false_verdicts_are_too_many(false: int, is_met: bool) -> None:
    verdicts = ["as_intended_short"] * false + ["no_clear_change"] * (100 - false)
    trials = [_trial(held=True, verdict=verdict) for verdict in verdicts]
    assert _line(trials, 'said "as intended" of the change that did nothing').is_met is is_met


@pytest.mark.parametrize(("false", "is_met"), [(5, True), (6, False)])
def test_more_than_five_in_a_hundred_harms_that_nobody_planted_are_too_many(false: int, is_met: bool) -> None:
    verdicts = ["reversed"] * false + ["mixed"] * 2 + ["no_clear_change"] * (98 - false)
    trials = [_trial(held=True, verdict=verdict) for verdict in verdicts]
    assert _line(trials, 'said "reversed" of the change that did nothing').is_met is is_met
    assert _line(trials, 'said "mixed" of the change that did nothing').measured == "0.020 of 100"
    assert _line(trials, 'said "reversed" of the planted change').measured == "0.000 of 100"


@pytest.mark.parametrize(("shown", "is_met"), [(75, True), (85, True), (74, False), (86, False)])
def test_power_is_kept_within_five_points_of_what_was_promised(shown: int, is_met: bool) -> None:
    trials = [_trial(held=True, shows=place < shown) for place in range(100)]
    assert _line(trials, "the planted change showed").is_met is is_met


def test_the_planted_ratio_is_what_the_counties_are_drawn_with() -> None:
    truths = {quantity.id: quantity.truth for quantity in QUANTITIES}
    assert truths["charging_ratio"] == CHARGING.higher / CHARGING.others
