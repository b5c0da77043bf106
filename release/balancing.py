"""Harms watched beside each change: how they stood before and since, judged and as published."""

from dataclasses import dataclass

import polars as pl

from metrics.declarations import Intervention
from metrics.indicators import rate
from release.before_after import BeforeAfter, before_after, districts_of
from release.frames import frame_schema
from release.released import Release
from release.schema import BALANCING


@dataclass(frozen=True)
class Balance:
    """A harm watched beside a change: before and since, and whether it got worse, better, or could be chance, or
    there are too few cases or no data."""

    sums: BeforeAfter
    finding: str


def balance(release: Release, change: Intervention, indicator_id: str) -> Balance:
    indicator = rate(indicator_id)
    sums = before_after(release, indicator.measure.id, change, districts_of(change))
    if not sums.periods_before or not sums.periods_after:
        return Balance(sums, "no_data")
    effect = sums.change if sums.may_be_shown else None
    if effect is None:
        return Balance(sums, "too_few")
    is_worse = (effect.value > 0) == (indicator.direction == "down")
    found = "worse" if is_worse else "better"
    return Balance(sums, found if effect.excludes_zero else "could_be_chance")


def balancing(release: Release) -> pl.DataFrame:
    """The harms watched beside each intervention."""
    rows = [
        {
            "intervention": change.id,
            "indicator": item,
            "before_percent": found.sums.before_percent,
            "after_percent": found.sums.after_percent,
            **found.sums.shown_change,
            "finding": found.finding,
        }
        for change in release.plan.interventions
        for item in change.balancing
        if (found := balance(release, change, item))
    ]
    return pl.DataFrame(rows, schema=frame_schema(BALANCING))
