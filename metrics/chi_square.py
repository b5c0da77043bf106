"""The chance of a chi-square value: scipy has it, and takes a third of a second to be imported for it."""

from math import erfc, exp, pi, sqrt


def chance_of(chi_square: float, degrees_of_freedom: int) -> float:
    """Chance of a value as large or larger, 0 to 1, for whole degrees of freedom of at least 1.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 26.4.4 and 26.4.5.
    """
    if chi_square <= 0:
        return 1.0
    half = chi_square / 2
    is_odd = degrees_of_freedom % 2 == 1
    chance = erfc(sqrt(half)) if is_odd else exp(-half)
    term = 2 * sqrt(half / pi) * exp(-half) if is_odd else half * exp(-half)
    for place in range(3 if is_odd else 4, degrees_of_freedom + 1, 2):
        chance += term
        term *= chi_square / place
    return chance
