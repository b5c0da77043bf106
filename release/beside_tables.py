"""Published tables that stand beside the re-arrest curve: every arrest, links in doubt."""

from math import ceil

import polars as pl

from metrics.every_arrest import design_effect
from metrics.rates import wilson_over_bands_expressions
from metrics.repeat_harm import REARREST
from release.bands import band, banded, ends_of, whole_percent
from release.histogram_cells import is_enough
from release.plan import LinkRange
from release.released import Release

ALONE = pl.Schema(
    {
        **dict.fromkeys(("curve", "shown"), pl.String),
        **dict.fromkeys(("months", "people_low", "people_high", "arrests_low", "arrests_high"), pl.Int64),
        **dict.fromkeys(("percent", "percent_low", "percent_high"), pl.Int64),
    }
)
RANGE = pl.Schema(
    {
        **dict.fromkeys(("curve", "shown", "shown_if_right"), pl.String),
        **dict.fromkeys(("months", "percent", "percent_if_right"), pl.Int64),
    }
)


def every_arrest(release: Release) -> pl.DataFrame:
    """Share of all arrests followed by another within 12 months, one person counting once for each arrest.

    From the bands of arrests. Its interval is that of as many fewer cases as one person's arrests are alike;
    of that the exact counts say one decimal, rounded up.
    """
    counts = release.counts.arrests
    if counts.is_empty():
        return pl.DataFrame(schema=ALONE)
    repeats = counts.filter(pl.col("counted") > 0)
    totals = {
        "people": counts["n"],
        "arrests": counts["out_of"] * counts["n"],
        "repeated": repeats["n"],
        "again": repeats["counted"] * repeats["n"],
    }
    row = pl.DataFrame({name: [int(found.sum())] for name, found in totals.items()})
    alike = ceil(max(design_effect(counts) or 1, 1) * 10) / 10
    bands = row.select(
        is_enough(pl.col("people"), pl.col("repeated"), release.width).alias("shown"),
        *(
            value.alias(f"{name}_{end}")
            for name in ("people", "arrests", "again")
            for end, value in zip(("low", "high"), ends_of(pl.col(name), release.width), strict=True)
        ),
    )
    shown, again, arrests = pl.col("shown"), band("again"), band("arrests")
    low, high = wilson_over_bands_expressions(*(end / alike for end in (*again, *arrests)))
    middle = (again[0] + again[1]) / (arrests[0] + arrests[1])
    percents = {"percent": middle, "percent_low": low, "percent_high": high}
    return bands.select(
        pl.lit(REARREST.id).alias("curve"),
        pl.when(shown).then(pl.lit("shown")).otherwise(pl.lit("too_few")).alias("shown"),
        pl.lit(12).alias("months"),
        *(f"{name}_{end}" for name in ("people", "arrests") for end in ("low", "high")),
        *(pl.when(shown).then(whole_percent(value)).alias(name) for name, value in percents.items()),
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
