"""What a publication says otherwise than the one before: late records change past periods, and readers ask why.

Compared are the rates of everyone, as the working group reads them: whole percents and bands.
"""

from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from pathlib import Path
from typing import Literal

from release.export import band_text
from warehouse.readonly import read_only

MOST_LISTED = 500
Kind = Literal["changed", "new", "gone"]
Place = tuple[str, str, str, str, date]
Figure = tuple[int | None, int, int]  # percent, out_of from and to
OF_PLACE = 5
RATES = """
    select i.label, r.indicator, r.district, r.grain, r.period_from, r.percent, r.out_of_low, r.out_of_high
    from rates as r join indicators as i on i.indicator = r.indicator
    where r.breakdown = 'none'"""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A figure that changed, appeared or went. `before` and `now` are words; None where there is no figure."""

    indicator: str
    district: str
    grain: str
    period_from: date
    kind: Kind
    before: str | None
    now: str | None


@dataclass(frozen=True, kw_only=True)
class Compared:
    """How many figures two publications share unchanged and how many differ; the first of these, past periods first."""

    same: int
    different: int
    listed: tuple[Difference, ...]


def compared(before: Path | None, now: Path) -> Compared:
    """Two published files of the working group, side by side. before: None where nothing was published."""
    old = _figures(before) if before else {}
    new = _figures(now)
    places = {*old, *new}
    differing = [place for place in places if old.get(place) != new.get(place)]
    first = nsmallest(MOST_LISTED, differing, key=lambda place: (_kind(place, old, new), place))
    listed = tuple(_difference(place, old, new) for place in first)
    return Compared(same=len(places) - len(differing), different=len(differing), listed=listed)


def _figures(path: Path) -> dict[Place, Figure]:
    with read_only(path) as connection:
        return {row[:OF_PLACE]: row[OF_PLACE:] for row in connection.execute(RATES).fetchall()}


def _kind(place: Place, old: dict[Place, Figure], new: dict[Place, Figure]) -> Kind:
    return "new" if place not in old else "gone" if place not in new else "changed"


def _words(figure: Figure | None) -> str | None:
    if figure is None:
        return None
    percent, low, high = figure
    told = "too few to show" if percent is None else f"about {percent} %"
    return f"{told} of {band_text(low, high)}"


def _difference(place: Place, old: dict[Place, Figure], new: dict[Place, Figure]) -> Difference:
    label, _, district, grain, period_from = place
    return Difference(
        indicator=label,
        district=district,
        grain=grain,
        period_from=period_from,
        kind=_kind(place, old, new),
        before=_words(old.get(place)),
        now=_words(new.get(place)),
    )
