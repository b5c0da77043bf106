"""Where a gap enters: contributions add up exactly, and the product is that of the ratios."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from metrics.ladders import cumulative_ratios
from metrics.risk_ratios import risk_ratio

Ratio = tuple[float | None, float | None, float | None]


def followed(ratios: list[Ratio], group: str = "g") -> pl.DataFrame:
    schema = {"group": pl.String, "ratio": pl.Float64, "ratio_low": pl.Float64, "ratio_high": pl.Float64}
    frame = pl.DataFrame([(group, *ratio) for ratio in ratios], schema=schema, orient="row")
    return cumulative_ratios(frame, by=["group"])


STEP = st.floats(0.05, 20).flatmap(
    lambda ratio: st.tuples(
        st.just(ratio),
        st.floats(0.1, 0.99).map(lambda s: ratio * s),
        st.floats(1.01, 9).map(lambda s: ratio * s),
    )
)


@given(st.lists(STEP, min_size=1, max_size=8))
def test_contributions_add_up_to_the_logarithm_of_the_whole_gap(steps: list[Ratio]) -> None:
    found = followed(steps)
    whole = math.prod(ratio for ratio, _, _ in steps if ratio)
    assert found["cumulative"][-1] == pytest.approx(whole, rel=1e-9)
    assert found["contribution"].sum() == pytest.approx(math.log(whole), abs=1e-9)
    assert found["cumulative"].log().diff().drop_nulls().to_list() == pytest.approx(
        found["contribution"].to_list()[1:], abs=1e-9
    )


@given(st.lists(STEP, min_size=2, max_size=8))
def test_the_interval_never_narrows_along_the_way(steps: list[Ratio]) -> None:
    found = followed(steps)
    width = (found["cumulative_high"] / found["cumulative_low"]).log()
    assert (width.diff().drop_nulls() > -1e-9).all()


def test_shares_of_the_same_people_at_each_step_give_the_share_of_the_whole_way() -> None:
    # 400 and 800 suspects; 200 and 200 arrested; 60 and 30 charged.
    steps = [risk_ratio(200, 400, 200, 800), risk_ratio(60, 200, 30, 200)]
    found = followed([(step.value, step.low, step.high) for step in steps if step])
    whole = risk_ratio(60, 400, 30, 800)
    assert whole is not None
    assert found["cumulative"][-1] == pytest.approx(whole.value)
    assert (found["cumulative_low"][-1], found["cumulative_high"][-1]) == pytest.approx(
        (whole.low, whole.high)
    )


def test_from_a_hidden_step_on_nothing_is_said() -> None:
    found = followed([(1.2, 1.0, 1.4), (None, None, None), (1.1, 1.0, 1.2)])
    assert found["cumulative"].is_null().to_list() == [False, True, True]
    assert found["contribution"].is_null().to_list() == [False, True, True]


def test_groups_are_followed_apart() -> None:
    names = ["group", "ratio", "ratio_low", "ratio_high"]
    apart = [followed([(2.0, 1.0, 4.0), (1.5, 1.0, 2.0)], "a"), followed([(0.5, 0.2, 1.0)], "b")]
    together = cumulative_ratios(pl.concat(apart).select(names), by=["group"])
    assert_frame_equal(together, pl.concat(apart))


def test_the_interval_of_the_whole_way_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    truth, draws, held = 1.2 * 1.1, 400, 0
    for _ in range(draws):
        arrested, ref_arrested = int(rng.binomial(600, 0.48)), int(rng.binomial(900, 0.4))
        charged, ref_charged = rng.binomial(arrested, 0.55), rng.binomial(ref_arrested, 0.5)
        steps = [
            risk_ratio(arrested, 600, ref_arrested, 900),
            risk_ratio(int(charged), arrested, int(ref_charged), ref_arrested),
        ]
        last = followed([(step.value, step.low, step.high) for step in steps if step]).row(-1, named=True)
        held += last["cumulative_low"] <= truth <= last["cumulative_high"]
    assert 0.925 <= held / draws <= 0.975
