"""The people in each report: the victim, and the suspect where one is identified."""

from typing import Final

import numpy as np
import polars as pl

from pipelines.sample.draws import days, picks, recorded
from pipelines.sample.people import DAYS_A_YEAR, People
from pipelines.sample.planted import MINUTES_A_DAY, RACE_MISSING

AGE_MISSING: Final = 0.02
YOUNGEST: Final = 13
OF_THE_REPORT: Final = ("incident_id", "reported_at", "occurred")


def parties(
    rng: np.random.Generator, histories: pl.DataFrame, report: pl.DataFrame, people: People
) -> pl.DataFrame:
    """A row per person in a domestic report. Where both were arrested, each has the role `both`."""
    case = histories.select(
        *report["incident_id", "reported_at"].get_columns(),
        "occurred",
        "suspect",
        "victim",
        "identified",
        arrested_on=days(histories["arrested_at"].to_numpy() // MINUTES_A_DAY),
        both=pl.when("dual").then(pl.lit("both")),
    )
    suspects = case.filter("identified").select(
        *OF_THE_REPORT,
        "arrested_on",
        person="suspect",
        other="victim",
        role=pl.col("both").fill_null("suspect"),
    )
    is_suspect_too = pl.col("both").is_not_null()
    victims = case.select(
        *OF_THE_REPORT,
        pl.when(is_suspect_too).then("arrested_on"),
        person="victim",
        other=pl.when(is_suspect_too).then("suspect"),
        role=pl.col("both").fill_null("victim"),
    )
    return _described(rng, pl.concat([suspects, victims]).sort("incident_id", "role", "person"), people)


def _described(rng: np.random.Generator, party: pl.DataFrame, people: People) -> pl.DataFrame:
    rows = party.height
    person = people.frame[party["person"]]
    age = (party["occurred"].to_numpy() - person["born"].to_numpy()) / DAYS_A_YEAR
    known_age = pl.Series(rng.random(rows) >= AGE_MISSING)
    return party.with_columns(
        person["person_key", "sex", "ethnicity", "language"].get_columns()
    ).with_columns(
        victim_person_key=people.frame["person_key"].gather(party["other"]),
        race=recorded(rng, person["race"], RACE_MISSING),
        true_race=person["race"],
        age=pl.when(known_age).then(pl.Series(np.maximum(age, YOUNGEST).astype(np.int64))),
        pick=picks(rng, rows),
    )
