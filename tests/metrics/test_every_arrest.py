"""Every arrest as a start: the interval knows that one person's arrests resemble each other."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.regression.linear_model import OLS

from metrics.every_arrest import clustered_share
from metrics.rates import share

PEOPLE = st.lists(st.tuples(st.integers(1, 5), st.integers(0, 5), st.integers(1, 4)), min_size=2, max_size=15)


def frame(*rows: tuple[int, int, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["out_of", "counted", "n"], orient="row")


@given(PEOPLE)
def test_share_and_interval_are_those_of_clustered_least_squares_on_rows(
    people: list[tuple[int, int, int]],
) -> None:
    rows = [(cases, min(events, cases), n) for cases, events, n in people]
    outcomes, person = [], []
    for cases, events, n in rows:
        for _ in range(n):
            outcomes += [1.0] * events + [0.0] * (cases - events)
            person += [(person[-1] if person else 0) + 1] * cases
    theirs = OLS(np.array(outcomes), np.ones(len(outcomes))).fit(
        cov_type="cluster", cov_kwds={"groups": np.array(person)}
    )
    ours = clustered_share(frame(*rows))
    assert ours is not None
    assert ours.value == pytest.approx(theirs.params[0])
    low, high = theirs.conf_int()[0]
    assert (ours.low, ours.high) == pytest.approx((max(0, low), min(1, high)), abs=1e-9)


def test_people_who_repeat_always_or_never_make_the_interval_wider() -> None:
    ours, as_strangers = clustered_share(frame((4, 4, 50), (4, 0, 50))), share(200, 400)
    assert ours is not None
    assert as_strangers is not None
    assert ours.high - ours.low > 1.8 * (as_strangers.high - as_strangers.low)


@pytest.mark.parametrize("counts", [frame(), frame((3, 1, 1))], ids=["nobody", "one person"])
def test_one_person_shows_no_variation(counts: pl.DataFrame) -> None:
    assert clustered_share(counts.cast(pl.Int64)) is None
