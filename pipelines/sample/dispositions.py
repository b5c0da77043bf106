"""Charged cases in court: how and when they end, and what a sentence holds."""

from typing import Final

import numpy as np
import polars as pl

from pipelines.sample.draws import days, drawn, picks, yes_no
from pipelines.sample.planted import COURT

DAYS_TO_DISPOSITION_MEDIAN: Final = 140
DAYS_TO_DISPOSITION_SPREAD: Final = 0.7
ENDS: Final = {
    "convicted": COURT.convicted,
    "dismissed": 0.30,
    "diverted": 0.04,
    "acquitted": 0.03,
    "pled_on_other_case": 0.02,
    "other": 0.01,
}
REASONS: Final = {
    "VICTIM UNAVAILABLE": 0.35,
    "INSUFFICIENT EVIDENCE": 0.30,
    "NO PROBABLE CAUSE": 0.10,
    "SPEEDY TRIAL": 0.05,
    "blank": 0.20,
}
CONVICTED_LOWER: Final = 0.2
LOWER: Final = {"felony": "gross_misdemeanor", "gross_misdemeanor": "misdemeanor", "misdemeanor": "other"}
CONDITIONS: Final = {"supervision": 0.82, "no_contact": 0.70, "program": 0.58, "firearms": 0.45}
DOMESTIC_FLAG: Final = 0.8
# A whole year of this flag was lost when the court changed its system.
YEAR_WITHOUT_FLAG: Final = 2023


def dispositions(rng: np.random.Generator, prosecutions: pl.DataFrame) -> pl.DataFrame:
    """A row per charged case; ends that lie ahead are in it too."""
    charged = prosecutions.filter(pl.col("decision") == "charged")
    rows = charged.height
    filed = charged["decided_on"].cast(pl.Int32).to_numpy() + rng.geometric(0.4, rows) - 1
    to_end = DAYS_TO_DISPOSITION_MEDIAN * rng.lognormal(0, DAYS_TO_DISPOSITION_SPREAD, rows)
    ended = filed + to_end.astype(np.int64)
    to_sentence = np.where(rng.random(rows) < 0.6, 0, rng.geometric(0.05, rows))
    severity = charged["filed_severity"]
    lower = severity.replace(LOWER).zip_with(pl.Series(rng.random(rows) < CONVICTED_LOWER), severity)
    outcome = charged.select(
        "case_id",
        "person_key",
        "true_race",
        filed_on=days(filed),
        disposed_on=days(ended),
        disposition=drawn(rng, ENDS, rows),
        sentenced_on=days(ended + to_sentence),
        convicted_severity=lower,
        reason=drawn(rng, REASONS, rows),
        domestic_flag=yes_no(rng, DOMESTIC_FLAG, rows),
        pick=picks(rng, rows),
        **{name: yes_no(rng, share, rows) for name, share in CONDITIONS.items()},
    )
    return _only_where_it_applies(outcome).sort("filed_on", "case_id", "person_key")


def _only_where_it_applies(outcome: pl.DataFrame) -> pl.DataFrame:
    convicted = pl.col("disposition") == "convicted"
    flagged = convicted & (pl.col("disposed_on").dt.year() != YEAR_WITHOUT_FLAG)
    sentence = ("sentenced_on", "convicted_severity", *CONDITIONS)
    return outcome.with_columns(
        *(pl.when(convicted).then(name).alias(name) for name in sentence),
        pl.when(flagged).then("domestic_flag").alias("domestic_flag"),
        pl.when(pl.col("disposition") == "dismissed").then("reason").alias("reason"),
    )
