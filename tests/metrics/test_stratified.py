"""Like cases compared: against statsmodels, by simulation, and the admissions to Berkeley in 1973."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import StratifiedTable

from metrics.risk_ratios import risk_ratio
from metrics.stratified import (
    CELLS,
    Stratum,
    directions_differ,
    like_cases,
    mantel_haenszel,
    odds_ratio,
    standardised,
)

# Men, then women, admitted out of applicants, by department A to F: Bickel, Hammel and O'Connell 1975.
BERKELEY: list[Stratum] = [
    (512, 825, 89, 108),
    (353, 560, 17, 25),
    (120, 325, 202, 593),
    (138, 417, 131, 375),
    (53, 191, 94, 393),
    (22, 373, 24, 341),
]


def tables(strata: list[Stratum]) -> StratifiedTable:
    cells = [[[k, n - k], [ref_k, ref_n - ref_k]] for k, n, ref_k, ref_n in strata]
    return StratifiedTable([np.array(table, dtype=float) for table in cells], shift_zeros=False)


@pytest.mark.parametrize("strata", [BERKELEY, BERKELEY[2:], [(1, 9, 4, 30), (3, 7, 2, 11), (5, 6, 0, 3)]])
def test_common_ratios_are_those_of_statsmodels(strata: list[Stratum]) -> None:
    table, odds, risk = tables(strata), odds_ratio(strata), mantel_haenszel(strata)
    assert odds is not None
    assert risk is not None
    assert odds.value == pytest.approx(table.oddsratio_pooled, rel=1e-12)
    assert (odds.low, odds.high) == pytest.approx(table.oddsratio_pooled_confint(), rel=1e-9)
    assert risk.value == pytest.approx(table.riskratio_pooled, rel=1e-12)


def test_one_stratum_gives_the_plain_risk_ratio_in_both_ways() -> None:
    plain = risk_ratio(120, 325, 202, 593)
    assert plain is not None
    for found in (mantel_haenszel([BERKELEY[2]]), standardised([BERKELEY[2]])):
        assert found is not None
        assert (found.value, found.low, found.high) == pytest.approx((plain.value, plain.low, plain.high))


def test_standardised_shares_are_those_of_the_two_groups_together() -> None:
    found = standardised([(10, 20, 30, 100), (10, 80, 5, 100)])
    assert found is not None
    own = 120 / 300 * 10 / 20 + 180 / 300 * 10 / 80
    other = 120 / 300 * 30 / 100 + 180 / 300 * 5 / 100
    assert found.value == pytest.approx(own / other)


def test_intervals_of_like_cases_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(11)
    out_of, ref_out_of = np.array([60, 30, 80]), np.array([50, 90, 40])
    ref_share, ratio, draws = np.array([0.2, 0.4, 0.3]), 1.3, 400
    held = {"common": 0, "standardised": 0}
    for _ in range(draws):
        counted, ref_counted = rng.binomial(out_of, ref_share * ratio), rng.binomial(ref_out_of, ref_share)
        strata = [tuple(map(int, s)) for s in zip(counted, out_of, ref_counted, ref_out_of, strict=True)]
        for name, found in (("common", mantel_haenszel(strata)), ("standardised", standardised(strata))):  # type: ignore[arg-type]
            held[name] += found is not None and found.low <= ratio <= found.high
    assert all(0.925 <= number / draws <= 0.975 for number in held.values()), held


def test_a_stratum_that_one_group_lacks_changes_nothing_and_is_not_covered() -> None:
    lone = [*BERKELEY, (0, 0, 40, 100)]
    assert mantel_haenszel(lone) == mantel_haenszel(BERKELEY)
    assert standardised(lone) == standardised(BERKELEY)
    frame = pl.DataFrame([("x", *cells) for cells in lone], schema=["group", *CELLS], orient="row")
    found = like_cases(frame, by=["group"])
    assert found["covered"].item() == pytest.approx(4526 / 4626)
    assert found["cases"].item() == 4626


@pytest.mark.parametrize("strata", [[], [(0, 5, 3, 9)], [(3, 9, 0, 5)], [(5, 5, 6, 6)], [(1, 4, 0, 0)]])
def test_nothing_to_compare_gives_no_ratio(strata: list[Stratum]) -> None:
    assert mantel_haenszel(strata) is None
    assert standardised(strata) is None


def is_turned(pooled: Stratum, strata: list[Stratum]) -> bool:
    """As the release asks it: the pooled ratio with its interval against that of like cases."""
    alone, together = risk_ratio(*pooled), mantel_haenszel(strata)
    assert alone is not None
    assert together is not None
    expressions = [tuple(pl.lit(value) for value in (e.value, e.low, e.high)) for e in (alone, together)]
    return bool(pl.select(directions_differ(expressions[0], expressions[1])).item())  # type: ignore[arg-type]


def test_the_simpson_warning_fires_for_the_admissions_to_berkeley() -> None:
    assert is_turned((1198, 2691, 557, 1835), BERKELEY)


def test_the_simpson_warning_is_silent_where_like_cases_point_the_same_way() -> None:
    strata = [(30, 100, 20, 100), (60, 100, 40, 100)]
    assert not is_turned((90, 200, 60, 200), strata)


def test_the_simpson_warning_is_silent_where_both_could_be_chance() -> None:
    strata = [(35, 60, 30, 50), (15, 40, 19, 50)]
    alone, together = risk_ratio(50, 100, 49, 100), mantel_haenszel(strata)
    assert alone is not None
    assert together is not None
    assert together.value < 1 < alone.value
    assert not is_turned((50, 100, 49, 100), strata)


CASES = st.tuples(st.integers(1, 40), st.integers(0, 40), st.integers(1, 40), st.integers(0, 40))


@settings(max_examples=60)
@given(st.lists(CASES, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_strata_does_not_matter(drawn: list[tuple[int, int, int, int]], random: object) -> None:
    strata = [(k, k + rest, ref_k, ref_k + ref_rest) for k, rest, ref_k, ref_rest in drawn]
    shuffled = list(strata)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = mantel_haenszel(strata), mantel_haenszel(shuffled)
    assert (one is None) == (other is None)
    if one and other:
        assert one.value == pytest.approx(other.value)


@settings(max_examples=60)
@given(st.lists(CASES, min_size=1, max_size=5))
def test_changing_the_two_groups_turns_the_ratio_upside_down(drawn: list[tuple[int, int, int, int]]) -> None:
    strata = [(k, k + rest, ref_k, ref_k + ref_rest) for k, rest, ref_k, ref_rest in drawn]
    one = mantel_haenszel(strata)
    other = mantel_haenszel([(ref_k, ref_n, k, n) for k, n, ref_k, ref_n in strata])
    assert (one is None) == (other is None)
    if one and other:
        assert (one.value, one.low, one.high) == pytest.approx(
            (1 / other.value, 1 / other.high, 1 / other.low)
        )


def test_many_comparisons_are_made_at_once_by_group() -> None:
    frame = pl.DataFrame(
        [("x", *cells) for cells in BERKELEY] + [("y", 0, 4, 2, 9)], schema=["group", *CELLS], orient="row"
    )
    found = dict(like_cases(frame, by=["group"]).select("group", "adjusted_ratio").rows())
    expected = mantel_haenszel(BERKELEY)
    assert expected is not None
    assert found["x"] == pytest.approx(expected.value)
    assert found["y"] is None
