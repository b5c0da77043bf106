"""Interrupted time series: what followed a change, against what the course before it pointed to.

Series are rows of period (first day of a month), counted and out_of; months without cases or without data are
left out or have an `out_of` of 0. Shares and sizes run from 0 to 1. With a comparison series (places where the
change did not happen) the size is what happened beyond what happened there. Departures: docs/deviations.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import polars as pl

from metrics.course_model import CourseModel
from metrics.rates import Estimate
from metrics.regression import binomial, usual_lag
from metrics.segments import Timing, baseline_columns, change_columns, later, months_from, waves
from metrics.verdicts import MINIMUM_PERIODS

Reason = Literal["periods_before", "periods_after", "not_fitted"]


@dataclass(frozen=True)
class NoCourse:
    """Why nothing was fitted: too few months on one side, or a share that is nobody or everybody throughout."""

    reason: Reason


@dataclass(frozen=True, kw_only=True)
class Course:
    """What followed a change, in the month it is reviewed.

    size: actual minus counterfactual. actual, counterfactual: the model's shares of that month.
    line: rows of period, counterfactual, low, high for every month from the start on, ramp included.
    pretrend: points (0 to 1) a year by which the two series drew apart before the start; None without comparison.
    """

    size: Estimate
    actual: Estimate
    counterfactual: Estimate
    line: pl.DataFrame
    review: date
    periods_before: int
    periods_after: int
    size_error: float
    degrees: int
    dispersion: float
    is_controlled: bool
    is_seasonal: bool
    pretrend: Estimate | None = None


def course(
    series: pl.DataFrame,
    timing: Timing,
    *,
    review_by: date | None = None,
    comparison: pl.DataFrame | None = None,
    minimum_periods: int = MINIMUM_PERIODS,
    line_to: date | None = None,
) -> Course | NoCourse:
    """Level and trend before and after a change, from counts, and the size of the change at its review.

    review_by: the size is taken in the last full month before the day after it, or in the last month there is.
    comparison: a series of the same months from where the change did not happen.
    line_to: the month up to which the line is carried on, where that is later than the last month judged.

    Source: Wagner and others 2002, Journal of Clinical Pharmacy and Therapeutics 27, 299-309; with a comparison,
    Linden 2015, Stata Journal 15, 480-500 (multiple-group analysis).
    """
    own = _judged(series, timing)
    other = _judged(comparison, timing) if comparison is not None else None
    for each in (own, other):
        if each is not None and (reason := _too_few(each, timing, minimum_periods)):
            return NoCourse(reason)
    model = _fitted(own, other, timing)
    return _found(model, own, review_by, line_to) if model else NoCourse("not_fitted")


def full_periods(series: pl.DataFrame, timing: Timing) -> tuple[int, int]:
    """How many months with cases lie before a change, and after it is in full effect."""
    return _sides(_judged(series, timing), timing)


def _judged(series: pl.DataFrame, timing: Timing) -> pl.DataFrame:
    """Months with cases, in order, without those in which the change was still being brought in."""
    period = pl.col("period")
    is_judged = (period < timing.start_month) | (period >= timing.full_from)
    return series.filter(is_judged, pl.col("out_of") > 0).sort("period")


def _too_few(series: pl.DataFrame, timing: Timing, minimum: int) -> Reason | None:
    before, after = _sides(series, timing)
    return "periods_before" if before < minimum else "periods_after" if after < minimum else None


def _sides(series: pl.DataFrame, timing: Timing) -> tuple[int, int]:
    start = timing.start_month
    before = sum(month < start for month in series["period"].to_list())
    return before, series.height - before


def _fitted(own: pl.DataFrame, other: pl.DataFrame | None, timing: Timing) -> CourseModel | None:
    pairs = waves(own.height)
    parts = [own] if other is None else [own, other]
    months = [month for part in parts for month in part["period"]]
    design = np.hstack([baseline_columns(months, timing, pairs), change_columns(months, timing)])
    if other is not None:
        is_own = np.arange(len(months)) < own.height
        apart = np.hstack([design[:, :2], change_columns(months, timing)])
        design = np.hstack([design, apart * is_own[:, None]])
    counted, out_of = (
        np.concatenate([part[name].to_numpy() for part in parts]).astype(np.float64)
        for name in ("counted", "out_of")
    )
    places = months_from(min(months), months)
    fit = binomial(design, counted, out_of, places=places, lag=usual_lag(int(places.max()) + 1))
    return CourseModel(fit, timing, pairs, other is not None) if fit else None


def _found(model: CourseModel, own: pl.DataFrame, review_by: date | None, line_to: date | None) -> Course:
    timing = model.timing
    review = _review(own["period"].to_list(), timing, review_by)
    actual, without = (rows[0] for rows in model.rows([review]))
    size, error = model.difference(actual, without)
    before, after = _sides(own, timing)
    last_month = own["period"].to_list()[-1]
    return Course(
        size=size,
        actual=model.share(actual),
        counterfactual=model.share(without),
        line=_line(model, max(last_month, line_to or last_month)),
        review=review,
        periods_before=before,
        periods_after=after,
        size_error=error,
        degrees=model.fit.degrees,
        dispersion=model.fit.dispersion,
        is_controlled=model.is_controlled,
        is_seasonal=model.pairs > 0,
        pretrend=_pretrend(model, own) if model.is_controlled else None,
    )


def _review(months: Sequence[date], timing: Timing, review_by: date | None) -> date:
    """The last month after the change that is over by the day of review; else the last month there is."""
    after = [month for month in months if timing.is_after(month)]
    in_time = [month for month in after if review_by is not None and later(month, 1) <= _next_day(review_by)]
    return (in_time or after)[-1]


def _next_day(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _line(model: CourseModel, last: date) -> pl.DataFrame:
    start = model.timing.start_month
    months = [later(start, step) for step in range(int(months_from(start, [last])[0]) + 1)]
    value, low, high = model.shares(model.rows(months)[1])
    return pl.DataFrame({"period": months, "counterfactual": value, "low": low, "high": high})


def _pretrend(model: CourseModel, own: pl.DataFrame) -> Estimate:
    """How many points a year the two series drew apart before the start, at the share there was then."""
    before = own.filter(pl.col("period") < model.timing.start_month)
    share = float(before["counted"].sum()) / float(before["out_of"].sum())
    gradient = np.zeros(len(model.fit.coefficients))
    gradient[-3] = share * (1 - share)
    value, spread = (
        float(gradient @ model.fit.coefficients),
        model.reach * model.fit.variance(gradient) ** 0.5,
    )
    return Estimate(value, value - spread, value + spread)
