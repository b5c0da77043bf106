"""The flow never crosses, never hides a place, and fits."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.flow import flow_figure
from charts.flow_bars import flow_bars, in_passing_order
from charts.flow_layout import arranged, largest_stop
from charts.theme import look

Row = dict[str, Any]
TREE = (
    ("reported", "", 0, "on"),
    ("arrested", "reported", 1, "on"),
    ("not_arrested", "reported", 1, "stopped"),
    ("charged", "arrested", 2, "on"),
    ("not_charged", "arrested", 2, "stopped"),
    ("closed", "not_arrested", 2, "stopped"),
    ("open", "not_arrested", 2, "open"),
)
SHARES = {
    "reported": 100,
    "arrested": 40,
    "not_arrested": 60,
    "charged": 25,
    "not_charged": 15,
    "closed": 55,
    "open": 5,
}


def flow(**shares: int | None) -> list[Row]:
    found = {**SHARES, **shares}
    return [
        {
            "place": place,
            "parent": parent,
            "step": step,
            "kind": kind,
            "percent": found[place],
            "count_low": 0 if found[place] is None else 601,
            "count_high": 6 if found[place] is None else 606,
        }
        for place, parent, step, kind in TREE
    ]


def texts(rows: list[Row]) -> list[str]:
    figure = flow_figure(rows, {}, look(None), height=440)
    return [note.text.replace("\u00a0", " ") for note in figure.layout.annotations]


SPLIT = st.integers(0, 100)


@given(SPLIT, SPLIT, SPLIT)
def test_bands_never_cross(arrested: int, charged: int, closed: int) -> None:
    shares = {"arrested": arrested, "not_arrested": 100 - arrested}
    shares |= {"charged": arrested * charged // 100, "closed": (100 - arrested) * closed // 100}
    shares |= {"not_charged": arrested - shares["charged"], "open": 100 - arrested - shares["closed"]}
    places = arranged(flow(**shares), drawn=440, label_height=45)
    for step in (1, 2):
        here = sorted(
            (place for place in places.values() if place.row["step"] == step), key=lambda place: place.top
        )
        starts = [place.parent.top + place.leaves for place in here if place.parent]
        assert starts == sorted(starts)
        assert all(upper.top + upper.height <= lower.top for upper, lower in itertools.pairwise(here))


@given(SPLIT, SPLIT)
def test_labels_have_their_own_room_and_all_fits(arrested: int, charged: int) -> None:
    shares = {"arrested": arrested, "not_arrested": 100 - arrested, "charged": arrested * charged // 100}
    shares |= {"not_charged": arrested - shares["charged"], "closed": 100 - arrested, "open": 0}
    places = arranged(flow(**shares), drawn=440, label_height=45)
    for step in (1, 2):
        middles = sorted(place.middle for place in places.values() if place.row["step"] == step)
        assert all(lower - upper >= 44 for upper, lower in itertools.pairwise(middles))
    assert max(place.top + place.height for place in places.values()) <= 441
    assert min(place.middle for place in places.values()) >= 22


def test_a_hidden_place_is_named_and_said_to_be_few() -> None:
    assert "<b>not_charged</b><br>under 7" in texts(flow(not_charged=None))


def test_a_place_whose_share_is_hidden_is_as_large_as_its_band_and_may_be_the_largest_stop() -> None:
    """Too few went the other way for a share to be shown; those who are here are still many."""
    rows = [row | {"count_low": 1201, "count_high": 1206} if row["step"] == 0 else row for row in flow()]
    rows = [row | {"percent": None} if row["place"] == "closed" else row for row in rows]
    assert largest_stop(rows) == "closed"
    assert arranged(rows, drawn=440, label_height=45)["closed"].height > 100
    assert "<b>closed</b><br>about 600" in texts(rows)


def test_a_share_below_one_percent_is_not_nothing() -> None:
    assert "<b>open</b><br>about 600 · under 1 %" in texts(flow(open=0))


def test_the_largest_stop_is_where_cases_end_and_not_where_they_pass() -> None:
    assert largest_stop(flow()) == "closed"
    assert largest_stop(flow(closed=None)) == "not_charged"
    assert largest_stop(flow(closed=None, not_charged=None)) is None


def test_without_rows_there_is_an_empty_figure() -> None:
    assert not flow_figure([], {}, look(None), height=440).layout.annotations


def test_on_a_phone_every_place_follows_the_place_it_came_from() -> None:
    order = [row["place"] for row in in_passing_order(flow())]
    assert order == ["reported", "arrested", "charged", "not_charged", "not_arrested", "open", "closed"]


@pytest.mark.parametrize("hidden", [True, False])
def test_on_a_phone_a_hidden_bar_is_hatched_and_not_empty(hidden: bool) -> None:
    figure = flow_bars(flow(closed=None if hidden else 55), {}, look(None, narrow=True))
    hatched = [trace for trace in figure.data if trace.type == "bar" and trace.marker.pattern.shape == "/"]
    assert len(hatched) == int(hidden)
