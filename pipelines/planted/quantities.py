"""What was planted, and how the program's own statistics estimate it: a truth and an interval each."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from metrics.by_day import ByDay
from metrics.counting import ALL
from metrics.hazards import hazard_ratio
from metrics.rates import Estimate, share
from metrics.repeat_harm import REARREST
from metrics.risk_ratios import risk_ratio
from metrics.survival import cumulative_share
from pipelines.sample import planted
from pipelines.sample.planted import ARREST, CHARGING, COURT, REPORT_WRITTEN
from release.before_after import before_after
from release.judged import judged_change
from release.measures import window_id
from release.released import Release

DAYS_IN_YEAR = 365


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """One planted truth. estimate: its interval in one county; None where the county cannot tell."""

    id: str
    words: str
    truth: float
    estimate: Callable[[Release], Estimate | None]


def _size(release: Release, change_id: str) -> Estimate | None:
    """Actual minus counterfactual, by segmented regression."""
    change = next(change for change in release.plan.interventions if change.id == change_id)
    found = judged_change(release, change).course
    return found.size if found else None


def _difference(release: Release, change_id: str, measure: str) -> Estimate | None:
    """Since minus before, from the sums of both."""
    change = next(change for change in release.plan.interventions if change.id == change_id)
    return before_after(release, measure, change).change


def _cell(release: Release, measure: str, breakdown: str, group: str) -> tuple[int, int]:
    """Counted and out of, county-wide, over all years."""
    found = release.counts.cells.filter(
        pl.col("measure") == measure,
        pl.col("grain") == "whole",
        pl.col("district") == "all",
        pl.col("breakdown") == breakdown,
        pl.col("group_value") == group,
    ).select("counted", "out_of")
    return found.row(0) if found.height else (0, 0)


def _ratio(release: Release, measure: str) -> Estimate | None:
    groups = [_cell(release, measure, "race", group) for group in (CHARGING.higher_for, "white")]
    return risk_ratio(*groups[0], *groups[1])


def _share(release: Release, measure: str) -> Estimate | None:
    return share(*_cell(release, measure, "none", "all"))


def _followed(release: Release, breakdown: str) -> pl.DataFrame:
    cells = release.counts.histograms[REARREST.id]
    is_asked = (pl.col("grain") == "whole") & (pl.col("district") == ALL) & (pl.col("breakdown") == breakdown)
    return cells.filter(is_asked).select("days", "event", "n", group="group_value")


def _hazard_ratio(release: Release, breakdown: str, group: str, reference: str) -> Estimate | None:
    return hazard_ratio(ByDay.of(_followed(release, breakdown)).only((reference, group)))


def _rearrested(release: Release) -> Estimate | None:
    """Kaplan-Meier share within a year, of those whose first arrest was without strangulation."""
    curve = cumulative_share(_followed(release, "strangulation"), at=[DAYS_IN_YEAR])
    return _estimate(curve.filter(pl.col("group") == "no"))


def _window(release: Release) -> Estimate | None:
    """The same as a share of those followed for the whole year."""
    return share(*_cell(release, window_id(REARREST, 12), "strangulation", "no"))


def _estimate(rows: pl.DataFrame) -> Estimate | None:
    ends = rows.select("share", "low", "high")
    return Estimate(*ends.row(0)) if ends.height and None not in ends.row(0) else None


ARREST_CHANGE, REPORT_CHANGE = "probable_cause_arrest", "report_every_call"

QUANTITIES = (
    Quantity(
        id="arrest_size",
        words="Arrests: what the change did, by segmented regression",
        truth=ARREST.after - ARREST.before,
        estimate=lambda release: _size(release, ARREST_CHANGE),
    ),
    Quantity(
        id="arrest_difference",
        words="Arrests: since minus before",
        truth=ARREST.after - ARREST.before,
        estimate=lambda release: _difference(release, ARREST_CHANGE, "arrest"),
    ),
    Quantity(
        id="report_size",
        words="Reports: what a change without effect did, by segmented regression",
        truth=REPORT_WRITTEN.after - REPORT_WRITTEN.before,
        estimate=lambda release: _size(release, REPORT_CHANGE),
    ),
    Quantity(
        id="report_difference",
        words="Reports: since minus before",
        truth=REPORT_WRITTEN.after - REPORT_WRITTEN.before,
        estimate=lambda release: _difference(release, REPORT_CHANGE, "report_written"),
    ),
    Quantity(
        id="charging_ratio",
        words="Charging: ratio of the shares charged, Black to white",
        truth=CHARGING.ratio,
        estimate=lambda release: _ratio(release, "decision_charging"),
    ),
    Quantity(
        id="conviction_ratio",
        words="Conviction: the same ratio, where nothing was planted",
        truth=1.0,
        estimate=lambda release: _ratio(release, "decision_conviction"),
    ),
    Quantity(
        id="conviction_share",
        words="Conviction: share of charged cases that have ended",
        truth=COURT.convicted,
        estimate=lambda release: _share(release, "decision_conviction"),
    ),
    Quantity(
        id="strangulation_hazard",
        words="Re-arrest: hazard ratio after strangulation",
        truth=planted.REARREST.strangulation_hazard_ratio,
        estimate=lambda release: _hazard_ratio(release, "strangulation", "yes", "no"),
    ),
    Quantity(
        id="race_hazard",
        words="Re-arrest: hazard ratio Black to white, where nothing was planted",
        truth=1.0,
        estimate=lambda release: _hazard_ratio(release, "race", "black", "white"),
    ),
    Quantity(
        id="rearrest_curve",
        words="Re-arrest within a year, without strangulation, from the curve",
        truth=planted.REARREST.share_12_months,
        estimate=_rearrested,
    ),
    Quantity(
        id="rearrest_window",
        words="Re-arrest within a year, without strangulation, of those followed for it",
        truth=planted.REARREST.share_12_months,
        estimate=_window,
    ),
)
