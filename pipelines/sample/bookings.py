"""Arrests and jail stays, in minutes since 1970."""

import numpy as np

from pipelines.sample.draws import NOT_YET, Array
from pipelines.sample.planted import MINUTES_A_DAY

BOOKED_SHARE = 0.85
STAY_KINDS = (0.2, 0.5, 0.3)  # let go within hours, within days, held
DAYS_HELD_MEDIAN = 14
DAYS_HELD_SPREAD = 1.1
WARRANT_DAYS = 9
MINUTES_TO_ARREST = (10, 60)
MINUTES_TO_BOOKING = (40, 240)


def arrest_moments(rng: np.random.Generator, call_at: Array, gone: Array) -> Array:
    """At the scene, or by warrant some days later for a suspect who had left."""
    later = rng.geometric(1 / WARRANT_DAYS, call_at.size) * MINUTES_A_DAY
    at_scene = call_at + rng.integers(*MINUTES_TO_ARREST, call_at.size)
    return at_scene + np.where(gone, later, 0)


def stays(rng: np.random.Generator, arrested_at: Array, arrested: Array) -> tuple[Array, Array]:
    """Booking and release of each; NOT_YET for whoever was not booked."""
    rows = arrested_at.size
    booked = arrested & (rng.random(rows) < BOOKED_SHARE)
    booked_at = arrested_at + rng.integers(*MINUTES_TO_BOOKING, rows)
    released_at = booked_at + _minutes_held(rng, rows)
    return np.where(booked, booked_at, NOT_YET), np.where(booked, released_at, NOT_YET)


def free_from(arrested_at: Array, released_at: Array) -> Array:
    """The day on which the clock of re-arrest starts."""
    return np.where(released_at != NOT_YET, released_at, arrested_at) // MINUTES_A_DAY


def _minutes_held(rng: np.random.Generator, rows: int) -> Array:
    kind = rng.choice(len(STAY_KINDS), rows, p=STAY_KINDS)
    hours = rng.integers(120, 720, rows)
    few_days = rng.integers(MINUTES_A_DAY // 2, 4 * MINUTES_A_DAY, rows)
    held = DAYS_HELD_MEDIAN * MINUTES_A_DAY * rng.lognormal(0, DAYS_HELD_SPREAD, rows)
    return np.select([kind == 0, kind == 1], [hours, few_days], held).astype(np.int64)
