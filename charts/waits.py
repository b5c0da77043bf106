"""One row per wait: the share that came within the standard, with its interval; days and those pending beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from charts.axes import bottom_line
from charts.drawing import Drawing
from charts.numbers import RANGE, SPACE, TOO_FEW, about, bare_percent, span
from charts.theme import Look, see_through

Row = Mapping[str, Any]
PITCH = 56  # pixels of a row
EDGE = 22  # pixels beside a narrow chart, for half of "100 %"
LETTER = 0.48  # width of a letter in its own size, on average
COLUMNS = (
    (f"In time ({RANGE})", 225),
    ("Half within", 350),
    ("Still waiting", 505),
)  # and where they end, in pixels
NOT_REACHED = "not yet half"


def waits_figure(
    rows: Sequence[Row], labels: Mapping[str, str], look: Look, *, narrow: bool = False
) -> go.Figure:
    """rows: published waits that have a standard, one district and period. labels: "Charging decided in 30 days"."""
    pitch = 78 if narrow else int(PITCH * look.scale)
    top, bottom = (6, 44) if narrow else (int(44 * look.scale), int(44 * look.scale))
    left, right = (
        (EDGE, EDGE) if narrow else (_room(rows, labels, look), int((COLUMNS[-1][1] + 6) * look.scale))
    )
    drawing = Drawing(look, height=pitch * len(rows) + top + bottom, margin=(left, top, right, bottom))
    for number, row in enumerate(rows):
        _draw_ground(drawing, number, look, narrow=narrow)
        _draw_share(drawing, row, number + (0.24 if narrow else 0.0), look)
        _write_row(drawing, row, labels[row["indicator"]], number, look, narrow=narrow)
    if not narrow:
        _write_headings(drawing, look)
    _draw_axes(drawing, len(rows), look, narrow=narrow)
    return drawing.figure()


def half_words(row: Row) -> str:
    """By when half have had the event, those still waiting in it: "12 days"; too few, or not yet half."""
    if row["shown"] != "shown":
        return TOO_FEW
    return NOT_REACHED if row["median"] is None else _time(row["median"], row["unit_of_time"])


def _time(value: int, unit: str) -> str:
    return f"{value}{SPACE}{unit.removesuffix('s') if value == 1 else unit}"


def _room(rows: Sequence[Row], labels: Mapping[str, str], look: Look) -> int:
    return int(max(len(labels[row["indicator"]]) for row in rows) * look.label * LETTER) + 24


def _draw_ground(drawing: Drawing, number: int, look: Look, *, narrow: bool) -> None:
    """Every second row shaded; on a narrow screen the strip under each name."""
    if number % 2 and not narrow:
        return
    above, below = (0.02, 0.46) if narrow else (-0.5, 0.5)
    box = {"x0": 0, "x1": 100, "y0": number + above, "y1": number + below}
    drawing.shape("rect", **box, fillcolor=see_through(look.ink, 0.035), line_width=0, layer="below")


def _draw_share(drawing: Drawing, row: Row, y: float, look: Look) -> None:
    """The share as a point on its interval; hatched where it is hidden."""
    if row["within_percent"] is None:
        drawing.hatch(0, 100, y, 0.34)
        return
    line = {"color": see_through(look.focus, 0.45), "width": look.line * 2.6}
    ends = [row["within_percent_low"], row["within_percent_high"]]
    drawing.scatter(x=ends, y=[y, y], mode="lines", line=line, hoverinfo="skip")
    marker = {"size": look.text * 1.1, "color": look.focus}
    drawing.scatter(x=[row["within_percent"]], y=[y], mode="markers", marker=marker, hoverinfo="skip")


def _write_row(drawing: Drawing, row: Row, name: str, number: int, look: Look, *, narrow: bool) -> None:
    """Name and numbers in one line; on a narrow screen name and share above the strip."""
    shared: dict[str, Any] = {"xref": "paper", "yanchor": "middle", "size": look.text}
    share = f"<b>{bare_percent(row['within_percent'])}</b>"
    if narrow:
        left, right = {"xshift": 4 - EDGE}, {"xshift": EDGE - 4, "anchor": "right"}
        drawing.words(f"<b>{name}</b>", 0, number - 0.2, colour=look.ink, **left, **shared)
        drawing.words(share, 1, number - 0.2, colour=look.ink, **right, **shared)
        return
    drawing.words(
        name, 0, number, xshift=-16, anchor="right", colour=look.ink, **(shared | {"size": look.label})
    )
    cells = (_share(row), half_words(row), _pending(row))
    for cell, (_, end) in zip(cells, COLUMNS, strict=True):
        colour = look.soft if TOO_FEW in cell else look.ink
        drawing.words(cell, 1, number, xshift=end * look.scale, anchor="right", colour=colour, **shared)


def _share(row: Row) -> str:
    if row["within_percent"] is None:
        return TOO_FEW
    ends = span(row["within_percent_low"], row["within_percent_high"])
    return f"<b>{bare_percent(row['within_percent'])}</b>  ({ends})"


def _pending(row: Row) -> str:
    of = about(row["cases_low"], row["cases_high"])
    return (
        f"{bare_percent(row['pending_percent'])} of {of}" if row["pending_percent"] is not None else TOO_FEW
    )


def _write_headings(drawing: Drawing, look: Look) -> None:
    place: dict[str, Any] = {"xref": "paper", "yref": "paper", "anchor": "right", "yanchor": "bottom"}
    for text, end in COLUMNS:
        shifts: dict[str, Any] = {"xshift": end * look.scale, "yshift": 8}
        drawing.words(text, 1, 1, size=look.tick, colour=look.soft, **place, **shifts)


def _draw_axes(drawing: Drawing, count: int, look: Look, *, narrow: bool) -> None:
    ticks = list(range(0, 101, 50 if narrow else 25))
    drawing.x_axis(
        range=[0, 100.5], tickvals=ticks, ticktext=[f"{tick} %" for tick in ticks], **bottom_line(look)
    )
    drawing.y_axis(visible=False, range=[count - 0.5, -0.5])
