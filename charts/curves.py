"""The share with the event by each day after the start, with its interval and the number still followed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from charts.control import draw_percent_axis
from charts.labels import EndLabel, label_ends
from charts.numbers import about, bare_percent, span
from charts.theme import Look, blank, see_through, words

Row = Mapping[str, Any]
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
MONTH = 30  # the published grid counts months of 30 days
YEAR = 12 * MONTH
BANDS_AT_MOST = 2  # groups
FOLLOWED = "People still being followed, about"


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What surrounds the curves, in pixels; `every`: days between two ticks."""

    height: int
    every: int
    several: bool
    narrow: bool
    look: Look

    @property
    def left(self) -> int:
        if self.narrow:
            return 46
        return int((175 if self.several else 70) * self.look.scale)

    @property
    def right(self) -> int:
        if self.narrow:
            return 104 if self.several else 56
        return int((190 if self.several else 110) * self.look.scale)

    @property
    def line(self) -> int:
        """Height of one group's line of numbers; on a phone its name stands above them."""
        return int(self.look.tick * (3.1 if self.narrow and self.several else 1.75))

    @property
    def heading(self) -> int:
        return int(self.look.tick * 3.6)

    def below(self, groups: int) -> int:
        return self.heading + self.line * (groups + 1)


def curve_figure(
    groups: Mapping[str, Sequence[Row]],
    labels: Mapping[str, str],
    event: str,
    look: Look,
    *,
    height: int,
    every: int = 6 * MONTH,
    narrow: bool = False,
) -> go.Figure:
    """groups: published curve rows per group, in order of days. event: what the share is of, in two words."""
    frame = Frame(height=height, every=every, several=len(groups) > 1, narrow=narrow, look=look)
    below = frame.below(len(groups))
    figure = blank(look, height=height + below, margin=(frame.left, look.tick * 2, frame.right, below))
    top, step = _reach(groups)
    ends = []
    for number, (group, rows) in enumerate(groups.items()):
        colour = _colours(look)[number % len(DASHES)]
        if len(groups) <= BANDS_AT_MOST:
            _draw_band(figure, rows, colour)
        else:
            _draw_whiskers(figure, rows, colour, (number - (len(groups) - 1) / 2) * 9)
        _draw_curve(figure, rows, colour, DASHES[number % len(DASHES)], look)
        _write_followed(figure, rows, labels.get(group, group), colour, number, frame)
        text = labels.get(group, group) if frame.several else bare_percent(rows[-1]["percent"])
        ends.append(EndLabel(text, rows[-1]["percent"], colour))
    label_ends(figure, ends, look, pixels=height - look.tick * 2, y_range=(0, top))
    last = max((row["day"] for rows in groups.values() for row in rows), default=YEAR)
    _mark_year(figure, groups, frame, last)
    _write_headings(figure, event, frame)
    draw_percent_axis(figure, (0, top), step, look)
    _draw_day_axis(figure, last, frame)
    return figure


def _colours(look: Look) -> tuple[str, ...]:
    return (look.focus, look.attention, look.good, look.violet, look.gold, look.soft)


def _reach(groups: Mapping[str, Sequence[Row]]) -> tuple[float, int]:
    """The top of the axis and the step of its ticks."""
    highest = max((row["percent_high"] or 10 for rows in groups.values() for row in rows), default=10)
    step = next(size for size in (2, 5, 10, 20) if highest / size <= 7 or size == 20)
    return min(100.0, float(-(-highest // step) * step)) + step * 0.12, step


def _draw_band(figure: go.Figure, rows: Sequence[Row], colour: str) -> None:
    """The interval as a faint band."""
    for key, fill in (("percent_low", "none"), ("percent_high", "tonexty")):
        figure.add_scatter(
            x=[row["day"] for row in rows],
            y=[row[key] for row in rows],
            mode="lines",
            line={"width": 0},
            fill=fill,
            fillcolor=see_through(colour, 0.15),
            hoverinfo="skip",
        )


def _draw_whiskers(figure: go.Figure, rows: Sequence[Row], colour: str, aside: float) -> None:
    """The interval at full years only, a few days aside of its neighbours: many bands would be mud."""
    for row in rows:
        if row["day"] and row["day"] % YEAR == 0 and row["percent_low"] is not None:
            figure.add_scatter(
                x=[row["day"] + aside] * 2,
                y=[row["percent_low"], row["percent_high"]],
                mode="lines",
                line={"color": colour, "width": 2},
                opacity=0.55,
                hoverinfo="skip",
            )


def _draw_curve(figure: go.Figure, rows: Sequence[Row], colour: str, dash: str, look: Look) -> None:
    figure.add_scatter(
        x=[row["day"] for row in rows],
        y=[row["percent"] for row in rows],
        mode="lines",
        line={"color": colour, "width": look.line * 1.1, "dash": dash},
        customdata=[_hover(row) for row in rows],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _hover(row: Row) -> str:
    return (
        f"<b>day {row['day']}</b><br>{bare_percent(row['percent'])} (range "
        f"{span(row['percent_low'], row['percent_high'])})<br>"
        f"{about(row['at_risk_low'], row['at_risk_high'])} still followed"
    )


def _mark_year(figure: go.Figure, groups: Mapping[str, Sequence[Row]], frame: Frame, last: int) -> None:
    """A dotted line at one year; with one curve, its value beside it."""
    if last <= YEAR:
        return
    look = frame.look
    line = {"color": look.grey, "width": 1.5, "dash": "dot"}
    figure.add_shape(type="line", x0=YEAR, x1=YEAR, y0=0, y1=1, yref="paper", line=line, layer="between")
    at = [row for row in next(iter(groups.values())) if row["day"] == YEAR]
    if at and not frame.several:
        text = f"<b>{bare_percent(at[0]['percent'])}</b>"
        place = {"xshift": -8, "yshift": 6, "yanchor": "bottom", "anchor": "right"}
        words(figure, text, YEAR, at[0]["percent"], size=look.label, colour=look.focus, **place)


def _write_followed(
    figure: go.Figure, rows: Sequence[Row], name: str, colour: str, number: int, frame: Frame
) -> None:
    """One line of numbers under the axis. Where a curve has stopped there is none: too few remain."""
    drop = -(frame.heading + frame.line * (number + 0.9))
    shared = {"size": frame.look.tick, "colour": colour, "yref": "paper", "yshift": drop, "yanchor": "middle"}
    if frame.several:
        above = {"yshift": drop + frame.look.tick * 1.3} if frame.narrow else {}
        words(figure, name, 0, 0, xref="paper", xshift=8 - frame.left, **(shared | above))
    every = frame.every * (2 if frame.narrow else 1)
    for row in rows:
        if row["day"] % every == 0:
            # "about" stands once, in the heading above the numbers.
            text = about(row["at_risk_low"], row["at_risk_high"]).removeprefix("about\u00a0")
            words(figure, text, row["day"], 0, anchor="center", **shared)


def _write_headings(figure: go.Figure, event: str, frame: Frame) -> None:
    shared = {"size": frame.look.tick, "colour": frame.look.soft, "xref": "paper", "yref": "paper"}
    words(figure, event, 0, 1, xshift=-int(46 * frame.look.scale), yshift=10, yanchor="bottom", **shared)
    words(figure, FOLLOWED, 0, 0, xshift=8 - frame.left, yshift=-frame.heading, yanchor="middle", **shared)


def _draw_day_axis(figure: go.Figure, last: int, frame: Frame) -> None:
    ticks = list(range(0, last + 1, frame.every * (2 if frame.narrow else 1)))
    figure.update_xaxes(
        range=[-last * 0.01, last * (1.02 if frame.several else 1.0)],
        tickvals=ticks,
        ticktext=[_time_words(tick) for tick in ticks],
        tickfont={"size": frame.look.tick},
        ticks="outside",
        tickcolor=frame.look.grey,
        showline=True,
        linecolor=frame.look.grey,
    )


def _time_words(days: int) -> str:
    """ "start", "6 months", "1 year"; the grid's months have 30 days."""
    if days == 0:
        return "start"
    if days % YEAR == 0:
        return f"{days // YEAR} year" + ("s" if days > YEAR else "")
    months = days // MONTH
    return f"{months} months" if months > 1 else "1 month"
