"""Gaps before and since a change, people whose group is not known, and rates per resident."""

import math

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.tools.sm_exceptions import DomainWarning

from metrics.gap_changes import bounds_expressions, rate_ratio_expressions, ratio_of_ratios
from metrics.risk_ratios import risk_ratio


def test_the_change_of_a_gap_is_that_of_a_log_binomial_model_with_interaction() -> None:
    before, after = (30, 100, 40, 200), (46, 90, 50, 210)
    rows = [
        (k * share, (n - k) * (1 - share), since, group, since * group)
        for since, cells in enumerate((before, after))
        for group, (k, n) in ((1, cells[:2]), (0, cells[2:]))
        for share in (0.4, 0.6)  # in two parts: statsmodels warns of a model that fits without a rest
    ]
    data = np.array(rows, dtype=float)
    groups, family = sm.add_constant(data[:, 2:]), sm.families.Binomial(sm.families.links.Log())
    # It warns that a share may come out above 1; here none does.
    with pytest.warns(DomainWarning, match="does not respect the domain"):
        asked = sm.GLM(data[:, :2], groups, family=family)
    model = asked.fit(start_params=[-1.5, 0, 0, 0])
    low, high = model.conf_int()[3]
    found = ratio_of_ratios(before, after)
    assert found is not None
    expected = (math.exp(model.params[3]), math.exp(low), math.exp(high))
    assert (found.value, found.low, found.high) == pytest.approx(expected, rel=1e-5)


def test_the_same_gap_before_and_since_has_not_changed() -> None:
    found = ratio_of_ratios((30, 100, 40, 200), (60, 200, 80, 400))
    assert found is not None
    assert found.value == pytest.approx(1.0)


@pytest.mark.parametrize("empty", [(0, 100, 40, 200), (30, 100, 0, 200), (0, 0, 40, 200)])
def test_a_gap_that_is_not_defined_on_one_side_has_no_change(empty: tuple[int, int, int, int]) -> None:
    assert ratio_of_ratios(empty, (30, 100, 40, 200)) is None
    assert ratio_of_ratios((30, 100, 40, 200), empty) is None


def bounds(
    group: tuple[int, int], reference: tuple[int, int], unknown: tuple[int, int]
) -> tuple[float, float]:
    parts = [tuple(map(pl.lit, part)) for part in (group, reference, unknown)]
    low, high = bounds_expressions(*parts)  # type: ignore[arg-type]
    found: tuple[float, float] = pl.select(low.alias("low"), high.alias("high")).row(0)
    return found


def test_bounds_put_all_unknown_into_the_group_or_into_the_reference() -> None:
    low, high = bounds((30, 100), (40, 200), (18, 20))
    assert (low, high) == pytest.approx((30 / 100 / (58 / 220), 48 / 120 / (40 / 200)))


def test_without_anybody_unknown_the_bounds_are_the_ratio_itself() -> None:
    assert bounds((30, 100), (40, 200), (0, 0)) == pytest.approx((1.5, 1.5))


@given(*[st.tuples(st.integers(1, 50), st.integers(0, 50))] * 3)
def test_the_ratio_as_recorded_lies_within_the_bounds(
    group: tuple[int, int], reference: tuple[int, int], unknown: tuple[int, int]
) -> None:
    cells = [(k, k + rest) for k, rest in (group, reference, unknown)]
    low, high = bounds(*cells)
    recorded = cells[0][0] / cells[0][1] / (cells[1][0] / cells[1][1])
    assert low <= recorded * (1 + 1e-12)
    assert recorded <= high * (1 + 1e-12)


def test_a_reference_group_without_anybody_counted_has_no_bounds() -> None:
    assert bounds((30, 100), (0, 200), (1, 2)) == (None, None)


def rate_ratio(*cells: int) -> tuple[float, float, float]:
    values = rate_ratio_expressions(*map(pl.lit, cells))  # type: ignore[arg-type]
    found: tuple[float, float, float] = pl.select(v.alias(str(at)) for at, v in enumerate(values)).row(0)
    return found


def test_a_rate_ratio_is_that_of_a_poisson_model() -> None:
    groups, residents = sm.add_constant([1.0, 1.0, 0.0]), [5_000, 5_000, 30_000]
    model = sm.GLM([25, 35, 90], groups, family=sm.families.Poisson(), exposure=residents).fit()
    low, high = np.exp(model.conf_int()[1])
    assert rate_ratio(60, 10_000, 90, 30_000) == pytest.approx((2.0, low, high), rel=1e-6)


@pytest.mark.parametrize("cells", [(0, 10, 5, 10), (5, 10, 0, 10), (5, 0, 5, 10), (5, 10, 5, 0)])
def test_without_cases_or_residents_there_is_no_rate_ratio(cells: tuple[int, int, int, int]) -> None:
    assert rate_ratio(*cells) == (None, None, None)


def test_rare_cases_per_resident_give_nearly_the_risk_ratio() -> None:
    plain = risk_ratio(60, 10_000, 90, 30_000)
    assert plain is not None
    assert rate_ratio(60, 10_000, 90, 30_000) == pytest.approx((plain.value, plain.low, plain.high), rel=0.01)
