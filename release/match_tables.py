"""The published table of match rates: how many records find their person, and how many might."""

import polars as pl

from release.bands import SMALLEST_DENOMINATOR, banded
from release.plan import MatchRate
from release.released import Release

COUNTS = ("counted", "out_of", "counted_people", "out_of_people", "rest_people")


def match_rates(release: Release) -> pl.DataFrame:
    """A row per table and agency, in bands and whole percents."""
    matches = release.plan.matches
    both = _shares([*map(_if_wrong, matches), *map(_if_right, matches)], release.width)
    surely, at_most = both.head(len(matches)), both.tail(len(matches))
    names = pl.DataFrame(
        {"table_name": [rate.table for rate in matches], "agency": [rate.agency for rate in matches]},
        schema={"table_name": pl.String, "agency": pl.String},
    )
    if_right = at_most.select(percent_if_right="percent", shown_if_right="shown")
    return pl.concat([names, surely, if_right], how="horizontal").sort("table_name", "agency")


def _if_wrong(rate: MatchRate) -> tuple[int, ...]:
    return rate.matched, rate.records, rate.matched_people, rate.people, rate.unmatched_people


def _if_right(rate: MatchRate) -> tuple[int, ...]:
    people = rate.people - rate.strangers
    return rate.matched + rate.doubtful, rate.records, people, rate.people, rate.strangers


def _shares(counts: list[tuple[int, ...]], width: int) -> pl.DataFrame:
    """Bands of the records, percent, and whether it can be shown. Where all but a few match, it says so."""
    cells = pl.DataFrame(counts, schema=dict.fromkeys(COUNTS, pl.Int64), orient="row")
    rest = pl.min_horizontal(pl.col("out_of") - pl.col("counted"), "rest_people")
    bands = banded(cells, width).with_columns(cells.select(is_few=rest <= width))
    nearly_all = pl.col("is_few") & (pl.col("out_of_low") >= SMALLEST_DENOMINATOR)
    return bands.select(
        # Some are not matched, so it is never said to be all of them.
        percent=pl.col("percent").clip(upper_bound=99),
        records_low="out_of_low",
        records_high="out_of_high",
        shown=pl.when(pl.col("shown") == "shown")
        .then(pl.lit("shown"))
        .when(nearly_all)
        .then(pl.lit("nearly_all"))
        .otherwise(pl.lit("too_few")),
    )
