"""SQL that reads a text as a moment: by declared formats in order, ambiguity refused, at the site's wall time.

03/04/2024 is two days where both %m/%d/%Y and %d/%m/%Y are declared; it is read as neither. A moment
written in another time zone, or with its offset, becomes what the clock on the site's wall showed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from pipelines import moments
from warehouse.engine import literal

# Before this a year had two digits: DuckDB reads 24 by %Y as the year 24.
FIRST_YEAR = 1000
PART = re.compile(r"%-?([a-zA-Z%])")
# Parts that read the same texts, and so are never two readings of one text.
SAME = {"b": "month name", "B": "month name", "h": "month name", "a": "weekday", "A": "weekday"}
NOT_NUMERIC = {"month name", "weekday", "p", "z", "Z", "%"}
TIME_OF_DAY = re.compile(r"%-?[HIcTX]")
OFFSET = re.compile(r"%[zZ]")


@dataclass(frozen=True)
class Zones:
    """Where the clock stood that wrote the file, when somebody says so, and where the site's clock hangs."""

    of_file: str | None = None
    of_site: str = "UTC"


def moment(raw: str, formats: Sequence[str], zones: Zones) -> str:
    """SQL of the moment or day; null where no format fits, or two fit and do not agree.

    raw: SQL of the text.
    """
    has_offset = any(OFFSET.search(item) for item in formats)
    if not has_offset and zones.of_file in (None, zones.of_site):
        reading = _reading(raw, formats)
    else:
        reading = f"coalesce({', '.join(_at_site(raw, item, zones) for item in formats)})"
    doubt = ambiguous(raw, formats)
    return f"case when not {doubt} then {reading} end" if doubt else reading


def ambiguous(raw: str, formats: Sequence[str]) -> str | None:
    """SQL that is true where two of the formats read two moments; None where that cannot happen."""
    pairs = [pair for pair in combinations(formats, 2) if can_be_confused(*pair)]
    if not pairs:
        return None
    tests = [f"{_plausible(raw, one)} <> {_plausible(raw, other)}" for one, other in pairs]
    return f"coalesce({' or '.join(f'coalesce({test}, false)' for test in tests)}, false)"


def skipped(raw: str, formats: Sequence[str], zones: Zones) -> str | None:
    """SQL that is true for a time that the clocks of the file's zone left out in spring."""
    if zones.of_file in (None, zones.of_site):
        return None
    timed = [item for item in formats if TIME_OF_DAY.search(item) and not OFFSET.search(item)]
    if not timed:
        return None
    reading = _reading(raw, timed)
    return f"coalesce({_there_and_back(reading, str(zones.of_file))} <> {reading}, false)"


def _reading(raw: str, formats: Sequence[str]) -> str:
    listed = moments.moment(raw, tuple(formats))
    if any(can_be_confused(*pair) for pair in combinations(formats, 2)):
        plausible = ", ".join(_plausible(raw, item) for item in formats)
        return f"coalesce({plausible}, {listed})"
    return listed


def _plausible(raw: str, wanted: str) -> str:
    """A reading that is no year of two digits taken for a whole one."""
    reading = moments.moment(raw, (wanted,))
    return f"case when year({reading}) >= {FIRST_YEAR} then {reading} end"


def _at_site(raw: str, wanted: str, zones: Zones) -> str:
    reading = moments.moment(raw, (wanted,))
    if OFFSET.search(wanted):
        return f"timezone({literal(zones.of_site)}, {reading})"
    if zones.of_file in (None, zones.of_site) or not TIME_OF_DAY.search(wanted):
        return reading
    # A time that was skipped is no time; one that came twice is taken as the second, by standard time.
    there_was = f"{_there_and_back(reading, str(zones.of_file))} = {reading}"
    moved = f"timezone({literal(zones.of_site)}, timezone({literal(str(zones.of_file))}, {reading}))"
    return f"case when {there_was} then {moved} end"


def _there_and_back(reading: str, zone: str) -> str:
    return f"timezone({literal(zone)}, timezone({literal(zone)}, {reading}))"


def can_be_confused(one: str, other: str) -> bool:
    """Whether a text could fit both formats and mean two things: as many parts, the same text between them."""
    first, second = _parts(one), _parts(other)
    if len(first) != len(second):
        return False
    differ = False
    for here, there in zip(first, second, strict=True):
        if here != there:
            if not (_is_number(here) and _is_number(there)):
                return False
            differ = True
    return differ


def _parts(wanted: str) -> list[tuple[str, str]]:
    """The format as (kind, text): parts and the text between them."""
    found: list[tuple[str, str]] = []
    at = 0
    for match in PART.finditer(wanted):
        found.append(("text", re.sub(r"\s+", " ", wanted[at : match.start()])))
        found.append(("part", SAME.get(match[1], match[1])))
        at = match.end()
    return [*found, ("text", wanted[at:])]


def _is_number(item: tuple[str, str]) -> bool:
    return item[0] == "part" and item[1] not in NOT_NUMERIC
