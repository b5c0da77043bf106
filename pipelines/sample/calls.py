"""Calls to 911: those that led to a report, those that did not, and those that were no domestic call."""

from typing import Final

import numpy as np
import polars as pl

from pipelines.sample.draws import NOT_YET, Array, always, drawn, picks, wall_clock
from pipelines.sample.incidents import BEATS, DISTRICTS
from pipelines.sample.planted import MINUTES_A_DAY, PERIOD_FROM, REPORT_WRITTEN, day_number

FIRST_MINUTE: Final = day_number(PERIOD_FROM) * MINUTES_A_DAY
WITHOUT_CALL: Final = 0.03  # reported at a counter
NO_ARRIVAL: Final = 0.02
FINAL_TYPES: Final = {"other": 0.040, "unfounded": 0.040, "duplicate": 0.020, "test": 0.003}
INITIAL_TYPES: Final = {"domestic": 0.86, "other": 0.14}
PRIORITIES: Final = {"1": 0.35, "2": 0.55, "3": 0.08, "blank": 0.02}
UNITS: Final = {"1": 0.74, "2": 0.21, "3": 0.05}
MINUTES_TO_ARRIVAL: Final = 9.0


def calls(rng: np.random.Generator, histories: pl.DataFrame, report: pl.DataFrame) -> pl.DataFrame:
    """A row per call, numbered in the order they came; dispatch writes a row for each of its `units`."""
    called = pl.Series(rng.random(histories.height) >= WITHOUT_CALL)
    reported = _reported(histories, report).filter(called)
    domestic = reported.height
    # So many calls without a report come to each with one that every single call has the planted chance of one.
    without = rng.geometric(REPORT_WRITTEN.before, domestic) - 1
    unreported = int(without.sum())
    rest = round((domestic + unreported) * sum(FINAL_TYPES.values()))
    beside = np.concatenate([np.repeat(np.arange(domestic), without), rng.integers(0, domestic, rest)])
    others = reported[beside].with_columns(
        call_at=pl.col("call_at") + pl.Series(rng.integers(-300, 300, unreported + rest)),
        beat=drawn(rng, BEATS, unreported + rest),
        incident_id=pl.lit(None, dtype=pl.String),
        report_known_at=pl.lit(None, dtype=pl.Datetime("us")),
    )
    final = pl.concat([always("domestic", domestic + unreported), drawn(rng, FINAL_TYPES, rest)])
    every = pl.concat([reported, others]).with_columns(final_type=final)
    return _described(
        rng, every.filter(pl.col("call_at") >= FIRST_MINUTE).sort("call_at", maintain_order=True)
    )


def _reported(histories: pl.DataFrame, report: pl.DataFrame) -> pl.DataFrame:
    return report.select("incident_id", "beat", histories["call_at"], report_known_at=pl.col("reported_at"))


def _described(rng: np.random.Generator, call: pl.DataFrame) -> pl.DataFrame:
    rows = call.height
    call_at = call["call_at"].to_numpy()
    initial = drawn(rng, INITIAL_TYPES, rows)
    return call.with_columns(
        district=pl.col("beat").str.head(1).replace_strict(DISTRICTS, return_dtype=pl.String),
        received_at=wall_clock(call_at),
        first_arrived_at=wall_clock(_arrivals(rng, call_at)),
        initial_type=initial.zip_with(call["final_type"] != "test", call["final_type"]),
        priority=drawn(rng, PRIORITIES, rows),
        units=drawn(rng, UNITS, rows).cast(pl.Int64),
        call_id=pl.col("call_at").rank("ordinal").cast(pl.String).str.zfill(8),
        pick=picks(rng, rows),
    )


def _arrivals(rng: np.random.Generator, call_at: Array) -> Array:
    minutes = np.ceil(MINUTES_TO_ARRIVAL * rng.lognormal(0, 0.6, call_at.size)).astype(np.int64)
    return np.where(rng.random(call_at.size) < NO_ARRIVAL, NOT_YET, call_at + minutes)
