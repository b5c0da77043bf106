"""Published tables of plain numbers: cases and totals in bands, and how complete the records are."""

import polars as pl

from metrics.counting import ALL
from metrics.indicators import COUNTS, TOTALS
from release.bands import SMALLEST_DENOMINATOR, SMALLEST_PART, banded
from release.released import Release


def numbers(release: Release) -> pl.DataFrame:
    """Every number of cases, and every plain total, by period and district, in bands.

    For each 1,000 residents it is told for whole calendar years of the whole site, from the band's centre, under
    the conditions of a percent.
    """
    ids = {count.measure.id: count.id for count in COUNTS}
    ids |= {total.measure_id: total.id for total in TOTALS if not total.whole}
    named = pl.DataFrame({"measure": list(ids), "indicator": list(ids.values())})
    bands = release.bands_of(list(ids)).join(named, on="measure")
    is_held, is_few = pl.col("shown") == "no_data", pl.col("out_of_low") < SMALLEST_PART
    shown = (
        pl.when(is_held).then(pl.col("shown")).when(is_few).then(pl.lit("too_few")).otherwise(pl.lit("shown"))
    )
    return (
        bands.with_columns(per_thousand=_per_thousand(release), shown=shown)
        .rename({"out_of_low": "count_low", "out_of_high": "count_high"})
        .sort("indicator", "district", "grain", "period_from")
    )


def _per_thousand(release: Release) -> pl.Expr:
    """Null but for whole years of everyone, of indicators that are told by residents."""
    told = [count.id for count in COUNTS if count.is_per_resident]
    years = release.counts.residents
    people = pl.col("period_from").dt.year().replace_strict(years, default=None, return_dtype=pl.Int64)
    start, end = pl.col("period_from"), pl.col("period_to")
    is_whole_year = (start == start.dt.truncate("1y")) & (end == start.dt.offset_by("1y").dt.offset_by("-1d"))
    is_told = (
        (pl.col("grain") == "year")
        & is_whole_year
        & (pl.col("district") == ALL)
        & pl.col("indicator").is_in(told)
        & (pl.col("out_of_low") >= SMALLEST_DENOMINATOR)
    )
    centre = (pl.col("out_of_low") + pl.col("out_of_high")) / 2
    return pl.when(is_told).then((centre * 1000 / people).round(1))


def completeness(release: Release) -> pl.DataFrame:
    """Records whose field is known, of each agency: bands and whole percents; nearly all and nearly none in words."""
    exact = release.counts.completeness.sort("table_name", "field", "agency")
    width = release.width
    counted, rest = pl.col("counted"), pl.col("out_of") - pl.col("counted")
    few = {
        "is_known_few": pl.min_horizontal(counted, "counted_people") <= width,
        "is_rest_few": pl.min_horizontal(rest, "rest_people") <= width,
    }
    marked = exact.with_columns(**few)
    is_large = pl.col("out_of_low") >= SMALLEST_DENOMINATOR
    return banded(marked, width).with_columns(
        shown=pl.when(pl.col("shown") == "shown")
        .then(pl.lit("shown"))
        .when(is_large & pl.col("is_rest_few"))
        .then(pl.lit("nearly_all"))
        .when(is_large & pl.col("is_known_few"))
        .then(pl.lit("nearly_none"))
        .otherwise(pl.lit("too_few"))
    )
