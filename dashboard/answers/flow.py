"""Sentences and tables of the case flow page."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.flow import brief_words
from charts.flow_layout import largest_stop
from charts.numbers import (
    NO_DATA,
    RANGE,
    TOO_FEW,
    about,
    band,
    bare_percent,
    percent,
    period,
    span,
    written_day,
)
from charts.spark import spark
from charts.theme import Look
from dashboard import words
from dashboard.html import Card, Table

Row = Mapping[str, Any]
CARDS = ("report_written", "arrest", "charging", "dual_arrest")
REACHED = (
    {"arrested": "{} were arrested"},
    {"charged": "{} were arrested and charged", "charged_without_arrest": "{} were charged without arrest"},
    {"convicted": "{} were arrested, charged and convicted"},
)
PLACES_COUNTED = (
    (
        words.PLACES["convicted"],
        "After an arrest and a charge. Cases charged without arrest are not followed into court.",
    ),
    (
        words.PLACES["closed_without_charge"],
        "Not arrested, and either not sent to the prosecutor or not charged there.",
    ),
    (
        words.PLACES["not_charged"],
        "Not charged by the prosecutor, or not sent there though the time for it is over.",
    ),
)


def answer(rows: Sequence[Row], place: str) -> str:
    """What share goes on at each step, and where most cases stop."""
    by_place = {row["place"]: row for row in rows}
    start = by_place.get("reported")
    if start is None or start["percent"] is None:
        return f"There are too few reported cases {place} in this period to show where they go."
    first = (
        f"Of **{about(start['count_low'], start['count_high'])}** suspects reported {place}, {reached(rows)}"
    )
    stop = largest_stop(rows)
    if stop is None:
        return first
    of_all = "" if by_place[stop]["percent"] is None else " of all reported"
    share = f"{brief_words(by_place[stop])}{of_all}"
    return f"{first} The most common end: **{words.PLACES[stop].lower()}, {share}**."


def reached(rows: Sequence[Row]) -> str:
    """The shares arrested, charged and convicted, as far as they are shown, each with the way it came."""
    shares = {
        row["place"]: f"**{bare_percent(row['percent'])}**" for row in rows if row["percent"] is not None
    }
    steps = [
        ", ".join(told.format(shares[place]) for place, told in step.items() if place in shares)
        for step in REACHED
    ]
    told = "; ".join(step for step in steps if step)
    return f"{told} so far." if told else "too few went on to show."


def alt(rows: Sequence[Row], place: str) -> str:
    """The finding, for those who do not see the chart."""
    return f"Flow of cases from report to court. {answer(rows, place)}"


def card(row: Row | None, trend: Sequence[Row], indicator: Row | None, name: str, look: Look) -> Card:
    """One rate with its range and what it is out of; hatched when it is too few to show."""
    label = indicator["label"] if indicator else words.plain(name)
    if row is None or row["percent"] is None:
        is_held = row is not None and row["shown"] == "no_data"
        detail = "a month of this period did not come" if is_held else "in this district and period"
        return Card(label=label, value=NO_DATA if is_held else TOO_FEW, detail=detail, hidden=True)
    detail = (
        f"of {about(row['out_of_low'], row['out_of_high'])} · "
        f"{RANGE} {span(row['percent_low'], row['percent_high'])}"
    )
    return Card(
        label=label,
        value=percent(row["percent"]),
        detail=detail,
        spark=spark([point["percent"] for point in trend], look),
        foot=_trend_words(trend),
    )


def _trend_words(trend: Sequence[Row]) -> str:
    """What the small line shows."""
    if not trend:
        return ""
    grain = trend[0]["grain"]
    ends = [
        period(row["period_from"], "month" if grain == "month" else "year") for row in (trend[0], trend[-1])
    ]
    return f"by {grain}, {' to '.join(ends)}"


def table(rows: Sequence[Row], district: str, years: str) -> Table:
    """Every place, in the order cases pass them."""
    caption = f"{words.district(district)}, {words.period(years).lower()}: suspects in reported incidents"
    headings = ("Place", "Came from", "What happened", "Suspects", "Of all reported", "Of the place before")
    shown, exported = [], []
    for row in rows:
        start = [words.PLACES.get(row["place"], words.plain(row["place"]))]
        start += [words.PLACES.get(row["parent"] or "", "—"), _happened(row, rows)]
        of_parent = percent(row["percent_of_parent"]) if row["parent"] else "—"
        shares = [percent(row["percent"]), of_parent]
        shown.append([*start, about(row["count_low"], row["count_high"]), *shares])
        exported.append([*start, band(row["count_low"], row["count_high"]), *shares])
    return Table(caption=caption, headings=headings, shown=shown, exported=exported)


def _happened(row: Row, rows: Sequence[Row]) -> str:
    """What became of those in a place; of one that stops some and not others, its own rows say it."""
    is_divided = row["kind"] == "stopped" and any(other["parent"] == row["place"] for other in rows)
    return words.IN_PART if is_divided else words.KINDS[row["kind"]]


def first_half_year(curve: Sequence[Row]) -> list[Row]:
    """The curve up to day 180: charging is decided in weeks, which a long tail would squeeze together."""
    return [row for row in curve if row["day"] <= HALF_YEAR]


def decision_days(curve: Sequence[Row], waits: Sequence[Row] = ()) -> str:
    """How soon half of the referrals have a charging decision, with open ones counted.

    waits: published waits; the day they tell is that of the page on waits, finer than the curve's grid.
    """
    known = [row for row in curve if row["percent"] is not None]
    if not known:
        return "There are too few referrals here to show how soon charging is decided."
    on_grid = next((row["day"] for row in known if row["percent"] >= 50), None)
    half = next((row["median"] for row in waits if row["indicator"] == "days_to_charge"), None) or on_grid
    last = known[-1]
    if half is None:
        return (
            f"Fewer than half of the referrals had a charging decision by day **{last['day']}** "
            f"({percent(last['percent'])} had one). {OPEN_COUNTED}"
        )
    later = next((row for row in known if row["day"] == QUARTER), last)
    spread = span(later["percent_low"], later["percent_high"])
    return (
        f"Half of the referrals have a charging decision **within {half} days**, and "
        f"{percent(later['percent'])} ({RANGE} {spread}) within {later['day']} days. {OPEN_COUNTED}"
    )


OPEN_COUNTED = "Those still open are counted, not left out."
QUARTER = 90  # days
HALF_YEAR = 180
DECIDED = "Charging decided"
OPEN: dict[str, Any] = {"names": [DECIDED], "followed": "Referrals still open, about"}
FOLLOWED = ("custody", "prosecutions", "dispositions")
CAREFUL = (
    "Cases from the last months have had less time to go on: “not decided yet” is not “stopped”.",
    "A share says how often, not whether each decision was right.",
    words.WORKERS_ARE_NOT_JUDGED,
)


def counted(labels: Mapping[str, Row], facts: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a case is, what each card counts, and who says so."""
    cards = [
        (row["label"], definition(row)) for row in (labels.get(name) for name in CARDS) if row is not None
    ]
    reach = [written_day(facts[name]) for name in ("covers_from", "covers_to") if facts.get(name)]
    covers = f" Incidents from {' to '.join(reach)}." if reach else ""
    return [
        ("The flow", f"One case is a suspect in a reported domestic violence incident.{covers}"),
        *PLACES_COUNTED,
        *cards,
    ]


def definition(indicator: Row) -> str:
    """What is counted, out of what, and the source, from the published catalogue."""
    out_of = f"{indicator['out_of'][:1].lower()}{indicator['out_of'][1:]}"
    return f"{indicator['counted']}, out of: {out_of}. Source: {indicator['source']}."
