"""Where cases go and where they stop, drawn as bands that never cross."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from charts.numbers import TOO_FEW, about, bare_percent
from charts.theme import Look, blank, see_through, words

Row = Mapping[str, Any]
KIND_ORDER = ("on", "open", "stopped")
NODE_WIDTH = 0.034  # of the distance between two steps
GAP = 0.42  # between two labels, in heights of a label
THIN = 5.0  # pixels of a place whose share is hidden or nearly nothing


@dataclass(frozen=True)
class Place:
    """A place as drawn: top and height in pixels, and where its band leaves the parent."""

    row: Row
    top: float
    height: float
    parent: str | None
    leaves: float  # pixels below the parent's top

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def largest_stop(rows: Sequence[Row]) -> str | None:
    """The place where most cases stop for good: of those that lead nowhere further."""
    parents = {row["parent"] for row in rows}
    stops = [row for row in rows if row["kind"] == "stopped" and row["place"] not in parents]
    known = [row for row in stops if row["percent"] is not None]
    return max(known, key=lambda row: row["percent"])["place"] if known else None


def flow_figure(
    rows: Sequence[Row], labels: Mapping[str, str], look: Look, *, height: int, brief: bool = False
) -> go.Figure:
    """The flow from left to right. rows: one district and period of the published flow.

    brief: labels of one line, without counts, for type so large that two lines would leave no room.
    """
    figure = blank(look, height=height, margin=(4, 6, 4, 6))
    label_height = look.text * (1.5 if brief else 2.9)
    places = _arranged(rows, drawn=height - 12, label_height=label_height)
    stop = largest_stop(rows)
    for place in places.values():
        _draw_band(figure, place, places, place_colour(place.row, stop, look))
    for place in places.values():
        _draw_place(figure, place, place_colour(place.row, stop, look), look)
        _draw_label(figure, place, labels, look, brief=brief)
    steps = max((row["step"] for row in rows), default=0)
    figure.update_xaxes(visible=False, range=[0, steps + (0.5 if brief else 0.42)])
    figure.update_yaxes(visible=False, range=[height - 12, 0])
    return figure


def _arranged(rows: Sequence[Row], *, drawn: float, label_height: float) -> dict[str, Place]:
    """Every place with its position; the scale shrinks until the fullest step fits."""
    scale = drawn / 100
    places = _placed(rows, scale, label_height)
    for _ in range(30):
        if (
            max((place.top + max(place.height, label_height) for place in places.values()), default=0)
            <= drawn
        ):
            return places
        scale *= 0.95
        places = _placed(rows, scale, label_height)
    return places


def _placed(rows: Sequence[Row], scale: float, label_height: float) -> dict[str, Place]:
    places: dict[str, Place] = {}
    for step in sorted({row["step"] for row in rows}):
        bottom = -label_height * GAP
        here = [row for row in rows if row["step"] == step]
        parents = [place for place in places if any(row["parent"] == place for row in here)] or [None]
        for parent in parents:
            leaves = 0.0
            for row in sorted((r for r in here if (r["parent"] or None) == parent), key=kind_order):
                height = max(THIN, (row["percent"] or 0) * scale)
                wished = places[parent].top + leaves if parent else 0.0
                # A label needs its own height; a place lower than that borrows room above and below.
                spare = max(0.0, label_height - height) / 2
                top = max(wished, bottom + label_height * GAP + spare)
                places[row["place"]] = Place(row, top, height, parent, leaves)
                bottom = top + height + spare
                leaves += height
    return places


def kind_order(row: Row) -> int:
    return KIND_ORDER.index(row["kind"])


def place_colour(row: Row, stop: str | None, look: Look) -> str:
    if row["place"] == stop:
        return look.attention
    return {"on": look.focus, "open": look.gold, "stopped": look.grey}[row["kind"]]


def _draw_band(figure: go.Figure, place: Place, places: Mapping[str, Place], colour: str) -> None:
    """A band from the parent's right edge to this place's left edge."""
    if place.parent is None:
        return
    parent = places[place.parent]
    left, right = parent.row["step"] + NODE_WIDTH, float(place.row["step"])
    bend = (left + right) / 2
    start, end = parent.top + place.leaves, place.top
    path = (
        f"M{left},{start} C{bend},{start} {bend},{end} {right},{end} L{right},{end + place.height} "
        f"C{bend},{end + place.height} {bend},{start + place.height} {left},{start + place.height} Z"
    )
    share = 0.30 if place.row["kind"] != "open" else 0.22
    figure.add_shape(
        type="path", path=path, fillcolor=see_through(colour, share), line_width=0, layer="below"
    )


def _draw_place(figure: go.Figure, place: Place, colour: str, look: Look) -> None:
    """A solid bar; an outline when the cases are still open or the share is hidden."""
    open_or_hidden = place.row["kind"] == "open" or place.row["percent"] is None
    figure.add_shape(
        type="rect",
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
    figure: go.Figure, place: Place, labels: Mapping[str, str], look: Look, *, brief: bool
) -> None:
    name = f"<b>{labels.get(place.row['place'], place.row['place'])}</b>"
    text = f"{name}  {bare_percent(place.row['percent'])}" if brief else f"{name}<br>{share_words(place.row)}"
    x = place.row["step"] + NODE_WIDTH
    words(figure, text, x, place.middle, size=look.text, colour=look.ink, xshift=9, yanchor="middle")


def share_words(row: Row) -> str:
    """ "about 1,240 · 28 %", or that it is too few to show."""
    if row["percent"] is None:
        return TOO_FEW
    return f"{about(row['count_low'], row['count_high'])} · {bare_percent(row['percent'])}"
