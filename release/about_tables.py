"""Published tables about the publication itself: facts and agencies."""

import polars as pl

from metrics.indicators import RATES
from release.bands import ends_of
from release.periods import months_later
from release.plan import AgencyRecords
from release.released import Release


def about(release: Release) -> pl.DataFrame:
    """Facts of the publication, as words."""
    plan = release.plan
    covers = [
        release.counts.windows[item.measure.id] for item in RATES if item.measure.id in release.counts.windows
    ]
    first = min((window[0] for window in covers), default=None)
    last = max((window[1] for window in covers), default=None)
    facts = {
        "site_name": plan.site_name,
        "role": release.role,
        "version": str(plan.version),
        "published_on": str(plan.published_on),
        "band_width": str(release.width),
        "covers_from": str(first or ""),
        "covers_to": str(last or ""),
        "provisional_from": str(months_later(last.replace(day=1), 1 - plan.provisional_months))
        if last
        else "",
        **{f"reference_{breakdown}": group for breakdown, group in plan.reference_groups.items()},
        **{f"caveat_{place}": caveat for place, caveat in enumerate(plan.caveats, 1)},
    }
    return pl.DataFrame({"fact": list(facts), "words": list(facts.values())})


def agencies(release: Release) -> pl.DataFrame:
    """What each agency sent: reach, receipt, records in use and set aside, in bands."""
    counted = pl.DataFrame(
        [{**vars(agency), "missing_months": _months(agency)} for agency in release.plan.agencies],
        schema={
            "agency": pl.String,
            "covers_from": pl.Date,
            "covers_to": pl.Date,
            "received_on": pl.Date,
            "rows": pl.Int64,
            "quarantined": pl.Int64,
            "missing_months": pl.String,
        },
    )
    rows = ends_of(pl.col("rows"), release.width)
    aside = ends_of(pl.col("quarantined"), release.width)
    return counted.select(
        "agency",
        "covers_from",
        "covers_to",
        "received_on",
        rows[0].alias("rows_low"),
        rows[1].alias("rows_high"),
        aside[0].alias("quarantined_low"),
        aside[1].alias("quarantined_high"),
        "missing_months",
    ).sort("agency")


def _months(agency: AgencyRecords) -> str:
    return ", ".join(f"{month:%Y-%m}" for month in agency.missing_months)
