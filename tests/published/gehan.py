"""Remission of leukaemia (Gehan 1965): the log-rank test and both ways to treat ties."""

import math

import polars as pl

from metrics.by_day import ByDay
from metrics.hazards import Ties, hazard_ratio, log_rank
from tests.published.figure import Figure
from tests.sites import REAL_DATA

SOURCE = "Gehan 1965, Biometrika 52, 203-223; Kalbfleisch and Prentice 2002"
FOLDER = "gehan"


def _counts() -> pl.DataFrame:
    rows = pl.read_csv(REAL_DATA / FOLDER / "gehan.csv")
    return rows.group_by(
        group=pl.col("treat"), days=pl.col("time"), event=pl.col("cens").cast(pl.Boolean)
    ).agg(n=pl.len())


def _chi_square() -> float:
    found = log_rank(ByDay.of(_counts()))
    assert found is not None
    return found.chi_square


def _log_hazard_ratio(ties: Ties) -> float:
    counts = ByDay.of(_counts())
    (treated,) = set(counts.groups) - {"control"}
    ratio = hazard_ratio(counts.only(("control", treated)), ties=ties)
    assert ratio is not None
    return math.log(ratio.value)


FIGURES = (
    Figure(
        id="gehan_log_rank",
        what="Gehan, 6-MP against placebo: chi-square of the log-rank test",
        source=SOURCE,
        published=16.8,
        decimals=1,
        method="hazards.log_rank",
        ours=_chi_square,
        needs=FOLDER,
    ),
    Figure(
        id="gehan_efron",
        what="Gehan: log hazard ratio, ties as Efron",
        source=SOURCE,
        published=-1.5721,
        decimals=4,
        method="hazards.hazard_ratio",
        ours=lambda: _log_hazard_ratio("efron"),
        needs=FOLDER,
    ),
    Figure(
        id="gehan_breslow",
        what="Gehan: log hazard ratio, ties as Breslow",
        source=SOURCE,
        published=-1.5092,
        decimals=4,
        method="hazards.hazard_ratio",
        ours=lambda: _log_hazard_ratio("breslow"),
        needs=FOLDER,
    ),
)
