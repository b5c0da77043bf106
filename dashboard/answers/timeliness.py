"""Sentences of the page on waits: how soon the next step comes, with the cases still waiting in it."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.numbers import RANGE, SPACE, about, bare_percent, day, percent, span
from charts.waits import half_words
from dashboard import words

Row = Mapping[str, Any]
NAMES = {
    "response_time": "First unit arrived",
    "days_to_charge": "Charging decided",
    "days_to_disposition": "Case in court ended",
    "intake_delay": "First probation contact",
    "days_to_response": "Violation responded to",
    "days_to_program": "Program begun",
    "days_to_service": "Protection order served",
}
FIRST = "days_to_charge"  # told first where it can be: the step most cases wait for
NOT_COME = {"response_time": "no arrival recorded within a day"}  # nobody waits longer: it is given up
NOTHING = (
    "No wait can be told for this district and period. Choose another one, or ask which agency sends no days."
)
NO_CURVE = "There are too few cases here to tell how soon this comes."
WAITING = "Still waiting, about"
BEYOND = "not reached, or too few"
REACHES = 6  # times the standard that the curve is drawn to: a long tail would squeeze the beginning together
HOUR = 60  # minutes
TICKS_APART = {False: 9, True: 5}  # so many fit, on a wide and on a narrow screen
CAREFUL = (
    "Cases still waiting are in every number here, as waiting until the data end. The days of finished cases alone "
    "would look shorter than they are: quick ones end first.",
    "The newest cases have had less time; a year with many of them tells less of long waits.",
    "Swift is not enough: a hearing too soon for the defence to prepare, or a call too soon for a victim to be safe, "
    "is no success.",
    words.WORKERS_ARE_NOT_JUDGED,
)


def listed(rows: Sequence[Row], catalogue: Mapping[str, Row]) -> list[Row]:
    """The waits in the order of the catalogue, which is that of the steps; those without a standard last."""
    order = {name: place for place, name in enumerate(catalogue)}
    return sorted(rows, key=lambda row: (row["standard"] is None, order.get(row["indicator"], len(order))))


def with_standard(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["standard"] is not None]


def name(indicator: str) -> str:
    return NAMES.get(indicator, words.plain(indicator))


def within(row: Row) -> str:
    """The wait with its standard: "Charging decided within 30 days"."""
    return f"{name(row['indicator'])} within {standard(row)}"


def standard(row: Row) -> str:
    return f"{row['standard']}{SPACE}{row['unit_of_time']}"


def answer(rows: Sequence[Row], place: str) -> str:
    """How soon charging is decided, or else the first step that can be told, and where the standard is kept least."""
    told = _told(rows)
    if not told:
        return f"There are too few cases {place} in this period to tell how long they wait."
    first = next((row for row in told if row["indicator"] == FIRST), told[0])
    spread = span(first["within_percent_low"], first["within_percent_high"])
    half = "" if first["median"] is None else f"; half of all cases within **{half_words(first)}**"
    share = f"**{bare_percent(first['within_percent'])}** ({RANGE} {spread})"
    return f"{within(first)}: {share} of cases {place}{half}.{_least(told, first)}"


def _told(rows: Sequence[Row]) -> list[Row]:
    return [row for row in with_standard(rows) if row["within_percent"] is not None]


def _least(told: Sequence[Row], first: Row) -> str:
    least = min(told, key=lambda row: int(row["within_percent"]))
    if len(told) < 2:
        return ""
    if least is first:
        return " No other standard is kept less often."
    share = bare_percent(least["within_percent"])
    return f" The standard kept least often: **{within(least).lower()}, {share}**."


def brief(rows: Sequence[Row]) -> str:
    """The standard kept least often, for the card that leads here; empty where none can be told."""
    told = _told(rows)
    if not told:
        return ""
    row = min(told, key=lambda one: int(one["within_percent"]))
    share = bare_percent(row["within_percent"])
    return f"The standard kept least often: {within(row).lower()}, **{share}**."


def alt(rows: Sequence[Row], place: str) -> str:
    return f"Share of cases that came to the next step within its standard. {answer(rows, place)}"


def key(rows: Sequence[Row], catalogue: Mapping[str, Row]) -> str:
    """What a row of the chart says, and up to which day it is counted."""
    days = sorted(
        catalogue[row["indicator"]]["covers_to"]
        for row in rows
        if catalogue.get(row["indicator"], {}).get("covers_to")
    )
    ends = list(dict.fromkeys(day(end) for end in (days[:1] + days[-1:])))
    as_of = f"As of {' to '.join(ends)}. " if ends else ""
    return f"{as_of}Each standard is named with its step; cases still waiting count as waiting until the data end."


def without_standard(rows: Sequence[Row]) -> list[str]:
    """Waits for which the field has no standard, each in a sentence."""
    return [
        f"**{name(row['indicator'])}**: half within {half_words(row)}, nine in ten within {nine_in_ten(row)}, "
        f"of {about(row['cases_low'], row['cases_high'])}. The field has no standard for it."
        for row in rows
        if row["standard"] is None and row["median"] is not None
    ]


def nine_in_ten(row: Row) -> str:
    return BEYOND if row["p90"] is None else f"{row['p90']}{SPACE}{row['unit_of_time']}"


def interval(row: Row, end: str) -> str:
    """The interval of a wait; without an upper end it was not reached within the follow-up."""
    low, high = row[f"{end}_low"], row[f"{end}_high"]
    if low is None:
        return ""
    return f" ({low} or more)" if high is None else f" ({low} to {high})"


def followed(wait: Row, place: str) -> str:
    """One wait over the whole period, with those still waiting named."""
    if wait["shown"] != "shown":
        return NO_CURVE
    cases = about(wait["cases_low"], wait["cases_high"])
    half = f"half of {cases} cases {place} **within {half_words(wait)}**{interval(wait, 'median')}"
    if wait["median"] is None:
        half = f"of {cases} cases {place}, half were not reached within the time they were followed"
    pending = "Those still waiting are counted too; how many is too few to show."
    if wait["pending_percent"] is not None:
        share = f"**{bare_percent(wait['pending_percent'])}**"
        pending = f"{share} still wait and are counted, not left out."
        if wait["indicator"] in NOT_COME:
            pending = f"{NOT_COME[wait['indicator']].capitalize()}: {share}; they are counted, not left out."
    return (
        f"{name(wait['indicator'])}, whole period: {half}, nine in ten within {nine_in_ten(wait)}. {pending}"
    )


def still_waiting(row: Row) -> str:
    """The share not over when the data end; of a wait that is given up, what it means."""
    share, meaning = percent(row["pending_percent"]), NOT_COME.get(row["indicator"])
    return f"{meaning}: {share}" if meaning and row["pending_percent"] is not None else share


def first_part(curve: Sequence[Row], wait: Row) -> list[Row]:
    """The curve up to a few times the standard, or an hour where there is none."""
    last = HOUR if wait["standard"] is None else REACHES * wait["standard"]
    return sorted((row for row in curve if row["day"] <= last), key=lambda row: int(row["day"]))


def frames(wait: Row, curve: Sequence[Row]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What surrounds the curve on a wide and on a narrow screen."""
    unit, limit = wait["unit_of_time"], wait["standard"]
    shared = {"names": [name(wait["indicator"])], "every": 1, "unit": unit, "standard": limit}
    wide, narrow = (ticks(curve, limit, narrow=is_narrow) for is_narrow in (False, True))
    return {**shared, "followed": WAITING, "at": wide}, {**shared, "followed": WAITING, "at": narrow}


def ticks(curve: Sequence[Row], limit: int | None, *, narrow: bool) -> tuple[int, ...]:
    """Days of the curve far enough from each other to be named, the standard among them."""
    days = [row["day"] for row in curve]
    apart = max(days) / TICKS_APART[narrow]
    kept: list[int] = []
    for one in [0, *([limit] if limit in days else []), *reversed(days)]:
        if all(abs(one - other) >= apart for other in kept):
            kept.append(one)
    return tuple(sorted(kept))
