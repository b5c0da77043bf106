"""Small ways to draw: a label by its share, a moment of the county's wall clock."""

import zlib
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from pipelines.sample.planted import MINUTES_A_DAY, day_number

Array = npt.NDArray[Any]
NOT_YET: Final = -1
PICK_SLOTS: Final = 15
# In the hour after two o'clock of these days there is no wall clock time.
SPRING_FORWARD: Final = (date(2023, 3, 12), date(2024, 3, 10), date(2025, 3, 9), date(2026, 3, 8))


def own_stream(rng: np.random.Generator, name: str) -> np.random.Generator:
    """A stream of the same seed with a name of its own: what is drawn from it shifts nothing else."""
    seed: Any = rng.bit_generator.seed_seq
    named = np.random.SeedSequence(entropy=seed.entropy, spawn_key=(zlib.crc32(name.encode()),))
    return np.random.default_rng(named)


def drawn(rng: np.random.Generator, shares: Mapping[str, float], rows: int) -> pl.Series:
    """One label per row, by share; the label "blank" becomes null."""
    labels = pl.Series([None if label == "blank" else label for label in shares], dtype=pl.String)
    edges = np.cumsum(list(shares.values()))
    return labels.gather(np.searchsorted(edges[:-1] / edges[-1], rng.random(rows), side="right"))


def yes_no(rng: np.random.Generator, yes: float | Array, rows: int) -> pl.Series:
    return pl.Series(np.where(rng.random(rows) < yes, "yes", "no"))


def always(label: str, rows: int) -> pl.Series:
    return pl.Series([label]).new_from_index(0, rows)


def yes_or_no(flags: pl.Series) -> pl.Series:
    """True and false in words."""
    return pl.Series(["no", "yes"]).gather(flags.cast(pl.UInt8))


def recorded(rng: np.random.Generator, true: pl.Series, shares: Mapping[str, float]) -> pl.Series:
    """The true value, but for the share that was not written down."""
    habit = drawn(rng, shares, true.len())
    return true.zip_with((habit == "recorded").fill_null(False), habit)


def picks(rng: np.random.Generator, rows: int) -> pl.Series:
    """A number per record that settles its spellings, so that it is written alike in every delivery."""
    return pl.Series(rng.integers(0, 16**PICK_SLOTS, rows, dtype=np.uint64))


def slot(place: int) -> pl.Expr:
    """A number from 0 to 15 out of the record's pick; each place gives another one."""
    number: pl.Expr = (pl.col("pick") // 16**place) % 16
    return number


def days(numbers: Array) -> pl.Series:
    """Day numbers as dates; NOT_YET becomes null."""
    series = pl.Series(numbers.astype(np.int32))
    return series.set(series == NOT_YET, None).cast(pl.Date)


def wall_clock(minutes: Array) -> pl.Series:
    """Minutes since 1970 as moments that a clock in the county can show; NOT_YET becomes null."""
    shown = minutes.astype(np.int64)
    for day in SPRING_FORWARD:
        three = day_number(day) * MINUTES_A_DAY + 180
        shown = np.where((shown >= three - 60) & (shown < three), three, shown)
    series = pl.Series(shown)
    return (series.set(series == NOT_YET, None) * 60_000_000).cast(pl.Datetime("us"))
