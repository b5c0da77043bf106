"""Totals: what the advocacy program and the survey hand over, and the residents of the county."""

from datetime import date
from typing import Final

import numpy as np
import polars as pl

from pipelines.sample.draws import Array
from pipelines.sample.incidents import BEATS, DISTRICTS
from pipelines.sample.planted import PERIOD_FROM, PERIOD_TO, RACES

CONTACTED: Final = 0.72
WITHIN_72_HOURS: Final = 0.8  # of those contacted
SERVED: Final = (0.68, 0.22, 0.10)
HIGH_RISK: Final = 0.09
HIGH_RISK_AGAIN: Final = 0.28
INVITED: Final = 0.35
ANSWERED: Final = 0.42
ANSWERS: Final = {
    "felt_safer": {"safer": 0.46, "same": 0.36, "less_safe": 0.18},
    "felt_respected": {"yes": 0.6, "partly": 0.25, "no": 0.15},
    "knew_what_would_happen": {"yes": 0.38, "partly": 0.34, "no": 0.28},
    "threatened_over_case": {"yes": 0.17, "no": 0.83},
}
FEWEST_INVITED: Final = 8
RESIDENTS_PER_REPORT: Final = 105  # of one year
YEARS: Final = tuple(range(PERIOD_FROM.year, PERIOD_TO.year + 1))
SHARES: Final = {
    "sex": {"female": 0.506, "male": 0.494},
    "race": RACES,
    "ethnicity": {"hispanic": 0.11, "not_hispanic": 0.89},
    "age_band": {
        "under_18": 0.22,
        "18_24": 0.09,
        "25_34": 0.14,
        "35_44": 0.13,
        "45_54": 0.12,
        "55_and_over": 0.3,
    },
}
FIGURE_SOURCE: Final = "Made-up census of the sample county"


def advocacy_totals(rng: np.random.Generator, parties: pl.DataFrame) -> pl.DataFrame:
    """month, measure, count: the program is told of the victim in each arrest, and of some others."""
    arrested = parties.filter((pl.col("role") != "victim") & pl.col("arrested_on").is_not_null())
    by_month = dict(arrested.group_by(pl.col("arrested_on").dt.truncate("1mo")).len().iter_rows())
    rows = []
    for month in _starts(1):
        referred = int(by_month.get(month, 0) + rng.poisson(2))
        contacted = rng.binomial(referred, CONTACTED)
        served = rng.multinomial(contacted, SERVED)
        high_risk = rng.binomial(referred, HIGH_RISK)
        figures = {
            "referred": referred,
            "contacted": contacted,
            "contacted_within_72_hours": rng.binomial(contacted, WITHIN_72_HOURS),
            "served": served[0],
            "partly_served": served[1],
            "not_served": served[2],
            "high_risk_cases": high_risk,
            "high_risk_repeats": rng.binomial(high_risk, HIGH_RISK_AGAIN),
        }
        rows += [{"month": month, "measure": name, "count": int(count)} for name, count in figures.items()]
    return pl.DataFrame(rows)


def feedback_totals(rng: np.random.Generator, advocacy: pl.DataFrame) -> pl.DataFrame:
    """quarter, question, answer, count, invited; those who leave a question open are an answer too."""
    reached = advocacy.filter(pl.col("measure") == "contacted")
    rows = []
    for quarter in _starts(3):
        in_quarter = int(
            reached.filter(pl.col("month").dt.truncate("1q") == quarter)["count"].to_numpy().sum()
        )
        invited = max(FEWEST_INVITED, int(rng.binomial(in_quarter, INVITED)))
        answered = int(rng.binomial(invited, ANSWERED))
        for question, shares in ANSWERS.items():
            given = rng.binomial(answered, 0.95)
            counts: Array = rng.multinomial(given, list(shares.values()))
            named = {**dict(zip(shares, counts, strict=True)), "no_answer": answered - given}
            rows += [
                {"quarter": quarter, "question": question, "answer": answer, "count": int(count)}
                | {"invited": invited}
                for answer, count in named.items()
            ]
    return pl.DataFrame(rows)


def population(reports: int) -> pl.DataFrame:
    """year, breakdown, group_value, people, figure_source; the groups of a breakdown add up to all."""
    beats = {letter: sum(share for beat, share in BEATS.items() if beat[0] == letter) for letter in DISTRICTS}
    shares = {**SHARES, "district": {DISTRICTS[letter]: share for letter, share in beats.items()}}
    years_of_reports = (PERIOD_TO - PERIOD_FROM).days / 365
    first = round(reports / years_of_reports * RESIDENTS_PER_REPORT)
    rows = []
    for place, year in enumerate(YEARS):
        people = round(first * 1.006**place)
        rows.append((year, "all", "all", people))
        for breakdown, groups in shares.items():
            counts = [round(people * share) for share in groups.values()]
            counts[0] += people - sum(counts)
            rows += [(year, breakdown, group, n) for group, n in zip(groups, counts, strict=True)]
    frame = pl.DataFrame(rows, schema=["year", "breakdown", "group_value", "people"], orient="row")
    return frame.with_columns(figure_source=pl.lit(FIGURE_SOURCE))


def _starts(months: int) -> list[date]:
    """First days of the periods of so many months, from the first to the last whole one."""
    every = pl.date_range(PERIOD_FROM, PERIOD_TO, f"{months}mo", eager=True)
    return [day for day in every.to_list() if isinstance(day, date)]
