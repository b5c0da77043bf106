"""What stands beside the re-arrest curve is released under the conditions of a percent."""

from typing import Any

import polars as pl

from release.beside_tables import every_arrest, link_ranges
from release.custody_table import pre_empted
from release.plan import LinkRange
from tests.release.made_up import histogram, release


def custody(held: int) -> dict[int, dict[str, Any]]:
    cells = histogram(
        *(("all", day, True, 2) for day in range(10, 360, 10)),
        ("all", 1200, False, 100),
    )
    first = histogram(("all", 20, False, held), competing=True)
    found = pre_empted(release(histograms={"rearrest_or_custody": pl.concat([cells, first])}))
    return {row["months"]: row for row in found.to_dicts()}


def test_long_custody_lowers_the_share_and_stands_beside_it() -> None:
    rows = custody(held=30)
    # 70 and 30 of 200, cut down to 66 and 30 of 198.
    assert (rows[12]["percent"], rows[12]["held_percent"]) == (33, 15)
    assert rows[12]["percent_low"] < 33 < rows[12]["percent_high"]


def test_few_in_custody_are_not_told() -> None:
    rows = custody(held=6)
    assert rows[12]["held_percent"] is None
    assert rows[12]["shown"] == "shown"


def test_few_followed_show_nothing() -> None:
    cells = histogram(("all", 100, True, 20), ("all", 150, False, 40))
    rows = pre_empted(release(histograms={"rearrest_or_custody": cells})).to_dicts()
    assert [row["shown"] for row in rows] == ["too_few"] * 4
    assert all(row["percent"] is None for row in rows)


def test_every_arrest_has_people_and_arrests_in_bands_and_a_clustered_interval() -> None:
    counts = pl.DataFrame({"out_of": [1, 3], "counted": [0, 2], "n": [100, 50]})
    (row,) = every_arrest(release(arrests=counts)).to_dicts()
    assert (row["people_low"], row["people_high"], row["arrests_low"]) == (145, 150, 247)
    assert (row["percent"], row["percent_low"] < 40 < row["percent_high"]) == (40, True)


def test_every_arrest_of_few_people_shows_no_percent() -> None:
    counts = pl.DataFrame({"out_of": [1, 9], "counted": [0, 8], "n": [100, 6]})
    (row,) = every_arrest(release(arrests=counts)).to_dicts()
    assert (row["shown"], row["percent"]) == ("too_few", None)
    assert every_arrest(release()).is_empty()


def ranged(**told: int) -> dict[str, Any]:
    usual = {"events": 100, "followed": 400, "events_if_right": 130, "followed_if_right": 390, **told}
    asked = LinkRange(curve="rearrest", months=12, **usual)
    return link_ranges(release(plan={"link_ranges": (asked,)})).row(0, named=True)


def test_the_range_of_a_rate_is_its_share_with_all_doubts_wrong_and_all_right() -> None:
    row = ranged()
    assert (row["percent"], row["percent_if_right"]) == (25, 33)


def test_a_range_of_few_is_not_shown() -> None:
    row = ranged(events_if_right=6)
    assert (row["shown"], row["percent_if_right"], row["shown_if_right"]) == ("shown", None, "too_few")
    assert link_ranges(release()).is_empty()
