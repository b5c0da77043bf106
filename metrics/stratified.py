"""Two groups compared among like cases: Mantel-Haenszel and direct standardisation over strata.

One formula each, as aggregating expressions over a frame with a row per stratum; the scalar functions
evaluate them for one comparison. The four cells are counted and out_of of the group, then of the
reference group. Strata that only one of the two has say nothing and drop out.
"""

from collections.abc import Sequence

import polars as pl

from metrics.rates import LEVEL, Estimate, ValueAndEnds, as_float, normal_quantile, one_cell, only_when

Cells = tuple[pl.Expr, pl.Expr, pl.Expr, pl.Expr]
Stratum = tuple[int, int, int, int]
CELLS = ("counted", "out_of", "ref_counted", "ref_out_of")


def mantel_haenszel_expressions(cells: Cells, *, level: float = LEVEL) -> ValueAndEnds:
    """Common risk ratio over the strata, with lower and upper end; null where nobody is counted on a side.

    Source: Greenland and Robins 1985, Biometrics 41, 55-68 (estimate and variance for cohort data).
    """
    k, n, ref_k, ref_n = _usable(cells)
    whole = n + ref_n
    own, other = (k * ref_n / whole).sum(), (ref_k * n / whole).sum()
    spread = ((n * ref_n * (k + ref_k) - k * ref_k * whole) / whole.pow(2)).sum()
    return _from_logs(own / other, (spread / (own * other)).sqrt(), (own > 0) & (other > 0), level)


def odds_ratio_expressions(cells: Cells, *, level: float = LEVEL) -> ValueAndEnds:
    """Common odds ratio over the strata, with lower and upper end; null where not defined.

    Source: Mantel and Haenszel 1959, Journal of the National Cancer Institute 22, 719-748; variance of
    Robins, Breslow and Greenland 1986, Biometrics 42, 311-323.
    """
    k, n, ref_k, ref_n = _usable(cells)
    whole, rest, ref_rest = n + ref_n, n - k, ref_n - ref_k
    same, crossed = (k + ref_rest) / whole, (rest + ref_k) / whole
    own, other = k * ref_rest / whole, rest * ref_k / whole
    mixed = (same * other + crossed * own).sum() / (2 * own.sum() * other.sum())
    first = (same * own).sum() / (2 * own.sum().pow(2))
    last = (crossed * other).sum() / (2 * other.sum().pow(2))
    defined = (own.sum() > 0) & (other.sum() > 0)
    return _from_logs(own.sum() / other.sum(), (first + mixed + last).sqrt(), defined, level)


def standardised_expressions(cells: Cells, *, level: float = LEVEL) -> ValueAndEnds:
    """Ratio of the shares both groups would have with the mix of cases of the two together.

    Null where nobody is counted on a side. Source: Rothman, Greenland and Lash 2008, Modern Epidemiology,
    3rd edition, chapter 15 (standardised risk ratio, variance by the delta method).
    """
    k, n, ref_k, ref_n = _usable(cells)
    weight = (n + ref_n) / (n + ref_n).sum()
    share, ref_share = (weight * k / n).sum(), (weight * ref_k / ref_n).sum()
    spread = _relative_variance(k, n, weight) + _relative_variance(ref_k, ref_n, weight)
    return _from_logs(share / ref_share, spread.sqrt(), (share > 0) & (ref_share > 0), level)


def covered_expression(cells: Cells) -> pl.Expr:
    """Share of both groups' cases that lie in strata which both groups have, 0 to 1."""
    _, n, _, ref_n = (as_float(cell) for cell in cells)
    both = (n > 0) & (ref_n > 0)
    return only_when(both, n + ref_n).sum() / (n + ref_n).sum()


def directions_differ(pooled: ValueAndEnds, adjusted: ValueAndEnds) -> pl.Expr:
    """The Simpson warning: pooled and stratified ratio lie on different sides of 1.

    At least one of the two intervals must leave out 1: two ratios next to 1 differ in direction by chance.
    False where one of them is not defined.
    """
    opposite = (pooled[0] - 1) * (adjusted[0] - 1) < 0
    sure = (pooled[1] > 1) | (pooled[2] < 1) | (adjusted[1] > 1) | (adjusted[2] < 1)
    return (opposite & sure).fill_null(value=False)


def mantel_haenszel(strata: Sequence[Stratum], *, level: float = LEVEL) -> Estimate | None:
    """The common risk ratio of strata; None where not defined. See `mantel_haenszel_expressions`."""
    return _one(strata, mantel_haenszel_expressions(_columns(), level=level))


def odds_ratio(strata: Sequence[Stratum], *, level: float = LEVEL) -> Estimate | None:
    """The common odds ratio; of one stratum that of its table. See `odds_ratio_expressions`."""
    return _one(strata, odds_ratio_expressions(_columns(), level=level))


def standardised(strata: Sequence[Stratum], *, level: float = LEVEL) -> Estimate | None:
    """The directly standardised risk ratio; None where not defined. See `standardised_expressions`."""
    return _one(strata, standardised_expressions(_columns(), level=level))


def _columns() -> Cells:
    return pl.col(CELLS[0]), pl.col(CELLS[1]), pl.col(CELLS[2]), pl.col(CELLS[3])


def _one(strata: Sequence[Stratum], expressions: ValueAndEnds) -> Estimate | None:
    frame = pl.DataFrame(strata, schema=dict.fromkeys(CELLS, pl.Int64), orient="row")
    values = frame.select(value.alias(str(place)) for place, value in enumerate(expressions)).row(0)
    found = one_cell([pl.lit(value, dtype=pl.Float64) for value in values])
    return Estimate(*found) if found else None


def _usable(cells: Cells) -> Cells:
    """The cells of the strata in which both groups have cases, as decimal numbers; others null, so in no sum."""
    k, n, ref_k, ref_n = (as_float(cell) for cell in cells)
    both = (n > 0) & (ref_n > 0)
    return only_when(both, k), only_when(both, n), only_when(both, ref_k), only_when(both, ref_n)


def _relative_variance(k: pl.Expr, n: pl.Expr, weight: pl.Expr) -> pl.Expr:
    """Variance of the logarithm of a weighted share."""
    share = k / n
    return (weight.pow(2) * share * (1 - share) / n).sum() / (weight * share).sum().pow(2)


def _from_logs(ratio: pl.Expr, error: pl.Expr, defined: pl.Expr, level: float) -> ValueAndEnds:
    reach = (error * normal_quantile(level)).exp()
    # Everybody counted on both sides gives an interval of no width, which no number of cases justifies.
    defined = defined & (error > 0)
    return only_when(defined, ratio), only_when(defined, ratio / reach), only_when(defined, ratio * reach)
