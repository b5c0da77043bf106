"""Every arrest as a start: the variance knows that one person's arrests resemble each other."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.regression.linear_model import OLS

from metrics.every_arrest import design_effect

PEOPLE = st.lists(st.tuples(st.integers(1, 5), st.integers(0, 5), st.integers(1, 4)), min_size=2, max_size=15)


def frame(*rows: tuple[int, int, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["out_of", "counted", "n"], orient="row")


@given(PEOPLE)
def test_the_variance_is_that_of_clustered_least_squares_on_rows(people: list[tuple[int, int, int]]) -> None:
    rows = [(cases, min(events, cases), n) for cases, events, n in people]
    outcomes, person = [], []
    for cases, events, n in rows:
        for _ in range(n):
            outcomes += [1.0] * events + [0.0] * (cases - events)
            person += [(person[-1] if person else 0) + 1] * cases
    value = np.mean(outcomes)
    found = design_effect(frame(*rows))
    if value in (0, 1):
        assert found is None
        return
    theirs = OLS(np.array(outcomes), np.ones(len(outcomes))).fit(
        cov_type="cluster", cov_kwds={"groups": np.array(person)}
    )
    of_strangers = value * (1 - value) / len(outcomes)
    assert found == pytest.approx(float(theirs.bse[0]) ** 2 / of_strangers, abs=1e-9)


def test_people_who_repeat_always_or_never_make_cases_worth_less() -> None:
    assert design_effect(frame((4, 4, 50), (4, 0, 50))) == pytest.approx(4, rel=0.02)


@pytest.mark.parametrize(
    "counts", [frame(), frame((3, 1, 1)), frame((3, 0, 9))], ids=["nobody", "one person", "no event"]
)
def test_where_nothing_varies_there_is_no_variance(counts: pl.DataFrame) -> None:
    assert design_effect(counts.cast(pl.Int64)) is None
