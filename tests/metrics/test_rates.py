"""Intervals of shares and differences, against statsmodels and by trying every count inside a band."""

from itertools import product

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from metrics.rates import (
    difference,
    difference_expressions,
    difference_over_bands_expressions,
    share,
    wilson,
    wilson_expressions,
    wilson_over_bands,
    wilson_over_bands_expressions,
)

CELLS = [(1, 1), (0, 4), (4, 4), (1, 30), (7, 31), (15, 31), (4871, 38962), (3_000_000, 10_000_000)]


@pytest.mark.parametrize(("counted", "out_of"), CELLS)
def test_wilson_is_that_of_statsmodels(counted: int, out_of: int) -> None:
    assert wilson(counted, out_of) == pytest.approx(
        proportion_confint(counted, out_of, method="wilson"), abs=1e-12
    )


def test_the_level_of_the_interval_is_the_one_asked_for() -> None:
    expected = proportion_confint(7, 31, alpha=0.2, method="wilson")
    assert wilson(7, 31, level=0.8) == pytest.approx(expected, abs=1e-12)


def test_nothing_divided_by_nothing_has_no_interval() -> None:
    assert wilson(0, 0) is None
    assert share(0, 0) is None
    assert wilson_over_bands(0, 0, 0, 0) is None
    assert difference(0, 0, 1, 2) is None
    assert difference(1, 2, 0, 0) is None


def test_nobody_and_everybody_end_exactly_at_0_and_1() -> None:
    nobody, everybody = wilson(0, 31), wilson(31, 31)
    assert nobody is not None
    assert everybody is not None
    assert nobody[0] == 0.0
    assert everybody[1] == 1.0


@pytest.mark.parametrize(("counted", "out_of"), [(6, 5), (-1, 5), (1, -5)])
def test_counts_that_cannot_be_have_no_interval(counted: int, out_of: int) -> None:
    assert wilson(counted, out_of) is None


def test_columns_of_small_unsigned_counts_do_not_wrap_round() -> None:
    frame = pl.DataFrame({"k": [200, 0], "n": [210, 0]}, schema={"k": pl.UInt8, "n": pl.UInt8})
    low, high = wilson_expressions(pl.col("k"), pl.col("n"))
    assert frame.select(low.alias("low"), high.alias("high")).rows() == [wilson(200, 210), (None, None)]


@given(st.integers(0, 60), st.integers(0, 11), st.integers(0, 60), st.integers(0, 11))
def test_interval_over_bands_holds_every_interval_inside_and_no_more(
    k: int, k_more: int, n: int, n_more: int
) -> None:
    inside = [
        wilson(counted, out_of)
        for counted in {k, k + k_more, min(n, k + k_more), min(n + 1, k + k_more)}
        for out_of in {n, n + n_more, 1, k, min(k + k_more, n + n_more)}
        if k <= counted <= k + k_more and n <= out_of <= n + n_more
    ]
    ends = [interval for interval in inside if interval is not None]
    expected = (min(low for low, _ in ends), max(high for _, high in ends)) if ends else None
    found = wilson_over_bands(k, k + k_more, n, n + n_more)
    assert found == (None if expected is None else pytest.approx(expected, abs=1e-12))


def test_interval_over_bands_holds_every_single_count_of_a_published_cell() -> None:
    ends = [wilson(counted, out_of) for counted in range(7, 13) for out_of in range(31, 37)]
    known = [interval for interval in ends if interval is not None]
    expected = (min(low for low, _ in known), max(high for _, high in known))
    assert wilson_over_bands(7, 12, 31, 36) == pytest.approx(expected, abs=1e-12)


def test_counted_is_never_taken_above_out_of() -> None:
    found = wilson_over_bands(31, 36, 31, 36)
    assert found is not None
    assert found[1] == 1.0


def test_bands_that_hold_no_possible_pair_have_neither_end() -> None:
    ends = wilson_over_bands_expressions(*(pl.lit(end) for end in (37, 42, 31, 36)))
    assert pl.select(low=ends[0], high=ends[1]).row(0) == (None, None)


@pytest.mark.parametrize(
    "cells", [(9, 92, 47, 222), (0, 10, 5, 12), (10, 10, 3, 9), (1, 1, 0, 1), (56, 70, 48, 80)]
)
def test_difference_is_newcombe_of_statsmodels(cells: tuple[int, int, int, int]) -> None:
    before, before_of, after, after_of = cells
    found = difference(*cells)
    expected = confint_proportions_2indep(
        after, after_of, before, before_of, method="newcomb", compare="diff"
    )
    assert found is not None
    assert found.value == pytest.approx(after / after_of - before / before_of, abs=1e-12)
    assert (found.low, found.high) == pytest.approx(expected, abs=1e-12)


def test_a_difference_over_bands_holds_that_of_every_count_inside() -> None:
    bands = ((7, 12), (31, 36), (13, 18), (37, 42))
    ends = difference_over_bands_expressions(*((pl.lit(low), pl.lit(high)) for low, high in bands))
    low, high = pl.select(low=ends[0], high=ends[1]).row(0)
    inside = [difference(*cells) for cells in product(*(range(low, high + 1) for low, high in bands))]
    assert low == pytest.approx(min(found.low for found in inside if found), abs=1e-12)
    assert high == pytest.approx(max(found.high for found in inside if found), abs=1e-12)


def test_difference_is_that_of_the_paper() -> None:
    """Newcombe 1998, table II, contrast (a) 56/70 - 48/80, method 10: 0.0524 to 0.3339."""
    found = difference(48, 80, 56, 70)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)


def test_difference_is_after_minus_before() -> None:
    found = difference(10, 100, 20, 100)
    assert found is not None
    assert found.value == pytest.approx(0.1)
    turned = difference(20, 100, 10, 100)
    assert turned is not None
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low), abs=1e-12)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_no_nan_ever_leaves(a: int, b: int, c: int, d: int) -> None:
    frame = pl.select(a=a, b=b, c=c, d=d)
    columns = [pl.col(name) for name in "abcd"]
    found = frame.select(
        expression.alias(str(place))
        for place, expression in enumerate(
            [
                *wilson_expressions(*columns[:2]),
                *wilson_over_bands_expressions(*columns),
                *difference_expressions(*columns),
            ]
        )
    ).row(0)
    assert all(value is None or -1 <= value <= 1 for value in found)
