"""Prisoners released in 30 states in 2005 (BJS, NCJ 244205): re-arrested by month, the reference line of a page."""

import csv
from functools import cache, partial

import polars as pl

from metrics.survival import cumulative_share
from tests.published.figure import Figure
from tests.sites import REAL_DATA

SOURCE = "Durose, Cooper and Snyder 2014, Bureau of Justice Statistics, NCJ 244205, figure 1"
FOLDER = "bjs_2005"
RELEASED = 404_638
LAST_MONTH = 60
PUBLISHED = {6: 28.2, 12: 43.4, 24: 59.5, 36: 67.8, 60: 76.6}


@cache
def _shares() -> dict[int, float]:
    """By month, from the people newly re-arrested in each month, all others followed to the last one."""
    with (REAL_DATA / FOLDER / "rprts05p0510f01.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = [line for line in csv.reader(file) if line and line[0].isdigit()]
    so_far = [round(float(line[1]) / 100 * RELEASED) for line in lines]
    new = [later - earlier for earlier, later in zip([0, *so_far], so_far, strict=False)]
    rows = [("all", month, True, n) for month, n in enumerate(new)]
    rows.append(("all", LAST_MONTH, False, RELEASED - so_far[-1]))
    counts = pl.DataFrame(rows, schema=["group", "days", "event", "n"], orient="row")
    found = cumulative_share(counts, at=list(PUBLISHED))
    return {day: 100 * share for day, share in found.select("day", "share").iter_rows()}


def _share(month: int) -> float:
    return _shares()[month]


FIGURES = tuple(
    Figure(
        id=f"bjs_2005_{month}",
        what=f"BJS 2005 releases: re-arrested within {month} months, %",
        source=SOURCE,
        published=published,
        decimals=1,
        method="survival.cumulative_share",
        ours=partial(_share, month),
        needs=FOLDER,
    )
    for month, published in PUBLISHED.items()
)
