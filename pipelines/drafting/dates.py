"""Dates of a column recognised, with the evidence: how many texts fit which format, and what rules out its rival."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.dates_sql import TIME_OF_DAY, can_be_confused
from pipelines.drafting.opening import ROWS
from pipelines.drafting.profile import filled_text
from warehouse.engine import DuckEngine, literal

DAYS = (
    "%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y", "%m/%d/%y", "%d/%m/%y", "%m-%d-%Y", "%d-%m-%Y", "%Y/%m/%d", "%d.%m.%Y",
    "%Y%m%d", "%m%d%Y", "%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%b %d, %Y", "%b %d %Y", "%B %d, %Y", "%d %B %Y",
    "%Y-%m", "%m/%Y",
)  # fmt: skip
# 24 hours before 12, so that "10:15" alone proves nothing about AM and PM; a midnight that is always there is no time.
TIMES = (
    "", " 00:00:00.000", " 00:00:00", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p",
    "T%H:%M", "T%H:%M:%S", "T%H:%M:%SZ", "T%H:%M:%S%z", " %H:%M:%S%z",
)  # fmt: skip
CANDIDATES = tuple(day + time for day in DAYS for time in TIMES)
TEXTS = "drafted_texts"
MOST_CANDIDATES = 8
LETTERS = {
    "%Y": r"\d{4}", "%y": r"\d{2}", "%m": r"\d{1,2}", "%d": r"\d{1,2}", "%H": r"\d{1,2}", "%I": r"\d{1,2}",
    "%M": r"\d{2}", "%S": r"\d{2}", "%f": r"\d{1,6}", "%b": "[A-Za-z]{3}", "%B": "[A-Za-z]{3,9}",
    "%p": "[AaPp][Mm]", "%z": r"[+-]\d{2}(:?\d{2})?",
}  # fmt: skip


def _shape(wanted: str) -> re.Pattern[str]:
    """What a text of the format looks like. Parts without a mark between them have all their digits."""
    pattern = re.escape(wanted).replace(r"\%", "%")
    for part, digits in LETTERS.items():
        pattern = pattern.replace(part, digits)
    return re.compile(pattern if any(mark in wanted for mark in "-/. ") else r"\d{8}")


SHAPES = {wanted: _shape(wanted) for wanted in CANDIDATES}
SAMPLE = 400
LEAST_SHARE = 0.6  # of a column's texts, for it to be dates at all
LEAST_REST = 0.002  # of the texts, for another format to be more than slips
MOST_FORMATS = 3
PLAUSIBLE = "between 1900 and 2100"


@dataclass(frozen=True)
class Dates:
    """The formats of a column and what they rest on. doubt: a question for a person, or None.

    rest: texts that fit none. last_day: the latest day that is not in a far future, as text.
    """

    formats: tuple[str, ...]
    evidence: str
    doubt: str | None
    fits: int
    rest: int
    has_time: bool
    last_day: str | None


def recognise(engine: DuckEngine, heading: str, filled: int) -> Dates | None:
    """The dates of a column; None where it holds others. filled: fields that are not empty."""
    likely = _likely(engine, filled_text(heading)) if filled else []
    if not likely:
        return None
    # Each text once with its rows: days repeat, and a text that fits no format is slow to refuse.
    engine.run(f"""
        create or replace temp table {TEXTS} as
        select {filled_text(heading)} as t, count(*) as n from {ROWS} where t is not null group by t""")
    formats, read = _chosen(engine, likely, filled)
    if read < filled * LEAST_SHARE:
        return None
    said, doubts = [], []
    for wanted in formats:
        evidence, doubt = _against_rival(engine, wanted, filled)
        said.append(evidence)
        doubts += [doubt] if doubt else []
    rest = filled - read
    said += [f"{rest:,} fit none of them"] if rest else []
    has_time = any(TIME_OF_DAY.search(wanted) for wanted in formats)
    last = _last_day(engine, formats)
    return Dates(formats, "; ".join(said), "; ".join(doubts) or None, read, rest, has_time, last)


def _fits(wanted: str) -> str:
    """SQL that is true for a text that the format reads as a day of our time."""
    return f"coalesce(year(try_strptime(t, {literal(wanted)})) {PLAUSIBLE}, false)"


def _rows_that(conditions: Sequence[str]) -> str:
    return ", ".join(f"coalesce(sum(n) filter (where {condition}), 0)" for condition in conditions)


def _likely(engine: DuckEngine, text: str) -> list[str]:
    """Candidates that a good part of a sample looks like, those that fit more first."""
    sample = [
        row[0]
        for row in engine.rows(f"""
        select distinct {text} as t from {ROWS} where t is not null order by hash(t) limit {SAMPLE}""")
    ]
    found = []
    for at, (wanted, shape) in enumerate(SHAPES.items()):
        count = sum(shape.fullmatch(value) is not None for value in sample)
        if count >= max(1, len(sample) * LEAST_REST):
            found.append((-count, at, wanted))
    return [wanted for _, _, wanted in sorted(found)][:MOST_CANDIDATES]


def _chosen(engine: DuckEngine, likely: Sequence[str], filled: int) -> tuple[tuple[str, ...], int]:
    """Formats that together read the texts, each adding more than slips; and how many texts they read."""
    chosen: list[str] = []
    read = 0
    for _ in range(MOST_FORMATS):
        known = " or ".join(_fits(wanted) for wanted in chosen) or "false"
        others = [wanted for wanted in likely if not any(_is_rival(wanted, other) for other in chosen)]
        if not others:
            break
        added = engine.rows(
            f"select {_rows_that([f'{_fits(w)} and not ({known})' for w in others])} from {TEXTS}"
        )[0]
        best = max(range(len(others)), key=lambda at: (added[at], -at))
        if added[best] <= filled * LEAST_REST:
            break
        chosen.append(others[best])
        read += int(added[best])
    return tuple(chosen), read


def _is_rival(wanted: str, chosen: str) -> bool:
    """Whether the format would only make dates of a chosen one ambiguous."""
    return wanted == chosen or (can_be_confused(wanted, chosen) and not _by_year(wanted, chosen))


def _by_year(one: str, other: str) -> bool:
    """Whether two formats differ in the digits of the year only."""
    return one.replace("%y", "%Y") == other.replace("%y", "%Y")


def rival(wanted: str) -> str | None:
    """The format with day and month changed; None where the month has a name or the year comes first."""
    swapped = wanted.replace("%m", "%0").replace("%d", "%m").replace("%0", "%d")
    return swapped if wanted.startswith(("%m", "%d")) and swapped in CANDIDATES else None


def _against_rival(engine: DuckEngine, wanted: str, filled: int) -> tuple[str, str | None]:
    """How many texts fit, what the rival says of them, and the question that is left."""
    other = rival(wanted)
    ours, theirs = _fits(wanted), _fits(other or wanted)
    both, only, others = (
        int(count)
        for count in engine.rows(
            f"select {_rows_that([ours, f'{ours} and not {theirs}', f'{theirs} and not {ours}'])} from {TEXTS}"
        )[0]
    )
    fit = f"{both:,} of {filled:,} values fit {wanted}"
    if other is None:
        return fit, None
    if others:
        doubt = f"{others:,} fit {other} only: dates are written in two ways. Ask which is which"
        return f"{fit}, {only:,} of them not {other}", doubt
    if not only:
        return (
            fit,
            f"all of them fit {other} as well: no part is above 12. Ask which comes first, day or month",
        )
    part = "second" if wanted.startswith("%m") else "first"
    return f"{fit}; none is {other}, because in {only:,} the {part} part is above 12", None


def _last_day(engine: DuckEngine, formats: Sequence[str]) -> str | None:
    listed = ", ".join(literal(wanted) for wanted in formats)
    # A slip of the pen, such as the year 2204, is not how far the file goes: the last 1 in 1,000 is left out.
    found = engine.value(f"""
        select quantile_disc(day, 0.999)
        from (select unnest(repeat([cast(try_strptime(t, [{listed}]) as date)], n)) as day from {TEXTS})""")
    return str(found) if found else None
