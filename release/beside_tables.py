"""Published tables that stand beside the re-arrest curve: long custody, every arrest, links in doubt."""

from collections.abc import Sequence

import polars as pl

from metrics.competing import cumulative_incidence
from metrics.every_arrest import clustered_share
from metrics.repeat_harm import DAYS_IN_MONTHS, PRE_EMPTED, REARREST
from release.bands import banded, ends_of, whole_percent
from release.histogram_cells import FEWEST_FOLLOWED, is_enough, whole_of
from release.plan import LinkRange
from release.released import Release

ALONE = pl.Schema(
    {
        **dict.fromkeys(("curve", "shown"), pl.String),
        **dict.fromkeys(("months", "people_low", "people_high", "arrests_low", "arrests_high"), pl.Int64),
        **dict.fromkeys(("percent", "percent_low", "percent_high"), pl.Int64),
    }
)
BEFORE_CUSTODY = pl.Schema(
    {
        **dict.fromkeys(("curve", "district", "shown"), pl.String),
        **dict.fromkeys(("months", "percent", "percent_low", "percent_high", "held_percent"), pl.Int64),
    }
)
RANGE = pl.Schema(
    {
        **dict.fromkeys(("curve", "shown", "shown_if_right"), pl.String),
        **dict.fromkeys(("months", "percent", "percent_if_right"), pl.Int64),
    }
)


def pre_empted(release: Release) -> pl.DataFrame:
    """Share arrested again before long custody, and share held long before a new arrest (Aalen-Johansen)."""
    cells = whole_of(release, PRE_EMPTED).filter(pl.col("breakdown") == "none")
    counts = cells.select(pl.col("district").alias("group"), "days", "event", "competing", "n")
    days = [DAYS_IN_MONTHS[months] for months in REARREST.windows]
    months = pl.col("day").replace_strict({day: months for months, day in DAYS_IN_MONTHS.items()})
    rearrested = cumulative_incidence(counts, at=days)
    held = cumulative_incidence(counts, at=days, of="competing").select("group", "day", held="share")
    rows = rearrested.join(held, on=["group", "day"]).join(_totals(counts, days), on=["group", "day"])
    followed = pl.col("at_risk") >= FEWEST_FOLLOWED
    shown = is_enough(pl.col("people"), pl.col("events"), release.width) & followed
    held_shown = is_enough(pl.col("people"), pl.col("held_people"), release.width) & followed
    shares = {"percent": "share", "percent_low": "low", "percent_high": "high"}
    return (
        rows.select(
            pl.lit(REARREST.id).alias("curve"),
            pl.col("group").alias("district"),
            pl.when(shown).then(pl.lit("shown")).otherwise(pl.lit("too_few")).alias("shown"),
            months.alias("months"),
            *(pl.when(shown).then(whole_percent(pl.col(own))).alias(name) for name, own in shares.items()),
            pl.when(held_shown).then(whole_percent(pl.col("held"))).alias("held_percent"),
        )
        .cast(BEFORE_CUSTODY)
        .sort("district", "months")
    )


def _totals(counts: pl.DataFrame, days: Sequence[int]) -> pl.DataFrame:
    """Per group and day: people, and those with the event, or held, by then."""
    by_then = pl.col("days") <= pl.col("day")
    n = pl.col("n")
    asked = counts.join(pl.DataFrame({"day": days}, schema={"day": pl.Int64}), how="cross")
    return asked.group_by("group", "day").agg(
        people=n.sum(),
        events=n.filter(by_then & pl.col("event")).sum(),
        held_people=n.filter(by_then & pl.col("competing")).sum(),
    )


def every_arrest(release: Release) -> pl.DataFrame:
    """Share of all arrests followed by another within 12 months, one person counting once for each arrest."""
    counts = release.counts.arrests
    found = clustered_share(counts) if counts.height else None
    if found is None:
        return pl.DataFrame(schema=ALONE)
    n = counts["n"]
    people, arrests = int(n.sum()), int((counts["out_of"] * n).sum())
    repeated = int(counts.filter(pl.col("counted") > 0)["n"].sum())
    row = pl.DataFrame({"people": [people], "arrests": [arrests], "repeated": [repeated]})
    shown = is_enough(pl.col("people"), pl.col("repeated"), release.width)
    ends = {name: ends_of(pl.col(name), release.width) for name in ("people", "arrests")}
    percents = {"percent": found.value, "percent_low": found.low, "percent_high": found.high}
    return row.select(
        pl.lit(REARREST.id).alias("curve"),
        pl.when(shown).then(pl.lit("shown")).otherwise(pl.lit("too_few")).alias("shown"),
        pl.lit(12).alias("months"),
        *(
            of[at].alias(f"{name}_{end}")
            for name, of in ends.items()
            for at, end in enumerate(("low", "high"))
        ),
        *(pl.when(shown).then(pl.lit(round(value * 100))).alias(name) for name, value in percents.items()),
    ).cast(ALONE)


def link_ranges(release: Release) -> pl.DataFrame:
    """Share re-arrested within a window if every link in doubt were wrong, and if every one were right."""
    rows = [_range(asked, release.width) for asked in release.plan.link_ranges]
    return pl.DataFrame(rows, schema=RANGE)


def _range(asked: LinkRange, width: int) -> dict[str, object]:
    wrong = _percent(asked.events, asked.followed, width)
    right = _percent(asked.events_if_right, asked.followed_if_right, width)
    return {
        "curve": asked.curve,
        "shown": "too_few" if wrong is None else "shown",
        "shown_if_right": "too_few" if right is None else "shown",
        "months": asked.months,
        "percent": wrong,
        "percent_if_right": right,
    }


def _percent(events: int, followed: int, width: int) -> int | None:
    """From the centres of the bands, as the windows beside it are."""
    cell = {"counted": events, "out_of": followed, "counted_people": events, "out_of_people": followed}
    found = banded(pl.DataFrame([cell | {"rest_people": followed - events}]), width)["percent"].item()
    return None if found is None else int(found)
