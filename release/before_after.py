"""A measure before and since a change: exact for words and verdicts, in bands for what is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from metrics.counting import ALL
from metrics.declarations import Intervention
from metrics.rates import Estimate, difference
from metrics.segments import timing_of
from release.extents import NO_CASES, Cell, together
from release.released import Release


@dataclass(frozen=True)
class BeforeAfter:
    """A measure in one district in the 12 full months before a change, and in the full months since it is in full
    effect."""

    before_cell: Cell
    after_cell: Cell
    periods_before: int
    periods_after: int

    @property
    def before(self) -> tuple[int, int]:
        """Exact counted and out_of, for words and whole points."""
        return self.before_cell.counted, self.before_cell.out_of

    @property
    def after(self) -> tuple[int, int]:
        """As `before`, of the months since."""
        return self.after_cell.counted, self.after_cell.out_of

    @property
    def before_percent(self) -> int | None:
        """From bands, as shown."""
        return self.before_cell.percent

    @property
    def after_percent(self) -> int | None:
        """As `before_percent`, of the months since."""
        return self.after_cell.percent

    @property
    def before_told(self) -> str:
        """As `Cell.told`, or no_data where no month could be counted."""
        return self.before_cell.told if self.periods_before else NO_DATA

    @property
    def after_told(self) -> str:
        """As `before_told`, of the months since."""
        return self.after_cell.told if self.periods_after else NO_DATA

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


NO_DATA = "no_data"
NOTHING = BeforeAfter(NO_CASES, NO_CASES, 0, 0)


def districts_of(change: Intervention) -> tuple[str, ...]:
    """Where the change was made."""
    return change.districts or (ALL,)


def before_after(
    release: Release, measure_id: str, change: Intervention, districts: Sequence[str] = (ALL,)
) -> BeforeAfter:
    """The measure before and since the change in all districts, in one, or in several taken together.

    Nothing when it could not be counted.
    """
    timing = timing_of(change)
    spans = release.counts.spans.get((measure_id, timing))
    if spans is None:
        return NOTHING
    if len(districts) == 1:
        found = release.span(measure_id, timing, districts[0])
    else:
        found = {
            part: together(getattr(spans, part), list(districts), release.width)
            for part in ("before", "after")
        }
    return BeforeAfter(
        found.get("before", NO_CASES), found.get("after", NO_CASES), spans.periods_before, spans.periods_after
    )
