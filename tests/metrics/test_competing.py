"""Aalen-Johansen from counts, against lifelines on rows, and what must hold whatever the counts."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines import AalenJohansenFitter

from metrics.competing import cumulative_incidence
from metrics.survival import cumulative_share

# lifelines, our oracle, calls pandas in a way that pandas 4 will refuse; nothing of ours does.
pytestmark = pytest.mark.filterwarnings("ignore:Starting with pandas version 4.0:DeprecationWarning")

SCHEMA = {"group": pl.String, "days": pl.Int64, "event": pl.Boolean, "competing": pl.Boolean, "n": pl.Int64}
CAUSES = {"event": (True, False), "competing": (False, True), "neither": (False, False)}
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b"]), st.integers(0, 9), st.sampled_from(sorted(CAUSES)), st.integers(1, 5)
    ),
    min_size=1,
    max_size=25,
)


def frame(rows: list[tuple[str, int, str, int]]) -> pl.DataFrame:
    drawn = [(group, days, *CAUSES[cause], n) for group, days, cause, n in rows]
    return pl.DataFrame(drawn, schema=SCHEMA, orient="row")


def test_share_and_interval_are_those_of_lifelines_on_rows() -> None:
    draws = np.random.default_rng(7)
    days = draws.permutation(np.arange(1, 401))
    cause = draws.choice([0, 1, 2], 400, p=[0.3, 0.45, 0.25])
    theirs = AalenJohansenFitter().fit(days, cause, event_of_interest=1)
    ours = cumulative_incidence(
        frame(
            [
                ("all", int(day), ["neither", "event", "competing"][c], 1)
                for day, c in zip(days, cause, strict=True)
            ]
        ),
        at=[50, 150, 250, 399],
    )
    share = theirs.cumulative_density_.iloc[:, 0]
    ends = theirs.confidence_interval_
    for day, value, low, high in ours.select("day", "share", "low", "high").iter_rows():
        assert value == pytest.approx(share.loc[day], rel=1e-9)
        assert (low, high) == pytest.approx(sorted(ends.loc[day]), rel=1e-6)


@given(ROWS)
def test_both_shares_and_those_with_neither_add_up_to_everybody(
    rows: list[tuple[str, int, str, int]],
) -> None:
    counts, days = frame(rows), [0, 3, 6, 9]
    event = cumulative_incidence(counts, at=days)
    other = cumulative_incidence(counts, at=days, of="competing")
    assert event["other"].equals(other["share"])
    assert other["other"].equals(event["share"])
    either = counts.with_columns(event=pl.col("event") | pl.col("competing"))
    both = cumulative_share(either, at=days)
    total = event["share"] + other["share"]
    assert (total - both["share"]).abs().max() in (None, pytest.approx(0, abs=1e-9))
    assert total.is_null().to_list() == both["share"].is_null().to_list()


@given(ROWS)
def test_the_share_never_exceeds_kaplan_meier_and_never_falls(rows: list[tuple[str, int, str, int]]) -> None:
    counts, days = frame(rows), [0, 2, 4, 6, 8]
    ours = cumulative_incidence(counts, at=days)
    theirs = cumulative_share(counts.drop("competing"), at=days)
    assert ((ours["share"] - theirs["share"]).fill_null(0) <= 1e-9).all()
    steps = ours.with_columns(step=pl.col("share").diff().over("group"))["step"]
    assert (steps.fill_null(0) >= -1e-12).all()


@given(ROWS)
def test_row_order_and_splitting_rows_change_nothing(rows: list[tuple[str, int, str, int]]) -> None:
    split = frame([(*row[:3], 1) for row in reversed(rows) for _ in range(row[3])])
    assert cumulative_incidence(frame(rows), at=[2, 5]).equals(cumulative_incidence(split, at=[2, 5]))


def test_nothing_is_known_after_the_last_day_anybody_was_followed() -> None:
    counts = frame([("a", 3, "event", 5), ("a", 6, "neither", 5)])
    assert cumulative_incidence(counts, at=[6, 7])["share"].to_list() == [0.5, None]


def test_an_interval_needs_somebody_with_the_event() -> None:
    found = cumulative_incidence(frame([("a", 3, "competing", 5), ("a", 6, "neither", 5)]), at=[5])
    assert found.select("share", "low", "high").row(0) == (0.0, None, None)


def test_nobody_at_all_gives_no_row() -> None:
    assert cumulative_incidence(frame([]), at=[5]).is_empty()


@pytest.mark.parametrize(
    "row", [("a", -1, True, False, 1), ("a", 1, True, True, 1), ("a", 1, None, False, 1)]
)
def test_counts_that_cannot_be_are_refused(row: tuple[object, ...]) -> None:
    with pytest.raises(ValueError, match=r"Null|Negative"):
        cumulative_incidence(pl.DataFrame([row], schema=SCHEMA, orient="row"), at=[1])
