"""The regression core against statsmodels on the same counts, and what it does where nothing can be fitted."""

import numpy as np
import pytest
import statsmodels.api as sm

from metrics.regression import binomial, expit, least_squares, usual_lag

RANDOM = np.random.default_rng(11)
PERIODS = 40
PLACES = np.arange(PERIODS)
YEARS = PLACES / 12
DESIGN = np.column_stack([np.ones(PERIODS), YEARS, PLACES >= 25, (PLACES >= 25) * (PLACES - 25) / 12])
OUT_OF = RANDOM.integers(40, 90, PERIODS).astype(float)
COUNTED = RANDOM.binomial(OUT_OF.astype(int), expit(DESIGN @ np.array([-0.4, 0.1, 0.5, 0.2]))).astype(float)
LAG = 3


def test_coefficients_and_newey_west_errors_are_those_of_statsmodels() -> None:
    ours = binomial(DESIGN, COUNTED, OUT_OF, places=PLACES, lag=LAG)
    theirs = sm.GLM(np.column_stack([COUNTED, OUT_OF - COUNTED]), DESIGN, family=sm.families.Binomial()).fit(
        cov_type="HAC", cov_kwds={"maxlags": LAG, "use_correction": False}
    )
    assert ours is not None
    assert ours.coefficients == pytest.approx(theirs.params, abs=1e-7)
    factor = PERIODS / (PERIODS - DESIGN.shape[1])
    assert ours.robust == pytest.approx(theirs.cov_params() * factor, rel=1e-6)


def test_the_errors_of_chance_are_widened_by_pearsons_dispersion_and_never_narrowed() -> None:
    shares = np.column_stack([COUNTED, OUT_OF - COUNTED])
    theirs = sm.GLM(shares, DESIGN, family=sm.families.Binomial()).fit()
    ours = binomial(DESIGN, COUNTED, OUT_OF, places=PLACES, lag=LAG)
    assert ours is not None
    dispersion = max(1.0, theirs.pearson_chi2 / theirs.df_resid)
    assert ours.dispersion == pytest.approx(dispersion)
    assert ours.chance == pytest.approx(theirs.cov_params() * dispersion, rel=1e-6)
    smooth = OUT_OF * expit(DESIGN @ np.array([-0.4, 0.1, 0.5, 0.2]))
    even = binomial(DESIGN, smooth, OUT_OF, places=PLACES, lag=LAG)
    assert even is not None
    assert even.dispersion == 1.0


def test_least_squares_and_its_newey_west_errors_are_those_of_statsmodels() -> None:
    values = np.log(OUT_OF)
    ours = least_squares(DESIGN, values, places=PLACES, lag=LAG)
    plain = sm.OLS(values, DESIGN).fit()
    robust = sm.OLS(values, DESIGN).fit(cov_type="HAC", cov_kwds={"maxlags": LAG, "use_correction": True})
    assert ours is not None
    assert ours.coefficients == pytest.approx(plain.params)
    assert ours.chance == pytest.approx(plain.cov_params())
    assert ours.robust == pytest.approx(robust.cov_params())


def test_two_series_of_one_period_are_taken_together() -> None:
    """The same series twice says nothing new: Newey-West on sums by period keeps the error of one."""
    one = binomial(DESIGN, COUNTED, OUT_OF, places=PLACES, lag=LAG)
    twice = binomial(
        np.vstack([DESIGN, DESIGN]),
        np.concatenate([COUNTED, COUNTED]),
        np.concatenate([OUT_OF, OUT_OF]),
        places=np.concatenate([PLACES, PLACES]),
        lag=LAG,
    )
    assert one is not None
    assert twice is not None
    free = PERIODS / one.degrees, 2 * PERIODS / twice.degrees
    assert twice.robust / free[1] == pytest.approx(one.robust / free[0])


def test_a_period_left_out_is_a_gap_and_not_a_neighbour() -> None:
    gap = PLACES.copy()
    gap[20:] += 5
    near, far = (least_squares(DESIGN, np.log(OUT_OF), places=places, lag=1) for places in (PLACES, gap))
    assert near is not None
    assert far is not None
    assert near.coefficients == pytest.approx(far.coefficients)
    assert near.robust != pytest.approx(far.robust, rel=1e-9)


@pytest.mark.parametrize("counted", [np.zeros(PERIODS), OUT_OF, np.where(PLACES >= 25, OUT_OF, 0.0)])
def test_nobody_or_everybody_on_one_side_gives_nothing(counted: np.ndarray) -> None:
    assert binomial(DESIGN, counted, OUT_OF, places=PLACES, lag=LAG) is None


def test_columns_that_say_the_same_give_nothing() -> None:
    doubled = np.column_stack([DESIGN, DESIGN[:, 1]])
    assert binomial(doubled, COUNTED, OUT_OF, places=PLACES, lag=LAG) is None
    assert least_squares(doubled, OUT_OF, places=PLACES, lag=LAG) is None


def test_as_many_columns_as_periods_give_nothing() -> None:
    few = slice(0, 40, 10)
    assert binomial(DESIGN[few], COUNTED[few], OUT_OF[few], places=PLACES[few], lag=1) is None
    assert least_squares(np.eye(4), OUT_OF[few], places=PLACES[few], lag=1) is None


def test_more_neighbours_count_in_longer_series() -> None:
    assert [usual_lag(periods) for periods in (16, 24, 50, 100, 192)] == [2, 2, 3, 4, 4]
