"""Labels at the ends of lines do not cover each other and stay near their lines."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from charts.labels import apart

WISHES = st.lists(st.floats(0, 100), max_size=9)


@given(WISHES)
def test_no_two_labels_are_nearer_than_the_gap(wished: list[float]) -> None:
    placed = sorted(apart(wished, 10, 0, 100))
    assert all(later - earlier >= 10 - 1e-6 for earlier, later in itertools.pairwise(placed))


@given(WISHES)
def test_labels_keep_the_order_of_their_lines(wished: list[float]) -> None:
    placed = apart(wished, 10, 0, 100)
    order = sorted(range(len(wished)), key=lambda at: wished[at])
    assert [placed[at] for at in order] == sorted(placed)


def test_labels_with_room_stand_at_their_lines() -> None:
    assert apart([20.0, 60.0], 10, 0, 100) == [20.0, 60.0]
