"""Risk ratios against statsmodels, and by trying every count inside the bands."""

from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import Table2x2

from metrics.risk_ratios import risk_ratio, risk_ratio_expressions, risk_ratio_over_bands


@pytest.mark.parametrize("cells", [(557, 1835, 1198, 2691), (1, 40, 7, 31), (5, 5, 3, 5), (3, 5, 5, 5)])
def test_risk_ratio_is_that_of_statsmodels(cells: tuple[int, int, int, int]) -> None:
    counted, out_of, ref_counted, ref_out_of = cells
    table = Table2x2(
        [[counted, out_of - counted], [ref_counted, ref_out_of - ref_counted]], shift_zeros=False
    )
    found = risk_ratio(*cells)
    assert found is not None
    assert found.value == pytest.approx(table.riskratio, abs=1e-12)
    assert (found.low, found.high) == pytest.approx(table.riskratio_confint(), abs=1e-9)


@pytest.mark.parametrize(
    "cells", [(0, 10, 5, 10), (5, 10, 0, 10), (0, 0, 5, 10), (5, 10, 0, 0), (5, 5, 8, 8), (6, 5, 5, 10)]
)
def test_a_ratio_without_an_interval_is_not_given(cells: tuple[int, int, int, int]) -> None:
    assert risk_ratio(*cells) is None


def test_a_column_with_and_without_cases_gives_null_only_where_undefined() -> None:
    frame = pl.DataFrame({"a": [5, 0], "b": [10, 10], "c": [5, 5], "d": [10, 10]})
    ratio, low, high = risk_ratio_expressions(*(pl.col(name) for name in "abcd"))
    rows = frame.select(ratio.alias("ratio"), low.alias("low"), high.alias("high")).rows()
    assert rows[0][0] == 1.0
    assert rows[1] == (None, None, None)


def _bands(counted: int, more: int, width: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """A numerator's band and a denominator's band above it, as released cells have them."""
    low, out_of = 1 + width * counted, 1 + width * (counted + 1 + more)
    return (low, low + width - 1), (out_of, out_of + width - 1)


@settings(max_examples=25)
@given(st.integers(1, 6), st.integers(0, 6), st.integers(1, 6), st.integers(0, 6))
def test_interval_over_bands_holds_every_interval_inside_and_no_more(
    k: int, n: int, ref_k: int, ref_n: int
) -> None:
    bands = (*_bands(k, n, 6), *_bands(ref_k, ref_n, 6))
    inside = pl.DataFrame(list(product(*(range(low, high + 1) for low, high in bands))), orient="row")
    _, low, high = risk_ratio_expressions(*(pl.col(name) for name in inside.columns))
    expected = inside.select(low.min().alias("low"), high.max().alias("high")).row(0)
    found = risk_ratio_over_bands(*bands)
    assert found is not None
    assert (found.low, found.high) == pytest.approx(expected, rel=1e-12)


def test_the_ratio_over_bands_is_that_of_the_centres() -> None:
    found = risk_ratio_over_bands((7, 12), (31, 36), (13, 18), (37, 42))
    assert found is not None
    assert found.value == pytest.approx((9.5 / 33.5) / (15.5 / 39.5))


def test_bands_of_width_one_give_the_exact_ratio() -> None:
    assert risk_ratio_over_bands((7, 7), (31, 31), (13, 13), (37, 37)) == risk_ratio(7, 31, 13, 37)


@pytest.mark.parametrize(
    "zero", [((0, 6), (31, 36), (7, 12), (31, 36)), ((7, 12), (31, 36), (0, 6), (31, 36))]
)
def test_a_band_that_holds_zero_has_no_ratio(zero: tuple[tuple[int, int], ...]) -> None:
    assert risk_ratio_over_bands(*zero) is None
