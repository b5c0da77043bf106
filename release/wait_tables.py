"""The published table of waits: how long cases wait for their next step, those still waiting counted."""

import polars as pl

from metrics.declarations import DaysBetween
from metrics.floored_curves import floored_curve
from metrics.indicators import TIMES
from metrics.survival import quantile_days
from release.bands import FEWEST_FOLLOWED, SMALLEST_DENOMINATOR, SMALLEST_PART, banded, ends_of, whole_percent
from release.histogram_cells import CELL, PARTS, Histograms, days_of, histograms, told_cells
from release.released import Release, period_name

ROUNDING = 1e-9  # 70 * (1 - 0.9) is a little less than 7 in a computer
QUANTILES = {"median": 0.5, "p90": 0.9}
# Days between rare events are no wait of anybody's, and have no standard.
WAITED = {time.id: time for time in TIMES if not time.windows and not isinstance(time, DaysBetween)}


def waits(release: Release) -> pl.DataFrame:
    """Median, 90th percentile, share still waiting and share within the standard, of every wait.

    A quantile is shown where enough cases lie on either side of it. Quantiles alone come from exact counts
    (decision 10): they are days. Every percent comes from bands.
    """
    cells = told_cells(release).filter(_is_wait())
    exact = release.counts.once(("waits",), lambda: _exact(histograms(release)))
    rows = cells.join(exact, on="group", how="left").join(_within(release, cells), on="group", how="left")
    found = _released(rows.with_columns(_people()), release.width).with_columns(period=period_name())
    return found.sort("indicator", "district", "breakdown", "group_value", "period")


def _is_wait() -> pl.Expr:
    """Cells of waits over whole years and the whole period."""
    return pl.col("time").is_in(list(WAITED)) & pl.col("grain").is_in(["whole", "year"])


def _people() -> list[pl.Expr]:
    """The people of each part: as many as cases where nothing else was found."""
    return [pl.coalesce(f"few_{part}", part).alias(f"{part}_people") for part in PARTS]


def _exact(counted: Histograms) -> pl.DataFrame:
    """Quantiles of every cell, for all roles alike; what of it a role may have depends on the cell's size."""
    return quantile_days(counted.rows_of(counted.cells.filter(_is_wait())), QUANTILES)


def _within(release: Release, cells: pl.DataFrame) -> pl.DataFrame:
    """The share within the standard, on the curve that is published beside it: of counts cut down to bands."""
    timed = cells.filter(pl.col("standard").is_not_null())
    of_curve = days_of(timed, {name: time.grid for name, time in WAITED.items()})
    found = floored_curve(
        histograms(release).rows_of(timed),
        width=release.width,
        grid_days=pl.concat([of_curve, timed.select("group", days="standard")]),
        stop_below=FEWEST_FOLLOWED,
    )
    return (
        found.join(timed.select("group", "standard"), on="group")
        .filter(pl.col("day") == pl.col("standard"))
        .select("group", "share", "low", "high")
    )


def _released(rows: pl.DataFrame, width: int) -> pl.DataFrame:
    cases = pl.col("all")
    low, high = ends_of(cases, width)
    large = low >= SMALLEST_DENOMINATOR
    rest = {name: (cases * (1 - share) + ROUNDING).floor() for name, share in QUANTILES.items()}
    told = {name: large & (ends_of(rest[name], width)[0] >= SMALLEST_PART) for name in QUANTILES}
    in_time = _bands(rows, "in_time", "late", width)["shown"] == "shown"
    pending = _bands(rows, "open", "event", width)["percent"].alias("pending_percent")
    units = {name: time.unit_of_time for name, time in WAITED.items()}
    shares = {"within_percent": "share", "within_percent_low": "low", "within_percent_high": "high"}
    return rows.with_columns(pending).select(
        pl.col("time").alias("indicator"),
        pl.col("time").replace_strict(units, return_dtype=pl.String).alias("unit_of_time"),
        *CELL,
        low.alias("cases_low"),
        high.alias("cases_high"),
        "pending_percent",
        "standard",
        *(
            pl.when(told[name]).then(pl.col(f"{name}{end}")).alias(f"{name}{end}")
            for name in QUANTILES
            for end in ("", "_low", "_high")
        ),
        *(
            pl.when(in_time).then(whole_percent(_agreeing(own, told["median"]))).alias(name)
            for name, own in shares.items()
        ),
        pl.when(told["median"]).then(pl.lit("shown")).otherwise(pl.lit("too_few")).alias("shown"),
    )


def _agreeing(share: str, is_told: pl.Expr) -> pl.Expr:
    """The share never contradicts the median beside it: counts cut down to bands put it a little too low."""
    is_half = is_told & (pl.col("median") <= pl.col("standard")).fill_null(value=False)
    return (
        pl.when(is_half & (share != "low")).then(pl.col(share).clip(lower_bound=0.5)).otherwise(pl.col(share))
    )


def _bands(rows: pl.DataFrame, part: str, rest: str, width: int) -> pl.DataFrame:
    """A part of the cases of each cell, in bands."""
    people = {"counted_people": f"{part}_people", "out_of_people": "all", "rest_people": f"{rest}_people"}
    return banded(rows.select(counted=part, out_of="all", **people), width)
