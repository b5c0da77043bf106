"""Every arrest counted as a start of its own: a second reading, beside one start per person.

The arrests of one person resemble each other, so an interval that took them for strangers would be too
narrow: persons are the clusters of a cluster-robust one.
"""

import polars as pl

from metrics.counting import Counter
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


def design_effect(counts: pl.DataFrame) -> float | None:
    """How many times the variance of a share is that of strangers, when each person's cases are one draw.

    counts: rows of out_of and counted (cases of one person), n (people with such numbers).

    An interval of so many times fewer cases is as wide. None without cases, where all or none are counted, or
    with one person alone: one cluster shows no variation.
    Source: Liang and Zeger 1986, Biometrika 73, 13-22 (sandwich, independence working model), with the
    factor m / (m - 1) for m people; Kish 1965, Survey Sampling, section 8.2.
    """
    cases, events, n = (counts[name].cast(pl.Float64) for name in ("out_of", "counted", "n"))
    people, all_cases, all_events = float(n.sum()), float((cases * n).sum()), float((events * n).sum())
    if people < 2 or not 0 < all_events < all_cases:
        return None
    value = all_events / all_cases
    scores = float(((events - cases * value) ** 2 * n).sum())
    return people / (people - 1) * scores / (all_cases * value * (1 - value))
