"""How far each agency's data reach: one bar per agency, and the day up to which all of them speak."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import plotly.graph_objects as go

from charts.axes import bottom_line
from charts.drawing import Drawing
from charts.numbers import day
from charts.theme import Look

Row = Mapping[str, Any]
PITCH, TALLEST = 44, 190  # pixels of a row, and of all rows together where there are many
BEHIND_DAYS = 31  # an agency this far behind the newest one holds the others back


def dated(rows: Sequence[Row]) -> list[Row]:
    """Agencies that have sent records: the others have no bar."""
    return [row for row in rows if row["covers_from"] and row["covers_to"]]


def behind(rows: Sequence[Row]) -> list[Row]:
    """Agencies whose records stop more than a month before the newest agency's."""
    newest = max((row["covers_to"] for row in rows if row["covers_to"]), default=date.min)
    return [row for row in rows if row["covers_to"] and (newest - row["covers_to"]).days > BEHIND_DAYS]


def freshness_figure(
    rows: Sequence[Row], labels: Mapping[str, str], look: Look, *, narrow: bool = False
) -> go.Figure:
    """rows: published agencies that are dated. Those that are behind stand out."""
    pitch = 50 if narrow else int(min(PITCH, TALLEST / len(rows)) * look.scale)
    left, right = (4, 112) if narrow else (int(220 * look.scale), int(160 * look.scale))
    bottom = int(38 * look.scale)
    drawing = Drawing(look, height=pitch * len(rows) + bottom + 8, margin=(left, 8, right, bottom))
    late = behind(rows)
    for number, row in enumerate(rows):
        colour = look.attention if row in late else look.focus
        middle = number + (0.16 if narrow else 0.0)
        _draw_bar(drawing, row, middle, 0.14 if narrow else 0.2, colour)
        _write_end(drawing, row, middle, look.attention if row in late else look.ink, look)
        _write_name(drawing, labels.get(row["agency"], row["agency"]), number, look, narrow=narrow)
    _mark_common_day(drawing, rows, look)
    _draw_axes(drawing, rows, look)
    return drawing.figure()


def _draw_bar(drawing: Drawing, row: Row, middle: float, half: float, colour: str) -> None:
    box = {"x0": row["covers_from"], "x1": row["covers_to"], "y0": middle - half, "y1": middle + half}
    drawing.shape("rect", **box, fillcolor=colour, line_width=0)


def _write_end(drawing: Drawing, row: Row, middle: float, colour: str, look: Look) -> None:
    text = f"to {day(row['covers_to'])}"
    drawing.words(
        f"<b>{text}</b>" if colour != look.ink else text,
        1,
        middle,
        size=look.text,
        colour=colour,
        xref="paper",
        xshift=10,
        yanchor="middle",
    )


def _write_name(drawing: Drawing, name: str, number: int, look: Look, *, narrow: bool) -> None:
    """Beside the bar; on a narrow screen above it."""
    shared: dict[str, Any] = {"size": look.text, "colour": look.ink, "xref": "paper", "yanchor": "middle"}
    if narrow:
        drawing.words(name, 0, number - 0.22, **shared)
    else:
        drawing.words(name, 0, number, anchor="right", xshift=-14, **shared)


def _mark_common_day(drawing: Drawing, rows: Sequence[Row], look: Look) -> None:
    common = min(row["covers_to"] for row in rows)
    line = {"color": look.ink, "width": 2, "dash": "dot"}
    drawing.shape("line", x0=common, x1=common, y0=-0.5, y1=len(rows) - 0.5, line=line)


def _draw_axes(drawing: Drawing, rows: Sequence[Row], look: Look) -> None:
    first, last = min(row["covers_from"] for row in rows), max(row["covers_to"] for row in rows)
    years = [date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    texts = [str(year.year) for year in years]
    drawing.x_axis(type="date", range=[first, last], tickvals=years, ticktext=texts, **bottom_line(look))
    drawing.y_axis(visible=False, range=[len(rows) - 0.5, -0.5])
