"""Where a gap enters: every step a bar from where the one before it ended."""

import math
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from charts.theme import look
from charts.waterfall import ALL_TOGETHER, waterfall_figure


def steps(percents: list[int]) -> list[dict[str, Any]]:
    return [
        {
            "decision_point": f"point_{number}",
            "ratio": 1.0,
            "cumulative_percent": percent,
            "cumulative_percent_low": max(1, percent - 20),
            "cumulative_percent_high": percent + 30,
        }
        for number, percent in enumerate(percents)
    ]


def drawn(percents: list[int], *, narrow: bool = False) -> Any:
    return waterfall_figure(steps(percents), {}, "White", look(None, narrow=narrow), narrow=narrow)


@given(st.lists(st.integers(5, 900), min_size=1, max_size=6))
def test_bars_join_and_the_last_spans_the_whole_gap(percents: list[int]) -> None:
    boxes = [shape for shape in drawn(percents).layout.shapes if shape.type == "rect"]
    ends = [math.log(percent) for percent in (100, *percents)]
    for box, pair in zip(boxes, pairwise(ends), strict=False):
        assert (box.x0, box.x1) == (min(pair), max(pair))
    assert (boxes[-1].x0, boxes[-1].x1) == (min(ends[0], ends[-1]), max(ends[0], ends[-1]))


@given(st.lists(st.integers(5, 900), min_size=1, max_size=6))
def test_everything_lies_on_the_axis_and_same_is_marked(percents: list[int]) -> None:
    figure = drawn(percents)
    low, high = figure.layout.xaxis.range
    drawn_at = [at for shape in figure.layout.shapes for at in (shape.x0, shape.x1)]
    drawn_at += [at for trace in figure.data for at in trace.x]
    assert all(low <= at <= high for at in drawn_at)
    assert "same" in figure.layout.xaxis.ticktext


def test_every_step_is_named_on_both_screens_with_the_whole_below() -> None:
    for narrow in (True, False):
        text = " ".join(note.text for note in drawn([101, 122], narrow=narrow).layout.annotations)
        assert all(name in text for name in ("point_0", "point_1", ALL_TOGETHER, "(102 to 152)"))


def test_more_and_less_differ_in_colour_and_in_direction() -> None:
    boxes = [shape for shape in drawn([120, 90]).layout.shapes if shape.type == "rect"]
    assert boxes[0].line.color != boxes[1].line.color
