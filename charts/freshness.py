"""How far each agency's data reach: one bar per agency, and the day up to which all of them speak."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import plotly.graph_objects as go

from charts.numbers import day
from charts.theme import Look, blank, words

Row = Mapping[str, Any]


def freshness_figure(rows: Sequence[Row], look: Look, *, narrow: bool = False) -> go.Figure:
    """rows: the published agencies. Agencies that reach less far than the others stand out."""
    known = [row for row in rows if row["covers_to"] and row["covers_from"]]
    pitch = 50 if narrow else int(44 * look.scale)
    bottom = 30 if narrow else int(38 * look.scale)
    left = 4 if narrow else int(230 * look.scale)
    right = 110 if narrow else int(190 * look.scale)
    figure = blank(look, height=pitch * len(known) + bottom + 10, margin=(left, 8, right, bottom))
    if not known:
        return figure
    newest = max(row["covers_to"] for row in known)
    for number, row in enumerate(known):
        _draw_agency(figure, row, number, newest, look, narrow=narrow)
    common = min(row["covers_to"] for row in known)
    figure.add_shape(
        type="line",
        x0=common,
        x1=common,
        y0=-0.5,
        y1=len(known) - 0.5,
        line={"color": look.ink, "width": 2, "dash": "dot"},
    )
    _draw_axes(figure, known, newest, look, narrow=narrow)
    return figure


def _draw_agency(figure: go.Figure, row: Row, number: int, newest: date, look: Look, *, narrow: bool) -> None:
    behind = (newest - row["covers_to"]).days > 31
    colour = look.attention if behind else look.focus
    half = 0.14 if narrow else 0.2
    middle = number + (0.16 if narrow else 0.0)
    figure.add_shape(
        type="rect",
        x0=row["covers_from"],
        x1=row["covers_to"],
        y0=middle - half,
        y1=middle + half,
        fillcolor=colour,
        line_width=0,
    )
    to = f"<b>to {day(row['covers_to'])}</b>" if behind else f"to {day(row['covers_to'])}"
    text_colour = colour if behind else look.ink
    size = look.text
    if narrow:
        words(
            figure,
            row["agency"],
            0,
            number - 0.22,
            size=size,
            colour=look.ink,
            xref="paper",
            yanchor="middle",
        )
    else:
        words(
            figure,
            row["agency"],
            0,
            number,
            size=size,
            colour=look.ink,
            xref="paper",
            anchor="right",
            xshift=-14,
            yanchor="middle",
        )
    words(figure, to, 1, middle, size=size, colour=text_colour, xref="paper", xshift=10, yanchor="middle")


def _draw_axes(figure: go.Figure, rows: Sequence[Row], newest: date, look: Look, *, narrow: bool) -> None:
    first = min(row["covers_from"] for row in rows)
    ticks = [date(year, 1, 1) for year in range(first.year + 1, newest.year + 1)]
    figure.update_xaxes(
        type="date",
        range=[first, newest],
        tickvals=ticks,
        ticktext=[str(tick.year) for tick in ticks],
        tickfont={"size": look.tick},
        ticks="outside",
        tickcolor=look.grey,
        showline=True,
        linecolor=look.grey,
    )
    figure.update_yaxes(visible=False, range=[len(rows) - 0.5, -0.5])
