"""The indicator catalogue: every indicator is declared in one of these modules, once, and gathered here."""

from metrics.declarations import Count, Indicator, Measure, Rate, TimeToEvent, Total
from metrics.indicators import (
    calls_and_police,
    court,
    data_quality,
    jail,
    prosecution,
    repeat_violence,
    supervision_and_program,
    victims_and_orders,
)
from metrics.indicators.calls_and_police import ARREST, DUAL_ARREST, REPORT_WRITTEN
from metrics.indicators.prosecution import CHARGING, DAYS_TO_CHARGE
from metrics.repeat_harm import REARREST

__all__ = [
    "ARREST",
    "BALANCING",
    "CATALOGUE",
    "CHARGING",
    "COUNTS",
    "DAYS_TO_CHARGE",
    "DUAL_ARREST",
    "RATES",
    "REARREST",
    "REPORT_WRITTEN",
    "TIMES",
    "TOTALS",
    "measures_of",
    "rate",
]

CATALOGUE: tuple[Indicator, ...] = (
    *calls_and_police.INDICATORS,
    *jail.INDICATORS,
    *prosecution.INDICATORS,
    *court.INDICATORS,
    *supervision_and_program.INDICATORS,
    *victims_and_orders.INDICATORS,
    *repeat_violence.INDICATORS,
    *data_quality.INDICATORS,
)
RATES: tuple[Rate, ...] = tuple(item for item in CATALOGUE if isinstance(item, Rate))
COUNTS: tuple[Count, ...] = tuple(item for item in CATALOGUE if isinstance(item, Count))
TOTALS: tuple[Total, ...] = tuple(item for item in CATALOGUE if isinstance(item, Total))
TIMES: tuple[TimeToEvent, ...] = tuple(item for item in CATALOGUE if isinstance(item, TimeToEvent))
BALANCING: tuple[str, ...] = tuple(item.id for item in RATES if item.is_balancing)


def rate(indicator_id: str) -> Rate:
    """The rate with this id. Raises KeyError when there is none."""
    for indicator in RATES:
        if indicator.id == indicator_id:
            return indicator
    raise KeyError(f"No such rate [{indicator_id}]")


def measures_of(indicator: Indicator) -> tuple[Measure, ...]:
    """The measure an indicator is counted by; none where it is counted in another way."""
    return (indicator.measure,) if isinstance(indicator, Rate | Count) else ()
