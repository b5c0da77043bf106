"""One row per group: how often compared with the reference group, with its interval; numbers beside it."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from charts.numbers import RANGE, TOO_FEW, about, bare_percent, times, times_span
from charts.theme import Look, blank, hatch, see_through, words

Row = Mapping[str, Any]
TICKS = (
    1.0,
    2.0,
    0.5,
    1.5,
    0.7,
    3.0,
    0.3,
    1.2,
    0.8,
    4.0,
    0.2,
    1.1,
    0.9,
    1.3,
    1.4,
    0.6,
    1.7,
    2.5,
)  # the most telling first
NAMES, NUMBERS, SHARES = 170, 530, 250  # pixels left of the axis, right of it, and to the end of the shares
SMALLEST = 0.1  # a rounded ratio of 0.0 has no logarithm


def ordered(rows: Sequence[Row]) -> list[Row]:
    """Compared groups from the highest ratio down, then the reference, the unknown, and those too small."""
    return sorted(rows, key=lambda row: (_place(row), -(row["ratio"] or 0), row["group_value"]))


def _place(row: Row) -> int:
    if row["is_reference"]:
        return 1
    if row["group_value"] == "not_known":
        return 2
    return 3 if row["ratio"] is None else 0


def ratio_figure(
    rows: Sequence[Row], labels: Mapping[str, str], verb: str, look: Look, *, narrow: bool = False
) -> go.Figure:
    """rows: one decision point, breakdown, district and period. verb: what is counted, as "Arrested"."""
    groups = ordered(rows)
    pitch = 78 if narrow else int(56 * look.scale)
    top, bottom = (6, 44) if narrow else (int(44 * look.scale), int(48 * look.scale))
    left, right = (4, 4) if narrow else (int(NAMES * look.scale), int(NUMBERS * look.scale))
    figure = blank(look, height=pitch * len(groups) + top + bottom, margin=(left, top, right, bottom))
    low, high = _reach(groups)
    for number, row in enumerate(groups):
        _draw_row_ground(figure, number, look, low, high, narrow=narrow)
        _draw_row(figure, row, number, look, (low, high), narrow=narrow)
        _write_row(figure, row, number, labels, look, narrow=narrow)
    figure.add_shape(
        type="line",
        x0=0,
        x1=0,
        y0=-0.5,
        y1=len(groups) - 0.5,
        line={"color": look.ink, "width": 2},
        layer="between",
    )
    if not narrow:
        _write_headings(figure, groups, labels, verb, look)
    _draw_axes(figure, len(groups), low, high, look, narrow=narrow)
    return figure


def _reach(rows: Sequence[Row]) -> tuple[float, float]:
    """The axis in logarithms, wide enough for every interval and at least from 0.7 to 1.4."""
    ends = [
        max(row[key], SMALLEST) for row in rows for key in ("ratio_low", "ratio_high") if row[key] is not None
    ]
    low, high = min([*ends, 0.72]), max([*ends, 1.38])
    return math.log(low) - 0.08, math.log(high) + 0.08


def _draw_row_ground(
    figure: go.Figure, number: int, look: Look, low: float, high: float, *, narrow: bool
) -> None:
    if number % 2 == 0 or narrow:
        ink = see_through(look.ink, 0.035)
        edge = (0.02, 0.46) if narrow else (-0.5, 0.5)
        figure.add_shape(
            type="rect",
            x0=low,
            x1=high,
            y0=number + edge[0],
            y1=number + edge[1],
            fillcolor=ink,
            line_width=0,
            layer="below",
        )


def _draw_row(
    figure: go.Figure, row: Row, number: int, look: Look, reach: tuple[float, float], *, narrow: bool
) -> None:
    y = number + 0.24 if narrow else number
    if row["is_reference"]:
        figure.add_scatter(
            x=[0],
            y=[y],
            mode="markers",
            marker={"symbol": "diamond", "size": look.text * 1.2, "color": look.grey},
            hoverinfo="skip",
        )
    elif row["ratio"] is None:
        hatch(figure, reach, y, 0.34, look)
    else:
        _draw_interval(figure, row, y, look)


def _draw_interval(figure: go.Figure, row: Row, y: float, look: Look) -> None:
    """Filled where the difference is unlikely to be chance, open where it could be."""
    sure = row["finding"] in ("higher", "lower")
    colour = look.attention if sure else look.soft if row["group_value"] == "not_known" else look.focus
    low, ratio, high = (math.log(max(row[key], SMALLEST)) for key in ("ratio_low", "ratio", "ratio_high"))
    figure.add_scatter(
        x=[low, high],
        y=[y, y],
        mode="lines",
        line={"color": colour, "width": look.line * 1.7},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=[ratio],
        y=[y],
        mode="markers",
        marker={
            "size": look.text * 1.1,
            "color": colour if sure else look.paper,
            "line": {"color": colour, "width": look.line},
        },
        hoverinfo="skip",
    )


def _comparison(row: Row) -> str:
    if row["is_reference"]:
        return "comparison group"
    if row["ratio"] is None:
        return TOO_FEW
    return f"<b>{times(row['ratio'])}</b>  ({times_span(row['ratio_low'], row['ratio_high'])})"


def _share(row: Row) -> str:
    if row["percent"] is None:
        return TOO_FEW
    return f"{bare_percent(row['percent'])} of {about(row['out_of_low'], row['out_of_high'])}"


def _write_row(
    figure: go.Figure, row: Row, number: int, labels: Mapping[str, str], look: Look, *, narrow: bool
) -> None:
    name = labels.get(row["group_value"], row["group_value"])
    size = look.text
    if narrow:
        words(
            figure,
            f"<b>{name}</b>",
            0,
            number - 0.2,
            size=look.text,
            colour=look.ink,
            xref="paper",
            yanchor="middle",
        )
        words(
            figure,
            _comparison(row),
            1,
            number - 0.2,
            size=look.text,
            colour=look.ink,
            xref="paper",
            yanchor="middle",
            anchor="right",
        )
        return
    soft = look.soft if row["ratio"] is None and not row["is_reference"] else look.ink
    right = {"xref": "paper", "anchor": "right", "yanchor": "middle"}
    words(figure, name, 0, number, size=look.label, colour=look.ink, xshift=-16, **right)
    for text, end in ((_share(row), SHARES), (_comparison(row), NUMBERS - 4)):
        words(figure, text, 1, number, size=look.text, colour=soft, xshift=end * look.scale, **right)


def _write_headings(
    figure: go.Figure, groups: Sequence[Row], labels: Mapping[str, str], verb: str, look: Look
) -> None:
    reference = next(
        (labels.get(row["group_value"], "") for row in groups if row["is_reference"]), "the reference"
    )
    place = {"xref": "paper", "yref": "paper", "anchor": "right", "yanchor": "bottom", "yshift": 8}
    for text, end in ((verb, SHARES), (f"Compared with {reference} ({RANGE})", NUMBERS - 4)):
        words(figure, text, 1, 1, size=look.tick, colour=look.soft, xshift=end * look.scale, **place)


def _ticks(low: float, high: float, *, room: float) -> dict[float, str]:
    """As many ratios as keep `room` (a share of the axis) to their neighbours, "same" always among them."""
    placed: dict[float, str] = {}
    for ratio in TICKS:
        at = math.log(ratio)
        if low <= at <= high and all(abs(at - other) > room * (high - low) for other in placed):
            placed[at] = "same" if ratio == 1.0 else times(ratio)
    return placed


def _draw_axes(figure: go.Figure, count: int, low: float, high: float, look: Look, *, narrow: bool) -> None:
    ticks = _ticks(low, high, room=0.13 if narrow else 0.085)
    figure.update_xaxes(
        range=[low, high],
        tickvals=list(ticks),
        ticktext=list(ticks.values()),
        tickfont={"size": look.tick},
        ticks="outside",
        tickcolor=look.grey,
        showline=True,
        linecolor=look.grey,
    )
    figure.update_yaxes(visible=False, range=[count - 0.5, -0.5])
