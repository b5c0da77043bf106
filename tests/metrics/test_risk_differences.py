"""The difference of two curves on one day."""

import polars as pl
import pytest

from metrics.rates import difference
from metrics.risk_differences import risk_differences
from metrics.survival import cumulative_share

SCHEMA = {"group": pl.String, "days": pl.Int64, "event": pl.Boolean, "n": pl.Int64}


def counts(*rows: tuple[str | None, int, bool, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def pairs(reference: str) -> pl.DataFrame:
    return pl.DataFrame({"group": ["b"], "reference": [reference]})


BOTH = (("a", 100, True, 40), ("a", 400, False, 60), ("b", 50, True, 30), ("b", 400, False, 20))


def test_the_difference_is_that_of_the_two_curves() -> None:
    found = risk_differences(counts(*BOTH), pairs("a"), day=365).row(0, named=True)
    assert (found["share"], found["reference_share"]) == pytest.approx((0.6, 0.4))
    assert found["difference"] == pytest.approx(0.2)


def test_with_everybody_followed_the_interval_is_close_to_newcombes() -> None:
    found = risk_differences(counts(*BOTH), pairs("a"), day=365).row(0, named=True)
    newcombe = difference(40, 100, 30, 50)
    assert newcombe is not None
    assert (found["low"], found["high"]) == pytest.approx((newcombe.low, newcombe.high), abs=0.02)


def test_the_interval_squares_and_adds_the_ends_of_both_curves() -> None:
    shares = {row["group"]: row for row in cumulative_share(counts(*BOTH), at=[365]).to_dicts()}
    found = risk_differences(counts(*BOTH), pairs("a"), day=365).row(0, named=True)
    below = (shares["b"]["share"] - shares["b"]["low"]) ** 2 + (
        shares["a"]["high"] - shares["a"]["share"]
    ) ** 2
    assert found["low"] == pytest.approx(0.2 - below**0.5)


@pytest.mark.parametrize(
    ("rows", "reference"),
    [
        (BOTH, "nobody"),
        ((("a", 100, True, 40), ("a", 300, False, 60), *BOTH[2:]), "a"),
        ((("a", 400, False, 60), *BOTH[2:]), "a"),
    ],
    ids=["no such reference", "reference not followed that long", "no event in the reference"],
)
def test_without_both_curves_there_is_no_difference(
    rows: tuple[tuple[str, int, bool, int], ...], reference: str
) -> None:
    found = risk_differences(counts(*rows), pairs(reference), day=365)
    assert found.select("difference", "low", "high").row(0) == (None, None, None)


def test_each_group_is_compared_with_its_own_reference() -> None:
    asked = pl.DataFrame({"group": ["b", "a"], "reference": ["a", "b"]})
    found = risk_differences(counts(*BOTH), asked, day=365)
    assert found["difference"].to_list() == pytest.approx([0.2, -0.2])
