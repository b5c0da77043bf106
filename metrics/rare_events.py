"""Charts for events too rare for a share each month: cases between (g-chart) and days between (t-chart).

A long wait between events is a point far up, a cluster of events a run of points far down. Waits are very
skewed, so rules made for normal values would mark one chart in three for nothing; both charts therefore turn
each wait into sigmas first, and `control_charts.signals` marks them with the same rules as any other chart.
Departures: docs/deviations.md.
"""

import numpy as np
import polars as pl

from metrics.control_charts import BASELINE_PERIODS, LIMIT_SIGMAS
from metrics.distributions import normal_shares, normal_sigmas
from metrics.regression import Matrix

MOST_EMPTY = 0.25  # share of baseline periods without an event
TINY = 1e-12  # of a probability, so that its sigmas stay finite


def is_rare(counts: pl.DataFrame) -> bool:
    """Too rare for a chart of shares: more than a quarter of the baseline periods with cases have no event.

    counts: rows of counted, out_of and is_baseline, as for `control_charts.p_chart`. Without baseline: no.
    Source: Provost and Murray 2011, The Health Care Data Guide, chapter 7.
    """
    baseline = counts.filter("is_baseline", pl.col("out_of") > 0)
    return (
        baseline.height > 0 and baseline.filter(pl.col("counted") == 0).height > MOST_EMPTY * baseline.height
    )


def g_chart(waits: pl.DataFrame, *, baseline_waits: int = BASELINE_PERIODS) -> pl.DataFrame:
    """Chart of cases between events: how many cases without the event came before each one.

    waits: rows of period (anything that sorts in time), between (cases, 0 or more) and is_baseline.
    baseline_waits: fewer baseline waits than this make trial limits.

    Returns the rows in order with value (in sigmas), centre (0), sigma (1), is_trial, and in cases: middle
    (median), lower, upper. All but `between` are null with fewer than two baseline waits, or all of them 0.
    Source: Benneyan 2001, Health Care Management Science 4, 305-318 (geometric counts), with limits by
    probability as in Xie, Goh and Kuralmani 2002, Statistical Models and Control Charts, chapter 3.
    """
    points, baseline = _ordered(waits)
    mean = float(baseline.mean()) if len(baseline) > 1 else 0.0  # type: ignore[arg-type]
    if mean == 0:
        return _without_limits(points, len(baseline), baseline_waits)
    stays = mean / (mean + 1)  # chance that a further case is without the event
    between = points["between"].to_numpy().astype(np.float64)
    up_to, below = 1 - stays ** (between + 1), 1 - stays**between
    ends = np.log1p(-normal_shares(np.array([0, -LIMIT_SIGMAS, LIMIT_SIGMAS]))) / np.log(stays) - 1
    return _charted(points, (up_to + below) / 2, np.maximum(ends, 0), len(baseline), baseline_waits)


def t_chart(waits: pl.DataFrame, *, baseline_waits: int = BASELINE_PERIODS) -> pl.DataFrame:
    """Chart of the time between events, in days or any other unit; otherwise as `g_chart`.

    Source: exponential waits as in Nelson 1994, Journal of Quality Technology 26, 239-243; limits by probability
    as for `g_chart`.
    """
    points, baseline = _ordered(waits)
    mean = float(baseline.mean()) if len(baseline) > 1 else 0.0  # type: ignore[arg-type]
    if mean == 0:
        return _without_limits(points, len(baseline), baseline_waits)
    between = points["between"].to_numpy().astype(np.float64)
    ends = -mean * np.log1p(-normal_shares(np.array([0, -LIMIT_SIGMAS, LIMIT_SIGMAS])))
    return _charted(points, -np.expm1(-between / mean), ends, len(baseline), baseline_waits)


def cases_between(counts: pl.DataFrame) -> pl.DataFrame:
    """Cases between events, from counts by period.

    counts: rows of period, counted, out_of, is_baseline. Within a period the events are taken to be spread
    evenly among its cases, because counts do not say more. The first wait begins with the first case there is.

    Returns rows of period, between and is_baseline, one for each event.
    """
    rows, before = [], 0
    for row in counts.filter(pl.col("out_of") > 0).sort("period").to_dicts():
        places = [int((nth + 0.5) * row["out_of"] / row["counted"]) for nth in range(row["counted"])]
        earlier = -1
        for place in places:
            rows.append((row["period"], before + place - earlier - 1, row["is_baseline"]))
            before, earlier = 0, place
        before += row["out_of"] - 1 - earlier
    schema = pl.Schema(
        {"period": counts.schema["period"], "between": pl.Int64(), "is_baseline": pl.Boolean()}
    )
    return pl.DataFrame(rows, schema=schema, orient="row")


def _ordered(waits: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    points = waits.sort("period", maintain_order=True)
    return points, points.filter("is_baseline")["between"]


def _charted(points: pl.DataFrame, shares: Matrix, ends: Matrix, baseline: int, needed: int) -> pl.DataFrame:
    middle, lower, upper = (float(end) for end in ends)
    return points.with_columns(
        value=pl.Series(normal_sigmas(np.clip(shares, TINY, 1 - TINY)), dtype=pl.Float64),
        centre=pl.lit(0.0),
        sigma=pl.lit(1.0),
        middle=pl.lit(middle),
        lower=pl.lit(lower),
        upper=pl.lit(upper),
        is_trial=pl.lit(baseline < needed),
    )


def _without_limits(points: pl.DataFrame, baseline: int, needed: int) -> pl.DataFrame:
    names = ("value", "centre", "sigma", "middle", "lower", "upper")
    return points.with_columns(
        *(pl.lit(None, pl.Float64).alias(name) for name in names), is_trial=pl.lit(baseline < needed)
    )
