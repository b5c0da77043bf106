"""Did a gap change, and how far could the people whose group is not known move it?"""

import polars as pl

from metrics.rates import LEVEL, Estimate, ValueAndEnds, as_float, normal_quantile, one_cell, only_when
from metrics.risk_ratios import risk_ratio_expressions

Cells = tuple[pl.Expr, pl.Expr, pl.Expr, pl.Expr]
Part = tuple[pl.Expr, pl.Expr]


def ratio_of_ratios_expressions(before: Cells, after: Cells, *, level: float = LEVEL) -> ValueAndEnds:
    """Risk ratio after over risk ratio before, with lower and upper end; null where one is not defined.

    before, after: counted and out_of of the group, then of the reference group, in separate periods.
    Source: Altman and Bland 2003, British Medical Journal 326, 219 (two independent estimates compared on
    the log scale).
    """
    ratios = [risk_ratio_expressions(*cells, level=level) for cells in (before, after)]
    log = ratios[1][0].log() - ratios[0][0].log()
    halves = [(high.log() - low.log()) / 2 for _, low, high in ratios]
    reach = (halves[0].pow(2) + halves[1].pow(2)).sqrt()
    return log.exp(), (log - reach).exp(), (log + reach).exp()


def ratio_of_ratios(
    before: tuple[int, int, int, int], after: tuple[int, int, int, int], *, level: float = LEVEL
) -> Estimate | None:
    """One change of a gap; None where not defined. See `ratio_of_ratios_expressions`."""
    first, last = (tuple(map(pl.lit, cells)) for cells in (before, after))
    found = one_cell(ratio_of_ratios_expressions(first, last, level=level))  # type: ignore[arg-type]
    return Estimate(*found) if found else None


def bounds_expressions(group: Part, reference: Part, unknown: Part) -> tuple[pl.Expr, pl.Expr]:
    """Smallest and largest ratio of the shares with all unknown people out, in the group, or in the reference.

    Each part is counted and out_of. Null where a share has nothing to divide by.
    Source: worst-case bounds for missing data, Manski 1989, Journal of Human Resources 24, 343-360, with the
    unknown taken as one body.
    """
    ratios = [
        _ratio(group, reference),
        _ratio(_together(group, unknown), reference),
        _ratio(group, _together(reference, unknown)),
    ]
    defined = pl.all_horizontal(ratio.is_not_null() for ratio in ratios)
    return only_when(defined, pl.min_horizontal(ratios)), only_when(defined, pl.max_horizontal(ratios))


def rate_ratio_expressions(
    cases: pl.Expr, residents: pl.Expr, ref_cases: pl.Expr, ref_residents: pl.Expr, *, level: float = LEVEL
) -> ValueAndEnds:
    """Cases per resident over those of the reference group, with lower and upper end; null without cases.

    Source: Rothman, Greenland and Lash 2008, Modern Epidemiology, 3rd edition, chapter 14 (rate ratio,
    log interval of two Poisson counts).
    """
    counts = [as_float(cell) for cell in (cases, residents, ref_cases, ref_residents)]
    ratio = counts[0] / counts[1] / (counts[2] / counts[3])
    reach = (normal_quantile(level) * (1 / counts[0] + 1 / counts[2]).sqrt()).exp()
    defined = pl.min_horizontal(counts) > 0
    return only_when(defined, ratio), only_when(defined, ratio / reach), only_when(defined, ratio * reach)


def _together(part: Part, other: Part) -> Part:
    return as_float(part[0]) + as_float(other[0]), as_float(part[1]) + as_float(other[1])


def _ratio(part: Part, reference: Part) -> pl.Expr:
    k, n, ref_k, ref_n = (as_float(cell) for cell in (*part, *reference))
    return only_when((n > 0) & (ref_n > 0) & (ref_k > 0), k / n / (ref_k / ref_n))
