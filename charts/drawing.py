"""A chart while it is drawn: its parts are collected, and become a figure once.

Adding parts to a Plotly figure one by one checks all earlier parts again each time, which took six
curves 0.4 seconds.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import plotly.graph_objects as go

from charts.theme import FONT, Look, Margin

CLEAR = "rgba(0,0,0,0)"
MILLISECONDS_A_DAY = 86_400_000
AXIS = {"fixedrange": True, "zeroline": False, "showgrid": False, "automargin": False}


class Drawing:
    """See-through, without grid, legend or zoom, until its axes are told otherwise."""

    def __init__(self, look: Look, *, height: int, margin: Margin) -> None:
        left, top, right, bottom = margin
        self.look = look
        self.data: list[dict[str, Any]] = []
        self.shapes: list[dict[str, Any]] = []
        self.annotations: list[dict[str, Any]] = []
        self.axes: dict[str, dict[str, Any]] = {"xaxis": dict(AXIS), "yaxis": dict(AXIS)}
        self.frame = {"height": height, "margin": {"l": left, "t": top, "r": right, "b": bottom, "pad": 0}}

    def scatter(self, **trace: Any) -> None:
        self.data.append({"type": "scatter", **trace})

    def shape(self, kind: str, **shape: Any) -> None:
        self.shapes.append({"type": kind, **shape})

    def words(
        self, text: str, x: Any, y: Any, *, size: int, colour: str, anchor: str = "left", **more: Any
    ) -> None:
        """Words on the chart. `more` may move them (xshift, yshift) or bind them (xref, yref)."""
        align = anchor if anchor in ("left", "right") else "center"
        font = {"size": size, "color": colour}
        words = {"text": text, "x": x, "y": y, "xanchor": anchor, "align": align, "font": font}
        self.annotations.append({"showarrow": False, **words, **more})

    def hatch(self, start: float, end: float, y: float, thick: float) -> None:
        """Hatch a stretch of a row, so that a hidden value never looks like an empty or a zero one."""
        self._hatched(x=[end - start], base=[start], y=[y], width=[thick], orientation="h")

    def hatch_columns(self, middles: Sequence[date], days: Sequence[int], foot: float, height: float) -> None:
        """Hatch the foot of columns on an axis of time."""
        widths = [number * MILLISECONDS_A_DAY for number in days]
        heights, feet = [height] * len(widths), [foot] * len(widths)
        self._hatched(x=list(middles), y=heights, base=feet, width=widths)

    def _hatched(self, **box: Any) -> None:
        lines = {"shape": "/", "fgcolor": self.look.grey, "bgcolor": CLEAR, "size": 8, "solidity": 0.12}
        marker = {"color": CLEAR, "line": {"width": 0}, "pattern": lines}
        self.data.append({"type": "bar", **box, "marker": marker, "hoverinfo": "skip"})

    def x_axis(self, **settings: Any) -> None:
        self.axes["xaxis"] |= settings

    def y_axis(self, **settings: Any) -> None:
        self.axes["yaxis"] |= settings

    def figure(self) -> go.Figure:
        font = {"family": FONT, "size": self.look.text, "color": self.look.ink}
        layout = {
            "template": "none",  # the default one is 6 KB of settings for charts not used here
            "paper_bgcolor": CLEAR,
            "plot_bgcolor": CLEAR,
            "font": font,
            "showlegend": False,
            "dragmode": False,
            "hovermode": "closest",
            "hoverlabel": {"bgcolor": self.look.paper, "bordercolor": self.look.soft, "font": font},
            "shapes": self.shapes,
            "annotations": self.annotations,
            **self.frame,
            **self.axes,
        }
        return go.Figure(data=self.data, layout=layout)
