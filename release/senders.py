"""Who sends what, in the field's words: whom an indicator needs, and whom it waits for where nothing came."""

from collections.abc import Iterable

from metrics.declarations import Count, Indicator, Rate, Tabled, TimeToEvent, Total
from release.completeness import KEY_FIELDS

SENDERS = {
    "calls": "911 dispatch",
    "incidents": "police",
    "incident_parties": "police",
    "custody": "jail",
    "prosecutions": "prosecutor",
    "dispositions": "court",
    "supervision": "probation",
    "violations": "probation",
    "program_orders": "men's nonviolence program",
    "protection_orders": "civil court",
    "order_breaches": "civil court",
    "advocacy_totals": "advocacy program",
    "feedback_totals": "victim survey",
    "population": "census",
}


def needs(indicator: Indicator) -> tuple[str, ...]:
    """Tables without which it cannot be counted."""
    if isinstance(indicator, Rate | Count):
        return indicator.measure.needs
    if isinstance(indicator, TimeToEvent):
        return indicator.needs
    return (indicator.rows,) if isinstance(indicator, Total) else ()


def uses(indicator: Indicator) -> tuple[str, ...]:
    """Tables it reads beside those it needs."""
    if isinstance(indicator, Rate | Count):
        return indicator.measure.uses
    if isinstance(indicator, TimeToEvent):
        return indicator.uses
    return tuple({key.table: None for key in KEY_FIELDS}) if isinstance(indicator, Tabled) else ()


def fields(indicator: Indicator) -> tuple[str, ...]:
    """Fields that must be filled at all."""
    if isinstance(indicator, Rate | Count):
        return indicator.measure.fields
    return indicator.fields if isinstance(indicator, TimeToEvent) else ()


def senders(tables: Iterable[str]) -> str:
    """Who sends the tables, each once, separated by commas."""
    return ", ".join({SENDERS[table]: None for table in tables})
