"""Groups for whom a change's indicator moved against what was intended, before and since its start."""

from dataclasses import dataclass

import polars as pl

from metrics.counting import NOT_RECORDED
from metrics.declarations import Direction, Intervention
from metrics.indicators import rate
from metrics.rates import LEVEL, difference_expressions
from metrics.segments import timing_of
from release.bands import banded
from release.extents import COUNTS, PEOPLE
from release.measures import groups_id
from release.released import Release
from warehouse.codes import NOT_KNOWN

GROUP = ("breakdown", "group_value")


@dataclass(frozen=True)
class GroupMoves:
    """compared: groups with enough cases on both sides; against: those of them that moved the wrong way."""

    compared: int
    against: tuple[str, ...]


def group_moves(release: Release, change: Intervention, direction: Direction) -> GroupMoves:
    """Suspects' groups by race and sex, where the change was made.

    None where the indicator's records do not say whose they are. Of many groups one would move by chance alone, so
    each is held to the level divided by their number (Bonferroni).
    """
    groups = groups_id(rate(change.indicator).measure.id)
    spans = release.counts.spans.get((groups, timing_of(change)))
    if spans is None:
        return GroupMoves(0, ())
    before, after = (
        _shown(_of_districts(cells, change), release.width) for cells in (spans.before, spans.after)
    )
    both = before.join(after, on=GROUP, suffix="_after")
    level = 1 - (1 - LEVEL) / max(both.height, 1)
    _, low, high = difference_expressions(
        *(pl.col(name) for name in ("counted", "out_of", "counted_after", "out_of_after")), level=level
    )
    is_against = {"up": high < 0, "down": low > 0, "context": pl.lit(value=False)}[direction]
    against = both.sort("breakdown", "group_value").filter(is_against)
    return GroupMoves(
        both.height, tuple(f"{breakdown}={group}" for breakdown, group in against.select(*GROUP).rows())
    )


def _of_districts(cells: pl.DataFrame, change: Intervention) -> pl.DataFrame:
    """The groups of all districts of the change together. Whoever is in two of them is one person."""
    if not change.districts:
        return cells
    own = cells.filter(pl.col("district").is_in(change.districts))
    return own.group_by(GROUP).agg(pl.col(COUNTS).sum(), pl.col(PEOPLE).max())


def _shown(cells: pl.DataFrame, width: int) -> pl.DataFrame:
    """Known groups whose percent may be shown, with their exact counts."""
    known = cells.filter(~pl.col("group_value").is_in([*NOT_KNOWN, NOT_RECORDED]))
    may_be_shown = banded(known, width)["percent"].is_not_null()
    return known.filter(may_be_shown).select(*GROUP, "counted", "out_of")
