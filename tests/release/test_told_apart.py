"""Nothing that is shown as a percent tells counts apart that lie in the same bands."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from metrics.feedback import FEEDBACK

from release.beside_tables import every_arrest, feedback
from release.case_mix_table import case_mix
from release.custody_table import pre_empted
from release.disparity_tables import disparity
from release.released import Release
from release.wait_tables import waits
from tests.release import test_disparity_tables as groups
from tests.release.made_up import histogram, release

NOT_FROM_BANDS = ("median", "p90")  # days, of which decision 10 says why


def shown(table: pl.DataFrame) -> list[dict[str, Any]]:
    assert table.height
    days = [f"{name}{end}" for name in NOT_FROM_BANDS for end in ("", "_low", "_high")]
    return table.select(pl.exclude(days)).to_dicts()


def waiting(cases: int, pending: int, soon: int) -> Release:
    done = cases - pending
    rows = [("all", 10, True, soon), ("all", 100, True, done - soon), ("all", 365, False, pending)]
    return release(histograms={"days_to_charge": histogram(*rows)})


def in_jail(people: int, again: int, held: int) -> Release:
    cells = histogram(("all", 100, True, again), ("all", 1200, False, people - again - held))
    first = histogram(("all", 20, False, held), competing=True)
    return release(histograms={"rearrest_or_custody": pl.concat([cells, first])})


def arrested(people: int, repeated: int) -> Release:
    counts = {"out_of": [1, 3], "counted": [0, 2], "n": [people - repeated, repeated]}
    return release(arrests=pl.DataFrame(counts))


def answers(counted: int, out_of: int, answered: int, invited: int) -> Release:
    row = ("felt_safer", "safer", "whole", "whole", counted, out_of, answered, invited)
    return release(feedback=pl.DataFrame([row], schema=FEEDBACK, orient="row"))


def compared(white: tuple[int, int], black: tuple[int, int]) -> Release:
    return groups.release(groups.arrests(white, black))


def like(alone: int) -> Release:
    strata = [("white", "felony", 920, 1200), ("black", "felony", 335, 2100), ("white", "other", 1, alone)]
    return groups.release(groups.arrests((920, 1200), (335, 2100)), extra=groups.with_strata(strata))


PAIRS: list[tuple[Callable[[Release], pl.DataFrame], Release, Release]] = [
    (waits, waiting(199, 97, 60), waiting(203, 101, 62)),
    (waits, waiting(37, 13, 13), waiting(41, 17, 16)),
    (pre_empted, in_jail(199, 61, 61), in_jail(203, 64, 65)),
    (feedback, answers(31, 61, 61, 121), answers(36, 65, 66, 125)),
]


@pytest.mark.parametrize(("table", "one", "other"), PAIRS)
def test_counts_in_the_same_bands_are_published_alike(
    table: Callable[[Release], pl.DataFrame], one: Release, other: Release
) -> None:
    assert shown(table(one)) == shown(table(other))


def test_how_many_have_like_cases_follows_from_bands() -> None:
    one, other = case_mix(like(199)), case_mix(like(203))
    assert one["covered_percent"].to_list() == other["covered_percent"].to_list() == [94]


def test_a_share_of_every_arrest_says_no_more_than_the_bands_of_arrests() -> None:
    """The interval is wider by how alike one person's arrests are, of which one decimal is told."""
    one, other = every_arrest(arrested(151, 61)), every_arrest(arrested(150, 61))
    assert shown(one.drop("people_low", "people_high")) == shown(other.drop("people_low", "people_high"))


def test_a_difference_between_groups_follows_from_the_bands_of_both() -> None:
    names = (
        "percent",
        "percent_gap",
        "percent_gap_low",
        "percent_gap_high",
        "ratio",
        "ratio_low",
        "ratio_high",
    )
    one, other = (
        disparity(compared(white, black)).select("group_value", *names).sort("group_value").to_dicts()
        for white, black in (((31, 61), (13, 43)), ((36, 66), (18, 48)))
    )
    assert one == other
