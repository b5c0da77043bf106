"""How much of what a change is judged by is missing: fields, rows set aside, months that did not come."""

from collections.abc import Sequence

from metrics.counting import Window
from metrics.declarations import Intervention, Measure
from metrics.indicators import rate
from metrics.missing_values import not_known_id
from metrics.segments import Timing, timing_of
from release.before_after import before_after
from release.periods import months_between, months_later
from release.plan import Plan
from release.released import Release


def missing_share(release: Release, change: Intervention, districts: Sequence[str]) -> float:
    """The larger of the shares missing before and since the change, 0 to 1.

    Of all records there should be: those of months that did not come, those set aside until corrected, and those
    that lack a field the indicator needs. 1 where the indicator could not be counted at all.
    """
    measure = rate(change.indicator).measure
    window = release.counts.windows.get(measure.id)
    if window is None:
        return 1.0
    aside = _share_set_aside(release.plan, measure)
    fields = _shares_without_fields(release, change, districts)
    months = _shares_of_months(window, timing_of(change))
    return max(
        1 - (1 - month) * (1 - aside) * (1 - field) for month, field in zip(months, fields, strict=True)
    )


def _shares_of_months(window: Window, timing: Timing) -> tuple[float, float]:
    end = months_later(window.last_day.replace(day=1), 1)
    before = sum(timing.is_before(month) for month in window.missing_months)
    after = sum(timing.is_after(month) for month in window.missing_months)
    there_should_be = (
        months_between(window.first_day, timing.start_month),
        months_between(max(timing.full_from, window.first_day), end),
    )
    return _part(before, there_should_be[0]), _part(after, there_should_be[1])


def _shares_without_fields(
    release: Release, change: Intervention, districts: Sequence[str]
) -> tuple[float, float]:
    """0 where no missing value keeps anybody out."""
    found = before_after(release, not_known_id(rate(change.indicator).measure.id), change, districts)
    return _part(*found.before), _part(*found.after)


def _share_set_aside(plan: Plan, measure: Measure) -> float:
    """Of the agencies that send the tables the measure needs: of what days is not known, so of both periods."""
    names = {part.agency for table in measure.needs for part in plan.coverage.tables.get(table, ())}
    agencies = [agency for agency in plan.agencies if agency.agency in names]
    aside = sum(agency.quarantined for agency in agencies)
    return _part(aside, aside + sum(agency.rows for agency in agencies))


def _part(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
