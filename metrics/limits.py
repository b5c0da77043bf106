"""Limits that indicators are counted by, such as 5 days to serve an order: the field's defaults.

A site that has agreed on others says so in `site.toml` under [limits].
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from metrics.declarations import Measure


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A limit, counted in its unit; the last day of it still counts."""

    default: int
    unit: Literal["days", "sessions", "percent"]
    words: str


LIMITS: Mapping[str, Limit] = {
    "gone_resolved": Limit(default=30, unit="days", words="to arrest or charge a suspect who had left"),
    "pretrial_violation": Limit(
        default=90, unit="days", words="after a release in which violations and new arrests are counted"
    ),
    "days_to_charge": Limit(default=30, unit="days", words="from referral to the charging decision"),
    "speedy_contact": Limit(default=3, unit="days", words="for the prosecutor to reach the victim"),
    "disposition_standard": Limit(default=180, unit="days", words="from filing to the end of a case"),
    "violation_response": Limit(default=7, unit="days", words="to respond to a known violation"),
    "revocation": Limit(default=365, unit="days", words="in which revocations are counted"),
    "attendance": Limit(default=80, unit="percent", words="of due sessions that make regular attendance"),
    "program_completion": Limit(default=365, unit="days", words="after the order to complete the program"),
    "absences": Limit(default=2, unit="sessions", words="missed before the court must be told"),
    "noncompliance_acted": Limit(default=14, unit="days", words="for the court to act on absence"),
    "order_service": Limit(default=5, unit="days", words="to serve a protection order"),
    "handoff_to_prosecutor": Limit(default=7, unit="days", words="from arrest to referral"),
    "handoff_to_court": Limit(default=7, unit="days", words="from charge to filing"),
    "handoff_to_probation": Limit(default=14, unit="days", words="from sentence to the first contact"),
    "handoff_to_program": Limit(default=30, unit="days", words="from sentence to program intake"),
}


def defaults() -> dict[str, int]:
    """Every limit's default, by its name."""
    return {name: limit.default for name, limit in LIMITS.items()}


def written_out(measure: Measure, limits: Mapping[str, int], cut_off: date) -> Measure:
    """The measure with its limit, and the last day its tables are complete to, written into its expressions."""
    limit = str(limits[measure.limit]) if measure.limit else "$limit"

    def written(text: str) -> str:
        return text.replace("$limit", limit).replace("$cut_off", f"date '{cut_off}'")

    return replace(measure, denominator=written(measure.denominator), numerator=written(measure.numerator))
