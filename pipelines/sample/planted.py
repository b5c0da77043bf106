"""What is planted in the sample county: every date and probability that its records are drawn from."""

from dataclasses import dataclass
from datetime import date
from typing import Final

PERIOD_FROM: Final = date(2022, 7, 1)
PERIOD_TO: Final = date(2026, 9, 30)
# Two deliveries: almost everything, then the last months again with whatever was amended since.
FIRST_CUT_OFF: Final = date(2026, 8, 31)
REDELIVERED_FROM: Final = date(2026, 7, 1)
MINUTES_A_DAY: Final = 1440

_EPOCH: Final = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01: how days are held while they are drawn."""
    return (day - _EPOCH).days


@dataclass(frozen=True, kw_only=True)
class Arrest:
    """Arrests in incidents with identified suspect and probable cause; a step up at the start of a change.

    A suspect who had left is arrested later or not at all, and the change does not touch that; the
    two probabilities for a suspect who is there follow from the overall ones.
    """

    change_starts_on: date = date(2025, 4, 1)
    before: float = 0.45
    after: float = 0.60
    suspect_gone: float = 0.25
    if_gone: float = 0.24
    suspect_identified: float = 0.92
    probable_cause: float = 0.74
    dual: float = 0.04

    @property
    def if_present_before(self) -> float:
        return (self.before - self.suspect_gone * self.if_gone) / (1 - self.suspect_gone)

    @property
    def if_present_after(self) -> float:
        return (self.after - self.suspect_gone * self.if_gone) / (1 - self.suspect_gone)


@dataclass(frozen=True, kw_only=True)
class ReportWritten:
    """Reports written on domestic calls; its intervention changes nothing."""

    change_starts_on: date = date(2024, 10, 1)
    before: float = 0.66
    after: float = 0.66


@dataclass(frozen=True, kw_only=True)
class Charging:
    """Charges filed, given referral and a decision: the one decision point where race counts."""

    others: float = 0.60
    ratio: float = 1.25
    higher_for: str = "black"
    returned: float = 0.03

    @property
    def higher(self) -> float:
        return self.others * self.ratio


@dataclass(frozen=True, kw_only=True)
class Rearrest:
    """Hazard of the next arrest: H(days) = cumulative_12_months * (days / 365) ** shape, times the ratio.

    The clock starts at release, or at the arrest when nobody was booked, and anew after each arrest.
    Days run to the incident that led to the arrest; an arrest by warrant comes some days later.
    """

    share_12_months: float = 0.25
    shape: float = 0.7
    strangulation_hazard_ratio: float = 1.8
    strangulation: float = 0.12


@dataclass(frozen=True, kw_only=True)
class Court:
    """How charged cases end; the same for every race."""

    convicted: float = 0.60


@dataclass(frozen=True, kw_only=True)
class Program:
    """Orders to the program: completed or not, whoever the man is; all have finished after `days_to_finish`."""

    completed: float = 0.48
    days_to_finish: int = 420


@dataclass(frozen=True, kw_only=True)
class Service:
    """Service of temporary protection orders: within `days`, later, or never."""

    in_time: float = 0.62
    later: float = 0.18
    days: int = 5


@dataclass(frozen=True, kw_only=True)
class Breach:
    """Orders with at least one recorded breach, and how many those have."""

    orders: float = 0.15
    breaches_each: float = 2.0


ARREST: Final = Arrest()
REPORT_WRITTEN: Final = ReportWritten()
CHARGING: Final = Charging()
REARREST: Final = Rearrest()
COURT: Final = Court()
PROGRAM: Final = Program()
SERVICE: Final = Service()
BREACH: Final = Breach()

RACES: Final = {
    "white": 55 / 94,
    "black": 22 / 94,
    "native": 10 / 94,
    "asian": 3 / 94,
    "multiple": 2 / 94,
    "other": 2 / 94,
}
# Asked at each incident, so the same person can be recorded once and missing another time.
RACE_MISSING: Final = {"recorded": 0.94, "unknown": 0.042, "refused": 0.005, "blank": 0.013}
STRANGULATION_MISSING: Final = {"recorded": 0.96, "unknown": 0.025, "blank": 0.015}
