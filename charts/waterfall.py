"""Where a gap enters: one bar per decision point, from the ratio before it to the ratio after it."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from charts.axes import bottom_line
from charts.drawing import Drawing
from charts.numbers import RANGE, times
from charts.theme import Look, see_through

Row = Mapping[str, Any]
MARGINS = (190, 470)  # pixels for the names left of the axis, and for the numbers right of it
STEP_END = 140  # pixels from the axis to the end of the column of steps
PITCH = 50
NARROW_PITCH = 66
# The most telling first: as many as fit are shown. In 100 of the comparison group.
TICKS = (100, 150, 200, 75, 50, 125, 300, 120, 80, 110, 90, 400, 30)
NARROWEST = (85, 118)
ALL_TOGETHER = "All steps together"


def waterfall_figure(
    rows: Sequence[Row], names: Mapping[str, str], reference: str, look: Look, *, narrow: bool = False
) -> go.Figure:
    """rows: one group's steps of the published ladder, each of them shown. names: of the decision points."""
    pitch = NARROW_PITCH if narrow else int(PITCH * look.scale)
    top, bottom = (6, 44) if narrow else (int(44 * look.scale), int(44 * look.scale))
    left, right = (4, 4) if narrow else tuple(int(margin * look.scale) for margin in MARGINS)
    height = pitch * (len(rows) + 1) + top + bottom
    drawing = Drawing(look, height=height, margin=(left, top, right, bottom))
    before = 100
    for number, row in enumerate(rows):
        _draw_step(drawing, number, (before, row["cumulative_percent"]), look, narrow=narrow)
        before = row["cumulative_percent"]
        label = names.get(row["decision_point"], row["decision_point"])
        _write(drawing, number, label, (times(row["ratio"]), f"{before}"), look, narrow=narrow)
    _draw_whole(drawing, rows, look, narrow=narrow)
    if not narrow:
        _write_headings(drawing, reference, look)
    _draw_axes(drawing, rows, look, narrow=narrow)
    return drawing.figure()


def _draw_step(
    drawing: Drawing, number: int, ends: tuple[int, int], look: Look, *, narrow: bool, strong: bool = False
) -> None:
    """A bar from the ratio before the step to the one after; a line where the step changes next to nothing."""
    start, end = (math.log(max(percent, 1)) for percent in ends)
    colour = look.attention if end > start else look.focus
    middle = number + (0.22 if narrow else 0.0)
    half = 0.17 if narrow else 0.27
    low, high = sorted((start, end))
    fill = colour if strong else see_through(colour, 0.55)
    drawing.shape(
        "rect", x0=low, x1=high, y0=middle - half, y1=middle + half, fillcolor=fill, line={"color": colour}
    )
    if not strong:
        down = {"color": look.grey, "width": 1, "dash": "dot"}
        drawing.shape("line", x0=end, x1=end, y0=middle + half, y1=middle + 1 - half, line=down)


def _draw_whole(drawing: Drawing, rows: Sequence[Row], look: Look, *, narrow: bool) -> None:
    """The whole way, with its interval."""
    last, number = rows[-1], len(rows)
    _draw_step(drawing, number, (100, last["cumulative_percent"]), look, narrow=narrow, strong=True)
    ends = [math.log(max(last[f"cumulative_percent_{end}"], 1)) for end in ("low", "high")]
    y = number + (0.22 if narrow else 0.0)
    line = {"color": look.ink, "width": look.line * 0.7}
    drawing.scatter(x=ends, y=[y, y], mode="lines", line=line, hoverinfo="skip")
    reach = f"{last['cumulative_percent_low']} to {last['cumulative_percent_high']}"
    span = f"<b>{last['cumulative_percent']}</b>  ({reach})"
    _write(drawing, number, f"<b>{ALL_TOGETHER}</b>", ("", span), look, narrow=narrow)


def _write(
    drawing: Drawing, number: int, name: str, numbers: tuple[str, str], look: Look, *, narrow: bool
) -> None:
    shared: dict[str, Any] = {"xref": "paper", "yanchor": "middle", "size": look.text, "colour": look.ink}
    if narrow:
        drawing.words(name, 0, number - 0.22, **shared)
        text = "  ·  ".join(part for part in numbers if part)
        drawing.words(text, 1, number - 0.22, anchor="right", **shared)
        return
    drawing.words(name, 0, number, anchor="right", xshift=-16, **shared)
    for text, end in zip(numbers, (STEP_END, MARGINS[1] - 4), strict=True):
        drawing.words(text, 1, number, anchor="right", xshift=end * look.scale, **shared)


def _write_headings(drawing: Drawing, reference: str, look: Look) -> None:
    place: dict[str, Any] = {"xref": "paper", "yref": "paper", "anchor": "right", "yanchor": "bottom"}
    for text, end in (
        ("At this step", STEP_END),
        (f"Up to here, for 100 {reference} ({RANGE})", MARGINS[1] - 4),
    ):
        shifts: dict[str, Any] = {"xshift": end * look.scale, "yshift": 8}
        drawing.words(text, 1, 1, size=look.tick, colour=look.soft, **place, **shifts)


def _draw_axes(drawing: Drawing, rows: Sequence[Row], look: Look, *, narrow: bool) -> None:
    met = [row["cumulative_percent"] for row in rows]
    ends = [rows[-1]["cumulative_percent_low"], rows[-1]["cumulative_percent_high"], *met, *NARROWEST]
    low, high = math.log(max(min(ends), 1)) - 0.03, math.log(max(ends)) + 0.03
    room = (0.16 if narrow else 0.1) * (high - low)
    ticks: list[int] = []
    for tick in TICKS:
        at = math.log(tick)
        if low <= at <= high and all(abs(at - math.log(other)) > room for other in ticks):
            ticks.append(tick)
    _draw_same(drawing, len(rows), look, narrow=narrow)
    drawing.x_axis(
        range=[low, high],
        tickvals=[math.log(tick) for tick in ticks],
        ticktext=["same" if tick == 100 else str(tick) for tick in ticks],
        **bottom_line(look),
    )
    drawing.y_axis(visible=False, range=[len(rows) + 0.5, -0.5])


def _draw_same(drawing: Drawing, last: int, look: Look, *, narrow: bool) -> None:
    """The line of no difference; on a phone beside the bars only, because the names stand between them."""
    spans = [(number, number + 0.5) for number in range(last + 1)] if narrow else [(-0.5, last + 0.5)]
    same = {"color": look.ink, "width": 2}
    for top, bottom in spans:
        drawing.shape("line", x0=math.log(100), x1=math.log(100), y0=top, y1=bottom, line=same, layer="below")
