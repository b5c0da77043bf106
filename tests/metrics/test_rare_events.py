"""Cases and days between rare events: by hand, at the edges, with the same rules as every other chart."""

from collections.abc import Sequence

import numpy as np
import polars as pl
import pytest
from scipy import stats

from metrics.control_charts import Rules, signals
from metrics.rare_events import cases_between, g_chart, is_rare, t_chart

CHARTS = (g_chart, t_chart)


def waits(between: Sequence[float], baseline: int = 12) -> pl.DataFrame:
    places = range(len(between))
    return pl.DataFrame(
        {"period": places, "between": between, "is_baseline": [place < baseline for place in places]},
        schema={"period": pl.Int64, "between": pl.Float64, "is_baseline": pl.Boolean},
    )


def counts(counted: Sequence[int], out_of: Sequence[int], baseline: int = 12) -> pl.DataFrame:
    places = range(len(counted))
    rows = {"period": places, "counted": counted, "out_of": out_of}
    return pl.DataFrame(rows | {"is_baseline": [place < baseline for place in places]})


@pytest.mark.parametrize(("empty", "rare"), [(3, False), (4, True)])
def test_more_than_a_quarter_of_months_without_an_event_is_rare(empty: int, rare: bool) -> None:
    assert is_rare(counts([0] * empty + [5] * (12 - empty), [50] * 12)) is rare


def test_only_baseline_months_with_cases_say_what_is_rare() -> None:
    assert not is_rare(counts([0] * 12, [0] * 12))
    assert not is_rare(counts([0] * 12, [50] * 12, baseline=0))
    assert not is_rare(counts([5] * 12 + [0] * 12, [50] * 24))


def test_cases_between_events_by_hand() -> None:
    """One event among 9 cases stands in their middle; two among 10 at the 3rd and the 8th."""
    found = cases_between(counts([1, 0, 2, 1], [9, 5, 10, 1], baseline=2))
    assert found["between"].to_list() == [4, 4 + 5 + 2, 4, 2]
    assert found["period"].to_list() == [0, 2, 2, 3]
    assert found["is_baseline"].to_list() == [True, False, False, False]


def test_cases_before_the_last_event_and_the_events_add_up_to_the_cases() -> None:
    found = cases_between(counts([2, 1, 3, 4], [11, 7, 6, 4]))
    assert found["between"].sum() + found.height == 28


def test_without_events_or_cases_there_is_no_wait() -> None:
    assert cases_between(counts([0, 0], [5, 0])).height == 0
    assert cases_between(counts([], [])).height == 0
    assert [chart(waits([])).height for chart in CHARTS] == [0, 0]


def test_a_geometric_wait_at_its_median_lies_on_the_centre_and_limits_are_those_of_probability() -> None:
    chart = g_chart(waits([99.0] * 12))
    stays = 99 / 100
    row = chart.row(0, named=True)
    for name, share in (("middle", 0.5), ("upper", stats.norm.cdf(3))):
        assert 1 - stays ** (row[name] + 1) == pytest.approx(share)
    assert row["lower"] == 0  # shorter waits than none there are not
    wait = g_chart(waits([99.0] * 12 + [row["middle"]])).row(12, named=True)
    assert abs(wait["value"]) < 0.01


def test_of_a_wait_counted_in_cases_half_its_own_probability_lies_below_it() -> None:
    """Waits of 3 on average: a quarter of all waits are 0, so 0 stands at an eighth."""
    chart = g_chart(waits([2.0, 4.0] * 6 + [0.0]))
    assert chart["value"][12] == pytest.approx(stats.norm.ppf(0.125))


def test_an_exponential_wait_is_as_many_sigmas_away_as_its_probability() -> None:
    chart = t_chart(waits([30.0] * 12 + [100.0, 2.0]))
    expected = stats.norm.ppf(stats.expon(scale=30).cdf([100.0, 2.0]))
    assert chart["value"].to_list()[12:] == pytest.approx(expected.tolist())
    assert chart["upper"][0] == pytest.approx(stats.expon(scale=30).ppf(stats.norm.cdf(3)))
    assert chart["lower"][0] == pytest.approx(stats.expon(scale=30).ppf(stats.norm.cdf(-3)))


@pytest.mark.parametrize("chart", CHARTS)
def test_a_wait_beyond_the_limit_is_a_signal_and_one_on_it_is_not(chart: object) -> None:
    assert callable(chart)
    upper = chart(waits([40.0] * 12))["upper"][0]
    marked = signals(
        chart(waits([40.0] * 12 + [upper + 1, 40.0])), Rules(run=None, trend=None, two_of_three=None)
    )
    assert marked["signal"].to_list()[12:] == ["outside_limits", ""]
    inside = signals(chart(waits([40.0] * 12 + [upper - 1])), Rules(run=None, trend=None, two_of_three=None))
    assert inside["signal"].to_list()[12:] == [""]


@pytest.mark.parametrize("chart", CHARTS)
def test_seven_short_waits_in_a_row_are_a_run(chart: object) -> None:
    assert callable(chart)
    only = Rules(outside_limits=None, trend=None, two_of_three=None)
    marked = signals(chart(waits([40.0, 20.0] * 6 + [10.0] * 7)), only)
    assert marked["signal"].to_list()[-2:] == ["run", "run"]


@pytest.mark.parametrize("chart", CHARTS)
def test_waits_after_the_baseline_move_nothing(chart: object) -> None:
    assert callable(chart)
    assert chart(waits([40.0, 20.0] * 6 + [500.0] * 5)).head(12).equals(chart(waits([40.0, 20.0] * 6)))


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("between", [[0.0] * 12, [5.0]])
def test_without_waits_to_go_by_there_are_no_limits_and_no_signals(
    chart: object, between: list[float]
) -> None:
    assert callable(chart)
    found = signals(chart(waits(between)))
    assert found["upper"].null_count() == found["value"].null_count() == len(between)
    assert set(found["signal"]) == {""}


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize(("baseline", "trial"), [(11, True), (12, False)])
def test_fewer_than_twelve_baseline_waits_make_trial_limits(
    chart: object, baseline: int, trial: bool
) -> None:
    assert callable(chart)
    assert set(chart(waits([9.0, 3.0] * 8, baseline=baseline))["is_trial"]) == {trial}


def test_steady_rare_events_seldom_signal_a_limit() -> None:
    """Limits by probability: about 3 in 1,000 waits lie outside, as on a chart of normal values."""
    random = np.random.default_rng(8)
    drawn = random.geometric(0.02, 20_000) - 1.0
    chart = g_chart(waits(drawn.tolist(), baseline=20_000))
    marked = signals(chart, Rules(run=None, trend=None, two_of_three=None))
    assert (marked["signal"] != "").sum() / 20_000 < 0.004
