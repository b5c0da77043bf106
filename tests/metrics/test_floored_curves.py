"""The released curve: cut counts only, and how far it lies from the exact one on made-up follow-ups."""

from collections.abc import Sequence

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.floored_curves import floored_curve
from metrics.survival import cumulative_share

Row = tuple[str | None, int, bool, int]
SCHEMA = {"group": pl.String, "days": pl.Int64, "event": pl.Boolean, "n": pl.Int64}
ROWS = st.lists(
    st.tuples(st.sampled_from(["a", "b", None]), st.integers(0, 99), st.booleans(), st.integers(0, 40)),
    max_size=20,
)
GROUPS = 20
TO_CHARGE = (0, 3, 7, 14, 21, 30, 45, 60, 90, 120, 180, 240, 365)


def frame(rows: Sequence[Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def made_up(people: int, kind: str) -> pl.DataFrame:
    """20 groups of so many people, seeded; a third re-arrested in a year, or half charged in 15 days."""
    random, size = np.random.default_rng(7), GROUPS * people
    if kind == "re_arrest":
        event, end = np.ceil(random.exponential(900, size)), np.floor(random.uniform(0, 1095, size))
    else:
        event, end = np.floor(random.lognormal(2.7, 1, size)), np.floor(random.uniform(0, 730, size))
    rows = {"group": np.arange(size) % GROUPS, "days": np.minimum(event, end), "event": event <= end}
    return (
        pl.DataFrame(rows)
        .with_columns(pl.col("days").cast(pl.Int64))
        .group_by("group", "days", "event")
        .len("n")
    )


def gaps(people: int, kind: str) -> tuple[float, float]:
    """Largest distance from the exact curve, and mean signed distance, over all points shown."""
    counts = made_up(people, kind)
    grid = TO_CHARGE if kind == "charge" else tuple(range(30, 1096, 30))
    cut = floored_curve(counts, width=6, grid_days=grid, stop_below=13)
    exact = cumulative_share(counts, at=grid).select("group", "day", exact="share")
    gap = cut.join(exact, on=["group", "day"]).select(pl.col("share") - pl.col("exact")).to_series()
    largest, mean = gap.abs().max(), gap.mean()
    assert isinstance(largest, float)
    assert isinstance(mean, float)
    return largest, mean


@pytest.mark.parametrize(
    ("people", "kind", "largest", "mean"),
    [
        (100, "re_arrest", 0.09, 0.024),
        (500, "re_arrest", 0.07, 0.008),
        (5_000, "re_arrest", 0.024, 0.001),
        (50_000, "re_arrest", 0.004, 0.0005),
        (100, "charge", 0.052, 0.014),
        (500, "charge", 0.015, 0.006),
        (5_000, "charge", 0.002, 0.001),
        (50_000, "charge", 0.0004, 0.0002),
    ],
)
def test_the_released_curve_stays_this_close_to_the_exact_one(
    people: int, kind: str, largest: float, mean: float
) -> None:
    found_largest, found_mean = gaps(people, kind)
    assert found_largest <= largest
    assert abs(found_mean) <= mean


def test_uncut_on_every_day_it_is_the_exact_curve_when_ends_and_events_differ_in_day() -> None:
    counts = made_up(500, "charge").with_columns(days=pl.col("days") * 2 + pl.col("event").cast(pl.Int64))
    days = range(int(counts["days"].max()) + 1)  # type: ignore[arg-type]
    cut = floored_curve(counts, width=1, grid_days=days, stop_below=1).drop_nulls("share")
    exact = cumulative_share(counts, at=days).join(cut, on=["group", "day"])
    for name in ("share", "low", "high"):
        assert cut[name].to_list() == pytest.approx(exact[name].to_list(), abs=1e-12)


def test_half_of_those_whose_follow_up_ends_in_a_step_are_at_risk_in_it() -> None:
    counts = frame([("a", 10, True, 18), ("a", 20, False, 12), ("a", 99, False, 30)])
    row = floored_curve(counts, width=6, grid_days=[30], stop_below=13).row(0)
    assert row[:3] == ("a", 30, pytest.approx(18 / (60 - 12 / 2)))
    assert row[5] == 60 - 18 - 12


def test_only_whole_multiples_of_the_width_leave() -> None:
    inside = frame([("a", 10, True, 12), ("a", 20, False, 6), ("a", 99, False, 42)])
    for more in range(6):
        last = [("a", 10, True, 12 + more), ("a", 20, False, 6 + more), ("a", 99, False, 42 - more)]
        found = floored_curve(frame(last), width=6, grid_days=[30], stop_below=13)
        if more == 0:
            assert found.equals(floored_curve(inside, width=6, grid_days=[30], stop_below=13))
        assert found["at_risk"].to_list() == [(60 + more) // 6 * 6 - 18]
        assert found["share"].to_list() == [12 / ((60 + more) // 6 * 6 - 3)]


def test_fewer_events_than_the_width_are_not_shown_as_none() -> None:
    counts = frame([("a", 10, True, 5), ("a", 40, True, 1), ("a", 99, False, 94)])
    found = floored_curve(counts, width=6, grid_days=30, stop_below=13)
    assert found.select("day", "share").rows() == [(30, None), (60, 6 / 96), (90, 6 / 96)]


@pytest.mark.parametrize(
    ("waiting", "stop_below", "days"), [(18, 13, [30, 60]), (12, 13, [30]), (12, 12, [30, 60])]
)
def test_the_curve_stops_where_too_few_are_followed(waiting: int, stop_below: int, days: list[int]) -> None:
    counts = frame([("a", 10, True, 6), ("a", 50, True, 12), ("a", 70, False, waiting)])
    assert floored_curve(counts, width=6, grid_days=30, stop_below=stop_below)["day"].to_list() == days


def test_an_event_on_the_grid_day_counts_by_that_day() -> None:
    counts = frame([("a", 30, True, 6), ("a", 99, False, 54)])
    assert floored_curve(counts, width=6, grid_days=[29, 30], stop_below=13)["share"].to_list() == [
        None,
        pytest.approx(0.1),
    ]


def test_declared_days_may_begin_with_the_day_itself() -> None:
    counts = frame([("a", 0, True, 30), ("a", 99, False, 30)])
    assert floored_curve(counts, width=6, grid_days=TO_CHARGE, stop_below=13).row(0)[:3] == ("a", 0, 0.5)


def test_each_group_may_have_days_of_its_own() -> None:
    counts = frame([(group, day, True, 6) for group in "ab" for day in (5, 20, 50)])
    counts = pl.concat([counts, frame([("a", 99, False, 60), ("b", 99, False, 30)])])
    days = {"a": [10, 60], "b": [30]}
    grid = pl.DataFrame([(group, day) for group in days for day in days[group]], orient="row")
    own = floored_curve(
        counts, width=6, grid_days=grid.rename({"column_0": "group", "column_1": "days"}), stop_below=13
    )
    alone = [
        floored_curve(counts.filter(group=group), width=6, grid_days=days[group], stop_below=13)
        for group in days
    ]
    assert own.equals(pl.concat(alone))


@pytest.mark.parametrize("rows", [[], [("a", 3, True, 0)], [("a", 3, True, 12)], [(None, 40, False, 12)]])
def test_a_group_too_small_has_no_curve(rows: list[Row]) -> None:
    assert floored_curve(frame(rows), width=6, grid_days=30, stop_below=13).height == 0


def test_a_group_not_known_is_a_group() -> None:
    counts = frame([(None, 10, True, 30), (None, 99, False, 30)])
    assert floored_curve(counts, width=6, grid_days=[30], stop_below=13).row(0)[:3] == (None, 30, 0.5)


@given(ROWS)
def test_a_later_day_never_lowers_the_share_and_nothing_is_nan(rows: list[Row]) -> None:
    curve = floored_curve(frame(rows), width=6, grid_days=30, stop_below=13)
    steps = curve.select(pl.col("share").diff().over("group")).to_series().drop_nulls()
    assert (steps >= 0).all()
    assert not any(curve[name].is_nan().any() for name in ("share", "low", "high"))
    assert (curve["at_risk"] >= 13).all()
    assert (curve["at_risk"] % 6 == 0).all()


@given(ROWS)
def test_row_order_and_splitting_a_count_change_nothing(rows: list[Row]) -> None:
    split = [
        (group, days, event, part)
        for group, days, event, n in reversed(rows)
        for part in (n // 2, n - n // 2)
    ]
    found, expected = (floored_curve(frame(r), width=6, grid_days=30, stop_below=13) for r in (split, rows))
    assert found.equals(expected)
