"""A measure before and since a change: exact for words and verdicts, in bands for what is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from metrics.counting import ALL
from metrics.rates import Estimate, difference
from release.bands import banded
from release.released import Release


@dataclass(frozen=True)
class BeforeAfter:
    """A measure in one district in the 12 full months before a change, and in the full months since.

    counts: exact (counted, out_of) of both, for words and whole points; percents: from bands, as shown.
    """

    before: tuple[int, int]
    after: tuple[int, int]
    before_percent: int | None
    after_percent: int | None
    periods_before: int
    periods_after: int

    @property
    def change(self) -> Estimate | None:
        return difference(*self.before, *self.after)

    @property
    def may_be_shown(self) -> bool:
        """Both percents may be shown, so words and whole points that follow from the counts may be too."""
        return self.before_percent is not None and self.after_percent is not None

    @property
    def shown_change(self) -> dict[str, int | None]:
        """The difference of the percents shown, with the interval of the exact difference, in points."""
        exact = self.change
        if exact is None or self.before_percent is None or self.after_percent is None:
            return {"change_points": None, "change_low": None, "change_high": None}
        points = self.after_percent - self.before_percent
        low, high = round(exact.low * 100), round(exact.high * 100)
        return {"change_points": points, "change_low": min(low, points), "change_high": max(high, points)}


NO_CASES: dict[str, int | None] = {"counted": 0, "out_of": 0, "percent": None}
NOTHING = BeforeAfter((0, 0), (0, 0), None, None, 0, 0)


def before_after(
    release: Release, measure_id: str, starts_on: date, districts: Sequence[str] = (ALL,)
) -> BeforeAfter:
    """The measure before and since the change in all districts, in one, or in several taken together.

    Nothing when it could not be counted.
    """
    spans = release.counts.spans.get((measure_id, starts_on))
    if spans is None:
        return NOTHING
    if len(districts) == 1:
        found = release.span(measure_id, starts_on, districts[0])
    else:
        found = {
            part: _together(getattr(spans, part), districts, release.width) for part in ("before", "after")
        }
    before, after = found.get("before", NO_CASES), found.get("after", NO_CASES)
    return BeforeAfter(
        before=(before["counted"] or 0, before["out_of"] or 0),
        after=(after["counted"] or 0, after["out_of"] or 0),
        before_percent=before["percent"],
        after_percent=after["percent"],
        periods_before=spans.periods_before,
        periods_after=spans.periods_after,
    )


def _together(cells: pl.DataFrame, districts: Sequence[str], width: int) -> dict[str, int | None]:
    """One cell of several districts. Whoever is in two of them is one person, so people are not added up."""
    own = cells.filter(pl.col("district").is_in(districts), pl.col("breakdown") == "none")
    counts, people = ("counted", "out_of"), ("counted_people", "out_of_people", "rest_people")
    cell = own.select(pl.col(counts).sum(), pl.col(people).max().fill_null(0))
    percent = banded(cell, width)["percent"].item()
    return {**cell.select(counts).row(0, named=True), "percent": percent}
