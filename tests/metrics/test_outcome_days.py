"""What is not known of a case on its own day makes its youngest months wait, in every indicator."""

import re

import pytest

from metrics.declarations import Rate
from metrics.indicators import RATES
from release.measures import columns_of

# By table and the day that places a case in time: what is known on that day, or was before. Everything else of the
# table comes later, so an indicator that reads it must say how long it takes.
PARTIES = {"victim_person_key", "person_key"}
REPORT = {"strangulation", "has_suspect", "has_probable_cause", "is_gone_on_arrival", "is_intimate"} | {
    "is_screened",
    "risk_level",
    "has_all_items",
}
KNOWN_AT_ONCE: dict[tuple[str, str], set[str]] = {
    ("calls", "received_at"): {"initial_type", "final_type", "incident_id"},
    ("reports", "occurred_on"): REPORT,
    ("arrested_suspects", "arrested_on"): {"occurred_on", "was_victim_before", "is_year_before_known"}
    | PARTIES,
    ("referred_cases", "referred_on"): PARTIES,
    ("referred_cases", "decided_on"): {"decision"},
    ("releases", "released_at"): {"no_contact_condition", "victim_notified_at"},
    ("court_cases", "disposed_on"): {"disposition", "dismissal_kind", "domestic_flag", "is_severity_kept"},
    ("court_cases", "sentenced_on"): {"supervision", "no_contact", "program", "firearms"},
    ("supervision_cases", "ended_on"): {"discharge"},
    ("civil_orders", "expires_on"): {"issued_on", "served_on"},
    ("civil_orders", "firearms_due_on"): {"firearms_surrendered_on"},
}


def read(rate: Rate) -> set[str]:
    """The columns whose values decide whether and how a case counts."""
    measure = rate.measure
    words = set(re.findall(r"[a-z_]+", f"{measure.denominator} {measure.numerator}"))
    return words & set(columns_of(measure.rows))


def waits_by_itself(rate: Rate) -> bool:
    """Cases too young are in no denominator."""
    old_enough = r"days_between\([\w()]+, \$cut_off\)\s*>=\s*\$limit|days_possible >= \d+"
    return re.search(old_enough, rate.measure.denominator) is not None


@pytest.mark.parametrize("rate", RATES, ids=lambda rate: rate.id)
def test_a_rate_whose_outcome_is_not_known_at_once_says_how_long_it_takes(rate: Rate) -> None:
    measure = rate.measure
    later = read(rate) - {measure.day} - KNOWN_AT_ONCE.get((measure.rows, measure.day), set())
    takes_time = bool(later) and not waits_by_itself(rate) and not rate.is_snapshot
    assert (rate.outcome_days > 0) == takes_time, sorted(later)
