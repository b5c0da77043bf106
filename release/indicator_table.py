"""The published catalogue: every indicator in words, and why it is not counted where it is not."""

from datetime import date, timedelta

import polars as pl

from metrics.counting import Window
from metrics.declarations import Count, Indicator, Rate, Tabled, TimeToEvent, Total
from metrics.indicators import CATALOGUE
from release.completeness import is_told
from release.released import Release
from release.senders import fields, needs, senders, uses
from release.usual_variation import word_of_days_between

PLAIN = ("unit", "direction", "principle", "accountability", "source")
LATE_DAYS = 62  # so much later than the newest agency, an agency has stopped sending


def indicators(release: Release) -> pl.DataFrame:
    """The catalogue in words, with the site's limits, in the order of the declarations."""
    return pl.DataFrame([_row(release, indicator) for indicator in CATALOGUE], schema=INDICATOR)


def _row(release: Release, indicator: Indicator) -> dict[str, object]:
    limit = _limit(release, indicator)
    told = {name: getattr(indicator, name).replace("{limit}", limit) for name in TOLD}
    state, missing, since = state_of(release, indicator)
    window = _window(release, indicator) if state == "counted" else None
    return {
        "indicator": indicator.id,
        "part_of": indicator.part_of or indicator.id,
        "kind": _kind(indicator),
        **told,
        **{name: getattr(indicator, name) for name in PLAIN},
        "caveats": " ".join(indicator.caveats),
        "reviewed_on": str(indicator.reviewed_on),
        "agencies": senders((*needs(indicator), *uses(indicator))),
        "state": state,
        "missing": missing,
        "missing_since": since,
        "covers_from": window.first_day if window else None,
        "covers_to": window.last_day if window else None,
        "variation": word_of_days_between(release, indicator) if state == "counted" else "",
        "is_core": indicator.is_core,
        "is_balancing": indicator.is_balancing,
    }


def _kind(indicator: Indicator) -> str:
    """The published table its figures stand in: rates, numbers, curves, or one of its own."""
    if isinstance(indicator, TimeToEvent):
        return "time"
    if isinstance(indicator, Tabled):
        return "table"
    is_share = isinstance(indicator, Rate) or (isinstance(indicator, Total) and bool(indicator.whole))
    return "rate" if is_share else "number"


def _limit(release: Release, indicator: Indicator) -> str:
    name = indicator.measure.limit if isinstance(indicator, Rate | Count) else ""
    return str(release.plan.limits[name]) if name else "{limit}"


def _window(release: Release, indicator: Indicator) -> Window | None:
    if isinstance(indicator, Rate | Count):
        return release.counts.windows.get(indicator.measure.id)
    if isinstance(indicator, Total):
        return release.counts.windows.get(indicator.measure_id)
    if isinstance(indicator, TimeToEvent):
        coverage, tables = release.plan.coverage, (*indicator.needs, *indicator.uses)
        return Window(coverage.first_day(*tables), coverage.cut_off(*tables))
    return None


def state_of(release: Release, indicator: Indicator) -> tuple[str, str, date | None]:
    """Whether it is counted, who or what is missing, and since when an agency it needs has sent nothing."""
    coverage, tables = release.plan.coverage, needs(indicator)
    if absent := [table for table in tables if table not in coverage.tables]:
        return "no_data", senders(absent), None
    empty = release.counts.empty_fields
    if unfilled := [field for field in fields(indicator) if not is_told((field,), empty)]:
        return "field_missing", ", ".join(_field_words(field) for field in unfilled), None
    if isinstance(indicator, TimeToEvent) and indicator.id not in release.counts.histograms:
        return "month_missing", senders((*tables, *uses(indicator))), None
    if not isinstance(indicator, Tabled) and _window(release, indicator) is None:
        return "no_period", senders((*tables, *uses(indicator))), None
    return "counted", *_late(release, (*tables, *uses(indicator)))


def _late(release: Release, tables: tuple[str, ...]) -> tuple[str, date | None]:
    """Who has sent nothing for some time, while others have, and from which day on."""
    coverage = release.plan.coverage
    there = [table for table in tables if table in coverage.tables]
    if not there:
        return "", None
    newest, ends = coverage.newest_day(), {table: coverage.cut_off(table) for table in there}
    late = [table for table in there if (newest - ends[table]).days > LATE_DAYS]
    since = min((ends[table] for table in late), default=None)
    return senders(late), since + timedelta(days=1) if since else None


def _field_words(field: str) -> str:
    """ "custody.no_contact_condition" as "no contact condition (jail)"."""
    table, column = field.split("|")[0].split(".")
    return f"{column.replace('_', ' ')} ({senders([table])})"


TOLD = ("label", "question", "counted", "out_of")
INDICATOR = {
    **dict.fromkeys(("indicator", "part_of", "kind", *TOLD, *PLAIN), pl.String),
    **dict.fromkeys(("caveats", "reviewed_on", "agencies", "state", "missing", "variation"), pl.String),
    **dict.fromkeys(("missing_since", "covers_from", "covers_to"), pl.Date),
    **dict.fromkeys(("is_core", "is_balancing"), pl.Boolean),
}
