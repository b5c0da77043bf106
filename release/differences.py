"""What a publication says otherwise than the one before: late records change past periods, and readers ask why.

Compared are the rates of everyone, as the working group reads them: whole percents and bands.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from release.export import band_text
from warehouse.readonly import rows

MOST_LISTED = 500
Kind = Literal["changed", "new", "gone"]
Place = tuple[str, str, str, str, date]
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
    """How many figures two publications share unchanged, and those that differ: past periods first."""

    same: int
    found: tuple[Difference, ...]

    @property
    def listed(self) -> tuple[Difference, ...]:
        return self.found[:MOST_LISTED]


def compared(before: Path | None, now: Path) -> Compared:
    """Two published files of the working group, side by side. before: None where nothing was published."""
    old = _figures(before) if before else {}
    new = _figures(now)
    places = sorted({*old, *new})
    differing = [place for place in places if old.get(place) != new.get(place)]
    found = sorted((_difference(place, old, new) for place in differing), key=lambda item: item.kind)
    return Compared(same=len(places) - len(differing), found=tuple(found))


def _figures(path: Path) -> dict[Place, str]:
    return dict(_figure(row) for row in rows(path, RATES))


def _figure(row: dict[str, Any]) -> tuple[Place, str]:
    place = (row["label"], row["indicator"], row["district"], row["grain"], row["period_from"])
    percent = "too few to show" if row["percent"] is None else f"about {row['percent']} %"
    return place, f"{percent} of {band_text(row['out_of_low'], row['out_of_high'])}"


def _difference(place: Place, old: dict[Place, str], new: dict[Place, str]) -> Difference:
    label, _, district, grain, period_from = place
    before, now = old.get(place), new.get(place)
    kind: Kind = "new" if before is None else "gone" if now is None else "changed"
    return Difference(
        indicator=label,
        district=district,
        grain=grain,
        period_from=period_from,
        kind=kind,
        before=before,
        now=now,
    )
