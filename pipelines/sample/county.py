"""The county's records as they truly are, one frame per canonical table, future days included."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from pipelines.sample.calls import calls
from pipelines.sample.custody import custody
from pipelines.sample.dispositions import dispositions
from pipelines.sample.draws import own_stream
from pipelines.sample.histories import FIRST, LAST, incident_histories
from pipelines.sample.incidents import reports
from pipelines.sample.parties import parties
from pipelines.sample.people import People, drawn_people, with_people
from pipelines.sample.planted import MINUTES_A_DAY
from pipelines.sample.programs import program_orders
from pipelines.sample.prosecutions import prosecutions
from pipelines.sample.protection_orders import order_breaches, protection_orders
from pipelines.sample.supervision import supervision, violations

# Reports an offender leaves in the period, measured; a few too many are drawn and then left out.
REPORTS_PER_OFFENDER: Final = 2.6
SPARE: Final = 1.15
SPARE_OFFENDERS: Final = 60
LATEST_REPORT: Final = (LAST + 1) * MINUTES_A_DAY - 91  # so that every report is written by the last day


@dataclass(frozen=True, kw_only=True)
class County:
    """Frames by canonical table, each with the columns its agency's shape writes down."""

    tables: dict[str, pl.DataFrame]
    everyone: People

    @property
    def people(self) -> int:
        return self.everyone.frame.height


def drawn_county(rng: np.random.Generator, cases: int) -> County:
    """About `cases` domestic reports (at most that many), and everything that follows from them."""
    offenders = int(cases / REPORTS_PER_OFFENDER * SPARE) + SPARE_OFFENDERS
    everything = with_people(rng, incident_histories(rng, offenders))
    people = drawn_people(rng, everything)
    histories = _within_period(everything, cases)
    written = reports(rng, histories)
    report = written.head(histories.height)
    party = parties(rng, histories, report, people)
    referral = prosecutions(rng, histories, report, party)
    tables = {
        "calls": calls(rng, histories, report),
        "incidents": written.sort("incident_id"),
        "incident_parties": party,
        "custody": custody(rng, histories, report, people),
        "prosecutions": referral,
        "dispositions": dispositions(rng, referral),
    }
    return County(tables=tables | _what_follows(rng, tables), everyone=people)


def _what_follows(rng: np.random.Generator, tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Probation, program and protection orders, each from a stream of its own."""
    periods = supervision(own_stream(rng, "supervision"), tables["dispositions"])
    orders = protection_orders(own_stream(rng, "protection_orders"), tables["incident_parties"])
    return {
        "supervision": periods,
        "violations": violations(own_stream(rng, "violations"), periods),
        "program_orders": program_orders(own_stream(rng, "program_orders"), tables["dispositions"]),
        "protection_orders": orders,
        "order_breaches": order_breaches(own_stream(rng, "order_breaches"), orders),
    }


def _within_period(histories: pl.DataFrame, cases: int) -> pl.DataFrame:
    """Incidents of the period, of as many offenders as make `cases` of them; no history is cut short."""
    inside = histories.filter((pl.col("occurred") >= FIRST) & (pl.col("call_at") <= LATEST_REPORT))
    reached = inside.group_by("root").len().sort("root").with_columns(pl.col("len").cum_sum())
    kept = reached.filter(pl.col("len") <= cases)["root"]
    return inside.filter(pl.col("root") <= kept.max()).sort("call_at", "root", "of_partner", "sequence")
