"""Probation periods of sentences that hold supervision, and their violations."""

from typing import Final

import numpy as np
import polars as pl

from pipelines.sample.draws import NOT_YET, Array, days, drawn, picks

FIRST_CONTACT: Final = 0.94
DAYS_TO_CONTACT: Final = 11
TERMS: Final = {"365": 0.6, "730": 0.3, "180": 0.1}
DISCHARGES: Final = {
    "successful": 0.62,
    "revoked_technical": 0.14,
    "revoked_new_offence": 0.10,
    "unsuccessful": 0.11,
    "died": 0.01,
    "unknown": 0.02,
}
LEVELS: Final = {"high": 0.4, "medium": 0.35, "low": 0.15, "intensive": 0.08, "blank": 0.02}
# Handed to another office: the old period goes on some days beside the new one.
TRANSFERRED: Final = 0.08
DAYS_BESIDE: Final = 12
# Entered and never finished; the export holds them too.
DRAFTS: Final = 0.03
VIOLATIONS: Final = {"0": 0.62, "1": 0.27, "2": 0.11}
KINDS: Final = {
    "reporting": 0.3,
    "program": 0.25,
    "contact": 0.18,
    "substances": 0.12,
    "new_offence": 0.1,
    "other": 0.05,
}
RESPONSES: Final = {"warning": 0.3, "sanction": 0.22, "hearing": 0.28, "arrest": 0.15, "revoked": 0.05}
RESPONDED: Final = 0.88


def supervision(rng: np.random.Generator, dispositions: pl.DataFrame) -> pl.DataFrame:
    """A row per period, the second of a transfer and drafts too; ends that lie ahead are in it."""
    ordered = dispositions.filter(pl.col("supervision") == "yes")
    rows = ordered.height
    start = ordered["sentenced_on"].cast(pl.Int32).to_numpy()
    contact = start + rng.geometric(1 / DAYS_TO_CONTACT, rows) - 1
    end = start + drawn(rng, TERMS, rows).cast(pl.Int64).to_numpy() + rng.integers(-60, 30, rows)
    period = ordered.select(
        "case_id",
        "person_key",
        start=pl.Series(start.astype(np.int64)),
        contact=pl.Series(np.where(rng.random(rows) < FIRST_CONTACT, contact, NOT_YET)),
        end=pl.Series(end),
        discharge=drawn(rng, DISCHARGES, rows),
        level=drawn(rng, LEVELS, rows),
        status=pl.lit("FINAL"),
    )
    return _numbered(rng, _with_drafts(rng, _with_transfers(rng, period)))


def _with_transfers(rng: np.random.Generator, period: pl.DataFrame) -> pl.DataFrame:
    moved = pl.Series(rng.random(period.height) < TRANSFERRED)
    at = pl.Series(period["start"].to_numpy() + rng.integers(20, 100, period.height))
    first = period.with_columns(
        end=pl.when(moved).then(at + DAYS_BESIDE).otherwise("end"),
        discharge=pl.when(moved).then(pl.lit("transferred")).otherwise("discharge"),
    )
    second = period.with_columns(start=at, contact=at + 3, end=pl.max_horizontal("end", at + DAYS_BESIDE))
    return pl.concat([first, second.filter(moved)])


def _with_drafts(rng: np.random.Generator, period: pl.DataFrame) -> pl.DataFrame:
    number = max(1, round(period.height * DRAFTS))
    draft = period[rng.integers(0, period.height, number)].with_columns(
        status=pl.lit("DRAFT"), contact=pl.lit(NOT_YET, dtype=pl.Int64)
    )
    return pl.concat([period, draft])


def _numbered(rng: np.random.Generator, period: pl.DataFrame) -> pl.DataFrame:
    rows = period.height
    by_day = period.sort("start", "case_id", "person_key", "status", "end")
    return by_day.select(
        "case_id",
        "person_key",
        "discharge",
        "level",
        "status",
        supervision_id="S" + pl.int_range(1, rows + 1).cast(pl.String).str.zfill(6),
        sentenced_on=days(by_day["start"].to_numpy()),
        first_contact_on=days(by_day["contact"].to_numpy()),
        ended_on=days(by_day["end"].to_numpy()),
        pick=picks(rng, rows),
    )


def violations(rng: np.random.Generator, periods: pl.DataFrame) -> pl.DataFrame:
    """A row per violation, numbered by the day it became known; responses that lie ahead are in it."""
    final = periods.filter(pl.col("status") == "FINAL")
    period = final[np.repeat(np.arange(final.height), _how_many(rng, final.height))]
    rows = period.height
    start = period["sentenced_on"].cast(pl.Int32).to_numpy()
    length = np.maximum(period["ended_on"].cast(pl.Int32).to_numpy() - start, 2)
    violated = start + 1 + (rng.random(rows) * (length - 1)).astype(np.int64)
    known = violated + rng.geometric(0.2, rows) - 1
    answered = known + (6 * rng.lognormal(0, 1, rows)).astype(np.int64)
    responded = pl.Series(rng.random(rows) < RESPONDED)
    return (
        period.select(
            "person_key",
            "supervision_id",
            violated_on=days(violated),
            known_on=days(known),
            responded_on=days(np.where(responded.to_numpy(), answered, NOT_YET)),
            response=pl.when(responded).then(drawn(rng, RESPONSES, rows)),
            kind=drawn(rng, KINDS, rows),
            pick=picks(rng, rows),
        )
        .sort("known_on", "supervision_id", "violated_on", "pick")
        .with_columns(violation_id="V" + pl.int_range(1, rows + 1).cast(pl.String).str.zfill(6))
    )


def _how_many(rng: np.random.Generator, rows: int) -> Array:
    return drawn(rng, VIOLATIONS, rows).cast(pl.Int64).to_numpy()
