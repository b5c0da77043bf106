"""Intervals for shares and for the difference between two shares.

Every formula stands once, as polars expressions over columns of counts; the scalar functions evaluate
the same expressions for one cell. Counts that cannot be (negative, or more counted than out of) and
empty denominators give null, never NaN. Counts are people or cases; shares and their intervals run from
0 to 1, differences from -1 to 1. Departures: docs/deviations.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import polars as pl

LEVEL = 0.95

Ends = tuple[pl.Expr, pl.Expr]
ValueAndEnds = tuple[pl.Expr, pl.Expr, pl.Expr]


@dataclass(frozen=True)
class Estimate:
    """A value and the two ends of its interval, in the unit of the value."""

    value: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Zero lies outside the interval; an end at zero does not exclude it."""
        return self.low > 0 or self.high < 0


def normal_quantile(level: float = LEVEL) -> float:
    """The standard normal quantile of a two-sided interval: 1.96 for 0.95."""
    return NormalDist().inv_cdf(0.5 + level / 2)


def wilson_expressions(counted: pl.Expr, out_of: pl.Expr, *, level: float = LEVEL) -> Ends:
    """Lower and upper end of the Wilson score interval for counted / out_of; null when out_of is 0.

    Source: Wilson 1927, Journal of the American Statistical Association 22, 209-212; in this form
    Newcombe 1998, Statistics in Medicine 17, 857-872, method 3 (no continuity correction).
    """
    z = normal_quantile(level)
    k, n = as_float(counted), as_float(out_of)
    centre = (k + z * z / 2) / (n + z * z)
    spread = z / (n + z * z) * (k * (n - k) / n + z * z / 4).sqrt()
    # At none and at all the end is exactly 0 or 1; the formula only comes within rounding of it.
    low = pl.when(k == 0).then(0.0).otherwise(centre - spread)
    high = pl.when(k == n).then(1.0).otherwise(centre + spread)
    return only_when(are_possible(k, n), low), only_when(are_possible(k, n), high)


def wilson_over_bands_expressions(
    counted_low: pl.Expr,
    counted_high: pl.Expr,
    out_of_low: pl.Expr,
    out_of_high: pl.Expr,
    *,
    level: float = LEVEL,
) -> Ends:
    """Smallest lower and largest upper Wilson end over all counts inside the bands (both ends included).

    Both ends rise with `counted` and fall with `out_of`, so two corners suffice. `counted` is never taken
    above `out_of`, nor `out_of` as 0; null when the bands hold no such pair.
    """
    return wilson_of_corners_expressions(
        *corners((counted_low, counted_high), (out_of_low, out_of_high)), level=level
    )


def wilson_of_corners_expressions(smallest: Ends, largest: Ends, *, level: float = LEVEL) -> Ends:
    """As `wilson_over_bands_expressions`, of what `corners` finds."""
    low, _ = wilson_expressions(*smallest, level=level)
    _, high = wilson_expressions(*largest, level=level)
    return low, only_when(are_possible(*smallest), high)


def difference_expressions(
    before_counted: pl.Expr,
    before_out_of: pl.Expr,
    after_counted: pl.Expr,
    after_out_of: pl.Expr,
    *,
    level: float = LEVEL,
) -> ValueAndEnds:
    """After minus before, with lower and upper end; null when either denominator is 0.

    Source: Newcombe 1998, Statistics in Medicine 17, 873-890, method 10 (hybrid score).
    """
    before = as_float(before_counted) / as_float(before_out_of)
    after = as_float(after_counted) / as_float(after_out_of)
    before_low, before_high = wilson_expressions(before_counted, before_out_of, level=level)
    after_low, after_high = wilson_expressions(after_counted, after_out_of, level=level)
    low = after - before - ((after - after_low).pow(2) + (before_high - before).pow(2)).sqrt()
    high = after - before + ((after_high - after).pow(2) + (before - before_low).pow(2)).sqrt()
    defined = are_possible(before_counted, before_out_of) & are_possible(after_counted, after_out_of)
    return only_when(defined, after - before), low, high


def difference_over_bands_expressions(
    before_counted: Ends,
    before_out_of: Ends,
    after_counted: Ends,
    after_out_of: Ends,
    *,
    level: float = LEVEL,
) -> Ends:
    """Smallest lower and largest upper end of `difference_expressions` at the corners of the bands.

    The end rises with what is counted after and falls with what is counted before. `counted` is never taken
    above `out_of`, nor `out_of` as 0.
    """
    before, after = corners(before_counted, before_out_of), corners(after_counted, after_out_of)
    _, low, _ = difference_expressions(*before[1], *after[0], level=level)
    _, _, high = difference_expressions(*before[0], *after[1], level=level)
    return low, high


def corners(counted: Ends, out_of: Ends) -> tuple[Ends, Ends]:
    """Counted and out_of of the smallest share inside the bands, and of the largest.

    `counted` is never taken above `out_of`, nor `out_of` as 0.
    """
    fewest = as_float(out_of[0]).clip(lower_bound=1)
    return (counted[0], out_of[1]), (pl.min_horizontal(as_float(counted[1]), fewest), fewest)


def wilson(counted: int, out_of: int, *, level: float = LEVEL) -> tuple[float, float] | None:
    """One share's Wilson interval; None when out_of is 0. See `wilson_expressions`."""
    ends = one_cell(wilson_expressions(pl.lit(counted), pl.lit(out_of), level=level))
    return (ends[0], ends[1]) if ends else None


def wilson_over_bands(
    counted_low: int, counted_high: int, out_of_low: int, out_of_high: int, *, level: float = LEVEL
) -> tuple[float, float] | None:
    """One banded share's interval, rounding included. See `wilson_over_bands_expressions`."""
    cells = map(pl.lit, (counted_low, counted_high, out_of_low, out_of_high))
    ends = one_cell(wilson_over_bands_expressions(*cells, level=level))
    return (ends[0], ends[1]) if ends else None


def share(counted: int, out_of: int, *, level: float = LEVEL) -> Estimate | None:
    """One share with its Wilson interval; None when out_of is 0."""
    ends = wilson(counted, out_of, level=level)
    return Estimate(counted / out_of, *ends) if ends else None


@cache
def difference(
    before_counted: int, before_out_of: int, after_counted: int, after_out_of: int, *, level: float = LEVEL
) -> Estimate | None:
    """After minus before, Newcombe interval; None when either denominator is 0."""
    cells = map(pl.lit, (before_counted, before_out_of, after_counted, after_out_of))
    found = one_cell(difference_expressions(*cells, level=level))
    return Estimate(*found) if found else None


def as_float(counts: pl.Expr) -> pl.Expr:
    """Counts as decimal numbers, because unsigned counts wrap round when subtracted."""
    return counts.cast(pl.Float64)


def are_possible(counted: pl.Expr, out_of: pl.Expr) -> pl.Expr:
    """True where `counted` can be a part of `out_of` and there is something to divide by."""
    return (out_of > 0) & (counted >= 0) & (counted <= out_of)


def only_when(condition: pl.Expr, value: pl.Expr) -> pl.Expr:
    """The value where the condition holds, else null."""
    return pl.when(condition).then(value)


def one_cell(expressions: Sequence[pl.Expr]) -> tuple[float, ...] | None:
    """The expressions' values for one cell, or None when any of them is null."""
    row = pl.select([value.alias(str(place)) for place, value in enumerate(expressions)]).row(0)
    return None if None in row else row
