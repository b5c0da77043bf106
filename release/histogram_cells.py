"""Histograms of time to an event as one role may have them, and when a group is large enough to speak of."""

import polars as pl

from metrics.counting import ALL
from metrics.declarations import TimeToEvent
from metrics.histograms import HISTOGRAM
from release.bands import FEWEST_FOLLOWED, SMALLEST_DENOMINATOR, SMALLEST_PART, ends_of, without_orphans
from release.catalogue import allowed
from release.released import Release, without_lone_district

CELL = ["grain", "period_from", "district", "breakdown", "group_value"]
NONE = pl.DataFrame(schema=HISTOGRAM)


def histogram_of(release: Release, time: TimeToEvent) -> pl.DataFrame:
    """Cells the role may have: not their children when a whole is in the first band."""
    return release.counts.once(("histogram", release.role, time.id), lambda: _of_role(release, time))


def _of_role(release: Release, time: TimeToEvent) -> pl.DataFrame:
    cells = without_lone_district(release.counts.histograms.get(time.id, NONE))
    totals = cells.group_by(CELL).agg(pl.col("n").sum().alias("total"))
    large = totals.filter(pl.col("total") > release.width)
    told = _without_few(large, few_of(release, time), release.width)
    return cells.filter(allowed(release.role)).join(told, on=CELL, how="semi", nulls_equal=True)


def few_of(release: Release, time: TimeToEvent) -> pl.DataFrame:
    """Parts of cells with few people behind more cases, as `metrics.few_followed.few_people`."""
    return release.counts.few_followed.filter(name=time.id)


def _without_few(totals: pl.DataFrame, few: pl.DataFrame, width: int) -> pl.DataFrame:
    """Leave out cells about few people, what is a part of them, and cells whose event befell but a first band."""
    if few.is_empty():
        return totals
    whole = few.filter(part="all").select(*CELL, "people")
    people = totals.join(whole, on=CELL, how="left", nulls_equal=True)
    counted = people.with_columns(measure=pl.lit(""), out_of_people=pl.coalesce("people", "total"))
    kept = without_orphans(counted, width).filter(pl.col("people").is_null())
    few_events = few.filter(pl.col("part") == "event", pl.col("people") <= width)
    return kept.join(few_events, on=CELL, how="anti", nulls_equal=True)


def has_cases(release: Release, time: TimeToEvent) -> bool:
    """Anybody was followed at all: without a file of it there is nothing to work out."""
    return not release.counts.histograms.get(time.id, NONE).is_empty()


def whole_of(release: Release, time: TimeToEvent) -> pl.DataFrame:
    """The same over the whole period alone."""
    return histogram_of(release, time).filter(pl.col("grain") == "whole")


def groups_of(cells: pl.DataFrame, breakdown: str) -> pl.DataFrame:
    """Rows of group, days, event and n of one breakdown, all districts together.

    cells: as `whole_of`, or as they were counted.
    """
    is_asked = (pl.col("district") == ALL) & (pl.col("breakdown") == breakdown) & (pl.col("grain") == "whole")
    return cells.filter(is_asked).select(pl.col("group_value").alias("group"), "days", "event", "n")


def is_enough(people: pl.Expr, part: pl.Expr, width: int) -> pl.Expr:
    """The conditions of a percent, on the bands of exact counts: people, those with the event, and the rest."""
    low = [ends_of(count, width)[0] for count in (people, part, people - part)]
    return (
        (low[0] >= SMALLEST_DENOMINATOR) & (low[1] >= SMALLEST_PART) & (low[2] >= SMALLEST_PART)
    ).fill_null(value=False)


def large_groups(groups: pl.DataFrame, width: int, *, by_day: int | None = None) -> set[str]:
    """Groups of `groups_of` large enough for a statistic; by_day: for one that speaks of that day."""
    is_by_then = pl.lit(value=True) if by_day is None else pl.col("days") <= by_day
    totals = groups.group_by("group").agg(
        people=pl.col("n").sum(),
        events=pl.col("n").filter(pl.col("event") & is_by_then).sum(),
        followed=pl.col("n").filter(pl.col("days") >= (by_day or 0)).sum(),
    )
    enough = is_enough(pl.col("people"), pl.col("events"), width) & (pl.col("followed") >= FEWEST_FOLLOWED)
    return set(totals.filter(enough)["group"])
