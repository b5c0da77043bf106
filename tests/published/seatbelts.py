"""UK road casualties 1969-84 (R's `Seatbelts`): the seat belt law of February 1983 as a step in a log-linear model."""

from functools import cache

import numpy as np
import polars as pl

from metrics.regression import Fit, least_squares, usual_lag
from tests.published.figure import Figure
from tests.sites import REAL_DATA

SOURCE = (
    "R package datasets, Seatbelts (Harvey and Durbin 1986, JRSS A 149, 187-227); log-linear least squares"
)
FOLDER = "seatbelts"


@cache
def _law() -> Fit:
    """Log of drivers killed or seriously injured on log distance, log petrol price, month, trend and the law."""
    rows = pl.read_csv(REAL_DATA / FOLDER / "seatbelts.csv")
    periods = np.arange(rows.height)
    months = [(rows["month"] == month).to_numpy().astype(float) for month in range(2, 13)]
    logs = [np.log(rows[name].to_numpy()) for name in ("kms", "PetrolPrice")]
    law = rows["law"].to_numpy().astype(float)
    design = np.column_stack([np.ones(rows.height), *logs, *months, periods / 12, law])
    drivers = np.log(rows["drivers"].to_numpy().astype(float))
    fit = least_squares(design, drivers, places=periods, lag=usual_lag(rows.height))
    assert fit is not None
    return fit


FIGURES = (
    Figure(
        id="seatbelts_law",
        what="Seat belts: effect of the law on the log of drivers killed or seriously injured",
        source=SOURCE,
        published=-0.150,
        decimals=3,
        method="regression.least_squares",
        ours=lambda: float(_law().coefficients[-1]),
        needs=FOLDER,
    ),
    Figure(
        id="seatbelts_law_error",
        what="Seat belts: standard error of that effect",
        source=SOURCE,
        published=0.021,
        decimals=3,
        method="regression.least_squares",
        ours=lambda: float(_law().chance[-1, -1]) ** 0.5,
        needs=FOLDER,
    ),
)
