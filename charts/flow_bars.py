"""Where cases go and where they stop, as bars under one another: for a narrow screen."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from charts.drawing import Drawing
from charts.flow import place_colour
from charts.flow_layout import kind_order, largest_stop, weights
from charts.numbers import about, bare_percent
from charts.theme import Look

Row = Mapping[str, Any]
PITCH = 46  # pixels from one bar to the next
THICK = 12


def flow_bars(rows: Sequence[Row], labels: Mapping[str, str], look: Look) -> go.Figure:
    """The places in the order cases pass them. rows: one district and period of the published flow."""
    ordered = in_passing_order(rows)
    height = PITCH * len(ordered) + 8
    drawing = Drawing(look, height=height, margin=(2, 0, 2, 0))
    stop, weight = largest_stop(rows), weights(rows)
    for number, row in enumerate(ordered):
        top = number * PITCH
        name = labels.get(row["place"], row["place"])
        share = "" if row["percent"] is None else f"  <b>{bare_percent(row['percent'])}</b>"
        drawing.words(
            f"{name}{share}  {about(row['count_low'], row['count_high'])}",
            0,
            top,
            size=look.text,
            colour=look.ink,
            yanchor="top",
        )
        _draw_bar(drawing, row, weight[row["place"]], top + 25, place_colour(row, stop, look))
    drawing.x_axis(visible=False, range=[0, 100])
    drawing.y_axis(visible=False, range=[height, 0])
    return drawing.figure()


def _draw_bar(drawing: Drawing, row: Row, weight: float, top: float, colour: str) -> None:
    """An outline while cases are open; hatched where the share is not shown, all along when under a band."""
    look = drawing.look
    if row["percent"] is None:
        drawing.hatch(0, weight or 100, top + THICK / 2, THICK)
        return
    box: dict[str, Any] = {"x0": 0, "y0": top, "y1": top + THICK}
    drawing.shape("rect", **box, x1=100, fillcolor=look.grid, line_width=0)
    hollow = row["kind"] == "open"
    line = {"color": colour, "width": 2 if hollow else 0}
    drawing.shape("rect", **box, x1=weight, fillcolor=look.paper if hollow else colour, line=line)


def in_passing_order(rows: Sequence[Row], parent: str | None = None) -> list[Row]:
    """Each place followed by the places its cases went to."""
    ordered: list[Row] = []
    for row in sorted((r for r in rows if (r["parent"] or None) == parent), key=kind_order):
        ordered += [row, *in_passing_order(rows, row["place"])]
    return ordered
