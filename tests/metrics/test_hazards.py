"""Log-rank and hazard ratios from counts, against published figures, statsmodels and lifelines."""

from dataclasses import astuple
from math import log
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines import CoxPHFitter
from lifelines.datasets import load_rossi
from lifelines.statistics import multivariate_logrank_test
from statsmodels.duration.hazard_regression import PHReg

from metrics.by_day import ByDay
from metrics.hazards import Ties, hazard_ratio, log_rank

# lifelines, our oracle, calls pandas in a way that pandas 4 will refuse; nothing of ours does.
pytestmark = pytest.mark.filterwarnings("ignore:Starting with pandas version 4.0:DeprecationWarning")

GEHAN = Path(__file__).parents[2].parent / "shared" / "data" / "gehan" / "gehan.csv"
ROWS = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c"]), st.integers(1, 8), st.booleans(), st.integers(1, 5)),
    min_size=1,
    max_size=20,
)
SCHEMA = {"group": pl.String, "days": pl.Int64, "event": pl.Boolean, "n": pl.Int64}


def frame(rows: list[tuple[str, int, bool, int]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def gehan() -> pl.DataFrame:
    """42 patients, weeks in remission, by treatment."""
    if not GEHAN.exists():
        pytest.skip(f"The folder of real data is absent, so Gehan's figures are not reproduced: {GEHAN}")
    people = pl.read_csv(GEHAN)
    return people.group_by(group="treat", days="time", event=pl.col("cens") == 1).agg(n=pl.len())


def rossi() -> pl.DataFrame:
    """432 men released from prison, weeks to re-arrest, by age; ships with lifelines."""
    people = pl.DataFrame(load_rossi().to_dict("list"))
    young = pl.when(pl.col("age") < 20).then(pl.lit("a")).when(pl.col("age") < 25).then(pl.lit("b"))
    group = young.otherwise(pl.lit("c")).alias("group")
    return people.group_by(group, days="week", event=pl.col("arrest") == 1).agg(n=pl.len())


def people_of(counts: pl.DataFrame) -> pl.DataFrame:
    return counts.select(pl.col("group", "days", "event").repeat_by("n").explode())


def hazard_ratios(counts: pl.DataFrame, *, reference: str, ties: Ties = "efron") -> pl.DataFrame:
    """Of each other group: group, hazard_ratio, low, high."""
    by_day = ByDay.of(counts)
    others = [group for group in by_day.groups if group != reference]
    found = [hazard_ratio(by_day.only((reference, group)), ties=ties) for group in others]
    values = [astuple(each) if each else (None, None, None) for each in found]
    schema = {"group": pl.String, **dict.fromkeys(("hazard_ratio", "low", "high"), pl.Float64)}
    return pl.DataFrame(
        [(group, *ends) for group, ends in zip(others, values, strict=True)], schema, orient="row"
    )


def log_ratio(counts: pl.DataFrame, **settings: str) -> float:
    ratio: float = hazard_ratios(counts, reference="control", **settings)["hazard_ratio"].item()  # type: ignore[arg-type]
    return log(ratio)


def test_log_rank_of_gehan() -> None:
    found = log_rank(ByDay.of(gehan()))
    assert found is not None
    assert round(found.chi_square, 1) == 16.8
    assert found.degrees_of_freedom == 1


def test_cox_of_gehan_with_efrons_and_with_breslows_ties() -> None:
    assert round(log_ratio(gehan()), 4) == -1.5721
    assert round(log_ratio(gehan(), ties="breslow"), 4) == -1.5092


def test_log_rank_of_three_groups_is_that_of_lifelines() -> None:
    people = people_of(rossi())
    theirs = multivariate_logrank_test(
        people["days"].to_numpy(), people["group"].to_numpy(), people["event"].to_numpy()
    )
    ours = log_rank(ByDay.of(rossi()))
    assert ours is not None
    assert ours.degrees_of_freedom == 2
    assert ours.chi_square == pytest.approx(theirs.test_statistic, rel=1e-9)
    assert ours.p == pytest.approx(theirs.p_value, rel=1e-9)


@pytest.mark.parametrize("group", ["b", "c"])
@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_hazard_ratio_is_that_of_statsmodels_on_one_row_per_person(group: str, ties: str) -> None:
    counts = rossi().filter(pl.col("group").is_in(["a", group]))
    people = people_of(counts)
    in_group = (people["group"] == group).to_numpy().astype(float)[:, None]
    theirs = PHReg(people["days"].to_numpy(), in_group, status=people["event"].to_numpy(), ties=ties).fit()
    found = hazard_ratios(counts, reference="a", ties=ties)  # type: ignore[arg-type]
    ours = found.select("hazard_ratio", "low", "high").row(0)
    assert ours == pytest.approx(np.exp([theirs.params[0], *theirs.conf_int()[0]]), rel=1e-8)
    assert hazard_ratios(rossi(), reference="a", ties=ties).filter(group=group).equals(found)  # type: ignore[arg-type]


def test_hazard_ratio_is_that_of_lifelines_on_one_row_per_person() -> None:
    counts = rossi().filter(pl.col("group") != "b")
    people = people_of(counts).with_columns(pl.col("group") == "c", pl.col("event")).to_dict(as_series=False)
    table = load_rossi().iloc[: len(people["days"]), :0].reset_index(drop=True).assign(**people).astype(float)
    theirs = CoxPHFitter().fit(table, "days", "event").summary.loc["group"]
    expected = (theirs["exp(coef)"], theirs["exp(coef) lower 95%"], theirs["exp(coef) upper 95%"])
    found = hazard_ratios(counts, reference="a").select("hazard_ratio", "low", "high").row(0)
    assert found == pytest.approx(expected, rel=1e-5)


def test_only_groups_at_risk_at_an_event_are_compared() -> None:
    left_early = frame([("c", 1, False, 9)])
    ours, without = (
        log_rank(ByDay.of(pl.concat([rossi_like(), left_early]))),
        log_rank(ByDay.of(rossi_like())),
    )
    assert ours is not None
    assert without is not None
    assert ours.degrees_of_freedom == 1
    assert ours.p == pytest.approx(without.p)


def rossi_like() -> pl.DataFrame:
    return frame([("a", 2, True, 5), ("a", 9, False, 20), ("b", 3, True, 12), ("b", 9, False, 10)])


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("a", 3, True, 4)],
        [("a", 3, False, 4), ("b", 5, False, 4)],
        [("a", 1, False, 4), ("b", 5, True, 4)],
    ],
)
def test_where_nothing_can_be_compared_nothing_is_said(rows: list[tuple[str, int, bool, int]]) -> None:
    assert log_rank(ByDay.of(frame(rows))) is None
    found = hazard_ratios(frame(rows), reference="a")
    assert found["hazard_ratio"].null_count() == found.height


@pytest.mark.parametrize("silent", ["a", "b"])
def test_a_group_without_events_has_no_finite_ratio(silent: str) -> None:
    counts = rossi_like().with_columns(event=pl.col("event") & (pl.col("group") != silent))
    assert hazard_ratios(counts, reference="a").rows() == [("b", None, None, None)]


def test_a_reference_group_nobody_belongs_to_gives_no_ratio() -> None:
    assert hazard_ratios(rossi_like(), reference="z").rows() == [
        ("a", None, None, None),
        ("b", None, None, None),
    ]


def test_a_group_not_known_is_compared_like_any_other() -> None:
    unknown = rossi_like().with_columns(pl.col("group").replace("b", None))
    expected = hazard_ratios(rossi_like(), reference="a").row(0)[1:]
    assert hazard_ratios(unknown, reference="a").row(0) == (None, *expected)


def test_a_very_large_ratio_is_still_found() -> None:
    counts = frame([("a", 1, True, 1), ("a", 9, False, 1_000_000), ("b", 1, True, 999), ("b", 9, False, 1)])
    found = hazard_ratios(counts, reference="a", ties="breslow").row(0)
    assert found[1] == pytest.approx(999 * 1_000_001 / 1000, rel=1e-6)


@given(ROWS)
def test_any_ratio_is_finite_or_null_and_no_rows_order_matters(
    rows: list[tuple[str, int, bool, int]],
) -> None:
    found = hazard_ratios(frame(rows), reference="a")
    values = found.select("hazard_ratio", "low", "high").drop_nulls()
    assert all(np.isfinite(value).all() for value in values.rows())
    assert hazard_ratios(frame(rows[::-1]), reference="a").equals(found)


@given(ROWS)
def test_exchanging_the_groups_turns_the_ratio_over(rows: list[tuple[str, int, bool, int]]) -> None:
    pair = frame([row for row in rows if row[0] != "c"])
    if pair["group"].n_unique() == 2:
        one = hazard_ratios(pair, reference="a").row(0)[1:]
        other = hazard_ratios(pair, reference="b").row(0)[1:]
        assert one == (None,) * 3 or one == pytest.approx(
            (1 / other[0], 1 / other[2], 1 / other[1]), rel=1e-6
        )
