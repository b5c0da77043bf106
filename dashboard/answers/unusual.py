"""What is unusual in the newest periods of the changes' indicators."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.numbers import bare_percent, period, span
from dashboard import verdict_words, words

Row = Mapping[str, Any]
NEWEST = 3  # periods that count as new


def sentence(signals: Sequence[str], series: Mapping[str, Sequence[Row]]) -> str:
    """How many indicators are unusual; without any usual range, that this cannot be told."""
    grain = newest(series)
    if not has_range(series):
        return f"Whether a {grain[:-1]} is unusual cannot be told."
    count = {0: "Nothing is unusual", 1: "**One indicator** is unusual"}.get(
        len(signals), f"**{len(signals)} indicators** are unusual"
    )
    return f"{count} in the newest {grain}."


def has_range(series: Mapping[str, Sequence[Row]]) -> bool:
    return any(row["upper_percent"] is not None for rows in series.values() for row in rows)


def signals(
    series: Mapping[str, Sequence[Row]], changes: Sequence[Row], labels: Mapping[str, Row]
) -> list[str]:
    """One sentence per change with unusual values among its newest periods that are not provisional."""
    found = []
    for change in changes:
        settled = [row for row in series.get(change["intervention"], []) if not row["is_provisional"]]
        unusual = [row for row in settled[-NEWEST:] if row["signal"] and row["percent"] is not None]
        if unusual:
            found.append(
                _signal(unusual, words.label(change["indicator"], labels), labels.get(change["indicator"]))
            )
    return found


def _signal(rows: Sequence[Row], name: str, indicator: Row | None) -> str:
    values = words.joined(
        [f"{bare_percent(row['percent'])} in {period(row['period_from'], row['grain'])}" for row in rows]
    )
    strongest = min(reversed(rows), key=_strength)
    why = verdict_words.SIGNALS.get(strongest["signal"], words.plain(strongest["signal"]).lower())
    if strongest["percent"] in (strongest["lower_percent"], strongest["upper_percent"]):
        why = why.replace("outside", "just outside")  # the two round to the same percent
    whose = f"{period(strongest['period_from'], strongest['grain'])} is " if len(rows) > 1 else ""
    usual = f"its usual range: {span(strongest['lower_percent'], strongest['upper_percent'])}"
    return f"**{name}**: {values} ({whose}{why}; {usual}).{_direction(strongest, indicator)}"


def _strength(row: Row) -> int:
    order = verdict_words.STRENGTH
    return order.index(row["signal"]) if row["signal"] in order else len(order)


def _direction(row: Row, indicator: Row | None) -> str:
    """Whether an unusual value lies on the side that was intended, where a side is."""
    if indicator is None or indicator["direction"] not in ("up", "down") or row["centre_percent"] is None:
        return ""
    above = row["percent"] > row["centre_percent"]
    intended = above == (indicator["direction"] == "up")
    return " This is the intended direction." if intended else " **This is against what was intended.**"


def newest(series: Mapping[str, Sequence[Row]]) -> str:
    """What the newest periods are called: months, quarters or years."""
    grains = {row["grain"] for rows in series.values() for row in rows} or {"month"}
    return f"{grains.pop()}s" if len(grains) == 1 else "periods"
