"""The share with the event by each day after the start, with its interval and the number still followed."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from charts.axes import bottom_line, draw_percent_axis, percent_range
from charts.drawing import Drawing
from charts.followed import Frame, write_event, write_followed, write_followed_heading
from charts.labels import EndLabel, label_ends
from charts.numbers import about, bare_percent, span
from charts.theme import Look, see_through

Row = Mapping[str, Any]
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
MONTH = 30  # the published grid counts months of 30 days
YEAR = 12 * MONTH
BANDS_AT_MOST = 2  # groups; the bands of more would be mud
WHISKERS_APART = 9  # days
HOVER = "<b>day %{x}</b><br>%{y} % (range %{customdata[0]})<br>%{customdata[1]} still followed<extra></extra>"


def curve_figure(
    groups: Mapping[str, Sequence[Row]],
    labels: Mapping[str, str],
    event: str,
    frame: Frame,
    orientation: tuple[str, Mapping[int, int]] | None = None,
) -> go.Figure:
    """groups: published curve rows per group, in order of days. event: what the share is of, since what.

    orientation: the name of a line published elsewhere, and its percents by day.
    """
    look = frame.look
    drawing = Drawing(look, height=frame.plot + frame.below, margin=frame.margin)
    shown = [row["percent_high"] for rows in groups.values() for row in rows]
    last = max(row["day"] for rows in groups.values() for row in rows)
    beside = [value for day, value in (orientation[1].items() if orientation else ()) if day <= last]
    bottom, top, step = percent_range([0, *shown, *beside])
    ends = []
    for number, (group, rows) in enumerate(groups.items()):
        colour, dash = _pen(number, look)
        _draw_interval(drawing, rows, colour, number, len(groups))
        _draw_curve(drawing, rows, colour, dash, frame)
        write_followed(drawing, rows, labels.get(group, group), colour, number, frame)
        ends += _end_label(rows, labels.get(group, group), colour, frame)
    label_ends(drawing, ends, look, pixels=frame.plot - frame.margin[1], y_range=(bottom, top))
    if orientation and beside:
        _draw_orientation(drawing, *orientation, last, frame)
    if frame.standard is not None:
        _mark_standard(drawing, frame)
    elif last > YEAR:
        _mark_year(drawing, groups, frame)
    write_event(drawing, event, frame)
    write_followed_heading(drawing, frame)
    draw_percent_axis(drawing, bottom, top, step, look)
    _draw_day_axis(drawing, last, frame)
    return drawing.figure()


def _draw_orientation(
    drawing: Drawing, name: str, percents: Mapping[int, int], last: int, frame: Frame
) -> None:
    """A thin grey line with its name, in no group's pen: it is not of these data."""
    look = frame.look
    known = {day: value for day, value in percents.items() if day <= last}
    drawing.scatter(
        x=list(known),
        y=list(known.values()),
        mode="lines+markers",
        line={"color": look.grey, "width": 2, "dash": "dot"},
        marker={"color": look.grey, "size": look.marker // 2, "symbol": "circle-open"},
        hoverinfo="skip",
    )
    day = max(known)
    drawing.words(name, day, known[day], size=look.tick, colour=look.soft, xshift=10, anchor="left")


def _pen(number: int, look: Look) -> tuple[str, str]:
    """Colour and dash of a curve: no two alike among the first 36."""
    colours = (look.focus, look.attention, look.good, look.violet, look.gold, look.soft)
    return colours[number % len(colours)], DASHES[(number + number // len(colours)) % len(DASHES)]


def _end_label(rows: Sequence[Row], name: str, colour: str, frame: Frame) -> list[EndLabel]:
    """The group's name, or with one curve its last value; none where no value may be shown."""
    known = [row["percent"] for row in rows if row["percent"] is not None]
    return [EndLabel(name if frame.several else bare_percent(known[-1]), known[-1], colour)] if known else []


def _draw_interval(drawing: Drawing, rows: Sequence[Row], colour: str, number: int, count: int) -> None:
    if count <= BANDS_AT_MOST:
        _draw_band(drawing, rows, colour)
    else:
        _draw_whiskers(drawing, rows, colour, (number - (count - 1) / 2) * WHISKERS_APART)


def _draw_band(drawing: Drawing, rows: Sequence[Row], colour: str) -> None:
    for key, fill in (("percent_low", "none"), ("percent_high", "tonexty")):
        drawing.scatter(
            x=[row["day"] for row in rows],
            y=[row[key] for row in rows],
            mode="lines",
            line={"width": 0},
            fill=fill,
            fillcolor=see_through(colour, 0.15),
            hoverinfo="skip",
        )


def _draw_whiskers(drawing: Drawing, rows: Sequence[Row], colour: str, aside: float) -> None:
    """The interval at full years only, a few days aside of its neighbours."""
    for row in rows:
        if row["day"] and row["day"] % YEAR == 0 and row["percent_low"] is not None:
            drawing.scatter(
                x=[row["day"] + aside] * 2,
                y=[row["percent_low"], row["percent_high"]],
                mode="lines",
                line={"color": colour, "width": 2},
                opacity=0.55,
                hoverinfo="skip",
            )


def _draw_curve(drawing: Drawing, rows: Sequence[Row], colour: str, dash: str, frame: Frame) -> None:
    known = [row["percent"] for row in rows if row["percent"] is not None]
    drawing.scatter(
        x=[row["day"] for row in rows],
        y=[row["percent"] for row in rows],
        mode="lines" if len(known) > 1 else "markers",  # one value alone makes no line
        marker={"color": colour, "size": frame.look.marker},
        line={"color": colour, "width": frame.look.line * 1.1, "dash": dash},
        **({"hoverinfo": "skip"} if frame.narrow else _hover(rows)),
    )


def _hover(rows: Sequence[Row]) -> dict[str, Any]:
    """What is said on hovering; a narrow screen has no pointer and is spared the weight."""
    said = [
        (span(row["percent_low"], row["percent_high"]), about(row["at_risk_low"], row["at_risk_high"]))
        for row in rows
    ]
    return {"customdata": said, "hovertemplate": HOVER}


def _mark_year(drawing: Drawing, groups: Mapping[str, Sequence[Row]], frame: Frame) -> None:
    """A dotted line at one year; with one curve, its value beside it."""
    look = frame.look
    line = {"color": look.grey, "width": 1.5, "dash": "dot"}
    drawing.shape("line", x0=YEAR, x1=YEAR, y0=0, y1=1, yref="paper", line=line, layer="between")
    at = [row for row in next(iter(groups.values())) if row["day"] == YEAR]
    if at and at[0]["percent"] is not None and not frame.several:
        text = f"<b>{bare_percent(at[0]['percent'])}</b>"
        place: dict[str, Any] = {"xshift": -8, "yshift": 6, "yanchor": "bottom", "anchor": "right"}
        drawing.words(text, YEAR, at[0]["percent"], size=look.label, colour=look.focus, **place)


def _mark_standard(drawing: Drawing, frame: Frame) -> None:
    """A dashed line at the longest wait that is asked for, with its name at the foot, where no curve is."""
    look = frame.look
    line = {"color": look.ink, "width": 1.5, "dash": "dash"}
    drawing.shape("line", x0=frame.standard, x1=frame.standard, y0=0, y1=1, yref="paper", line=line)
    place: dict[str, Any] = {"yref": "paper", "xshift": 8, "yshift": 6, "yanchor": "bottom"}
    drawing.words(
        f"standard: {frame.standard} {frame.unit}",
        frame.standard,
        0,
        size=look.tick,
        colour=look.ink,
        **place,
    )


def _draw_day_axis(drawing: Drawing, last: int, frame: Frame) -> None:
    ticks = frame.ticks(last)
    drawing.x_axis(
        range=[-last * 0.01, last * (1.02 if frame.several else 1.0)],
        tickvals=ticks,
        ticktext=[_tick_words(tick, frame) for tick in ticks],
        tickangle=0,
        **bottom_line(frame.look),
    )


def _tick_words(tick: int, frame: Frame) -> str:
    """Days or minutes as they are, where the frame names them; months and years otherwise."""
    if not (tick and frame.unit):
        return _time_words(tick, narrow=frame.narrow)
    return (
        str(tick) if frame.narrow else f"{tick} {frame.unit.removesuffix('s') if tick == 1 else frame.unit}"
    )


def _time_words(days: int, *, narrow: bool) -> str:
    """ "start", "6 months", "1 year", on a narrow screen "1 y"; the grid's months have 30 days."""
    if days == 0:
        return "start"
    if days % YEAR == 0:
        years = days // YEAR
        return f"{years} y" if narrow else f"{years} year" + ("s" if years > 1 else "")
    months = days // MONTH
    return f"{months} m" if narrow else f"{months} months" if months > 1 else "1 month"
