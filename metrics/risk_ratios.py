"""Ratio of two shares with its interval, from exact counts and from bands.

As in `rates`: one formula, as expressions; the scalar functions evaluate it for one cell.
"""

from collections.abc import Sequence
from itertools import product

import polars as pl

from metrics.rates import (
    LEVEL,
    Ends,
    Estimate,
    ValueAndEnds,
    are_possible,
    as_float,
    normal_quantile,
    one_cell,
    only_when,
)


def risk_ratio_expressions(
    counted: pl.Expr, out_of: pl.Expr, ref_counted: pl.Expr, ref_out_of: pl.Expr, *, level: float = LEVEL
) -> ValueAndEnds:
    """Share in the group over share in the reference group, with lower and upper end.

    Null where the interval is not defined: nobody counted in either one, or everybody counted in both.
    Nothing is added to a zero cell.
    Source: Katz, Baptista, Azen and Pike 1978, Biometrics 34, 469-474, method C (log interval).
    """
    cells = [as_float(cell) for cell in (counted, out_of, ref_counted, ref_out_of)]
    ratio, low, high = _katz(*cells, z=normal_quantile(level))
    defined = _is_defined(cells, cells)
    return only_when(defined, ratio), only_when(defined, low), only_when(defined, high)


def risk_ratio_over_bands_expressions(
    counted: Ends, out_of: Ends, ref_counted: Ends, ref_out_of: Ends, *, level: float = LEVEL
) -> ValueAndEnds:
    """Ratio of the shares at the band centres; smallest and largest Katz end over the bands' corners.

    Each argument is a band, from and to, both included. The corners bound every combination of counts
    inside the bands as long as a numerator's band lies below its denominator's; where the two overlap,
    `counted` is cut to `out_of`. Null where a numerator's band holds 0.

    The lower end rises with the group's share whatever its spread, so the group's smallest share is at the
    lowest; the upper end falls with the reference group's. Of the other group either corner may be the one.
    """
    bands = [(as_float(low), as_float(high)) for low, high in (counted, out_of, ref_counted, ref_out_of)]
    own, reference, z = bands[:2], bands[2:], normal_quantile(level)
    lows = [_katz(own[0][0], own[1][1], ref_k, ref_n, z=z)[1] for ref_k, ref_n in product(*reference)]
    highs = [_katz(k, n, reference[0][0], reference[1][1], z=z)[2] for k, n in product(*own)]
    centres = [(low + high) / 2 for low, high in bands]
    ratio = centres[0] / centres[1] / (centres[2] / centres[3])
    low, high = pl.min_horizontal(lows), pl.max_horizontal(highs)
    defined = _is_defined([band[0] for band in bands], [band[1] for band in bands])
    return only_when(defined, ratio), only_when(defined, low), only_when(defined, high)


def risk_ratio(
    counted: int, out_of: int, ref_counted: int, ref_out_of: int, *, level: float = LEVEL
) -> Estimate | None:
    """One risk ratio with its Katz interval; None where not defined. See `risk_ratio_expressions`."""
    cells = map(pl.lit, (counted, out_of, ref_counted, ref_out_of))
    found = one_cell(risk_ratio_expressions(*cells, level=level))
    return Estimate(*found) if found else None


def risk_ratio_over_bands(
    counted: tuple[int, int],
    out_of: tuple[int, int],
    ref_counted: tuple[int, int],
    ref_out_of: tuple[int, int],
    *,
    level: float = LEVEL,
) -> Estimate | None:
    """One banded risk ratio, rounding included. See `risk_ratio_over_bands_expressions`."""
    bands = ((pl.lit(low), pl.lit(high)) for low, high in (counted, out_of, ref_counted, ref_out_of))
    found = one_cell(risk_ratio_over_bands_expressions(*bands, level=level))
    return Estimate(*found) if found else None


def _katz(k: pl.Expr, n: pl.Expr, ref_k: pl.Expr, ref_n: pl.Expr, *, z: float) -> ValueAndEnds:
    k, ref_k = pl.min_horizontal(k, n), pl.min_horizontal(ref_k, ref_n)
    ratio = (k / n) / (ref_k / ref_n)
    spread = (1 / k - 1 / n + 1 / ref_k - 1 / ref_n).clip(lower_bound=0).sqrt() * z
    return ratio, ratio * (-spread).exp(), ratio * spread.exp()


def _is_defined(lows: Sequence[pl.Expr], highs: Sequence[pl.Expr]) -> pl.Expr:
    """Both shares possible and above 0, and not both everybody, where the interval would have no width."""
    possible = are_possible(lows[0], highs[1]) & are_possible(lows[2], highs[3])
    none_is_empty = pl.min_horizontal(lows) > 0
    return possible & none_is_empty & ((lows[0] < highs[1]) | (lows[2] < highs[3]))
