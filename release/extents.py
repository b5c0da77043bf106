"""How much of a cell was counted: in percent where one may be shown, otherwise in a word that its bands allow.

What nearly always happens leaves too few other cases for a percent; that it nearly always happens may be said,
for all that follows of the others is that they are in the first band.
"""

from dataclasses import dataclass

import polars as pl

from release.bands import SMALLEST_DENOMINATOR, SMALLEST_PART, band_ends, banded

NEARLY = 10  # of so many cases, no more than one is otherwise, wherever in its band the exact count is
PERCENT, TOO_FEW = "percent", "too_few"
# Words for what may be any number in the first band, by whether nearly all the others are known to be more.
MANY = {True: "nearly_all", False: "most"}
FEW = {True: "nearly_none", False: "few"}
COUNTS = ("counted", "out_of")
PEOPLE = ("counted_people", "out_of_people", "rest_people")


@dataclass(frozen=True)
class Cell:
    """counted, out_of: exact, for words and verdicts; percent: as it may be shown; told: `percent`, one of the words
    nearly_all, most, few, nearly_none, or too_few."""

    counted: int
    out_of: int
    percent: int | None
    told: str

    @property
    def for_verdict(self) -> tuple[int, int] | None:
        """Counted and out_of that a verdict may rest on: exact where a percent may be shown, the middle of the first
        band where only a word may be said, so that no verdict tells more than the word; None with too few."""
        half = SMALLEST_PART // 2
        if self.told == TOO_FEW:
            return None
        if self.told in MANY.values():
            return self.out_of - half, self.out_of
        return (half, self.out_of) if self.told in FEW.values() else (self.counted, self.out_of)


NO_CASES = Cell(0, 0, None, TOO_FEW)


def read_cells(cells: pl.DataFrame, width: int) -> list[Cell]:
    """Each cell as it may be told. cells: as `metrics.people.count_cells`."""
    percent = banded(cells, width)["percent"]
    out_of = band_ends(pl.col("out_of"), pl.col("out_of_people"), width)[0]
    rest = pl.col("out_of") - pl.col("counted")
    told = (
        pl.when(percent.is_not_null())
        .then(pl.lit(PERCENT))
        .when((out_of >= SMALLEST_DENOMINATOR) & _is_few(rest, "rest_people", width))
        .then(_word(MANY, out_of, width))
        .when((out_of >= SMALLEST_DENOMINATOR) & _is_few(pl.col("counted"), "counted_people", width))
        .then(_word(FEW, out_of, width))
        .otherwise(pl.lit(TOO_FEW))
    )
    rows = cells.select(pl.col(COUNTS).fill_null(0), percent.alias("percent"), told.alias("told"))
    return [Cell(**row) for row in rows.to_dicts()]


def together(cells: pl.DataFrame, districts: list[str], width: int) -> Cell:
    """One cell of several districts. Whoever is in two of them is one person, so people are not added up."""
    own = cells.filter(pl.col("district").is_in(districts), pl.col("breakdown") == "none")
    return read_cells(own.select(pl.col(COUNTS).sum(), pl.col(PEOPLE).max().fill_null(0)), width)[0]


def _is_few(cases: pl.Expr, people: str, width: int) -> pl.Expr:
    """Few people, and no more cases than the first band holds: many cases of few people are not few."""
    return (band_ends(cases, pl.col(people), width)[0] < SMALLEST_PART) & (cases <= width)


def _word(words: dict[bool, str], out_of: pl.Expr, width: int) -> pl.Expr:
    return pl.when(out_of >= width * NEARLY).then(pl.lit(words[True])).otherwise(pl.lit(words[False]))
