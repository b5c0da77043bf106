"""Which control chart fits an indicator's counts, and what a chart of rare events says in a word.

Waits between single events are as revealing as the events, so of such a chart only the word is released.
"""

import polars as pl

from metrics.control_charts import BASELINE_PERIODS, signals
from metrics.days_between import variation
from metrics.declarations import Indicator, Intervention
from metrics.indicators import rate
from metrics.rare_events import cases_between, g_chart, is_rare
from release.bands import FEWEST_FOLLOWED
from release.before_after import districts_of
from release.monthly import monthly
from release.released import Release


def word_of_days_between(release: Release, indicator: Indicator) -> str:
    """Of days between rare events: how they have come since the first, told from as many on as a curve is drawn of.
    Empty for other indicators and without a count."""
    waits = release.counts.waits_between.get(indicator.id)
    if waits is None:
        return ""
    return variation(waits) if waits.height >= FEWEST_FOLLOWED else "too_few"


def chart_and_word(release: Release, change: Intervention, *, may_be_shown: bool) -> tuple[str, str]:
    """The chart: share, or between (cases between rare events). The word: common_cause or special_cause since
    the start, too_few, or nothing where the chart itself is published."""
    counts = monthly(release, rate(change.indicator).measure.id, districts_of(change))
    is_before = pl.col("period") < change.starts_on.replace(day=1)
    place = is_before.cast(pl.Int64).cum_sum(reverse=True)
    counts = counts.with_columns(is_baseline=is_before & (place <= BASELINE_PERIODS))
    if not is_rare(counts):
        return "share", ""
    if not may_be_shown:
        return "between", "too_few"
    marked = signals(g_chart(cases_between(counts)))
    since = marked.filter(pl.col("period") >= change.starts_on.replace(day=1), pl.col("signal") != "")
    return "between", "special_cause" if since.height else "common_cause"
