"""Police reports, with the meanings of the canonical table."""

from typing import Final

import numpy as np
import polars as pl

from pipelines.sample.draws import always, days, drawn, picks, recorded, wall_clock, yes_or_no
from pipelines.sample.planted import MINUTES_A_DAY, STRANGULATION_MISSING

BEATS: Final = {
    "N1": 0.11,
    "N2": 0.1,
    "N3": 0.09,
    "S1": 0.13,
    "S2": 0.12,
    "S3": 0.1,
    "E1": 0.09,
    "E2": 0.06,
    "E3": 0.05,
    "W1": 0.07,
    "W2": 0.05,
    "W3": 0.03,
}
DISTRICTS: Final = {"N": "North", "S": "South", "E": "East", "W": "West"}  # by first letter of the beat
RELATIONSHIPS: Final = {
    "partner": 0.34,
    "spouse": 0.20,
    "ex_partner": 0.16,
    "common_law": 0.06,
    "ex_spouse": 0.05,
    "co_parent": 0.05,
    "family": 0.10,
    "other": 0.02,
    "unknown": 0.02,
}
NOT_INTIMATE: Final = ("family", "other", "unknown")
VIOLENCE_TYPES: Final = {
    "battering": 0.68,
    "resistive": 0.10,
    "non_battering": 0.13,
    "undetermined": 0.07,
    "blank": 0.02,
}
SEVERITIES: Final = {
    "misdemeanor": 0.72,
    "gross_misdemeanor": 0.14,
    "felony": 0.10,
    "other": 0.03,
    "unknown": 0.01,
}
SEVERITIES_STRANGULATION: Final = {"felony": 0.80, "gross_misdemeanor": 0.12, "misdemeanor": 0.08}
YES_NO_SHARES: Final = {
    "weapon": {"no": 0.86, "yes": 0.12, "unknown": 0.02},
    "injury": {"no": 0.52, "yes": 0.45, "unknown": 0.02, "blank": 0.01},
    "children_present": {"no": 0.55, "yes": 0.35, "not_collected": 0.06, "blank": 0.04},
    "predominant_aggressor_determined": {"yes": 0.58, "no": 0.34, "blank": 0.08},
}
RISK_LEVELS: Final = {"low": 0.40, "medium": 0.38, "high": 0.20, "unknown": 0.02}
RISK_ITEMS: Final = 11
ALL_RISK_ITEMS_ANSWERED: Final = 0.62
PROBABLE_CAUSE_NOT_RECORDED: Final = 0.02
GONE_UNKNOWN: Final = 0.01
CLEARANCES: Final = {
    "open": 0.62,
    "victim_refused": 0.18,
    "declined": 0.13,
    "juvenile": 0.01,
    "unknown": 0.06,
}
OTHER_CRIMES: Final = 0.015  # reports of other crimes, which the export holds too
PREMISES: Final = {
    "RESIDENCE": 0.78,
    "APARTMENT, LOWER UNIT": 0.08,
    'BAR "THE SAMPLE"': 0.02,
    "GARAGE\nAND YARD": 0.01,
    "STREET": 0.06,
    "blank": 0.05,
}


def reports(rng: np.random.Generator, histories: pl.DataFrame) -> pl.DataFrame:
    """A row per report, in the order of `histories`, reports of other crimes last."""
    rows = histories.height
    strangled = histories["strangulation"]
    call_at = histories["call_at"].to_numpy()
    severity = drawn(rng, SEVERITIES_STRANGULATION, rows).zip_with(strangled, drawn(rng, SEVERITIES, rows))
    domestic = pl.DataFrame(
        {
            "occurred_on": days(histories["occurred"].to_numpy()),
            "reported_at": wall_clock(call_at + rng.integers(15, 90, rows)),
            "beat": _of_each(histories["root"], rng, BEATS),
            "relationship": _of_each(histories["couple"], rng, RELATIONSHIPS),
            "violence_type": drawn(rng, VIOLENCE_TYPES, rows),
            "severity": severity,
            "strangulation": recorded(rng, yes_or_no(strangled), STRANGULATION_MISSING),
            **{name: drawn(rng, shares, rows) for name, shares in YES_NO_SHARES.items()},
            **_police_findings(rng, histories),
            "premise": drawn(rng, PREMISES, rows),
            "pick": picks(rng, rows),
        }
    )
    return _numbered(_with_other_crimes(rng, _with_risk(rng, domestic)))


def _of_each(owner: pl.Series, rng: np.random.Generator, shares: dict[str, float]) -> pl.Series:
    """One label per owner (an offender, a couple), the same in all their reports."""
    return drawn(rng, shares, int(owner.to_numpy().max()) + 1).gather(owner)


def _police_findings(rng: np.random.Generator, histories: pl.DataFrame) -> dict[str, pl.Series]:
    rows = histories.height
    call_at, arrested_at = histories["call_at"].to_numpy(), histories["arrested_at"].to_numpy()
    arrested = histories["arrested"].to_numpy()
    closed_at = np.where(arrested, arrested_at, call_at + rng.integers(5, 60, rows) * MINUTES_A_DAY)
    gone = {"recorded": 1 - GONE_UNKNOWN, "unknown": GONE_UNKNOWN}
    cause = {"recorded": 1 - PROBABLE_CAUSE_NOT_RECORDED, "blank": PROBABLE_CAUSE_NOT_RECORDED}
    return {
        "suspect_identified": yes_or_no(histories["identified"]),
        "suspect_gone_on_arrival": recorded(rng, yes_or_no(histories["gone"]), gone),
        "probable_cause": recorded(rng, yes_or_no(histories["probable_cause"]), cause),
        "cleared_on": days(closed_at // MINUTES_A_DAY),
        "clearance": always("arrest", rows).zip_with(histories["arrested"], drawn(rng, CLEARANCES, rows)),
    }


def _with_risk(rng: np.random.Generator, report: pl.DataFrame) -> pl.DataFrame:
    """Risk questions are asked of intimate partners; a level is given when most are answered."""
    rows = report.height
    some = rng.binomial(RISK_ITEMS - 1, 0.6, rows)
    answered = pl.Series(np.where(rng.random(rows) < ALL_RISK_ITEMS_ANSWERED, RISK_ITEMS, some))
    intimate = ~pl.col("relationship").is_in(NOT_INTIMATE)
    return report.with_columns(
        risk_items_required=pl.when(intimate).then(pl.lit(RISK_ITEMS)),
        risk_items_answered=pl.when(intimate).then(answered),
        risk_level=pl.when(intimate & (answered >= RISK_ITEMS // 2)).then(drawn(rng, RISK_LEVELS, rows)),
    )


def _with_other_crimes(rng: np.random.Generator, report: pl.DataFrame) -> pl.DataFrame:
    extra = report[rng.integers(0, report.height, max(3, round(report.height * OTHER_CRIMES)))]
    domestic = pl.Series("domestic", ["Y", "N"]).gather([0] * report.height + [1] * extra.height)
    extra = extra.with_columns(pick=picks(rng, extra.height))
    return pl.concat([report, extra]).with_columns(domestic)


def _numbered(report: pl.DataFrame) -> pl.DataFrame:
    """Numbers count up within the year of the report."""
    year = pl.col("reported_at").dt.year()
    counted = pl.col("reported_at").rank("ordinal").over(year).cast(pl.String).str.zfill(6)
    return report.with_columns(incident_id=year.cast(pl.String) + "-" + counted)
