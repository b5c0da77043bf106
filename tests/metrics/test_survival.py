"""Curves and waiting times from counts, against lifelines on one row per person."""

from collections.abc import Sequence

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.datasets import load_rossi
from lifelines.utils import qth_survival_times

from metrics.survival import cumulative_share, quantile_days

Row = tuple[str | None, int, bool, int]
ROWS = st.lists(
    st.tuples(st.sampled_from(["a", "b", None]), st.integers(0, 12), st.booleans(), st.integers(0, 5)),
    max_size=20,
)
DAYS = range(15)


def frame(rows: Sequence[Row]) -> pl.DataFrame:
    schema = {"group": pl.String, "days": pl.Int64, "event": pl.Boolean, "n": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def rossi() -> pl.DataFrame:
    """432 men released from prison, weeks to re-arrest, by financial aid; ships with lifelines."""
    people = pl.DataFrame(load_rossi().to_dict("list"))
    group = pl.col("fin").replace_strict({0: "no aid", 1: "aid"}, return_dtype=pl.String)
    return people.group_by(group.alias("group"), days="week", event=pl.col("arrest") == 1).agg(n=pl.len())


def fitted(counts: pl.DataFrame) -> KaplanMeierFitter:
    """lifelines on one row per person."""
    people = counts.select(pl.col("days", "event").repeat_by("n").explode())
    return KaplanMeierFitter().fit(people["days"].to_numpy(), people["event"].to_numpy())


def assert_same_curve(counts: pl.DataFrame) -> None:
    ours = cumulative_share(counts.with_columns(group=pl.lit("all")), at=range(max(counts["days"]) + 1))
    theirs = fitted(counts)
    days = ours["day"].to_list()
    assert ours["share"].to_list() == pytest.approx(
        1 - theirs.survival_function_at_times(days).to_numpy(), abs=1e-9
    )
    between = ours.filter(pl.col("low").is_not_null())
    ends = theirs.confidence_interval_.reindex(range(len(days)), method="ffill").loc[between["day"].to_list()]
    assert between["low"].to_list() == pytest.approx(1 - ends["KM_estimate_upper_0.95"].to_numpy(), abs=1e-9)
    assert between["high"].to_list() == pytest.approx(1 - ends["KM_estimate_lower_0.95"].to_numpy(), abs=1e-9)


@pytest.mark.parametrize("group", ["aid", "no aid"])
def test_curve_of_real_re_arrests_is_that_of_lifelines(group: str) -> None:
    assert_same_curve(rossi().filter(pl.col("group") == group))


@given(ROWS.filter(lambda rows: sum(row[3] for row in rows) > 0))
def test_any_curve_is_that_of_lifelines(rows: list[Row]) -> None:
    assert_same_curve(frame(rows).filter(pl.col("n") > 0))


@pytest.mark.parametrize("share", [0.1, 0.2])
def test_waiting_times_and_their_interval_are_those_of_lifelines(share: float) -> None:
    for group in ("aid", "no aid"):
        one = rossi().filter(pl.col("group") == group)
        theirs = fitted(one)
        ends = qth_survival_times(1 - share, theirs.confidence_interval_).to_numpy().ravel()
        value = qth_survival_times(1 - share, theirs.survival_function_)
        expected = [None if np.isinf(day) else day for day in (value, *ends)]
        assert quantile_days(one, {"days": share}).rows() == [(group, *expected)]


def test_the_interval_of_a_median_holds_it_even_where_everybody_has_the_event_on_one_day() -> None:
    assert quantile_days(frame([("a", 5, True, 9)]), {"days": 0.5}).rows() == [("a", 5, 5, None)]


def test_those_still_waiting_are_censored_and_not_dropped() -> None:
    counts = frame([("a", 1, True, 1), ("a", 2, False, 1), ("a", 3, True, 1)])
    assert cumulative_share(counts, at=[1, 2, 3])["share"].to_list() == pytest.approx([1 / 3, 1 / 3, 1])
    assert quantile_days(counts, {"days": 0.5}).rows()[0][:2] == ("a", 3)


def test_an_event_on_the_day_follow_up_ends_for_others_comes_first() -> None:
    counts = frame([("a", 5, True, 1), ("a", 5, False, 1), ("a", 9, False, 2)])
    assert cumulative_share(counts, at=[5])["share"].to_list() == [0.25]


def test_an_event_on_the_first_day_counts_on_day_0() -> None:
    counts = frame([("a", 0, True, 1), ("a", 9, False, 3)])
    assert cumulative_share(counts, at=[0]).select("share", "at_risk").rows() == [(0.25, 4)]


def test_beyond_the_last_day_of_follow_up_nothing_is_known() -> None:
    counts = frame([("a", 1, True, 1), ("a", 9, False, 1)])
    assert cumulative_share(counts, at=[9, 10]).rows() == [
        ("a", 9, 0.5, pytest.approx(0.0896, abs=1e-4), pytest.approx(0.9940, abs=1e-4), 1),
        ("a", 10, None, None, None, 0),
    ]


def test_once_everybody_had_the_event_the_share_stays_1() -> None:
    counts = frame([("a", 1, True, 1), ("a", 2, True, 1)])
    rows = cumulative_share(counts, at=[0, 2, 9]).rows()
    assert rows == [("a", 0, 0.0, None, None, 2), ("a", 2, 1.0, None, None, 1), ("a", 9, 1.0, None, None, 0)]


@pytest.mark.parametrize("rows", [[], [("a", 3, True, 0)]])
def test_nobody_has_no_share_and_no_median(rows: list[Row]) -> None:
    assert cumulative_share(frame(rows), at=[1, 9])["share"].null_count() == 2 * len(rows)
    assert quantile_days(frame(rows), {"days": 0.5})["days"].null_count() == len(rows)


def test_a_share_never_reached_has_no_day() -> None:
    counts = frame([("a", 1, True, 4), ("a", 9, False, 6)])
    assert quantile_days(counts, {"days": 0.4})["days"].to_list() == [1]
    assert quantile_days(counts, {"days": 0.41})["days"].to_list() == [None]


@pytest.mark.parametrize(("people", "share"), [(5, 1 / 5), (10, 1 / 10), (7, 3 / 7)])
def test_a_share_reached_exactly_is_reached_in_spite_of_rounding(people: int, share: float) -> None:
    counts = frame([("a", day, True, 1) for day in range(1, people + 1)])
    assert quantile_days(counts, {"days": share})["days"].item() == round(people * share)


def test_a_group_not_known_is_a_group() -> None:
    counts = frame([(None, 1, True, 1), (None, 2, False, 1), ("a", 2, True, 1)])
    assert cumulative_share(counts, at=[1]).select("group", "share").rows() == [(None, 0.5), ("a", 0.0)]
    assert quantile_days(counts, {"days": 0.5})["group"].to_list() == [None, "a"]


@pytest.mark.parametrize(
    "row", [("a", -1, True, 1), ("a", 1, True, -1), ("a", None, True, 1), ("a", 1, None, 1)]
)
def test_counts_that_cannot_be_stop_the_program(row: Row) -> None:
    with pytest.raises(ValueError, match=r"Negative|Null"):
        cumulative_share(frame([row]), at=[1])


@given(ROWS)
def test_row_order_and_splitting_a_count_change_nothing(rows: list[Row]) -> None:
    split = [
        (group, days, event, part)
        for group, days, event, n in reversed(rows)
        for part in (n // 2, n - n // 2)
    ]
    assert cumulative_share(frame(split), at=DAYS).equals(cumulative_share(frame(rows), at=DAYS))
    assert quantile_days(frame(split), {"days": 0.5}).equals(quantile_days(frame(rows), {"days": 0.5}))


@given(ROWS)
def test_groups_put_together_are_their_sum(rows: list[Row]) -> None:
    merged = [("all", days, event, n) for _, days, event, n in rows]
    parts = cumulative_share(frame(rows), at=DAYS).group_by("day").agg(pl.col("at_risk").sum()).sort("day")
    assert cumulative_share(frame(merged), at=DAYS)["at_risk"].to_list() == parts["at_risk"].to_list()
    summed = frame(merged).group_by("group", "days", "event").agg(pl.col("n").sum())
    assert cumulative_share(summed, at=DAYS).equals(cumulative_share(frame(merged), at=DAYS))


@given(ROWS)
def test_a_later_day_never_lowers_the_share_and_the_interval_holds_it(rows: list[Row]) -> None:
    curve = cumulative_share(frame(rows), at=DAYS)
    steps = curve.select(pl.col("share").diff().over("group")).to_series().drop_nulls()
    assert (steps >= 0).all()
    between = curve.drop_nulls(["low"])
    assert ((between["low"] <= between["share"]) & (between["share"] <= between["high"])).all()


@given(ROWS)
def test_no_nan_ever_leaves(rows: list[Row]) -> None:
    curve = cumulative_share(frame(rows), at=DAYS)
    assert not any(curve[name].is_nan().any() for name in ("share", "low", "high"))
