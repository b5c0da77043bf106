"""Whether a change is at what was intended for it, and what to say where it is not."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from charts.numbers import bare_percent
from dashboard import verdict_words

Row = Mapping[str, Any]


def reached(change: Row) -> str:
    """That the target is reached, or that it may be: it lies within the range of what was reached."""
    target = f"the target of {bare_percent(change['intended_percent'])}"
    if is_met(change):
        return f"It reached {target}."
    return f"{target[0].upper()}{target[1:]} lies within the range of what was reached."


def is_met(change: Row) -> bool:
    """Whether the number itself is at the target or beyond it; not where it may not be shown."""
    reached = change["after_percent"] if change["actual_percent"] is None else change["actual_percent"]
    if reached is None or change["before_percent"] is None:
        return False
    is_up = change["intended_percent"] >= change["before_percent"]
    return bool(reached >= change["intended_percent"] if is_up else reached <= change["intended_percent"])


def would_have_shown(change: Row, size: int) -> str:
    """That what was intended did not come, where it was large enough to be seen."""
    course = change["counterfactual_percent"]
    if course is None or is_met(change):
        return ""
    intended = abs(change["intended_percent"] - course)
    return (
        f" The intended **{intended} points** would have shown; they did not come."
        if size <= intended
        else ""
    )


def is_overdue(change: Row, covers_to: date | None) -> bool:
    """The day it was intended by is over, and the target is not met. covers_to: the last day any data reach."""
    is_awaited = change["verdict"] in verdict_words.AWAITED and not is_met(change)
    return is_awaited and covers_to is not None and bool(change["intended_by"] < covers_to)
