"""The chance of a chi-square value, against scipy."""

import pytest
from scipy.special import chdtrc

from metrics.chi_square import chance_of


@pytest.mark.parametrize("degrees", range(1, 12))
@pytest.mark.parametrize("value", [1e-9, 0.3, 1.0, 3.84, 12.5, 60.0])
def test_the_chance_is_that_of_scipy(value: float, degrees: int) -> None:
    assert chance_of(value, degrees) == pytest.approx(float(chdtrc(degrees, value)), rel=1e-9)


def test_no_difference_at_all_is_sure_to_be_reached() -> None:
    assert chance_of(0.0, 3) == 1.0
