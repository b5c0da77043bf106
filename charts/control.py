"""Actual against intended over time, with the baseline and its usual range: an intervention's chart."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go

from charts.axes import draw_percent_axis, draw_time_axis, percent_range
from charts.drawing import Drawing
from charts.labels import EndLabel, label_ends
from charts.numbers import about, bare_percent, period, span
from charts.theme import Look, see_through

Row = Mapping[str, Any]
MARGIN, NARROW_MARGIN = (62, 9, 170, 60), (44, 8, 112, 34)  # left, top, right, bottom
HOVER = "<b>%{customdata[0]}</b><br>%{y} % of %{customdata[1]}%{customdata[2]}<extra></extra>"
USUAL, LABEL_LENGTH = "usual range before", 6  # words over the line, and how many periods they cover
OLD_COURSE = "Old course"
FOOT = 0.05  # of the height, hatched under a hidden period
LINES = ("percent", "centre_percent", "lower_percent", "upper_percent", "intended_percent")
COURSE = "counterfactual_percent"  # and its interval: where the course before the start pointed to


def control_figure(
    rows: Sequence[Row], change: Row, start_words: str, look: Look, *, height: int, narrow: bool = False
) -> go.Figure:
    """rows: the published series of an intervention (change) in one district, in order of time."""
    margin = NARROW_MARGIN if narrow else look.scaled(MARGIN)
    drawing = Drawing(look, height=height, margin=margin)
    bottom, top, step = percent_range(
        [change["intended_percent"], *(row.get(key) for row in rows for key in (*LINES, COURSE))]
    )
    first, last = rows[0]["period_from"], rows[-1]["period_to"]
    _shade_after(drawing, change["starts_on"], last, look)
    _draw_usual_range(drawing, rows, look)
    _draw_old_course(drawing, rows, look)
    _draw_intended(drawing, rows, change, last, look)
    _hatch_hidden(drawing, rows, bottom, top)
    _draw_actual(drawing, rows, look, {"hoverinfo": "skip"} if narrow else _hover(rows))
    _mark_start(drawing, change["starts_on"], start_words, look)
    plotted = height - margin[1] - margin[3]
    ends = _end_labels(rows, change, look, narrow=narrow)
    label_ends(drawing, ends, look, pixels=plotted, y_range=(bottom, top))
    draw_percent_axis(drawing, bottom, top, step, look)
    draw_time_axis(drawing, first, last, look, narrow=narrow)
    return drawing.figure()


def _shade_after(drawing: Drawing, starts_on: date, last: date, look: Look) -> None:
    box = {"x0": starts_on, "x1": last, "y0": 0, "y1": 1, "yref": "paper"}
    drawing.shape("rect", **box, fillcolor=look.shade, line_width=0, layer="below")


def _draw_usual_range(drawing: Drawing, rows: Sequence[Row], look: Look) -> None:
    """The baseline's centre dotted, its usual range between two faint lines."""
    limit = {"color": look.grey, "width": 1.2, "shape": "hvh"}
    centre = {"color": look.soft, "width": 2, "dash": "dot"}
    for key, line in (("lower_percent", limit), ("upper_percent", limit), ("centre_percent", centre)):
        values = [row[key] for row in rows]
        drawing.scatter(x=_days(rows), y=values, mode="lines", line=line, hoverinfo="skip")
    early = [row for row in rows if row["upper_percent"] is not None][:LABEL_LENGTH]
    if early:
        highest = max(row["upper_percent"] for row in early)
        place: dict[str, Any] = {"xshift": 4, "yanchor": "bottom"}
        drawing.words(USUAL, middle(early[0]), highest, size=look.tick, colour=look.soft, **place)


def _draw_old_course(drawing: Drawing, rows: Sequence[Row], look: Look) -> None:
    """Where the course before the start pointed to, and how sure that is."""
    after = [row for row in rows if row.get(COURSE) is not None]
    days = _days(after)
    clear = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    drawing.scatter(x=days, y=[row[f"{COURSE}_low"] for row in after], **clear)
    fill = {"fill": "tonexty", "fillcolor": see_through(look.violet, 0.14)}
    drawing.scatter(x=days, y=[row[f"{COURSE}_high"] for row in after], **clear, **fill)
    line = {"color": look.violet, "width": look.line * 0.8, "dash": "dashdot"}
    drawing.scatter(x=days, y=[row[COURSE] for row in after], mode="lines", line=line, hoverinfo="skip")


def _hatch_hidden(drawing: Drawing, rows: Sequence[Row], bottom: float, top: float) -> None:
    """At the foot of the chart, under every gap: a period that is hidden is not a period without cases."""
    hidden = [row for row in rows if row["percent"] is None]
    days = [(row["period_to"] - row["period_from"]).days + 1 for row in hidden]
    if hidden:
        drawing.hatch_columns(_days(hidden), days, bottom, (top - bottom) * FOOT)


def _draw_intended(drawing: Drawing, rows: Sequence[Row], change: Row, last: date, look: Look) -> None:
    """The way from the baseline to the goal; the goal alone where no way was released."""
    after = [row for row in rows if row["intended_percent"] is not None]
    days, values = _days(after), [row["intended_percent"] for row in after]
    if not after and change["intended_by"] < last:
        days, values = [change["intended_by"], last], [change["intended_percent"]] * 2
    line = {"color": look.attention, "width": look.line, "dash": "dash"}
    drawing.scatter(x=days, y=values, mode="lines", line=line, hoverinfo="skip")


def _draw_actual(drawing: Drawing, rows: Sequence[Row], look: Look, hover: Mapping[str, Any]) -> None:
    """A gap where a period is too few to show; hollow where late records may change it; diamonds: signals."""
    unusual = [row["signal"] == "outside_limits" for row in rows]
    drawing.scatter(
        x=_days(rows),
        y=[row["percent"] for row in rows],
        mode="lines+markers",
        connectgaps=False,
        line={"color": look.focus, "width": look.line},
        marker={
            "color": [look.paper if row["is_provisional"] else look.focus for row in rows],
            "size": [look.marker * (1.4 if is_unusual else 1) for is_unusual in unusual],
            "symbol": ["diamond" if is_unusual else "circle" for is_unusual in unusual],
            "line": {"color": look.focus, "width": look.line * 0.6},
            "opacity": 1,
        },
        **hover,
    )


def _hover(rows: Sequence[Row]) -> dict[str, Any]:
    """What is said on hovering; a narrow screen has no pointer and is spared the weight."""
    said = []
    for row in rows:
        limits = row["lower_percent"], row["upper_percent"]
        usual = f"<br>usual range {span(*limits)}" if row["upper_percent"] is not None else ""
        provisional = "<br>provisional" if row["is_provisional"] else ""
        cases = about(row["out_of_low"], row["out_of_high"])
        said.append((period(row["period_from"], row["grain"]), cases, f"{usual}{provisional}"))
    return {"customdata": said, "hovertemplate": HOVER}


def middle(row: Row) -> date:
    """The day a period is drawn on: its middle, so that it falls clearly before or after a start."""
    first: date = row["period_from"]
    return first + timedelta(days=(row["period_to"] - first).days // 2)


def _days(rows: Sequence[Row]) -> list[date]:
    return [middle(row) for row in rows]


def _mark_start(drawing: Drawing, starts_on: date, start_words: str, look: Look) -> None:
    line = {"color": look.ink, "width": 2}
    drawing.shape("line", x0=starts_on, x1=starts_on, y0=0, y1=1, yref="paper", line=line)
    place: dict[str, Any] = {"yref": "paper", "xshift": 12, "yshift": -4, "yanchor": "top"}
    if start_words:
        drawing.words(start_words, starts_on, 1, size=look.text, colour=look.ink, **place)


def _end_labels(rows: Sequence[Row], change: Row, look: Look, *, narrow: bool) -> list[EndLabel]:
    """The actual line ends in one period, which is named: the newest one may still change."""
    labels = []
    drawn = [row for row in rows if row["percent"] is not None]
    for key, name, colour, strong, otherwise in (
        ("percent", _last(drawn[-1], narrow=narrow) if drawn else "", look.focus, True, None),
        ("intended_percent", "Intended", look.attention, True, change["intended_percent"]),
        ("centre_percent", "Before", look.soft, False, None),
        (COURSE, OLD_COURSE, look.violet, False, None),
    ):
        known = [row[key] for row in rows if row.get(key) is not None]
        value = known[-1] if known else otherwise
        if value is not None:
            labels.append(EndLabel(f"{name} {bare_percent(value)}", value, colour, strong))
    return labels


def _last(row: Row, *, narrow: bool) -> str:
    """The period before its share; a quarter is too long for the margin, and a narrow one holds no year."""
    if row["grain"] == "quarter":
        return "Actual"
    first: date = row["period_from"]
    named = f"{first:%b}" if narrow and row["grain"] == "month" else period(first, row["grain"])
    return f"{named}:"
