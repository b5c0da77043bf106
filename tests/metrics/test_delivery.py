"""Delivery, on the published figures of the Minneapolis Domestic Violence Experiment typed in as counts.

Assigned x delivered without "other" (n = 314); new incidents 47 of 222 against 9 of 92. The treatment of
the published Wald estimate is not being arrested.
"""

import polars as pl
import pytest
from statsmodels.stats.proportion import proportion_confint

from metrics.delivery import Arm, fidelity, first_stage, intention_to_treat, row_shares, wald

MINNEAPOLIS = pl.DataFrame(
    [
        ("arrest", "arrest", 91),
        ("arrest", "separate", 1),
        ("advise", "arrest", 19),
        ("advise", "advise", 84),
        ("advise", "separate", 5),
        ("separate", "arrest", 26),
        ("separate", "advise", 5),
        ("separate", "separate", 83),
    ],
    schema=["intended", "delivered", "n"],
    orient="row",
)
NOT_ARRESTED = Arm(people=222, treated=84 + 5 + 5 + 83, events=47)
ARRESTED = Arm(people=92, treated=1, events=9)


def test_rows_of_the_matrix_are_those_of_the_experiment() -> None:
    matrix = row_shares(MINNEAPOLIS)
    assert matrix.select("intended", "delivered", "n", "out_of").rows() == [
        ("advise", "advise", 84, 108),
        ("advise", "arrest", 19, 108),
        ("advise", "separate", 5, 108),
        ("arrest", "advise", 0, 92),
        ("arrest", "arrest", 91, 92),
        ("arrest", "separate", 1, 92),
        ("separate", "advise", 5, 114),
        ("separate", "arrest", 26, 114),
        ("separate", "separate", 83, 114),
    ]
    assert matrix.group_by("intended").agg(pl.col("share").sum())["share"].to_list() == pytest.approx(
        [1, 1, 1]
    )


def test_share_not_arrested_by_assignment() -> None:
    assert round(NOT_ARRESTED.treated / NOT_ARRESTED.people, 3) == 0.797
    assert round(ARRESTED.treated / ARRESTED.people, 3) == 0.011
    stage = first_stage(NOT_ARRESTED, ARRESTED)
    assert stage is not None
    assert round(stage.value, 3) == 0.786


def test_effect_of_the_intention_and_of_the_response() -> None:
    intended, delivered = intention_to_treat(NOT_ARRESTED, ARRESTED), wald(NOT_ARRESTED, ARRESTED)
    stage = first_stage(NOT_ARRESTED, ARRESTED)
    assert intended is not None
    assert delivered is not None
    assert stage is not None
    assert (round(intended.value, 3), round(delivered.value, 3)) == (0.114, 0.145)
    assert delivered.low == pytest.approx(intended.low / stage.value)
    assert delivered.high == pytest.approx(intended.high / stage.value)


def test_fidelity_is_the_share_on_the_diagonal() -> None:
    found = fidelity(MINNEAPOLIS)
    assert found is not None
    assert found.value == (91 + 84 + 83) / 314
    assert (found.low, found.high) == pytest.approx(proportion_confint(258, 314, method="wilson"), abs=1e-12)


def test_an_effect_of_the_response_needs_an_assignment_that_was_followed() -> None:
    ignored = Arm(people=100, treated=52, events=30)
    others = Arm(people=100, treated=50, events=20)
    assert intention_to_treat(ignored, others) is not None
    assert wald(ignored, others) is None
    assert wald(others, ignored) is None


def test_without_cases_there_is_no_fidelity_and_no_effect() -> None:
    nobody = Arm(people=0, treated=0, events=0)
    assert fidelity(MINNEAPOLIS.clear()) is None
    assert fidelity(MINNEAPOLIS.with_columns(n=0)) is None
    assert row_shares(MINNEAPOLIS.clear()).height == 0
    assert row_shares(MINNEAPOLIS.with_columns(n=0))["share"].null_count() == 9
    assert wald(nobody, ARRESTED) is None
    assert intention_to_treat(ARRESTED, nobody) is None


def test_a_response_not_recorded_is_not_delivered_as_intended() -> None:
    counts = pl.DataFrame({"intended": ["arrest", "arrest"], "delivered": ["arrest", None], "n": [3, 1]})
    found = fidelity(counts)
    assert found is not None
    assert found.value == 0.75
    assert row_shares(counts).rows() == [("arrest", None, 1, 4, 0.25), ("arrest", "arrest", 3, 4, 0.75)]


def test_a_case_the_policy_does_not_speak_of_is_left_out() -> None:
    counts = pl.DataFrame({"intended": ["arrest", None], "delivered": ["arrest", "none"], "n": [3, 9]})
    found = fidelity(counts)
    assert found is not None
    assert found.value == 1.0
    assert row_shares(counts).rows() == [("arrest", "arrest", 3, 3, 1.0)]


def test_splitting_a_count_over_rows_in_any_order_changes_nothing() -> None:
    split = pl.concat(
        [MINNEAPOLIS.with_columns(n=pl.col("n") - 1), MINNEAPOLIS.with_columns(n=pl.lit(1, pl.Int64))]
    ).reverse()
    assert row_shares(split).equals(row_shares(MINNEAPOLIS))
    assert fidelity(split) == fidelity(MINNEAPOLIS)
