"""The catalogue page: every indicator with its question, how it is counted, and its figure, or why there is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from charts.numbers import NO_DATA, SPACE, TOO_FEW, about, bare_percent, day, percent, written_day
from charts.waits import half_words
from dashboard import indicator_words, words
from dashboard.answers.timeliness import NOT_COME, still_waiting
from dashboard.html import Table, escaped

Row = Mapping[str, Any]
HALF = 50
YEAR = 360  # the day of the curve that lies nearest to a year
REARREST = "rearrest"  # what nobody waits for
NOTHING = "This publication holds no catalogue. Ask the data steward to refresh."
CAREFUL = (
    "Higher is not always better: those with “Neither more nor less is better” carry no verdict.",
    words.WORKERS_ARE_NOT_JUDGED,
)
COUNTED = (
    ("Figure", "For the district and the period chosen above; of totals and times, for everyone."),
    ("Half within", "The day by which half have had the event, with those still waiting counted."),
    ("No data", "The agency sent nothing that it can be counted from. It is not a zero."),
    ("Limits", "Numbers of days are the site's own where site.toml says so, else the field's."),
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the reader wants to see: core, counted, missing or all; of one agency and principle; with these words.

    split: the attribute whose groups are told beside each rate, or none.
    """

    show: str = "all"
    agency: str = words.ALL
    principle: str = words.ALL
    text: str = ""
    split: str = "none"


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Released rows of the district and the period chosen; rates, numbers and waits by indicator.

    groups: of all districts, the rates of each group of the attribute chosen.
    """

    rates: Mapping[str, Row]
    numbers: Mapping[str, Row]
    waits: Mapping[str, Row]
    curves: Sequence[Row]
    groups: Mapping[str, Sequence[Row]] = field(default_factory=dict)


def answer(catalogue: Sequence[Row]) -> str:
    """How much of the catalogue can be counted, and who is missing."""
    if not catalogue:
        return "**Nothing is tracked yet.**"
    counted = sum(row["state"] == "counted" for row in catalogue)
    missing = {row["missing"] for row in catalogue if row["state"] == "no_data"}
    waits = f" Nothing came from: {', '.join(sorted(missing))}." if missing else ""
    return f"**{counted} of {len(catalogue)} indicators** can be counted from what the agencies sent.{waits}"


def senders(catalogue: Sequence[Row]) -> list[str]:
    """Everybody an indicator needs, in the order of the catalogue."""
    return list({sender: None for row in catalogue for sender in row["agencies"].split(", ") if sender})


def principles(catalogue: Sequence[Row]) -> list[str]:
    return sorted({row["principle"] for row in catalogue})


def chosen(catalogue: Sequence[Row], wanted: Wanted) -> list[Row]:
    """The indicators that fit everything wanted, in the order of the catalogue."""
    return [
        row
        for row in catalogue
        if _is_shown(row, wanted.show)
        and wanted.agency in (words.ALL, *row["agencies"].split(", "))
        and wanted.principle in (words.ALL, row["principle"])
        and wanted.text.casefold().strip() in f"{row['label']} {row['question']} {row['counted']}".casefold()
    ]


def _is_shown(row: Row, show: str) -> bool:
    if show == "core":
        return bool(row["is_core"])
    if show == "balancing":
        return bool(row["is_balancing"])
    return show == "all" or (row["state"] != "counted")


def found(rows: Sequence[Row], catalogue: Sequence[Row], place: str, period: str, split: str = "none") -> str:
    """How many are listed, of where and when, and what opening one shows."""
    if not rows:
        return (
            f"None of the {len(catalogue)} indicators fits these choices. Choose another agency or principle."
        )
    number = "1 indicator" if len(rows) == 1 else f"{len(rows)} indicators"
    groups = ""
    if split != "none":
        groups = (
            f" and its groups by **{words.cut(split).lower()}**, of all districts together. Attributes of victims, and "
            "languages, are told of the whole period only"
        )
    return f"{number}, {place}, {period.lower()}. Open one to see how it is counted{groups}."


def listed(rows: Sequence[Row], figures: Figures) -> str:
    """The indicators under their principles, each to be opened."""
    parts = []
    for principle in dict.fromkeys(row["principle"] for row in rows):
        own = [row for row in rows if row["principle"] == principle]
        heading = f'<h2 class="part">{escaped(indicator_words.principle(principle))}</h2>'
        parts.append(heading + "".join(_indicator(row, figures) for row in own))
    return f'<div class="indicators">{"".join(parts)}</div>'


def _indicator(row: Row, figures: Figures) -> str:
    value, detail = figure(row, figures)
    is_hidden = " absent" if value in (NO_DATA, TOO_FEW) else ""
    terms = "".join(
        f"<dt>{escaped(term)}</dt><dd>{escaped(text)}</dd>" for term, text in _terms(row, figures)
    )
    return (
        f'<details class="indicator"><summary><span class="indicator-name">{escaped(row["label"])}'
        f'<span class="indicator-question">{escaped(row["question"])}</span></span>'
        f'<span class="indicator-figure{is_hidden}">{escaped(value)}'
        f'<span class="indicator-detail">{escaped(detail)}</span></span></summary><dl>{terms}</dl></details>'
    )


def _terms(row: Row, figures: Figures) -> list[tuple[str, str]]:
    terms = [
        *_by_group(figures.groups.get(row["indicator"], ())),
        ("Counted", row["counted"]),
        ("Out of", row["out_of"]),
        ("Intended", indicator_words.intended(row["indicator"], row["direction"])),
        ("Accountable", indicator_words.ACCOUNTABLE[row["accountability"]]),
        ("From", row["agencies"]),
        ("Counted to", day(row["covers_to"]) if row["covers_to"] else ""),
        ("Careful", row["caveats"]),
        ("Source", f"{row['source']}; reviewed {written_day(row['reviewed_on'])}"),
    ]
    return [(term, text) for term, text in terms if text]


def _by_group(groups: Sequence[Row]) -> list[tuple[str, str]]:
    """Every group with its share and out of about how many; hidden ones are named too."""
    if not groups:
        return []
    told = [
        f"{words.group(row['breakdown'], row['group_value'])}: {percent(row['percent'])} "
        f"of {about(row['out_of_low'], row['out_of_high'])}"
        for row in groups
        if row["percent"] is not None
    ]
    hidden = [words.group(row["breakdown"], row["group_value"]) for row in groups if row["percent"] is None]
    small = [f"{', '.join(hidden)}: {TOO_FEW}"] if hidden else []
    return [(words.cut(groups[0]["breakdown"]), "; ".join([*told, *small]))]


def figure(row: Row, figures: Figures) -> tuple[str, str]:
    """The indicator's figure and what stands under it; why there is none where there is none."""
    if row["state"] != "counted":
        return NO_DATA, indicator_words.NOT_COUNTED[row["state"]].format(missing=row["missing"])
    since = f"Nothing from {row['missing']} since {day(row['missing_since'])}" if row["missing"] else ""
    value, detail = _figure(row, figures)
    return value, "; ".join(part for part in (detail, since) if part)


def _figure(row: Row, figures: Figures) -> tuple[str, str]:
    if row["variation"]:
        return indicator_words.VARIATIONS[row["variation"]]
    if row["kind"] == "time":
        wait = figures.waits.get(row["indicator"])
        return _half(figures.curves, row) if wait is None else _waited(wait)
    if row["kind"] == "table":
        return "See below", "one line for each agency and field"
    found = (figures.rates if row["kind"] == "rate" else figures.numbers).get(row["indicator"])
    if found is None:
        return TOO_FEW, "or not told for this district and period"
    if found["shown"] == "no_data":
        return NO_DATA, "a month of this period did not come"
    if row["kind"] == "rate":
        return percent(found["percent"]), f"of {about(found['out_of_low'], found['out_of_high'])}"
    per_thousand = found["per_thousand"]
    beside = f"{per_thousand:.1f} for each 1,000 residents" if per_thousand is not None else ""
    return about(found["count_low"], found["count_high"]), beside


def _waited(wait: Row) -> tuple[str, str]:
    """By when half have come, how many within the standard, and how many still wait."""
    of = f"of {about(wait['cases_low'], wait['cases_high'])}"
    if wait["shown"] != "shown":
        return TOO_FEW, of
    value = f"Half within {half_words(wait)}" if wait["median"] is not None else "Half: not reached yet"
    in_time = ""
    if wait["within_percent"] is not None:
        unit = wait["unit_of_time"]
        in_time = f"{bare_percent(wait['within_percent'])} within {wait['standard']}{SPACE}{unit}"
    pending = wait["pending_percent"]
    waiting = "" if pending is None else f"{bare_percent(pending)} still waiting"
    if pending is not None and wait["indicator"] in NOT_COME:
        waiting = still_waiting(wait)
    return value, "; ".join(part for part in (of, in_time, waiting) if part)


def _half(curves: Sequence[Row], row: Row) -> tuple[str, str]:
    """By when half have had the event, read off the released curve."""
    own = sorted(
        (point for point in curves if point["curve"] == row["indicator"]), key=lambda point: point["day"]
    )
    if not own:
        return TOO_FEW, "or not told for this district"
    unit = "minutes" if row["indicator"] == "response_time" else "days"
    sizes = f"of {about(own[0]['at_risk_low'], own[0]['at_risk_high'])}"
    if row["indicator"] == REARREST:
        return _by_a_year(own), sizes
    reached = next((p for p in own if p["percent"] is not None and p["percent"] >= HALF), None)
    if reached is None:
        return f"Half: after {own[-1]['day']}{SPACE}{unit}", sizes
    return f"Half within {reached['day']}{SPACE}{unit}", sizes


def _by_a_year(own: Sequence[Row]) -> str:
    """Half of the people are hardly ever arrested again, and nobody waits for it: the share says more."""
    known = [point for point in own if point["percent"] is not None and point["day"] <= YEAR]
    return f"{percent(known[-1]['percent'])} within {known[-1]['day']}{SPACE}days" if known else TOO_FEW


def table(rows: Sequence[Row], figures: Figures) -> Table:
    """The same as a table, for the screen and as a file."""
    cells = [
        (row["label"], *figure(row, figures), row["counted"], row["out_of"], row["agencies"], row["source"])
        for row in rows
    ]
    heads = ("Indicator", "Figure", "", "Counted", "Out of", "From", "Source")
    return Table(caption="The indicators listed above", headings=heads, shown=cells, exported=cells)
