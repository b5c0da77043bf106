"""All exact cells as one role may have them: bands, closed periods, and nothing about too few people."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from metrics.counting import ALL, NOT_RECORDED
from metrics.declarations import Measure
from metrics.segments import Timing
from release.bands import banded, parents_of, without_orphans
from release.catalogue import allowed
from release.counted import NO_CELLS
from release.counts import Counts
from release.extents import Cell, read_cells
from release.periods import held_back, months_or_quarters, provisional_from, with_period_ends
from release.plan import Plan


@dataclass(frozen=True)
class Release:
    """One role's view of one publication's counts."""

    plan: Plan
    counts: Counts
    role: str

    @property
    def width(self) -> int:
        return self.plan.widths[self.role]

    def bands(self, measure: Measure | str) -> pl.DataFrame:
        """Bands of a measure by cell, with the ends of their periods and whether they are provisional."""
        return self.bands_of([measure if isinstance(measure, str) else measure.id])

    def bands_of(self, measures: Sequence[str]) -> pl.DataFrame:
        """Bands of several measures, named in the column `measure`."""
        return self._bands.filter(pl.col("measure").is_in(measures))

    def told_of(self, measures: Sequence[str]) -> pl.DataFrame:
        """Bands of several measures, without the periods that are held back."""
        return self.bands_of(measures).filter(pl.col("shown") != "no_data")

    def exact_of(self, measures: Sequence[str]) -> pl.DataFrame:
        """The exact cells behind `bands_of`, with the same names: only words may follow from them."""
        return self._cells.filter(pl.col("measure").is_in(measures))

    def span(self, measure_id: str, timing: Timing, district: str) -> dict[str, Cell]:
        """Before and after a change, of one district: exact, and as it may be told.

        "before" or "after" is absent where there is no case.
        """
        return self._spans.get((measure_id, timing, district), {})

    @cached_property
    def made(self) -> dict[str, pl.DataFrame]:
        """Frames that several tables are made of, kept under a name once they are made."""
        return {}

    @cached_property
    def _spans(self) -> dict[tuple[str, Timing, str], dict[str, Cell]]:
        parts = [
            (measure, timing, part, cells)
            for (measure, timing), span in self.counts.spans.items()
            for part, cells in (("before", span.before), ("after", span.after))
        ]
        told = read_cells(pl.concat([NO_CELLS, *(cells for *_, cells in parts)]), self.width)
        found: dict[tuple[str, Timing, str], dict[str, Cell]] = {}
        places = [
            (measure, timing, district, part)
            for measure, timing, part, cells in parts
            for district in cells["district"]
        ]
        for (measure, timing, district, part), cell in zip(places, told, strict=True):
            found.setdefault((measure, timing, district), {})[part] = cell
        return found

    @cached_property
    def _cells(self) -> pl.DataFrame:
        counts = self.counts
        every = counts.once(("cells",), lambda: without_lone_district(counts.cells))
        parents = counts.once(("parents",), lambda: parents_of(every))
        kept = without_orphans(every, self.width, parents).filter(allowed(self.role))
        return with_period_ends(kept.join(self._windows, on="measure"))

    @cached_property
    def _bands(self) -> pl.DataFrame:
        bands = months_or_quarters(held_back(banded(self._cells, self.width), self._missing))
        return bands.with_columns(is_provisional=pl.col("period_to") >= pl.col("provisional_from"))

    @cached_property
    def _windows(self) -> pl.DataFrame:
        rows = [(measure, *window[:2]) for measure, window in self.counts.windows.items()]
        schema = {"measure": pl.String, "first_day": pl.Date, "last_day": pl.Date}
        newest = provisional_from(pl.col("last_day"), self.plan.provisional_months)
        return pl.DataFrame(rows, schema=schema, orient="row").with_columns(provisional_from=newest)

    @property
    def _missing(self) -> pl.DataFrame:
        windows = self.counts.windows.items()
        rows = [(measure, month) for measure, window in windows for month in window.missing_months]
        return pl.DataFrame(rows, schema={"measure": pl.String, "month": pl.Date}, orient="row")


def without_lone_district(cells: pl.DataFrame) -> pl.DataFrame:
    """Where no case has a district, the one group "not recorded" would only repeat the whole: leave it out."""
    has_districts = not set(cells["district"].unique()) <= {ALL, NOT_RECORDED}
    return cells if has_districts else cells.filter(pl.col("district") == ALL)


def period_name() -> pl.Expr:
    """whole, or the calendar year of a yearly cell."""
    is_year = pl.col("grain") == "year"
    return pl.when(is_year).then(pl.col("period_from").dt.year().cast(pl.String)).otherwise(pl.lit("whole"))
