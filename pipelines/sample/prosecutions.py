"""Referrals to the prosecutor, and the charging decision: the one place where race counts."""

from typing import Final

import numpy as np
import polars as pl

from pipelines.sample.draws import NOT_YET, Array, always, days, drawn, picks, yes_no
from pipelines.sample.planted import CHARGING, MINUTES_A_DAY

ARRESTED_REFERRED: Final = 0.95
PARTNER_REFERRED: Final = 0.50
OTHERS_REFERRED: Final = 0.25
DAYS_TO_DECISION_MEDIAN: Final = 12
DAYS_TO_DECISION_SPREAD: Final = 1.1
DIVERTED_OF_NOT_CHARGED: Final = 0.15
FILED_LOWER: Final = 0.15
LOWER: Final = {"felony": "gross_misdemeanor", "gross_misdemeanor": "misdemeanor"}
REFERRED_AS_UNKNOWN: Final = ("other", "unknown")
RISK_SHEET_RECEIVED: Final = 0.55
VICTIM_REACHED: Final = 0.70
WARRANT_AGAINST_VICTIM: Final = 0.02
# The dash is one that Windows-1252 writes in its own way.
DECLINE_REASONS: Final = {
    "Insufficient evidence": 0.45,
    "Victim not located": 0.20,
    "Other party \u2013 self-defence": 0.10,
    'Returned "no reply"; closed': 0.05,
    "Interest of justice, see file": 0.15,
    "blank": 0.05,
}


def prosecutions(
    rng: np.random.Generator, histories: pl.DataFrame, report: pl.DataFrame, parties: pl.DataFrame
) -> pl.DataFrame:
    """A row per referred suspect, numbered by day of referral; decisions that lie ahead are in it too."""
    referred = _referred(rng, histories, report, parties)
    rows = referred.height
    received = referred["referred"].to_numpy()
    to_decision = DAYS_TO_DECISION_MEDIAN * rng.lognormal(0, DAYS_TO_DECISION_SPREAD, rows)
    return referred.select(
        "incident_id",
        "person_key",
        "true_race",
        **_decisions(rng, referred),
        referred_on=days(received),
        decided_on=days(received + to_decision.astype(np.int64)),
        risk_sheet_received_on=days(_some_days_after(rng, received, RISK_SHEET_RECEIVED, 4)),
        victim_contacted_on=days(_some_days_after(rng, received, VICTIM_REACHED, 8)),
        warrant_against_victim=yes_no(rng, WARRANT_AGAINST_VICTIM, rows),
        pick=picks(rng, rows),
    ).with_columns(case_id=_case_numbers("referred_on"))


def _referred(
    rng: np.random.Generator, histories: pl.DataFrame, report: pl.DataFrame, parties: pl.DataFrame
) -> pl.DataFrame:
    """Suspects whose case is sent on, with `referred` as a day number, in the order of that day."""
    case = report.select(
        "incident_id", "severity", *histories["probable_cause", "suspect", "call_at"].get_columns()
    )
    suspects = parties.filter(pl.col("role") != "victim").join(
        case, on="incident_id", how="left", maintain_order="left"
    )
    sent = suspects.filter(pl.Series(rng.random(suspects.height)) < _chance_of_referral())
    arrest_day = sent["arrested_on"].cast(pl.Int32)
    soon, later = rng.geometric(0.25, sent.height), 2 + 9 * rng.lognormal(0, 0.8, sent.height)
    day = (arrest_day + soon - 1).fill_null(sent["call_at"] // MINUTES_A_DAY + later.astype(np.int64))
    return sent.with_columns(referred=day).sort("referred", maintain_order=True)


def _chance_of_referral() -> pl.Expr:
    return (
        pl.when(pl.col("person") != pl.col("suspect"))
        .then(PARTNER_REFERRED)
        .when(pl.col("arrested_on").is_not_null())
        .then(ARRESTED_REFERRED)
        .when("probable_cause")
        .then(OTHERS_REFERRED)
        .otherwise(0.0)
    )


def _decisions(rng: np.random.Generator, referred: pl.DataFrame) -> dict[str, pl.Series | pl.Expr]:
    rows = referred.height
    decision = _decision(rng, referred["true_race"])
    severity = always("misdemeanor", rows).zip_with(
        referred["severity"].is_in(REFERRED_AS_UNKNOWN), referred["severity"]
    )
    lower = severity.replace(LOWER).zip_with(pl.Series(rng.random(rows) < FILED_LOWER), severity)
    return {
        "decision": decision,
        "decline_reason": pl.when(decision == "declined").then(drawn(rng, DECLINE_REASONS, rows)),
        "referred_severity": severity,
        "filed_severity": pl.when(decision == "charged").then(lower),
    }


def _decision(rng: np.random.Generator, race: pl.Series) -> pl.Series:
    """Returned for more information alike for all; charged by race; the rest declined or diverted."""
    rows = race.len()
    charged = np.where((race == CHARGING.higher_for).to_numpy(), CHARGING.higher, CHARGING.others)
    kind = np.where(rng.random(rows) < charged, "charged", "declined")
    kind = np.where((kind == "declined") & (rng.random(rows) < DIVERTED_OF_NOT_CHARGED), "diverted", kind)
    return pl.Series(np.where(rng.random(rows) < CHARGING.returned, "returned", kind))


def _some_days_after(rng: np.random.Generator, start: Array, share: float, mean: float) -> Array:
    rows = start.size
    later = start + rng.geometric(1 / mean, rows) - 1
    return np.where(rng.random(rows) < share, later, NOT_YET)


def _case_numbers(day: str) -> pl.Expr:
    """Two digits of the year, and a number that counts up within it."""
    year = pl.col(day).dt.year()
    counted = pl.col(day).rank("ordinal").over(year).cast(pl.String).str.zfill(6)
    return (year % 100).cast(pl.String) + "-" + counted
