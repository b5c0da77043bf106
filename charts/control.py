"""Actual against intended over time, with the baseline and its usual range: an intervention's chart."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go

from charts.labels import EndLabel, label_ends
from charts.numbers import about, bare_percent, period
from charts.theme import Look, blank, words

Row = Mapping[str, Any]
RANGE_KEYS = ("percent", "centre_percent", "lower_percent", "upper_percent", "intended_percent")


def control_figure(
    rows: Sequence[Row], starts_on: date, start_words: str, look: Look, *, height: int, narrow: bool = False
) -> go.Figure:
    """rows: the published series of one intervention and district, in order of time."""
    margin = (
        (44, 8, 96, 46) if narrow else (int(62 * look.scale), 12, int(170 * look.scale), int(60 * look.scale))
    )
    figure = blank(look, height=height, margin=margin)
    y_range, step = percent_axis([row[key] for row in rows for key in RANGE_KEYS])
    first, last = rows[0]["period_from"], rows[-1]["period_to"]
    _shade_after(figure, starts_on, last, look)
    _draw_limits(figure, rows, look)
    _draw_intended(figure, rows, look)
    _draw_actual(figure, rows, look)
    _mark_start(figure, starts_on, start_words, look, narrow=narrow)
    _name_usual_range(figure, rows[0], look)
    labels = _end_labels(rows, look)
    label_ends(figure, labels, look, pixels=height - margin[1] - margin[3], y_range=y_range)
    draw_percent_axis(figure, y_range, step, look)
    _draw_time_axis(figure, first, last, look, narrow=narrow)
    return figure


def percent_axis(values: Sequence[int | None]) -> tuple[tuple[float, float], int]:
    """Range and tick step that hold all values with some air; never below 0 or above 100."""
    known = [value for value in values if value is not None] or [0, 100]
    low, high = min(known), max(known)
    spread = max(high - low, 8)
    step = next(size for size in (1, 2, 5, 10, 20, 25) if spread / size <= 7 or size == 25)
    bottom = max(0, (low - 1) // step * step)
    top = min(100, -(-(high + 1) // step) * step)
    # A little more than the last gridline, so that a line along the edge is not cut.
    return (float(bottom), top + step * 0.15), step


def draw_percent_axis(figure: go.Figure, y_range: tuple[float, float], step: int, look: Look) -> None:
    ticks = list(range(int(y_range[0]), int(y_range[1]) + 1, step))
    figure.update_yaxes(
        range=list(y_range),
        tickvals=ticks,
        ticktext=[f"{tick} %" for tick in ticks],
        tickfont={"size": look.tick},
        showgrid=True,
        gridcolor=look.grid,
        gridwidth=1,
    )


def _shade_after(figure: go.Figure, starts_on: date, last: date, look: Look) -> None:
    figure.add_shape(
        type="rect",
        x0=starts_on,
        x1=last,
        y0=0,
        y1=1,
        yref="paper",
        fillcolor=look.shade,
        line_width=0,
        layer="below",
    )


def _draw_limits(figure: go.Figure, rows: Sequence[Row], look: Look) -> None:
    """The baseline's centre dotted, its usual range between two faint lines."""
    days = [middle(row) for row in rows]
    for key in ("lower_percent", "upper_percent"):
        figure.add_scatter(
            x=days,
            y=[row[key] for row in rows],
            mode="lines",
            line={"color": look.grey, "width": 1.2, "shape": "hvh"},
            opacity=0.75,
            hoverinfo="skip",
        )
    figure.add_scatter(
        x=days,
        y=[row["centre_percent"] for row in rows],
        mode="lines",
        line={"color": look.soft, "width": 2, "dash": "dot"},
        hoverinfo="skip",
    )


def _name_usual_range(figure: go.Figure, row: Row, look: Look) -> None:
    if row["upper_percent"] is not None:
        words(
            figure,
            "usual range before",
            row["period_from"],
            row["upper_percent"],
            size=look.tick,
            colour=look.soft,
            xshift=6,
            yanchor="bottom",
        )


def _draw_intended(figure: go.Figure, rows: Sequence[Row], look: Look) -> None:
    after = [row for row in rows if row["intended_percent"] is not None]
    figure.add_scatter(
        x=[middle(row) for row in after],
        y=[row["intended_percent"] for row in after],
        mode="lines",
        line={"color": look.attention, "width": look.line, "dash": "dash"},
        hoverinfo="skip",
    )


def _draw_actual(figure: go.Figure, rows: Sequence[Row], look: Look) -> None:
    """A gap where a period is too small to show; hollow points where late records may change it."""
    signals = [row["signal"] == "outside_limits" for row in rows]
    hollow = [bool(row["is_provisional"]) for row in rows]
    figure.add_scatter(
        x=[middle(row) for row in rows],
        y=[row["percent"] for row in rows],
        mode="lines+markers",
        connectgaps=False,
        opacity=1,
        line={"color": look.focus, "width": look.line},
        marker={
            "color": [look.paper if empty else look.focus for empty in hollow],
            "size": [look.marker * (1.45 if signal else 1) for signal in signals],
            "symbol": ["diamond" if signal else "circle" for signal in signals],
            "line": {"color": look.focus, "width": 2},
            "opacity": 1,
        },
        customdata=[_hover(row) for row in rows],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _hover(row: Row) -> str:
    provisional = "<br>provisional" if row["is_provisional"] else ""
    return (
        f"<b>{period(row['period_from'], row['grain'])}</b><br>{bare_percent(row['percent'])} of "
        f"{about(row['out_of_low'], row['out_of_high'])}<br>usual range {row['lower_percent']} to "
        f"{row['upper_percent']} %{provisional}"
    )


def middle(row: Row) -> date:
    """The day a period is drawn on: its middle, so that it falls clearly before or after a start."""
    first: date = row["period_from"]
    return first + timedelta(days=(row["period_to"] - first).days // 2)


def _mark_start(figure: go.Figure, starts_on: date, start_words: str, look: Look, *, narrow: bool) -> None:
    figure.add_shape(
        type="line",
        x0=starts_on,
        x1=starts_on,
        y0=0,
        y1=1,
        yref="paper",
        line={"color": look.ink, "width": 2},
    )
    if not narrow:
        words(
            figure,
            start_words,
            starts_on,
            1,
            size=look.text,
            colour=look.ink,
            yref="paper",
            xshift=12,
            yshift=-4,
            yanchor="top",
        )


def _end_labels(rows: Sequence[Row], look: Look) -> list[EndLabel]:
    labels = []
    for key, name, colour, strong in (
        ("percent", "Actual", look.focus, True),
        ("intended_percent", "Intended", look.attention, True),
        ("centre_percent", "Before", look.soft, False),
    ):
        known = [row[key] for row in rows if row[key] is not None]
        if known:
            labels.append(EndLabel(f"{name} {bare_percent(known[-1])}", known[-1], colour, strong))
    return labels


def _draw_time_axis(figure: go.Figure, first: date, last: date, look: Look, *, narrow: bool) -> None:
    months = [
        date(year, m, 1)
        for year in range(first.year, last.year + 1)
        for m in ((1,) if narrow else (1, 4, 7, 10))
    ]
    ticks = [tick for tick in months if first <= tick <= last]
    every_year = narrow or len(ticks) > 14
    ticks = [tick for tick in ticks if not every_year or tick.month in (1, 7)] if not narrow else ticks
    texts = [
        f"{tick:%b}<br>{tick.year}" if tick.month == 1 or tick is ticks[0] else f"{tick:%b}" for tick in ticks
    ]
    figure.update_xaxes(
        type="date",
        range=[first, last],
        tickvals=ticks,
        ticktext=texts,
        tickfont={"size": look.tick},
        ticks="outside",
        ticklen=6,
        tickcolor=look.grey,
        showline=True,
        linecolor=look.grey,
    )
