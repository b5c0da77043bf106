"""Civil petitions against suspects, some crossed by one against the victim, and recorded breaches."""

from typing import Final

import numpy as np
import polars as pl

from pipelines.sample.draws import NOT_YET, Array, days, picks
from pipelines.sample.planted import BREACH, SERVICE

PETITIONED: Final = 0.16  # of suspects in a report
CROSSED: Final = 0.06
TEMPORARY: Final = 0.84
FINAL: Final = 0.58
FIREARMS: Final = 0.45
SURRENDERED: Final = 0.6
AMENDED: Final = 0.08
DAYS_IN_FORCE: Final = 730


def protection_orders(rng: np.random.Generator, parties: pl.DataFrame) -> pl.DataFrame:
    """A row per petition, numbered by its day. `amendments` is the number of rows the court writes for it."""
    petition = _petitions(rng, parties)
    rows, day = petition.height, petition["day"].to_numpy()
    given = rng.random(rows) < TEMPORARY
    temporary = day + rng.integers(0, 3, rows)
    lasting = given & (rng.random(rows) < FINAL)
    final = temporary + rng.integers(14, 29, rows)
    due = np.where(lasting & (rng.random(rows) < FIREARMS), final + 3, NOT_YET)
    gave_up = (due != NOT_YET) & (rng.random(rows) < SURRENDERED)
    dates = {
        "petitioned_on": day,
        "temporary_on": np.where(given, temporary, NOT_YET),
        "final_on": np.where(lasting, final, NOT_YET),
        "served_on": np.where(given, _served(rng, temporary), NOT_YET),
        "expires_on": np.where(lasting, final + DAYS_IN_FORCE, np.where(given, temporary + 28, NOT_YET)),
        "firearms_due_on": due,
        "firearms_surrendered_on": np.where(gave_up, due - 2 + rng.integers(0, 12, rows), NOT_YET),
    }
    return petition.select(
        "person_key",
        petition_id="OP" + pl.int_range(1, rows + 1).cast(pl.String).str.zfill(6),
        **{name: days(numbers) for name, numbers in dates.items()},
        amendments=pl.Series(1 + (lasting & (rng.random(rows) < AMENDED))),
        pick=picks(rng, rows),
    )


def _petitions(rng: np.random.Generator, parties: pl.DataFrame) -> pl.DataFrame:
    suspects = parties.filter(pl.col("role") == "suspect")
    chosen = suspects.filter(pl.Series(rng.random(suspects.height) < PETITIONED))
    rows = chosen.height
    day = chosen["reported_at"].cast(pl.Date).cast(pl.Int64).to_numpy() + rng.geometric(1 / 12, rows) - 1
    own = chosen.select("person_key", other="victim_person_key", day=pl.Series(day))
    crossed = own.filter(pl.Series(rng.random(rows) < CROSSED))
    cross = crossed.select(person_key="other", other="person_key", day=pl.col("day") + 1)
    return pl.concat([own, cross]).sort("day", "person_key", "other")


def _served(rng: np.random.Generator, temporary: Array) -> Array:
    rows = temporary.size
    kind = rng.random(rows)
    soon = temporary + rng.integers(0, SERVICE.days + 1, rows)
    late = temporary + SERVICE.days + rng.geometric(0.07, rows)
    return np.select([kind < SERVICE.in_time, kind < SERVICE.in_time + SERVICE.later], [soon, late], NOT_YET)


def order_breaches(rng: np.random.Generator, orders: pl.DataFrame) -> pl.DataFrame:
    """A row per breach, at most one a day for an order."""
    given = orders.filter(pl.col("temporary_on").is_not_null())
    broken = given.filter(pl.Series(rng.random(given.height) < BREACH.orders))
    each = rng.geometric(1 / BREACH.breaches_each, broken.height)
    order = broken[np.repeat(np.arange(broken.height), each)]
    start = order["temporary_on"].cast(pl.Int64).to_numpy()
    length = order["expires_on"].cast(pl.Int64).to_numpy() - start
    after = 1 + (rng.random(order.height) * np.minimum(length - 1, 200)).astype(np.int64)
    return (
        order.select("petition_id", breached_on=days(start + after))
        .unique()
        .sort("breached_on", "petition_id")
        .with_columns(pick=pl.lit(0, dtype=pl.UInt64))  # nothing in it has several spellings
    )
