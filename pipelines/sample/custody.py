"""Jail stays of everyone who was booked, the partner in a dual arrest too."""

from typing import Final

import numpy as np
import polars as pl

from pipelines.sample.draws import NOT_YET, Array, drawn, picks, wall_clock, yes_no
from pipelines.sample.people import People

RELEASE_TYPES: Final = {
    "bail": 0.42,
    "recognizance": 0.28,
    "court": 0.14,
    "time_served": 0.08,
    "transferred": 0.03,
    "other": 0.03,
    "unknown": 0.02,
}
NO_CONTACT: Final = 0.72
VICTIM_TOLD: Final = 0.78
TOLD_BEFORE_RELEASE: Final = 0.7
CHARGES: Final = {"1": 0.86, "2": 0.11, "3": 0.03}


def custody(
    rng: np.random.Generator, histories: pl.DataFrame, report: pl.DataFrame, people: People
) -> pl.DataFrame:
    """A row per booking. `charges` is the number of rows the jail writes for it."""
    incident = report["incident_id"]
    columns = {
        "suspect": ("booked_at", "released_at"),
        "victim": ("partner_booked_at", "partner_released_at"),
    }
    held = pl.concat(
        histories.select(incident, person=who, booked=begin, released=end).filter(pl.col("booked") != NOT_YET)
        for who, (begin, end) in columns.items()
    ).sort("booked", "incident_id", "person")
    rows = held.height
    return held.select(
        "incident_id",
        person_key=people.frame["person_key"].gather(held["person"]),
        booking_id="B" + (pl.int_range(1, rows + 1).cast(pl.String).str.zfill(7)),
        booked_at=wall_clock(held["booked"].to_numpy()),
        released_at=wall_clock(held["released"].to_numpy()),
        release_type=drawn(rng, RELEASE_TYPES, rows),
        no_contact_condition=yes_no(rng, NO_CONTACT, rows),
        victim_notified_at=wall_clock(_told_at(rng, held["booked"].to_numpy(), held["released"].to_numpy())),
        charges=drawn(rng, CHARGES, rows).cast(pl.Int64),
        pick=picks(rng, rows),
    )


def _told_at(rng: np.random.Generator, booked: Array, released: Array) -> Array:
    """Before release where there was time for it, otherwise in the hours after."""
    before = np.maximum(released - rng.integers(20, 300, booked.size), booked)
    after = released + rng.integers(10, 900, booked.size)
    told = np.where(rng.random(booked.size) < TOLD_BEFORE_RELEASE, before, after)
    return np.where(rng.random(booked.size) < VICTIM_TOLD, told, NOT_YET)
