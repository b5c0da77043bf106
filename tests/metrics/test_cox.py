"""Cox's model and the test of proportional hazards from counts, against lifelines on rows."""

from math import log

import polars as pl
import pytest
from lifelines import CoxPHFitter
from lifelines.datasets import load_rossi
from lifelines.statistics import proportional_hazard_test

from metrics.by_day import ByDay
from metrics.cox import cox, proportionality, proportionality_of_two
from metrics.hazards import hazard_ratio

# lifelines, our oracle, calls pandas in a way that pandas 4 will refuse; nothing of ours does.
pytestmark = pytest.mark.filterwarnings("ignore:Starting with pandas version 4.0:DeprecationWarning")

COVARIATES = ["fin", "age", "race", "wexp", "mar", "paro", "prio"]


def rossi() -> pl.DataFrame:
    people = pl.DataFrame(load_rossi().to_dict("list"))
    return people.group_by(*COVARIATES, days="week", event=pl.col("arrest") == 1).agg(n=pl.len())


def pair(*rows: tuple[int, int, bool, int]) -> pl.DataFrame:
    """x, days, event, n."""
    schema = {"x": pl.Int64, "days": pl.Int64, "event": pl.Boolean, "n": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_seven_coefficients_and_errors_are_those_of_lifelines_on_rows() -> None:
    theirs = CoxPHFitter().fit(load_rossi(), "week", "arrest")
    ours = cox(rossi(), COVARIATES)
    assert ours is not None
    assert ours.covariates == tuple(COVARIATES)
    assert ours.coefficients == pytest.approx(theirs.params_[COVARIATES].to_list(), rel=1e-6)
    assert ours.errors == pytest.approx(theirs.standard_errors_[COVARIATES].to_list(), rel=1e-6)


def test_one_covariate_is_the_hazard_ratio_of_two_groups() -> None:
    ours = cox(rossi(), ["fin"])
    groups = rossi().with_columns(group=pl.col("fin"))
    theirs = hazard_ratio(ByDay.of(groups).only((0, 1)))
    assert ours is not None
    assert theirs is not None
    assert ours.coefficients[0] == pytest.approx(log(theirs.value), rel=1e-9)


def test_proportionality_is_that_of_lifelines_on_rows() -> None:
    fitted = CoxPHFitter().fit(load_rossi(), "week", "arrest")
    theirs = proportional_hazard_test(fitted, load_rossi(), time_transform="km").summary
    for found in proportionality(rossi(), COVARIATES):
        assert found.chi_square == pytest.approx(theirs.loc[found.covariate, "test_statistic"], rel=1e-5)
        assert found.p == pytest.approx(theirs.loc[found.covariate, "p"], rel=1e-5)


def test_curves_that_cross_are_found_not_proportional_and_others_are_not() -> None:
    early = [(0, day, True, 12) for day in range(1, 11)] + [(0, day, True, 2) for day in range(30, 40)]
    late = [(1, day, True, 2) for day in range(1, 11)] + [(1, day, True, 12) for day in range(30, 40)]
    (crossing,) = proportionality(pair(*early, *late, (0, 50, False, 60), (1, 50, False, 60)), ["x"])
    assert crossing.p < 0.001
    alike = [(x, day, True, 5) for x in (0, 1) for day in range(1, 40)]
    (same,) = proportionality(pair(*alike, (0, 50, False, 60), (1, 50, False, 60)), ["x"])
    assert same.p > 0.5


def test_of_two_groups_it_is_that_of_a_covariate_which_tells_them_apart() -> None:
    (expected,) = proportionality(rossi(), ["fin"])
    found = proportionality_of_two(ByDay.of(rossi().with_columns(group="fin")))
    assert found is not None
    assert (found.chi_square, found.p) == pytest.approx((expected.chi_square, expected.p))
    assert proportionality_of_two(ByDay.of(rossi().with_columns(group=pl.lit("all")))) is None


@pytest.mark.parametrize(
    "counts",
    [
        pair(),
        pair((0, 5, False, 9), (1, 5, False, 9)),
        pair((1, 5, True, 9), (1, 8, False, 9)),
        pair((0, 5, True, 9), (1, 8, False, 9)),
    ],
    ids=["nobody", "no event", "one group", "events in one group only"],
)
def test_without_a_finite_estimate_there_is_none(counts: pl.DataFrame) -> None:
    assert cox(counts, ["x"]) is None
    assert proportionality(counts, ["x"]) == []


def test_with_all_events_on_one_day_there_is_no_trend_to_test() -> None:
    counts = pair((0, 5, True, 9), (1, 5, True, 4), (0, 8, False, 9), (1, 8, False, 9))
    assert cox(counts, ["x"]) is not None
    assert proportionality(counts, ["x"]) == []


def test_a_missing_covariate_is_refused() -> None:
    with pytest.raises(ValueError, match="covariate"):
        cox(rossi().with_columns(age=pl.lit(None)), ["age"])


def test_splitting_rows_changes_nothing() -> None:
    single = rossi().select(pl.all().exclude("n").repeat_by("n").explode()).with_columns(n=1)
    ours, theirs = cox(rossi(), COVARIATES), cox(single, COVARIATES)
    assert ours is not None
    assert theirs is not None
    assert ours.coefficients == pytest.approx(theirs.coefficients, rel=1e-9)
