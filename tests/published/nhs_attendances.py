"""Emergency attendances over four hours at provider RQM, type 1, April 2016 to March 2018: an XmR chart."""

from functools import cache

import polars as pl

from metrics.control_charts import signals, xmr_chart
from tests.published.figure import Figure
from tests.sites import REAL_DATA

SOURCE = "NHSRplotthedots (NHS England, Making Data Count), example of provider RQM with target 1200"
FOLDER = "nhs_ae_spc"
TARGET = 1200


@cache
def _latest() -> dict[str, float | str]:
    rows = pl.read_csv(REAL_DATA / FOLDER / "ae_RQM_type1.csv", try_parse_dates=True)
    chart = signals(xmr_chart(rows.select("period", value="breaches", is_baseline=True)))
    return chart.row(-1, named=True)


def _number(name: str) -> float:
    return float(_latest()[name])


FIGURES = (
    Figure(
        id="nhs_mean",
        what="NHS breaches, provider RQM: centre line",
        source=SOURCE,
        published=1545.17,
        decimals=2,
        method="control_charts.xmr_chart",
        ours=lambda: _number("centre"),
        needs=FOLDER,
    ),
    Figure(
        id="nhs_common_cause",
        what="NHS breaches: the latest month is common cause (1: no rule is broken)",
        source=SOURCE,
        published=1,
        decimals=0,
        method="control_charts.signals",
        ours=lambda: float(_latest()["signal"] == ""),
        needs=FOLDER,
    ),
    Figure(
        id="nhs_target",
        what="NHS breaches: the target of 1200 is met inconsistently (1: it lies between the limits)",
        source=SOURCE,
        published=1,
        decimals=0,
        method="control_charts.xmr_chart",
        ours=lambda: float(_number("lower") < TARGET < _number("upper")),
        needs=FOLDER,
    ),
)
