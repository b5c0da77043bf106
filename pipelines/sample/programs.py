"""Orders to the men's nonviolence program: intake, sessions, completion, and men sent back."""

from typing import Final

import numpy as np
import polars as pl

from pipelines.sample.draws import NOT_YET, Array, days, drawn, picks
from pipelines.sample.planted import PROGRAM

DAYS_TO_INTAKE: Final = 18
LATEST_INTAKE: Final = 110
NOT_ENROLLED: Final = 0.22  # of those who do not complete
LEFT: Final = {"absent": 0.66, "new_violence": 0.12, "transferred": 0.05, "other": 0.15, "unknown": 0.02}
SESSIONS: Final = 27
REPORTED: Final = 0.75
ACTED_ON: Final = 0.6
SENT_BACK: Final = 0.3


def program_orders(rng: np.random.Generator, dispositions: pl.DataFrame) -> pl.DataFrame:
    """A row per order, numbered by its day; what lies ahead is in it. Some men are ordered a second time."""
    ordered = dispositions.filter(pl.col("program") == "yes")
    first = _course(rng, ordered.select("case_id", "person_key", day=pl.col("sentenced_on").cast(pl.Int64)))
    back = first.filter((pl.col("exit_reason") == "absent") & pl.Series(rng.random(first.height) < SENT_BACK))
    second = _course(rng, back.select("case_id", "person_key", day=pl.col("exited") + 25))
    both = pl.concat([first, second]).sort("day", "case_id", "person_key")
    rows = both.height
    return both.select(
        "case_id",
        "person_key",
        "exit_reason",
        "sessions_due",
        "sessions_attended",
        order_id="N" + pl.int_range(1, rows + 1).cast(pl.String).str.zfill(5),
        **{
            name: days(both[column].to_numpy())
            for name, column in {
                "ordered_on": "day",
                "intake_on": "intake",
                "exited_on": "exited",
                "noncompliance_reported_on": "reported",
                "court_acted_on": "acted",
            }.items()
        },
        pick=picks(rng, rows),
    )


def _course(rng: np.random.Generator, order: pl.DataFrame) -> pl.DataFrame:
    """What becomes of each order, in day numbers."""
    rows = order.height
    day = order["day"].to_numpy()
    completed = rng.random(rows) < PROGRAM.completed
    enrolled = completed | (rng.random(rows) >= NOT_ENROLLED)
    intake = day + np.minimum(rng.geometric(1 / DAYS_TO_INTAKE, rows), LATEST_INTAKE)
    stay = np.where(completed, rng.integers(190, 300, rows), rng.integers(14, 180, rows))
    exited = np.where(enrolled, intake + stay, day + 90)
    due = np.where(completed, SESSIONS, np.where(enrolled, stay // 7, 0))
    attended = np.where(completed, due - rng.integers(0, 4, rows), (due * rng.random(rows)).astype(np.int64))
    left = drawn(rng, LEFT, rows)
    reason = np.where(completed, "completed", np.where(enrolled, left.to_numpy(), "not_enrolled"))
    absent = pl.Series(reason).is_in(["absent", "not_enrolled"]).to_numpy()
    reported = np.where(absent & (rng.random(rows) < REPORTED), exited - rng.integers(0, 12, rows), NOT_YET)
    return order.with_columns(
        intake=pl.Series(np.where(enrolled, intake, NOT_YET)),
        exited=pl.Series(exited),
        exit_reason=pl.Series(reason),
        sessions_due=pl.Series(due),
        sessions_attended=pl.Series(attended),
        reported=pl.Series(reported),
        acted=pl.Series(_acted(rng, reported)),
    )


def _acted(rng: np.random.Generator, reported: Array) -> Array:
    does = (reported != NOT_YET) & (rng.random(reported.size) < ACTED_ON)
    return np.where(does, reported + rng.geometric(0.06, reported.size), NOT_YET)
