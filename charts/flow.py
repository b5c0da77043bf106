"""Where cases go and where they stop, drawn as bands that never cross."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from charts.drawing import Drawing
from charts.flow_layout import Place, arranged, largest_stop
from charts.numbers import about, bare_percent
from charts.theme import Look, see_through

Row = Mapping[str, Any]
NODE_WIDTH = 0.034  # of the distance between two steps


def flow_figure(
    rows: Sequence[Row], labels: Mapping[str, str], look: Look, *, height: int, brief: bool = False
) -> go.Figure:
    """The flow from left to right. rows: one district and period of the published flow.

    brief: labels of one line, without counts, for type so large that two lines would leave no room.
    """
    drawing = Drawing(look, height=height, margin=(4, 6, 4, 6))
    label_height = look.text * (1.5 if brief else 2.9)
    places = arranged(rows, drawn=height - 12, label_height=label_height)
    stop = largest_stop(rows)
    for place in places.values():
        _draw_band(drawing, place, place_colour(place.row, stop, look))
    for place in places.values():
        _draw_place(drawing, place, place_colour(place.row, stop, look), look)
        _draw_label(drawing, place, labels, look, brief=brief)
    steps = max((row["step"] for row in rows), default=0)
    drawing.x_axis(visible=False, range=[0, steps + (0.6 if brief else 0.42)])
    drawing.y_axis(visible=False, range=[height - 12, 0])
    return drawing.figure()


def place_colour(row: Row, stop: str | None, look: Look) -> str:
    if row["place"] == stop:
        return look.attention
    return {"on": look.focus, "open": look.gold, "stopped": look.grey}[row["kind"]]


def _draw_band(drawing: Drawing, place: Place, colour: str) -> None:
    """A band from the parent's right edge to this place's left edge."""
    parent = place.parent
    if parent is None:
        return
    left, right = parent.row["step"] + NODE_WIDTH, float(place.row["step"])
    bend = (left + right) / 2
    start, end = parent.top + place.leaves, place.top
    path = (
        f"M{left},{start} C{bend},{start} {bend},{end} {right},{end} L{right},{end + place.height} "
        f"C{bend},{end + place.height} {bend},{start + place.height} {left},{start + place.height} Z"
    )
    share = 0.30 if place.row["kind"] != "open" else 0.22
    drawing.shape("path", path=path, fillcolor=see_through(colour, share), line_width=0, layer="below")


def _draw_place(drawing: Drawing, place: Place, colour: str, look: Look) -> None:
    """A solid bar; an outline when the cases are still open or the share is hidden."""
    open_or_hidden = place.row["kind"] == "open" or place.row["percent"] is None
    drawing.shape(
        "rect",
        x0=place.row["step"],
        x1=place.row["step"] + NODE_WIDTH,
        y0=place.top,
        y1=place.top + place.height,
        fillcolor=look.paper if open_or_hidden else colour,
        line={
            "color": colour,
            "width": 2 if open_or_hidden else 0,
            "dash": "dot" if open_or_hidden else "solid",
        },
    )


def _draw_label(
    drawing: Drawing, place: Place, labels: Mapping[str, str], look: Look, *, brief: bool
) -> None:
    name = f"<b>{labels.get(place.row['place'], place.row['place'])}</b>"
    text = f"{name}  {brief_words(place.row)}" if brief else f"{name}<br>{share_words(place.row)}"
    x = place.row["step"] + NODE_WIDTH
    drawing.words(text, x, place.middle, size=look.text, colour=look.ink, xshift=9, yanchor="middle")


def share_words(row: Row) -> str:
    """ "about 1,240 · 28 %"; the count alone where too few stand on either side for a share."""
    count = about(row["count_low"], row["count_high"])
    return count if row["percent"] is None else f"{count} · {bare_percent(row['percent'])}"


def brief_words(row: Row) -> str:
    """The share alone, or the count where there is none."""
    hidden = row["percent"] is None
    return about(row["count_low"], row["count_high"]) if hidden else bare_percent(row["percent"])
