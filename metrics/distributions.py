"""Normal and Student distributions. scipy has them, and takes a quarter of a second to be imported for them.

Formulas from Abramowitz and Stegun 1964, Handbook of Mathematical Functions, chapter 26; tests hold them to scipy's.
"""

import math
from functools import cache
from statistics import NormalDist

import numpy as np

from metrics.regression import Matrix

NORMAL = NormalDist()
STEPS = 50
CLOSE = 1e-14


def normal_shares(sigmas: Matrix) -> Matrix:
    """The share of a normal distribution below each value."""
    return np.array([NORMAL.cdf(float(value)) for value in sigmas], dtype=np.float64)


def normal_sigmas(shares: Matrix) -> Matrix:
    """The value below which each share of a normal distribution lies; shares between 0 and 1, both excluded."""
    return np.array([NORMAL.inv_cdf(float(share)) for share in shares], dtype=np.float64)


@cache
def student_quantile(degrees: int, share: float) -> float:
    """The value below which this share (at least half) of Student's t with so many degrees of freedom lies."""
    value = NORMAL.inv_cdf(share)
    # The normal quantile lies nearer to the middle, and from there Newton's steps never go too far.
    for _ in range(STEPS):
        step = (share - 0.5 - _within(value, degrees) / 2) / _density(value, degrees)
        value += step
        if step <= CLOSE * value:
            break
    return value


def shifted_student_above(value: float, degrees: int, shift: float) -> float:
    """The share of a noncentral t above a value, by its normal approximation: right to a hundredth from 8 degrees.

    Source: Abramowitz and Stegun 26.7.10.
    """
    sigmas = (value * (1 - 1 / (4 * degrees)) - shift) / math.sqrt(1 + value * value / (2 * degrees))
    return 1 - NORMAL.cdf(sigmas)


def _within(value: float, degrees: int) -> float:
    """The share of Student's t between minus and plus a value. Source: Abramowitz and Stegun 26.7.3 and 26.7.4."""
    angle = math.atan(value / math.sqrt(degrees))
    square, is_odd = math.cos(angle) ** 2, degrees % 2
    term = math.cos(angle) if is_odd else 1.0
    total = 0.0
    for step in range(degrees // 2):
        total += term
        term *= square * ((2 * step + 2) / (2 * step + 3) if is_odd else (2 * step + 1) / (2 * step + 2))
    return 2 / math.pi * (angle + math.sin(angle) * total) if is_odd else math.sin(angle) * total


def _density(value: float, degrees: int) -> float:
    """Of Student's t at a value."""
    half = (degrees + 1) / 2
    scale = math.exp(math.lgamma(half) - math.lgamma(degrees / 2)) / math.sqrt(degrees * math.pi)
    return scale * math.pow(1 + value * value / degrees, -half)
