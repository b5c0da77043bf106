"""Groups beside a reference group: hidden ones hatched, unknown ones shown, chance told by shape."""

import math
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from charts.ratios import ordered, ratio_figure
from charts.theme import look

Row = dict[str, Any]


def group(code: str, finding: str, ratio: float | None = None) -> Row:
    return {
        "group_value": code,
        "finding": finding,
        "is_reference": finding == "reference",
        "ratio": ratio,
        "ratio_low": None if ratio is None else round(ratio * 0.8, 1),
        "ratio_high": None if ratio is None else round(ratio * 1.2, 1),
        "percent": None if finding == "too_few" else 40,
        "out_of_low": 601,
        "out_of_high": 606,
    }


ROWS = [
    group("white", "reference"),
    group("unknown", "not_known", 1.1),
    group("pacific_islander", "too_few"),
    group("black", "higher", 1.2),
    group("native", "could_be_chance", 1.4),
    group("refused", "not_known"),
]


def drawn(rows: list[Row], *, narrow: bool = False) -> Any:
    return ratio_figure(rows, {}, "Arrested", look(None, narrow=narrow), narrow=narrow)


def test_compared_groups_come_first_then_reference_unknown_and_hidden() -> None:
    codes = [row["group_value"] for row in ordered(ROWS)]
    assert codes == ["native", "black", "white", "unknown", "refused", "pacific_islander"]


def test_every_group_is_named_also_the_hidden_and_the_unknown() -> None:
    for narrow in (True, False):
        text = " ".join(note.text for note in drawn(ROWS, narrow=narrow).layout.annotations)
        assert all(row["group_value"] in text for row in ROWS)
        assert text.count("too few to show") == (2 if narrow else 3)


def test_hidden_groups_are_hatched() -> None:
    hatched = [trace for trace in drawn(ROWS).data if trace.type == "bar"]
    assert len(hatched) == 2


def test_chance_is_told_by_filling_and_not_by_colour_alone() -> None:
    figure = drawn([ROWS[0], ROWS[3], ROWS[4]])
    paper = look(None).paper
    points = {
        round(math.exp(trace.x[0]), 1): trace.marker.color for trace in figure.data if trace.mode == "markers"
    }
    assert points[1.2] != paper
    assert points[1.4] == paper


@given(st.lists(st.floats(0.0, 9.0).map(lambda value: round(value, 1)), min_size=1, max_size=6))
def test_every_ratio_lies_on_the_axis_and_same_is_always_marked(ratios: list[float]) -> None:
    figure = drawn([ROWS[0], *(group(str(number), "higher", ratio) for number, ratio in enumerate(ratios))])
    low, high = figure.layout.xaxis.range
    drawn_at = [at for trace in figure.data if trace.type == "scatter" for at in trace.x]
    assert all(low <= at <= high for at in drawn_at)
    assert "same" in figure.layout.xaxis.ticktext
