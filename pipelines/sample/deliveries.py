"""The files an agency sends: everything at first, then the last months again with what was amended."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from pipelines.sample.draws import Array, slot
from pipelines.sample.planted import FIRST_CUT_OFF, PERIOD_TO, REDELIVERED_FROM
from pipelines.sample.shapes import Plant, Shape

EXACT_REPEATS: Final = 0.004
FEWEST_REPEATS: Final = 2
# Both slots at this number: 1 record in 256 was told wrongly at first.
TOLD_WRONGLY: Final = 15
FIRST_SLOT, SECOND_SLOT = 12, 13


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One file: its rows as text, and how many of them are what.

    rows = records + further_rows + exact_repeats + not_kept + quarantined.
    """

    covers_to: date
    lines: pl.DataFrame
    records: int
    further_rows: int
    exact_repeats: int
    not_kept: int
    amended: int
    quarantine: dict[str, int]


def known_by(records: pl.DataFrame, shape: Shape, cut_off: date) -> pl.DataFrame:
    """The records as the agency knew them on a day: what comes later is not there yet."""
    known = records.filter(pl.col(shape.begins).cast(pl.Date) <= cut_off)
    for day, waiting in shape.later.items():
        lies_ahead = (pl.col(day).cast(pl.Date) > cut_off).fill_null(False)
        until_then = [
            pl.when(lies_ahead).then(pl.lit(value)).otherwise(pl.col(name)).alias(name)
            for name, value in waiting.items()
        ]
        known = known.with_columns(*until_then, pl.when(~lies_ahead).then(day).alias(day))
    return known


def deliveries(rng: np.random.Generator, shape: Shape, records: pl.DataFrame) -> tuple[Delivery, Delivery]:
    latest = known_by(records, shape, PERIOD_TO)
    early = _told_wrongly(known_by(records, shape, FIRST_CUT_OFF), shape)
    lines = shape.written(latest)
    began = latest[shape.begins].cast(pl.Date)
    same = _is_in(lines, shape.written(early))
    again = ~same | (began >= REDELIVERED_FROM) | shape.sends_all
    amended = ~same & (began <= FIRST_CUT_OFF) & _kept(lines, shape)
    return (
        _delivery(rng, shape, early, FIRST_CUT_OFF, amended=0),
        _delivery(rng, shape, latest.filter(again), PERIOD_TO, amended=int(amended.sum())),
    )


def _told_wrongly(known: pl.DataFrame, shape: Shape) -> pl.DataFrame:
    chosen = (slot(FIRST_SLOT) == TOLD_WRONGLY) & (slot(SECOND_SLOT) == TOLD_WRONGLY)
    return known.with_columns(
        pl.when(chosen & pl.col(name).is_not_null()).then(pl.lit(wrong)).otherwise(name).alias(name)
        for name, wrong in shape.first_told.items()
    )


def _is_in(lines: pl.DataFrame, others: pl.DataFrame) -> pl.Series:
    found = others.unique().with_columns(found=pl.lit(True))
    joined = lines.join(found, on=lines.columns, how="left", nulls_equal=True, maintain_order="left")
    return joined["found"].fill_null(False)


def _kept(lines: pl.DataFrame, shape: Shape) -> pl.Series:
    """True for rows that the mapping keeps."""
    wanted = [lines[heading].is_in(values) for heading, values in shape.keep.items()]
    kept = pl.Series([True]).new_from_index(0, lines.height)
    for one in wanted:
        kept &= one
    return kept


def _delivery(
    rng: np.random.Generator, shape: Shape, known: pl.DataFrame, covers_to: date, *, amended: int
) -> Delivery:
    written = shape.written(known)
    lines = _with_further_rows(written, known, shape)
    kept = _kept(lines, shape)
    kept_records = int(_kept(written, shape).sum())
    repeated = _rows_to_repeat(rng, kept)
    plants = [plant for plant in shape.plants if plant.second_delivery == (covers_to == PERIOD_TO)]
    return Delivery(
        covers_to=covers_to,
        lines=_with_plants(rng, lines[_each_and_again(lines.height, repeated)], plants),
        records=kept_records,
        further_rows=int(kept.sum()) - kept_records,
        exact_repeats=repeated.size,
        not_kept=int((~kept).sum()),
        amended=amended,
        quarantine=_counts(plants),
    )


def _counts(plants: list[Plant]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for plant in plants:
        counts[plant.reason] += plant.count
    return dict(counts)


def _with_further_rows(lines: pl.DataFrame, known: pl.DataFrame, shape: Shape) -> pl.DataFrame:
    """One row per unit or charge, counted within the record."""
    if shape.rows is None or shape.rows_heading is None:
        return lines
    rows = known[shape.rows].to_numpy()
    started = np.repeat(np.cumsum(rows) - rows, rows)
    place = pl.Series(shape.rows_heading, np.arange(rows.sum()) - started + 1).cast(pl.String)
    return lines[np.repeat(np.arange(lines.height), rows)].with_columns(place)


def _rows_to_repeat(rng: np.random.Generator, kept: pl.Series) -> Array:
    candidates = kept.arg_true().to_numpy()
    number = max(FEWEST_REPEATS, round(candidates.size * EXACT_REPEATS))
    return rng.choice(candidates, min(number, candidates.size), replace=False)


def _each_and_again(rows: int, repeated: Array) -> Array:
    return np.sort(np.concatenate([np.arange(rows), repeated]))


def _with_plants(rng: np.random.Generator, lines: pl.DataFrame, plants: list[Plant]) -> pl.DataFrame:
    """Planted rows put in at random places."""
    planted = [_planted(rng, lines, plant) for plant in plants]
    if not planted:
        return lines
    extra = pl.concat(planted)
    places = np.concatenate([np.arange(lines.height), rng.uniform(0, lines.height, extra.height)])
    return pl.concat([lines, extra])[np.argsort(places, kind="stable")]


def _planted(rng: np.random.Generator, lines: pl.DataFrame, plant: Plant) -> pl.DataFrame:
    copies = lines[rng.integers(0, lines.height, plant.count)]
    return copies.with_columns(
        pl.Series(name, [value.format(n=at) or None for at in range(1, plant.count + 1)], dtype=pl.String)
        for name, value in plant.fields.items()
    )
