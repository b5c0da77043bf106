"""Regression of a series on a design matrix, with errors that allow for neighbouring periods to be alike.

One core for values (least squares) and for counts (binomial with over-dispersion): both weigh the design,
both take their errors from `_newey_west`. A design matrix has one row per observation; `places` says in which
period, counted from 0, each observation lies, so that periods left out leave a gap and several series of one
period are taken together. Departures: docs/deviations.md.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Places = NDArray[np.int64]
STEPS = 50
CLOSE = 1e-9
FARTHEST = 30.0  # on the logit scale: further out, a share is 0 or 1 and the step did not settle


@dataclass(frozen=True, eq=False)
class Fit:
    """Coefficients, and their covariance in two readings.

    chance: as if periods were independent, scaled by the dispersion; never below what counting alone gives.
    robust: Newey-West. dispersion: squared residuals against what chance gives; 1 for pure chance.
    """

    coefficients: Matrix
    chance: Matrix
    robust: Matrix
    dispersion: float
    degrees: int

    def variance(self, gradient: Matrix) -> float:
        """Of a combination of coefficients: the larger of the two readings."""
        return float(self.variances(gradient[None, :])[0])

    def variances(self, gradients: Matrix) -> Matrix:
        """Of several combinations, one in a row."""
        readings = [
            np.einsum("ij,jk,ik->i", gradients, each, gradients) for each in (self.robust, self.chance)
        ]
        return np.asarray(np.maximum(*readings), dtype=np.float64)


def usual_lag(periods: int) -> int:
    """How many neighbours the errors take into account. Newey and West 1994, Review of Economic Studies 61, 631-653."""
    return int(4 * (periods / 100) ** (2 / 9))


def least_squares(design: Matrix, values: Matrix, *, places: Places, lag: int) -> Fit | None:
    """Ordinary least squares; None when the columns say the same or there is nothing left to judge errors by.

    `chance` is the usual covariance with residual variance over the degrees of freedom.
    Source: Newey and West 1987, Econometrica 55, 703-708, with the small-sample factor n / (n - k).
    """
    bread, degrees = _inverse(design.T @ design), len(values) - design.shape[1]
    if bread is None or degrees < 1:
        return None
    coefficients = bread @ design.T @ values
    residuals = values - design @ coefficients
    dispersion = float(residuals @ residuals) / degrees
    robust = _newey_west(bread, design * residuals[:, None], places, lag)
    return Fit(coefficients, bread * dispersion, robust * len(values) / degrees, dispersion, degrees)


def binomial(design: Matrix, counted: Matrix, out_of: Matrix, *, places: Places, lag: int) -> Fit | None:
    """Logistic regression of counts; None when it does not settle: nobody or everybody counted on one side.

    The dispersion is Pearson's, never taken below 1.
    Source: McCullagh and Nelder 1989, Generalized Linear Models, 2nd edition, sections 4.4 and 4.5; errors as in
    `least_squares`.
    """
    degrees = len(counted) - design.shape[1]
    coefficients = _newton(design, counted, out_of) if degrees >= 1 else None
    if coefficients is None:
        return None
    share = expit(design @ coefficients)
    spread = out_of * share * (1 - share)
    bread = _inverse(design.T @ (design * spread[:, None]))
    if bread is None:
        return None
    residuals = counted - out_of * share
    dispersion = max(1.0, float(np.sum(residuals**2 / spread)) / degrees)
    robust = _newey_west(bread, design * residuals[:, None], places, lag)
    return Fit(coefficients, bread * dispersion, robust * len(counted) / degrees, dispersion, degrees)


def expit(log_odds: Matrix) -> Matrix:
    """The share with these log odds."""
    return np.asarray(1 / (1 + np.exp(-log_odds)), dtype=np.float64)


def _newton(design: Matrix, counted: Matrix, out_of: Matrix) -> Matrix | None:
    start = (counted + 0.5) / (out_of + 1)
    log_odds = np.log(start / (1 - start))
    coefficients: Matrix | None = None
    for _ in range(STEPS):
        share = expit(log_odds)
        spread = out_of * share * (1 - share)
        aim = log_odds * spread + counted - out_of * share
        inverse = _inverse(design.T @ (design * spread[:, None]))
        if inverse is None:
            return None
        earlier, coefficients = coefficients, inverse @ (design.T @ aim)
        log_odds = design @ coefficients
        if float(np.max(np.abs(log_odds))) > FARTHEST:
            return None
        if earlier is not None and float(np.max(np.abs(coefficients - earlier))) < CLOSE:
            return coefficients
    return None


def _inverse(square: Matrix) -> Matrix | None:
    if not np.all(np.isfinite(square)) or np.linalg.matrix_rank(square) < len(square):
        return None
    return np.asarray(np.linalg.inv(square), dtype=np.float64)


def _newey_west(bread: Matrix, scores: Matrix, places: Places, lag: int) -> Matrix:
    """Sandwich with Bartlett weights over the scores of each period; a period left out has none."""
    by_period = np.zeros((int(places.max()) + 1, scores.shape[1]))
    np.add.at(by_period, places, scores)
    meat = by_period.T @ by_period
    for step in range(1, min(lag, len(by_period) - 1) + 1):
        apart = by_period[step:].T @ by_period[:-step]
        meat += (1 - step / (lag + 1)) * (apart + apart.T)
    return np.asarray(bread @ meat @ bread, dtype=np.float64)
