"""Events too rare for a rate, followed by the days from one to the next: what the system gives, or something else."""

from datetime import date

import polars as pl

from metrics.control_charts import BASELINE_PERIODS, signals
from metrics.counting import Counter
from metrics.declarations import DaysBetween
from metrics.rare_events import t_chart

BETWEEN = pl.Schema({"period": pl.Date, "between": pl.Int64, "is_over": pl.Boolean})


def days_between(engine: Counter, time: DaysBetween, *, cut_off: date, first_day: date) -> pl.DataFrame:
    """The days from each event to the next, in order of time: period (day of the first of the two), between, is_over
    (false for the last one, which waits until the cut-off). Exact days: nothing of it may be released.

    Events before first_day or after cut_off are not in it.
    """
    values = {"cut_off": cut_off, "first_day": first_day}
    return engine.frame(
        f"""select {time.start_day} as period, {time.days} as "between", {time.event} as is_over
            from {time.rows} where {time.possible} >= 0 and {time.start_day} >= $first_day
            order by period, is_over desc""",
        values,
    ).cast(BETWEEN)


def variation(waits: pl.DataFrame, *, baseline_waits: int = BASELINE_PERIODS) -> str:
    """How events have come since the first waits: common_cause, more_often or less_often; too_few without waits
    beyond the baseline.

    waits: as `days_between`. The last wait is not over: it counts only once it is longer than the middle, for it
    can only grow. The newest signal decides.
    """
    over = waits.filter("is_over").with_row_index("nth")
    charted = pl.concat([over, _waiting(waits, over.height)]).with_columns(
        is_baseline=pl.col("nth") < baseline_waits
    )
    if over.height < baseline_waits or waits.height <= baseline_waits:
        return "too_few"
    points = t_chart(charted, baseline_waits=baseline_waits)
    told = points.filter(pl.col("is_over") | (pl.col("value") > 0))
    marked = signals(told).filter(~pl.col("is_baseline"), pl.col("signal") != "")
    if marked.is_empty():
        return "common_cause"
    return "less_often" if marked["value"][-1] > 0 else "more_often"


def _waiting(waits: pl.DataFrame, place: int) -> pl.DataFrame:
    """The wait that is not over, after all others."""
    last = waits.filter(~pl.col("is_over")).tail(1)
    return last.with_columns(nth=pl.lit(place, pl.UInt32)).select("nth", *BETWEEN)
