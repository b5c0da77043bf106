"""Published tables on interventions: what was intended, what happened, harms watched beside it."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from metrics.control_charts import BASELINE_PERIODS, p_chart, signals
from metrics.counting import ALL
from metrics.declarations import Intervention, Rate
from metrics.indicators import rate
from metrics.policies import policy
from metrics.rates import Estimate, difference, share
from metrics.verdicts import Evidence, verdict
from release.bands import whole_percent
from release.counts import fidelity_measure
from release.released import Release

MISSING_LIMIT = 0.25


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


def before_after(release: Release, measure_id: str, starts_on: date, district: str = ALL) -> BeforeAfter:
    """The measure before and since the change. Nothing when it could not be counted."""
    spans = release.counts.spans.get((measure_id, starts_on))
    if spans is None:
        return NOTHING
    found = release.span(measure_id, starts_on, district)
    before, after = found.get("before", NO_CASES), found.get("after", NO_CASES)
    return BeforeAfter(
        before=(before["counted"] or 0, before["out_of"] or 0),
        after=(after["counted"] or 0, after["out_of"] or 0),
        before_percent=before["percent"],
        after_percent=after["percent"],
        periods_before=spans.periods_before,
        periods_after=spans.periods_after,
    )


def interventions(release: Release) -> pl.DataFrame:
    """Each intervention with its verdict, effect and fidelity. Rounded; null where too few."""
    return pl.DataFrame(
        [_intervention(release, change) for change in release.plan.interventions], schema=INTERVENTION
    )


def _intervention(release: Release, change: Intervention) -> dict[str, object]:
    indicator = rate(change.indicator)
    sums = before_after(release, indicator.measure.id, change.starts_on)
    fidelity = _fidelity(release, change)
    found = verdict(_evidence(release, change, indicator, sums, fidelity))
    return {
        "intervention": change.id,
        "title": change.title,
        "problem": change.problem,
        "change": change.change,
        "agencies": ", ".join(change.agencies),
        "starts_on": change.starts_on,
        "indicator": change.indicator,
        "policy": change.policy or "",
        "intended_percent": change.intended_percent,
        "intended_by": change.intended_by,
        "before_percent": sums.before_percent,
        "after_percent": sums.after_percent,
        **sums.shown_change,
        "fidelity_percent": round(fidelity.value * 100) if fidelity else None,
        "fidelity_target_percent": change.fidelity_target_percent if change.policy else None,
        "verdict": found.id if found else "",
        "reason": found.reason if found else "context",
        "shown": "shown" if sums.may_be_shown else "too_few",
    }


def _fidelity(release: Release, change: Intervention) -> Estimate | None:
    if change.policy is None:
        return None
    sums = before_after(release, fidelity_measure(policy(change.policy)).id, change.starts_on)
    return share(*sums.after) if sums.after_percent is not None else None


def _evidence(
    release: Release, change: Intervention, indicator: Rate, sums: BeforeAfter, fidelity: Estimate | None
) -> Evidence:
    return Evidence(
        direction=indicator.direction,
        data_complete=indicator.measure.id in release.counts.windows,
        missing_share=0.0,
        missing_limit=MISSING_LIMIT,
        fidelity=fidelity,
        fidelity_target=change.fidelity_target_percent / 100 if change.policy else None,
        full_periods_before=sums.periods_before,
        full_periods_after=sums.periods_after,
        outcome_window_passed=True,
        change=sums.change,
        after=share(*sums.after),
        intended=change.intended_percent / 100,
        balancing_moved_against=tuple(
            item
            for item in change.balancing
            if _balance(release, item, change.starts_on)["finding"] == "worse"
        ),
    )


def balancing(release: Release) -> pl.DataFrame:
    """The harms watched beside each intervention."""
    rows = [
        {"intervention": change.id, **_balance(release, item, change.starts_on)}
        for change in release.plan.interventions
        for item in change.balancing
    ]
    return pl.DataFrame(rows, schema=BALANCE)


def _balance(release: Release, indicator_id: str, starts_on: date) -> dict[str, object]:
    indicator = rate(indicator_id)
    sums = before_after(release, indicator.measure.id, starts_on)
    effect = sums.change if sums.may_be_shown else None
    finding = "too_few"
    if effect:
        is_worse = (effect.value > 0) == (indicator.direction == "down")
        finding = ("worse" if is_worse else "better") if effect.excludes_zero else "could_be_chance"
    return {
        "indicator": indicator_id,
        "before_percent": sums.before_percent,
        "after_percent": sums.after_percent,
        **sums.shown_change,
        "finding": finding,
    }


def series(release: Release) -> pl.DataFrame:
    """Each intervention's indicator over time, with centre and limits drawn from the bands."""
    frames = [_series_of(release, change) for change in release.plan.interventions]
    return pl.concat([pl.DataFrame(schema=SERIES), *frames], how="diagonal_relaxed").select(list(SERIES))


def _series_of(release: Release, change: Intervention) -> pl.DataFrame:
    bands = release.bands(rate(change.indicator).measure).filter(pl.col("breakdown") == "none")
    has_short = bands.filter(pl.col("grain").is_in(["month", "quarter"])).height > 0
    grains = ["month", "quarter"] if has_short else ["year"]
    periods = bands.filter(pl.col("grain").is_in(grains))
    charts = [
        _chart(part, change, _baseline(release, change, part), has_limits=has_short)
        for part in periods.partition_by("district")
    ]
    return pl.concat(charts) if charts else pl.DataFrame(schema=SERIES)


def _baseline(release: Release, change: Intervention, periods: pl.DataFrame) -> int | None:
    """The percent of the whole baseline, from its own band: less rounded than the mean of its months."""
    district = str(periods["district"].first())
    return before_after(release, rate(change.indicator).measure.id, change.starts_on, district).before_percent


def _chart(
    bands: pl.DataFrame, change: Intervention, baseline: int | None, *, has_limits: bool
) -> pl.DataFrame:
    shown = pl.col("shown") == "shown"
    is_before = pl.col("period_to") < change.starts_on
    place = is_before.cast(pl.Int64).cum_sum(reverse=True)
    points = bands.sort("period_from").select(
        pl.col("*").exclude("counted_low", "counted_high"),
        pl.when(shown).then(pl.col("counted_low") + pl.col("counted_high")).alias("counted"),
        pl.when(shown).then(pl.col("out_of_low") + pl.col("out_of_high")).alias("out_of"),
        pl.col("period_from").alias("period"),
        (is_before & (place <= BASELINE_PERIODS) & pl.lit(has_limits)).alias("is_baseline"),
    )
    # Both are twice the band centre, which leaves the share as it is; the limits need the count itself.
    halved = points.with_columns(pl.col("counted", "out_of") / 2)
    chart = signals(_recentred(p_chart(halved), baseline))
    centre = chart["centre"].drop_nulls().first()
    return chart.with_columns(
        pl.lit(change.id).alias("intervention"),
        (pl.col("period_from") >= change.starts_on).alias("is_after"),
        whole_percent(pl.col("centre")).alias("centre_percent"),
        whole_percent(pl.col("lower")).alias("lower_percent"),
        whole_percent(pl.col("upper")).alias("upper_percent"),
        _intended(change, centre).alias("intended_percent"),
        pl.when(shown).then(pl.col("signal")).otherwise(pl.lit("")).alias("signal"),
        pl.col("is_trial").alias("is_trial_baseline"),
    ).select(list(SERIES))


def _recentred(chart: pl.DataFrame, baseline: int | None) -> pl.DataFrame:
    if baseline is None:
        return chart
    shift = baseline / 100 - pl.col("centre")
    moved = [(pl.col(name) + shift).clip(0, 1).alias(name) for name in ("centre", "lower", "upper")]
    return chart.with_columns(moved)


def _intended(change: Intervention, centre: object) -> pl.Expr:
    """A straight line from the baseline centre at the start to the goal, level from then on; null before."""
    if not isinstance(centre, float):
        return pl.lit(None, pl.Int64)
    days = (change.intended_by - change.starts_on).days
    elapsed = (pl.col("period_from") - pl.lit(change.starts_on)).dt.total_days()
    done = (elapsed / days).clip(0, 1)
    line = centre + (change.intended_percent / 100 - centre) * done
    return pl.when(elapsed >= 0).then(whole_percent(line))


INTERVENTION = {
    **dict.fromkeys(("intervention", "title", "problem", "change", "agencies"), pl.String),
    "starts_on": pl.Date,
    "indicator": pl.String,
    "policy": pl.String,
    "intended_percent": pl.Int64,
    "intended_by": pl.Date,
    **dict.fromkeys(
        (
            "before_percent",
            "after_percent",
            "change_points",
            "change_low",
            "change_high",
            "fidelity_percent",
            "fidelity_target_percent",
        ),
        pl.Int64,
    ),
    **dict.fromkeys(("verdict", "reason", "shown"), pl.String),
}
BALANCE = {
    **dict.fromkeys(("intervention", "indicator"), pl.String),
    **dict.fromkeys(
        ("before_percent", "after_percent", "change_points", "change_low", "change_high"), pl.Int64
    ),
    "finding": pl.String,
}
SERIES = {
    **dict.fromkeys(("intervention", "district", "grain"), pl.String),
    **dict.fromkeys(("period_from", "period_to"), pl.Date),
    **dict.fromkeys(("is_after", "is_provisional"), pl.Boolean),
    **dict.fromkeys(
        (
            "out_of_low",
            "out_of_high",
            "percent",
            "centre_percent",
            "lower_percent",
            "upper_percent",
            "intended_percent",
        ),
        pl.Int64,
    ),
    "signal": pl.String,
    "is_trial_baseline": pl.Boolean,
    "shown": pl.String,
}
