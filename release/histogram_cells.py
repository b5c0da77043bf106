"""Times to an event by cell, as one role may have them, and when a group is large enough to speak of.

All times are looked at together: a frame for each would cost many times as much as what is in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from metrics.counting import ALL, NOT_RECORDED
from metrics.histograms import HISTOGRAM
from metrics.repeat_harm import YEAR
from release.bands import FEWEST_FOLLOWED, SMALLEST_DENOMINATOR, SMALLEST_PART, ends_of, without_orphans
from release.catalogue import allowed
from release.measures import FOLLOWED
from release.released import Release

CELL = ["grain", "period_from", "district", "breakdown", "group_value"]
NAMED = ["time", *CELL]
ROWS = ["days", "event", "competing", "n"]
PARTS = ("all", "event", "open", "in_time", "late")  # as `metrics.few_followed.few_people` has them


@dataclass(frozen=True)
class Histograms:
    """Every cell of every time to an event, exact.

    cells: group (its number), time, the cell's name, standard (null without one), the cases of each part, those
    with the event within a year and those followed for one; few_ of each part: its people, null where as many
    as cases.
    rows: group, days, event, competing and n.
    """

    cells: pl.DataFrame
    rows: pl.DataFrame

    def rows_of(self, cells: pl.DataFrame) -> pl.DataFrame:
        """The rows of these cells alone."""
        return self.rows.filter(pl.col("group").is_in(cells["group"].implode()))


def histograms(release: Release) -> Histograms:
    """Of all roles alike."""
    return release.counts.once(("histograms",), lambda: _histograms(release))


def told_cells(release: Release) -> pl.DataFrame:
    """Cells of `histograms` the role may have, over the whole period and by year: not their children when a whole is
    in the first band."""
    if "told_cells" not in release.made:
        release.made["told_cells"] = _told(histograms(release).cells, release)
    return release.made["told_cells"]


def _histograms(release: Release) -> Histograms:
    # Each time by itself: together, a few hundred thousand rows would carry its name.
    times = {"": pl.DataFrame(schema=HISTOGRAM), **release.counts.histograms}
    parts = [cells.group_by(CELL).agg(ROWS).with_columns(time=pl.lit(name)) for name, cells in times.items()]
    gathered = pl.concat(parts).sort(NAMED).with_row_index("group")  # from here on a cell is a number
    limits = {time.id: release.plan.limits[time.limit] for time in FOLLOWED if time.limit}
    standard = pl.col("time").replace_strict(limits, default=None, return_dtype=pl.Int64)
    named = gathered.select("group", *NAMED, standard=standard)
    rows = gathered.select("group", *ROWS).explode(ROWS)
    sizes = _sizes(rows.join(named.select("group", "standard"), on="group"))
    cells = named.join(sizes, on="group").join(_few(release), on=NAMED, how="left", nulls_equal=True)
    return Histograms(cells, rows)


def _sizes(rows: pl.DataFrame) -> pl.DataFrame:
    """How many cases each cell has in all, and of each kind."""
    n, event, is_late = pl.col("n"), pl.col("event"), pl.col("days") > pl.col("standard")
    return rows.group_by("group").agg(
        all=n.sum(),
        event=n.filter("event").sum(),
        open=n.filter(~event).sum(),
        in_time=n.filter(event & ~is_late).sum(),
        late=n.filter(~event | is_late).sum(),
        event_within_year=n.filter(event & (pl.col("days") <= YEAR)).sum(),
        followed_a_year=n.filter(pl.col("days") >= YEAR).sum(),
    )


def _few(release: Release) -> pl.DataFrame:
    """Per cell with few people behind more cases in any part of it: how many, by part."""
    people, part = pl.col("people"), pl.col("part")
    few = release.counts.few_followed.rename({"name": "time"})
    return few.group_by(NAMED).agg(
        people.filter(part == name).first().cast(pl.Int64).alias(f"few_{name}") for name in PARTS
    )


def _told(cells: pl.DataFrame, release: Release) -> pl.DataFrame:
    """Left out are cells about few people, what is a part of them, and cells whose event befell but a first band."""
    width = release.width
    # Where no case of a time has a district, the one group "not recorded" would only repeat the whole.
    has_districts = (~pl.col("district").is_in([ALL, NOT_RECORDED])).any().over("time")
    large = cells.filter(has_districts | (pl.col("district") == ALL), pl.col("all") > width)
    counted = large.with_columns(measure="time", out_of_people=pl.coalesce("few_all", "all"))
    few_events = (pl.col("few_event") <= width).fill_null(value=False)
    return without_orphans(counted, width).filter(
        pl.col("few_all").is_null(), ~few_events, allowed(release.role)
    )


def days_of(cells: pl.DataFrame, grids: Mapping[str, Sequence[int]]) -> pl.DataFrame:
    """Rows of group and days: of each cell the days that its time is told on. grids: by the id of the time."""
    days = pl.DataFrame(
        [(time, day) for time, grid in grids.items() for day in grid],
        schema={"time": pl.String, "days": pl.Int64},
        orient="row",
    )
    return cells.select("group", "time").join(days, on="time").select("group", "days")


def whole_groups(cells: pl.DataFrame) -> pl.DataFrame:
    """Cells of the whole period and all districts."""
    return cells.filter(pl.col("grain") == "whole", pl.col("district") == ALL)


def is_enough(people: pl.Expr, part: pl.Expr, width: int) -> pl.Expr:
    """The conditions of a percent, on the bands of exact counts: people, those with the event, and the rest."""
    low = [ends_of(count, width)[0] for count in (people, part, people - part)]
    return (
        (low[0] >= SMALLEST_DENOMINATOR) & (low[1] >= SMALLEST_PART) & (low[2] >= SMALLEST_PART)
    ).fill_null(value=False)


def is_large(width: int) -> pl.Expr:
    """Cells large enough for a statistic over the whole follow-up."""
    return is_enough(pl.col("all"), pl.col("event"), width) & (pl.col("all") >= FEWEST_FOLLOWED)


def is_large_in_year(width: int) -> pl.Expr:
    """Cells large enough for a statistic that speaks of the first year."""
    enough = is_enough(pl.col("all"), pl.col("event_within_year"), width)
    return enough & (pl.col("followed_a_year") >= FEWEST_FOLLOWED)
