"""Every arrest counted as a start of its own: a second reading, beside one start per person.

The arrests of one person resemble each other, so an interval that took them for strangers would be too
narrow: persons are the clusters of a cluster-robust one.
"""

import polars as pl

from metrics.counting import Counter
from metrics.rates import LEVEL, Estimate, normal_quantile
from metrics.repeat_harm import YEAR


def repeated_arrests(engine: Counter) -> pl.DataFrame:
    """Arrests whose 12 months after are known, and those of them followed by a re-arrest in that time.

    Returns one row per pair of numbers: out_of and counted (arrests of one person), n (people so).
    """
    return engine.frame(
        f"""
        select out_of, counted, cast(count(*) as bigint) as n from (
            select person_key, cast(count(*) as bigint) as out_of,
                   cast(count(*) filter (where days_to_rearrest <= {YEAR}) as bigint) as counted
            from arrests where days_possible >= {YEAR} group by person_key) as people
        group by out_of, counted"""
    )


def clustered_share(counts: pl.DataFrame, *, level: float = LEVEL) -> Estimate | None:
    """Share of cases with the event, with an interval that takes each person's cases as one draw.

    counts: rows of out_of and counted (cases of one person), n (people with such numbers).

    None without cases, or with one person alone: one cluster shows no variation. Value and ends from 0 to 1.
    Source: Liang and Zeger 1986, Biometrika 73, 13-22 (sandwich, independence working model), with the
    factor m / (m - 1) for m people; ends cut at 0 and 1.
    """
    cases, events, n = (counts[name].cast(pl.Float64) for name in ("out_of", "counted", "n"))
    people, all_cases = float(n.sum()), float((cases * n).sum())
    if people < 2 or all_cases <= 0:
        return None
    value = float((events * n).sum()) / all_cases
    scores = float(((events - cases * value) ** 2 * n).sum())
    reach = normal_quantile(level) * (people / (people - 1) * scores) ** 0.5 / all_cases
    return Estimate(value, max(0.0, value - reach), min(1.0, value + reach))
