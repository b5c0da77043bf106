"""Colours and sizes of every chart, in one place; and the layout all charts start from."""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

FONT = '"Source Sans", "Source Sans 3", sans-serif'


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a figure needs to know of the screen: colours, and sizes in pixels."""

    paper: str
    ink: str
    soft: str  # second voice: still 4.5:1 on paper
    grid: str
    shade: str  # behind the time after a change
    focus: str
    attention: str
    good: str
    violet: str
    gold: str
    grey: str
    root: int  # pixels of 1 rem
    text: int
    label: int
    tick: int
    line: float
    marker: int
    scale: float  # of heights and margins against the normal screen


LIGHT: dict[str, str] = {
    "paper": "#FBFBF9",
    "ink": "#17232D",
    "soft": "#55626B",
    "grid": "#E1E5E6",
    "shade": "#ECF2F5",
    "focus": "#0072B2",
    "attention": "#C04F00",
    "good": "#00795A",
    "violet": "#7A4EA3",
    "gold": "#8A6100",
    "grey": "#8C98A1",
}
DARK: dict[str, str] = {
    "paper": "#10181F",
    "ink": "#EAF0F3",
    "soft": "#B1BDC5",
    "grid": "#2A3640",
    "shade": "#18242D",
    "focus": "#5CB8EE",
    "attention": "#FF9A5C",
    "good": "#4FD1A5",
    "violet": "#C9A6EC",
    "gold": "#E7BE5A",
    "grey": "#7E8C96",
}


def look(theme: str | None, *, meeting: bool = False, narrow: bool = False) -> Look:
    """Light unless the screen says dark; larger in meeting mode, to be read at three metres; smaller on a phone."""
    colours = DARK if theme == "dark" else LIGHT
    if narrow:
        return Look(**colours, root=17, text=15, label=15, tick=13, line=2.4, marker=5, scale=0.8)
    if meeting:
        return Look(**colours, root=24, text=25, label=27, tick=22, line=4.5, marker=13, scale=1.4)
    return Look(**colours, root=17, text=17, label=19, tick=16, line=3.2, marker=9, scale=1.0)


def see_through(colour: str, share: float) -> str:
    """The colour as rgba with this opacity, 0 to 1."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"


def blank(look: Look, *, height: int, margin: tuple[int, int, int, int]) -> go.Figure:
    """An empty figure: see-through, no grid, no legend, nothing to zoom. Margin is left, top, right, bottom."""
    left, top, right, bottom = margin
    figure = go.Figure()
    figure.update_layout(
        template=None,
        height=height,
        margin={"l": left, "t": top, "r": right, "b": bottom, "pad": 0},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": look.text, "color": look.ink},
        showlegend=False,
        dragmode=False,
        hovermode="closest",
        hoverlabel={
            "bgcolor": look.paper,
            "bordercolor": look.soft,
            "font": {"family": FONT, "size": look.text, "color": look.ink},
        },
    )
    axis: dict[str, Any] = {"fixedrange": True, "zeroline": False, "showgrid": False, "automargin": False}
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
    return figure


def words(
    figure: go.Figure, text: str, x: Any, y: Any, *, size: int, colour: str, anchor: str = "left", **more: Any
) -> None:
    """Put words on the figure. `more` may move them (xshift, yshift) or bind them to the paper (xref, yref)."""
    figure.add_annotation(
        text=text,
        x=x,
        y=y,
        showarrow=False,
        xanchor=anchor,
        align="left" if anchor == "left" else "right" if anchor == "right" else "center",
        font={"size": size, "color": colour},
        **more,
    )


def hatch(figure: go.Figure, reach: tuple[float, float], y: float, thick: float, look: Look) -> None:
    """Hatch a stretch of a row, so that a hidden value never looks like an empty or a zero one."""
    pattern = {"shape": "/", "fgcolor": look.grey, "bgcolor": "rgba(0,0,0,0)", "size": 8, "solidity": 0.12}
    figure.add_bar(
        x=[reach[1] - reach[0]],
        base=[reach[0]],
        y=[y],
        width=[thick],
        orientation="h",
        marker={"color": "rgba(0,0,0,0)", "line": {"width": 0}, "pattern": pattern},
        hoverinfo="skip",
    )
