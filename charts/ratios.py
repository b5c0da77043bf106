"""One row per group: how often compared with the reference group, with its interval; numbers beside it."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from charts.axes import bottom_line
from charts.drawing import Drawing
from charts.numbers import times
from charts.ratio_words import MARGINS, write_headings, write_row
from charts.theme import Look, see_through

Row = Mapping[str, Any]
# The most telling first: as many as fit are shown.
TICKS = (1.0, 2.0, 0.5, 1.5, 0.7, 3.0, 0.3, 1.2, 0.8, 4.0, 0.2, 1.1, 0.9, 1.3, 1.4, 0.6, 1.7, 2.5)
PITCH, TALLEST = 56, 440  # pixels of a row, and of all rows together where there are many
NARROWEST = (0.72, 1.38)
LETTER = 0.48  # width of a letter in its own size, on average
SMALLEST = 0.1  # a rounded ratio of 0.0 has no logarithm


def ordered(rows: Sequence[Row]) -> list[Row]:
    """Compared groups from the highest ratio down, then the reference, the unknown, and those too small."""
    return sorted(rows, key=lambda row: (_rank(row), -(row["ratio"] or 0), row["group_value"]))


def _rank(row: Row) -> int:
    if row["is_reference"]:
        return 1
    if row["finding"] == "not_known":
        return 2
    return 3 if row["ratio"] is None else 0


def ratio_figure(
    rows: Sequence[Row], labels: Mapping[str, str], counted: str, look: Look, *, narrow: bool = False
) -> go.Figure:
    """rows: one decision point, breakdown, district and period. counted: what is counted, as "Arrested"."""
    groups = ordered(rows)
    pitch = 78 if narrow else int(min(PITCH, TALLEST / len(groups)) * look.scale)
    top, bottom = (6, 44) if narrow else (int(44 * look.scale), int(44 * look.scale))
    left, right = (4, 4) if narrow else (_room(groups, labels, look), int(MARGINS[1] * look.scale))
    drawing = Drawing(look, height=pitch * len(groups) + top + bottom, margin=(left, top, right, bottom))
    reach = _reach(groups)
    for number, row in enumerate(groups):
        _draw_ground(drawing, number, reach, look, narrow=narrow)
        _draw_row(drawing, row, number + (0.24 if narrow else 0.0), reach, look)
        write_row(drawing, row, number, labels, look, narrow=narrow)
    if not narrow:
        write_headings(drawing, groups, labels, counted, look)
    _draw_axes(drawing, len(groups), reach, look, room=0.13 if narrow else 0.085)
    return drawing.figure()


def _room(rows: Sequence[Row], labels: Mapping[str, str], look: Look) -> int:
    """Pixels for the names: more than usual where one is long, as of groups of two attributes."""
    longest = max(len(labels.get(row["group_value"], row["group_value"])) for row in rows)
    return max(int(MARGINS[0] * look.scale), int(longest * look.label * LETTER) + 20)


def _reach(rows: Sequence[Row]) -> tuple[float, float]:
    """The axis in logarithms: wide enough for every interval, and not too narrow to see no difference."""
    ends = [row[key] for row in rows for key in ("ratio_low", "ratio_high") if row[key] is not None]
    low, high = min([*ends, NARROWEST[0]]), max([*ends, NARROWEST[1]])
    return math.log(max(low, SMALLEST)) - 0.08, math.log(high) + 0.08


def _draw_ground(
    drawing: Drawing, number: int, reach: tuple[float, float], look: Look, *, narrow: bool
) -> None:
    """Every second row shaded; on a narrow screen the strip under each name."""
    if number % 2 and not narrow:
        return
    above, below = (0.02, 0.46) if narrow else (-0.5, 0.5)
    box = {"x0": reach[0], "x1": reach[1], "y0": number + above, "y1": number + below}
    drawing.shape("rect", **box, fillcolor=see_through(look.ink, 0.035), line_width=0, layer="below")


def _draw_row(drawing: Drawing, row: Row, y: float, reach: tuple[float, float], look: Look) -> None:
    """A diamond for the reference, hatching for a hidden value, else the ratio with its interval."""
    if row["is_reference"]:
        marker = {"symbol": "diamond", "size": look.text * 1.2, "color": look.grey}
        drawing.scatter(x=[0], y=[y], mode="markers", marker=marker, hoverinfo="skip")
    elif row["ratio"] is None:
        drawing.hatch(*reach, y, 0.34)
    else:
        _draw_interval(drawing, row, y, look)


def _draw_interval(drawing: Drawing, row: Row, y: float, look: Look) -> None:
    """Filled where the difference is unlikely to be chance, open where it could be."""
    is_sure = row["finding"] in ("higher", "lower")
    unsure = look.soft if row["finding"] == "not_known" else look.focus
    colour = look.attention if is_sure else unsure
    low, ratio, high = (math.log(max(row[key], SMALLEST)) for key in ("ratio_low", "ratio", "ratio_high"))
    line = {"color": colour, "width": look.line * 1.7}
    drawing.scatter(x=[low, high], y=[y, y], mode="lines", line=line, hoverinfo="skip")
    marker = {
        "size": look.text * 1.1,
        "color": colour if is_sure else look.paper,
        "line": {"color": colour, "width": look.line},
    }
    drawing.scatter(x=[ratio], y=[y], mode="markers", marker=marker, hoverinfo="skip")


def _ticks(reach: tuple[float, float], room: float) -> dict[float, str]:
    """As many ratios as keep `room` (a share of the axis) to their neighbours, "same" always among them."""
    placed: dict[float, str] = {}
    for ratio in TICKS:
        at = math.log(ratio)
        apart = all(abs(at - other) > room * (reach[1] - reach[0]) for other in placed)
        if reach[0] <= at <= reach[1] and apart:
            placed[at] = "same" if ratio == 1.0 else times(ratio)
    return placed


def _draw_axes(drawing: Drawing, count: int, reach: tuple[float, float], look: Look, *, room: float) -> None:
    ticks = _ticks(reach, room)
    same = {"color": look.ink, "width": 2}
    drawing.shape("line", x0=0, x1=0, y0=-0.5, y1=count - 0.5, line=same, layer="between")
    drawing.x_axis(
        range=list(reach), tickvals=list(ticks), ticktext=list(ticks.values()), **bottom_line(look)
    )
    drawing.y_axis(visible=False, range=[count - 0.5, -0.5])
