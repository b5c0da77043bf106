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
ENDS = ("", "_low", "_high")
SUMMED = ("cases", "whole", "own", "other", "spread", "share", "ref_share", "variance", "ref_variance")


def like_cases(strata: pl.DataFrame, *, by: Sequence[str], level: float = LEVEL) -> pl.DataFrame:
    """Two groups compared among like cases: both ratios of every comparison.

    strata: a row per comparison and stratum, of the columns `by` that name the comparison, and CELLS.

    Returns one row per comparison: by; adjusted_ratio, the common risk ratio (Mantel-Haenszel); standardised_ratio, of
    the shares both groups would have with the mix of cases of the two together; each with _low and _high, null where
    nobody is counted on a side; cases of both groups; covered, the share of them (0 to 1) in strata that both have.
    Source: Greenland and Robins 1985, Biometrics 41, 55-68 (estimate and variance for cohort data); Rothman, Greenland
    and Lash 2008, Modern Epidemiology, 3rd edition, chapter 15 (standardised risk ratio, variance by the delta method).
    """
    # Sums of plain columns: the engine works out what is mixed of rows and sums group by group, at ten times the cost.
    sums = _terms(strata, by).group_by(by).agg(pl.col(SUMMED).sum())
    own, other, share, ref_share = (pl.col(name) for name in ("own", "other", "share", "ref_share"))
    relative = pl.col("variance") / share.pow(2) + pl.col("ref_variance") / ref_share.pow(2)
    common = _from_logs(
        own / other, (pl.col("spread") / (own * other)).sqrt(), (own > 0) & (other > 0), level
    )
    standard = _from_logs(share / ref_share, relative.sqrt(), (share > 0) & (ref_share > 0), level)
    named = {"adjusted_ratio": common, "standardised_ratio": standard}
    return sums.select(
        *by,
        *(
            value.alias(f"{name}{end}")
            for name, found in named.items()
            for value, end in zip(found, ENDS, strict=True)
        ),
        "cases",
        covered=pl.col("whole") / pl.col("cases").cast(pl.Float64),
    ).collect()


def _terms(strata: pl.DataFrame, by: Sequence[str]) -> pl.LazyFrame:
    """What every stratum adds to the sums; null, so nothing, where only one of the groups has cases."""
    cells = dict(zip(("k", "n", "ref_k", "ref_n"), _usable(_columns()), strict=True))
    k, n, ref_k, ref_n = (pl.col(name) for name in cells)
    whole, weight, rate, ref_rate = (pl.col(name) for name in ("whole", "weight", "rate", "ref_rate"))
    return (
        strata.lazy()
        .with_columns(**cells, cases=pl.col("out_of") + pl.col("ref_out_of"))
        .with_columns(whole=n + ref_n, rate=k / n, ref_rate=ref_k / ref_n)
        .with_columns(weight=whole / whole.sum().over(by))
        .with_columns(
            own=k * ref_n / whole,
            other=ref_k * n / whole,
            spread=(n * ref_n * (k + ref_k) - k * ref_k * whole) / whole.pow(2),
            share=weight * rate,
            ref_share=weight * ref_rate,
            variance=weight.pow(2) * rate * (1 - rate) / n,
            ref_variance=weight.pow(2) * ref_rate * (1 - ref_rate) / ref_n,
        )
    )


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


def directions_differ(pooled: ValueAndEnds, adjusted: ValueAndEnds) -> pl.Expr:
    """The Simpson warning: pooled and stratified ratio lie on different sides of 1.

    At least one of the two intervals must leave out 1: two ratios next to 1 differ in direction by chance.
    False where one of them is not defined.
    """
    opposite = (pooled[0] - 1) * (adjusted[0] - 1) < 0
    sure = (pooled[1] > 1) | (pooled[2] < 1) | (adjusted[1] > 1) | (adjusted[2] < 1)
    return (opposite & sure).fill_null(value=False)


def mantel_haenszel(strata: Sequence[Stratum], *, level: float = LEVEL) -> Estimate | None:
    """The common risk ratio of strata; None where not defined. See `like_cases`."""
    return _ratio_of(strata, "adjusted_ratio", level)


def odds_ratio(strata: Sequence[Stratum], *, level: float = LEVEL) -> Estimate | None:
    """The common odds ratio; of one stratum that of its table. See `odds_ratio_expressions`."""
    return _one(strata, odds_ratio_expressions(_columns(), level=level))


def standardised(strata: Sequence[Stratum], *, level: float = LEVEL) -> Estimate | None:
    """The directly standardised risk ratio; None where not defined. See `like_cases`."""
    return _ratio_of(strata, "standardised_ratio", level)


def _ratio_of(strata: Sequence[Stratum], name: str, level: float) -> Estimate | None:
    found = like_cases(_frame(strata).with_columns(comparison=0), by=["comparison"], level=level)
    rows = found.select(f"{name}{end}" for end in ENDS).drop_nulls().rows()
    return Estimate(*rows[0]) if rows else None


def _columns() -> Cells:
    return pl.col(CELLS[0]), pl.col(CELLS[1]), pl.col(CELLS[2]), pl.col(CELLS[3])


def _frame(strata: Sequence[Stratum]) -> pl.DataFrame:
    return pl.DataFrame(strata, schema=dict.fromkeys(CELLS, pl.Int64), orient="row")


def _one(strata: Sequence[Stratum], expressions: ValueAndEnds) -> Estimate | None:
    values = _frame(strata).select(value.alias(str(place)) for place, value in enumerate(expressions)).row(0)
    found = one_cell([pl.lit(value, dtype=pl.Float64) for value in values])
    return Estimate(*found) if found else None


def _usable(cells: Cells) -> Cells:
    """The cells of the strata in which both groups have cases, as decimal numbers; others null, so in no sum."""
    k, n, ref_k, ref_n = (as_float(cell) for cell in cells)
    both = (n > 0) & (ref_n > 0)
    return only_when(both, k), only_when(both, n), only_when(both, ref_k), only_when(both, ref_n)


def _from_logs(ratio: pl.Expr, error: pl.Expr, defined: pl.Expr, level: float) -> ValueAndEnds:
    reach = (error * normal_quantile(level)).exp()
    # Everybody counted on both sides gives an interval of no width, which no number of cases justifies.
    defined = defined & (error > 0)
    return only_when(defined, ratio), only_when(defined, ratio / reach), only_when(defined, ratio * reach)
