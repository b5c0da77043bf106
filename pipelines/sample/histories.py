"""Every offender's incidents in order, drawn so that two truths hold at once.

Arrest has the planted probability at each incident, whatever went before. Re-arrest has the
planted hazard since the last release, whatever the date: incidents come at that hazard divided by
the probability of arrest on their day, and thinning them by arrest gives the hazard back.
"""

from datetime import date
from typing import Final

import numpy as np
import polars as pl

from pipelines.sample.bookings import arrest_moments, free_from, stays
from pipelines.sample.draws import NOT_YET, Array
from pipelines.sample.planted import ARREST, MINUTES_A_DAY, PERIOD_FROM, PERIOD_TO, REARREST, day_number

FIRST: Final = day_number(PERIOD_FROM)
LAST: Final = day_number(PERIOD_TO)
CHANGE: Final = day_number(ARREST.change_starts_on)
# Offenders were known two years before the records begin; without that, early months would hold
# newcomers only. Weights of newcomers by quarter, least squares on a trial county: incidents per person
# fall once arrests rise, and these keep the number of reports about level all the same.
NEWCOMERS: Final = (
    *(0.37, 0.37, 0.37, 0.37, 0.36, 0.36, 0.35, 0.34, 0.32, 0.29, 0.25, 0.23, 0.21, 0.19, 0.17, 0.15),
    *(0.15, 0.13, 0.12, 0.30, 0.27, 0.24, 0.21, 0.19, 0.18),
)
FIRST_QUARTER: Final = 2020 * 4 + 2  # counted in quarters; July 2020
HOUR_WEIGHTS: Final = (5, 4, 4, 2, 1, 1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 6, 7, 7, 8, 8, 8, 6)
REPORTED_LATER: Final = 0.08
ELIGIBLE: Final = ARREST.suspect_identified * ARREST.probable_cause
SCALE: Final = -np.log1p(-REARREST.share_12_months)

State = dict[str, Array]
IDENTITY: Final = ("root", "of_partner", "sequence", "occurred")


def incident_histories(rng: np.random.Generator, offenders: int) -> pl.DataFrame:
    """A row per incident: the offender (`root`), whether the partner is the suspect, and what police did.

    `sequence` counts an offender's incidents. When both are arrested the partner gets a history of
    arrests too, in rows that carry the sequence of the incident that began it.
    """
    state = _newcomers(rng, offenders)
    rounds = []
    while state["occurred"].size:
        responses = _responses(rng, state["occurred"])
        rounds.append(pl.DataFrame({**{name: state[name] for name in IDENTITY}, **responses}))
        state = _next_incidents(rng, _joined(_restarted(state, responses), _partners(state, responses)))
    return pl.concat(rounds)


def _newcomers(rng: np.random.Generator, offenders: int) -> State:
    starts = np.array([_quarter_starts(place) for place in range(len(NEWCOMERS) + 1)])
    quarter = rng.choice(len(NEWCOMERS), offenders, p=np.array(NEWCOMERS) / sum(NEWCOMERS))
    occurred = rng.integers(starts[quarter], starts[quarter + 1])
    return {
        "root": np.arange(offenders),
        "of_partner": np.zeros(offenders, dtype=bool),
        "sequence": np.zeros(offenders, dtype=np.int64),
        "occurred": occurred,
        "clock_from": occurred,
        "spent": np.zeros(offenders),
        "ratio": np.ones(offenders),
        "has_partner_history": np.zeros(offenders, dtype=bool),
    }


def _quarter_starts(place: int) -> int:
    year, quarter = divmod(FIRST_QUARTER + place, 4)
    return day_number(date(year, 3 * quarter + 1, 1))


def _responses(rng: np.random.Generator, occurred: Array) -> State:
    """What was found and done at each incident, independent of everything before it."""
    rows = occurred.size
    identified = rng.random(rows) < ARREST.suspect_identified
    gone = ~identified | (rng.random(rows) < ARREST.suspect_gone)
    probable_cause = identified & (rng.random(rows) < ARREST.probable_cause)
    if_present = np.where(occurred >= CHANGE, ARREST.if_present_after, ARREST.if_present_before)
    arrested = probable_cause & (rng.random(rows) < np.where(gone, ARREST.if_gone, if_present))
    dual = arrested & (rng.random(rows) < ARREST.dual)
    call_at = _call_moments(rng, occurred)
    arrested_at = arrest_moments(rng, call_at, gone)
    booked_at, released_at = stays(rng, arrested_at, arrested)
    partner_booked_at, partner_released_at = stays(rng, arrested_at, dual)
    return {
        "identified": identified,
        "gone": gone,
        "probable_cause": probable_cause,
        "strangulation": rng.random(rows) < REARREST.strangulation,
        "arrested": arrested,
        "dual": dual,
        "call_at": call_at,
        "arrested_at": np.where(arrested, arrested_at, NOT_YET),
        "booked_at": booked_at,
        "released_at": released_at,
        "partner_booked_at": partner_booked_at,
        "partner_released_at": partner_released_at,
    }


def _call_moments(rng: np.random.Generator, occurred: Array) -> Array:
    rows = occurred.size
    hour = rng.choice(24, rows, p=np.array(HOUR_WEIGHTS) / sum(HOUR_WEIGHTS))
    days_later = np.where(rng.random(rows) < REPORTED_LATER, rng.geometric(0.3, rows), 0)
    return (occurred + days_later) * MINUTES_A_DAY + hour * 60 + rng.integers(0, 60, rows)


def _hazard_ratio(strangulation: Array) -> Array:
    return np.where(strangulation, REARREST.strangulation_hazard_ratio, 1.0)


def _restarted(state: State, responses: State) -> State:
    """Clocks set anew by an arrest; a first incident sets its clock without one."""
    arrested = responses["arrested"]
    anew = arrested | ((state["sequence"] == 0) & ~state["of_partner"])
    free = free_from(responses["arrested_at"], responses["released_at"])
    return {
        **state,
        "clock_from": np.where(arrested, free, state["clock_from"]),
        "spent": np.where(anew, 0.0, state["spent"]),
        "ratio": np.where(anew, _hazard_ratio(responses["strangulation"]), state["ratio"]),
        "sequence": state["sequence"] + ~state["of_partner"],
        "has_partner_history": state["has_partner_history"] | responses["dual"],
    }


def _partners(state: State, responses: State) -> State:
    """A history for each partner arrested for the first time beside the offender."""
    chosen = responses["dual"] & ~state["of_partner"] & ~state["has_partner_history"]
    free = free_from(responses["arrested_at"], responses["partner_released_at"])
    return {
        **{name: values[chosen] for name, values in state.items()},
        "of_partner": np.ones(chosen.sum(), dtype=bool),
        "clock_from": free[chosen],
        "spent": np.zeros(chosen.sum()),
        "ratio": _hazard_ratio(responses["strangulation"][chosen]),
    }


def _joined(first: State, second: State) -> State:
    return {name: np.concatenate([first[name], second[name]]) for name in first}


def _next_incidents(rng: np.random.Generator, state: State) -> State:
    spent = state["spent"] + rng.exponential(size=state["spent"].size)
    occurred = state["clock_from"] + _days_until(spent * ELIGIBLE / state["ratio"], state["clock_from"])
    goes_on = occurred <= LAST
    moved = {**state, "spent": spent, "occurred": occurred}
    return {name: values[goes_on] for name, values in moved.items()}


def _days_until(spent: Array, clock_from: Array) -> Array:
    """Whole days, at least 1, after which the cumulative intensity of incidents reaches `spent`.

    Intensity is hazard / probability of arrest, which steps up on the day of the change; `spent`
    comes already divided by the ratio and multiplied by the share of incidents that can lead to arrest.
    """
    days_before = np.maximum(CHANGE - clock_from - 1, 0)
    hazard_before = SCALE * (days_before / 365) ** REARREST.shape
    after = hazard_before + (spent - hazard_before / ARREST.before) * ARREST.after
    hazard = np.where(spent * ARREST.before <= hazard_before, spent * ARREST.before, after)
    whole: Array = np.ceil(365 * (hazard / SCALE) ** (1 / REARREST.shape))
    return whole.clip(1, LAST).astype(np.int64)
