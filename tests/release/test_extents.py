"""A share near all or near nothing: said in words that no exact small count follows from."""

import polars as pl
import pytest

from release.counts import NO_CELLS
from release.extents import Cell, read_cells

PLACE = ("arrest", "whole", None, "all", "none", "all")


def read(
    counted: int,
    out_of: int,
    *,
    width: int = 6,
    people: tuple[int | None, int | None, int | None] | None = None,
) -> Cell:
    behind = people or (counted, out_of, out_of - counted)
    cells = pl.DataFrame([(*PLACE, counted, out_of, *behind)], schema=NO_CELLS.schema, orient="row")
    return read_cells(cells, width)[0]


@pytest.mark.parametrize(
    ("counted", "out_of", "told"),
    [
        (50, 100, "percent"),
        (93, 100, "percent"),
        (94, 100, "nearly_all"),
        (100, 100, "nearly_all"),
        (55, 61, "nearly_all"),
        (54, 60, "most"),
        (31, 31, "most"),
        (0, 31, "few"),
        (6, 60, "few"),
        (6, 100, "nearly_none"),
        (0, 100, "nearly_none"),
        (30, 30, "too_few"),
        (0, 0, "too_few"),
    ],
)
def test_a_share_is_told_in_percent_or_in_a_word_that_is_true(counted: int, out_of: int, told: str) -> None:
    assert read(counted, out_of).told == told
    assert (read(counted, out_of).percent is None) == (told != "percent")


@pytest.mark.parametrize("width", [6, 12])
@pytest.mark.parametrize("out_of", [31, 37, 60, 61, 100, 130])
def test_within_the_first_band_word_and_counts_for_a_verdict_are_the_same_whatever_the_count(
    out_of: int, width: int
) -> None:
    few = {(read(n, out_of, width=width).told, read(n, out_of, width=width).for_verdict) for n in range(7)}
    many = {
        (read(out_of - n, out_of, width=width).told, read(out_of - n, out_of, width=width).for_verdict)
        for n in range(7)
    }
    assert len(few) == len(many) == 1


@pytest.mark.parametrize("width", [6, 12])
def test_nearly_all_is_at_least_nine_in_ten_and_most_at_least_half(width: int) -> None:
    every = [(n, out_of, n, out_of, out_of - n) for out_of in range(31, 200) for n in range(out_of + 1)]
    cells = pl.DataFrame([(*PLACE, *row) for row in every], schema=NO_CELLS.schema, orient="row")
    for cell in read_cells(cells, width):
        least = {"nearly_all": 0.9, "most": 0.5}.get(cell.told, 0.0)
        greatest = {"nearly_none": 0.1, "few": 0.5}.get(cell.told, 1.0)
        assert least <= cell.counted / cell.out_of <= greatest


def test_many_cases_of_few_people_are_not_few() -> None:
    assert read(40, 100, people=(3, 50, 50)).told == "too_few"
    assert read(60, 100, people=(50, 50, 3)).told == "too_few"


def test_where_nobody_counted_the_people_nothing_is_told() -> None:
    assert read(100, 100, people=(None, None, None)).told == "too_few"


def test_for_a_verdict_counts_are_exact_only_where_a_percent_is_shown() -> None:
    assert read(50, 100).for_verdict == (50, 100)
    assert read(100, 100).for_verdict == (97, 100)
    assert read(0, 100).for_verdict == (3, 100)
    assert read(20, 20).for_verdict is None
