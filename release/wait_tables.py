"""The published table of waits: how long cases wait for their next step, those still waiting counted."""

import polars as pl

from metrics.declarations import DaysBetween, TimeToEvent
from metrics.floored_curves import floored_curve
from metrics.indicators import TIMES
from metrics.survival import quantile_days
from release.bands import FEWEST_FOLLOWED, SMALLEST_DENOMINATOR, SMALLEST_PART, banded, ends_of, whole_percent
from release.histogram_cells import CELL, NONE, few_of, has_cases, histogram_of
from release.released import Release, period_name

SEPARATOR = "\x1f"
ROUNDING = 1e-9  # 70 * (1 - 0.9) is a little less than 7 in a computer
PARTS = ("open", "event", "in_time", "late")
QUANTILES = {"median": 0.5, "p90": 0.9}
WAITS = pl.Schema(
    {
        **dict.fromkeys(
            ("indicator", "unit_of_time", "grain", "district", "breakdown", "group_value"), pl.String
        ),
        "period_from": pl.Date,
        **dict.fromkeys(
            (
                *("cases_low", "cases_high", "pending_percent", "standard"),
                *(f"{name}{end}" for name in QUANTILES for end in ("", "_low", "_high")),
                *("within_percent", "within_percent_low", "within_percent_high"),
            ),
            pl.Int64,
        ),
        "shown": pl.String,
    }
)


def waits(release: Release) -> pl.DataFrame:
    """Median, 90th percentile, share still waiting and share within the standard, of every wait."""
    # Days between rare events are no wait of anybody's, and have no standard.
    asked = [time for time in TIMES if not time.windows and not isinstance(time, DaysBetween)]
    waits_with_cases = [time for time in asked if has_cases(release, time)]
    frames = [_wait(release, time) for time in waits_with_cases]
    found = pl.concat([pl.DataFrame(schema=WAITS), *frames]).with_columns(period=period_name())
    return found.sort("indicator", "district", "breakdown", "group_value", "period")


def _wait(release: Release, time: TimeToEvent) -> pl.DataFrame:
    """One row per cell of one wait. A quantile is shown where enough cases lie on either side of it.

    Quantiles alone come from exact counts (decision 10): they are days. Every percent comes from bands.
    """
    named = _named(histogram_of(release, time))
    standard = release.plan.limits[time.limit] if time.limit else None
    n = pl.col("n")
    within = pl.col("event") & (pl.col("days") <= (standard or 0))
    rows = named.group_by("group").agg(
        *(pl.col(name).first() for name in CELL),
        cases=n.sum(),
        open=n.filter(~pl.col("event")).sum(),
        event=n.filter("event").sum(),
        in_time=n.filter(within).sum(),
        late=n.filter(~within).sum(),
    )
    exact = release.counts.once(("wait", time.id), lambda: _exact(release, time))
    for found in (exact, _within(named, time, standard, release.width)):
        rows = rows.join(found, on="group", how="left")
    return _released(_with_people(rows, few_of(release, time)), time, standard, release.width)


def _with_people(rows: pl.DataFrame, few: pl.DataFrame) -> pl.DataFrame:
    """Adds the people of each part: as many as cases where nothing else was found."""
    if few.is_empty():
        return rows.with_columns(pl.col(part).alias(f"{part}_people") for part in PARTS)
    for part in PARTS:
        people = few.filter(pl.col("part") == part).select(*CELL, people="people")
        found = rows.join(people, on=CELL, how="left", nulls_equal=True, maintain_order="left")["people"]
        rows = rows.with_columns(found.fill_null(rows[part]).alias(f"{part}_people"))
    return rows


def _named(cells: pl.DataFrame) -> pl.DataFrame:
    """Cells of whole years and of the whole period, each named in `group`."""
    told = cells.filter(pl.col("grain").is_in(["whole", "year"]))
    return told.with_columns(group=pl.concat_str([_text(name) for name in CELL], separator=SEPARATOR))


def _exact(release: Release, time: TimeToEvent) -> pl.DataFrame:
    """Quantiles of every cell, for all roles alike; what of it a role may have depends on the cell's size."""
    counts = _named(release.counts.histograms.get(time.id, NONE)).select("group", "days", "event", "n")
    median, p90 = (_quantile(counts, name, share) for name, share in QUANTILES.items())
    return median.join(p90, on="group", how="full", coalesce=True)


def _text(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String).fill_null("")


def _quantile(counts: pl.DataFrame, name: str, share: float) -> pl.DataFrame:
    found = quantile_days(counts, share)
    return found.select("group", pl.col("days").alias(name), "low", "high").rename(
        {"low": f"{name}_low", "high": f"{name}_high"}
    )


def _within(counts: pl.DataFrame, time: TimeToEvent, standard: int | None, width: int) -> pl.DataFrame:
    """The share within the standard, on the curve that is published beside it: of counts cut down to bands."""
    if standard is None:
        nothing = {name: pl.lit(None, pl.Float64) for name in ("share", "low", "high")}
        return counts.select("group").unique().with_columns(**nothing)
    grid = [*time.grid, standard]
    found = floored_curve(counts, width=width, grid_days=grid, stop_below=FEWEST_FOLLOWED)
    return found.filter(pl.col("day") == standard).select("group", "share", "low", "high")


def _released(rows: pl.DataFrame, time: TimeToEvent, standard: int | None, width: int) -> pl.DataFrame:
    cases = pl.col("cases")
    low, high = ends_of(cases, width)
    large = low >= SMALLEST_DENOMINATOR
    rest = {name: (cases * (1 - share) + ROUNDING).floor() for name, share in QUANTILES.items()}
    told = {name: large & (ends_of(rest[name], width)[0] >= SMALLEST_PART) for name in QUANTILES}
    in_time = _bands(rows, "in_time", "late", width)["shown"] == "shown"
    pending = _bands(rows, "open", "event", width)["percent"].alias("pending_percent")
    shares = {"within_percent": "share", "within_percent_low": "low", "within_percent_high": "high"}
    return (
        rows.with_columns(pending)
        .select(
            pl.lit(time.id).alias("indicator"),
            pl.lit(time.unit_of_time).alias("unit_of_time"),
            "grain",
            "district",
            "breakdown",
            "group_value",
            "period_from",
            low.alias("cases_low"),
            high.alias("cases_high"),
            "pending_percent",
            pl.lit(standard, pl.Int64).alias("standard"),
            *(
                pl.when(told[name]).then(pl.col(f"{name}{end}")).alias(f"{name}{end}")
                for name in QUANTILES
                for end in ("", "_low", "_high")
            ),
            *(
                pl.when(in_time).then(whole_percent(_agreeing(own, standard, told["median"]))).alias(name)
                for name, own in shares.items()
            ),
            pl.when(told["median"]).then(pl.lit("shown")).otherwise(pl.lit("too_few")).alias("shown"),
        )
        .cast(WAITS)
    )


def _agreeing(share: str, standard: int | None, is_told: pl.Expr) -> pl.Expr:
    """The share never contradicts the median beside it: counts cut down to bands put it a little too low."""
    is_half = is_told & (pl.col("median") <= pl.lit(standard, pl.Int64)).fill_null(value=False)
    return (
        pl.when(is_half & (share != "low")).then(pl.col(share).clip(lower_bound=0.5)).otherwise(pl.col(share))
    )


def _bands(rows: pl.DataFrame, part: str, rest: str, width: int) -> pl.DataFrame:
    """A part of the cases of each cell, in bands."""
    people = {"counted_people": f"{part}_people", "out_of_people": "cases", "rest_people": f"{rest}_people"}
    return banded(rows.select(counted=part, out_of="cases", **people), width)
