"""Our distributions are scipy's."""

import numpy as np
import pytest
from scipy import stats

from metrics.distributions import normal_shares, normal_sigmas, shifted_student_above, student_quantile


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 7, 12, 25, 60, 151])
@pytest.mark.parametrize("share", [0.5, 0.8, 0.975, 0.999])
def test_students_quantile_is_scipys(degrees: int, share: float) -> None:
    assert student_quantile(degrees, share) == pytest.approx(stats.t.ppf(share, degrees), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("degrees", [8, 12, 20, 50])
@pytest.mark.parametrize("shift", [0.0, 1.0, 2.8, 5.0])
def test_the_shifted_students_share_is_scipys_within_a_hundredth(degrees: int, shift: float) -> None:
    edge = float(stats.t.ppf(0.975, degrees))
    assert shifted_student_above(edge, degrees, shift) == pytest.approx(
        stats.nct.sf(edge, degrees, shift), abs=0.01
    )


def test_normal_shares_and_sigmas_are_scipys() -> None:
    sigmas = np.array([-3.0, -0.5, 0.0, 2.0])
    assert normal_shares(sigmas) == pytest.approx(stats.norm.cdf(sigmas))
    assert normal_sigmas(normal_shares(sigmas)) == pytest.approx(sigmas)
