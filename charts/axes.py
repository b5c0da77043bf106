"""Axes that several charts share: shares in percent, and calendar time."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from charts.drawing import Drawing
from charts.theme import Look

MOST_TICKS = 14  # more quarters than this crowd the time axis


def percent_range(values: Sequence[int | None]) -> tuple[float, float, int]:
    """Bottom, top and tick step that hold all values with some air; never below 0 or much above 100."""
    known = [value for value in values if value is not None] or [0, 100]
    low, high = min(known), max(known)
    spread = max(high - low, 8)
    step = next(size for size in (1, 2, 5, 10, 20) if spread / size <= 7 or size == 20)
    bottom = max(0, (low - 1) // step * step) if low else 0
    top = min(100, -(-high // step) * step)
    # A little more than the last gridline, so that a line along the edge is not cut.
    return float(bottom), top + step * 0.15, step


def draw_percent_axis(drawing: Drawing, bottom: float, top: float, step: int, look: Look) -> None:
    ticks = list(range(int(bottom), int(top) + 1, step))
    drawing.y_axis(
        range=[bottom, top],
        tickvals=ticks,
        ticktext=[f"{tick} %" for tick in ticks],
        tickfont={"size": look.tick},
        showgrid=True,
        gridcolor=look.grid,
        gridwidth=1,
    )


def bottom_line(look: Look) -> dict[str, Any]:
    """What every horizontal axis looks like."""
    return {
        "tickfont": {"size": look.tick},
        "ticks": "outside",
        "ticklen": 6,
        "tickcolor": look.grey,
        "showline": True,
        "linecolor": look.grey,
    }


def draw_time_axis(drawing: Drawing, first: date, last: date, look: Look, *, narrow: bool = False) -> None:
    """Ticks every quarter while there is room, else every half year; years only on a narrow screen."""
    quarters = [date(year, month, 1) for year in range(first.year, last.year + 1) for month in (1, 4, 7, 10)]
    ticks = [tick for tick in quarters if first <= tick <= last]
    if narrow:
        ticks = [tick for tick in ticks if tick.month == 1]
        texts = [str(tick.year) for tick in ticks]
    else:
        if len(ticks) > MOST_TICKS:
            ticks = [tick for tick in ticks if tick.month in (1, 7)]
        texts = [_month(tick, with_year=tick.month == 1 or tick is ticks[0]) for tick in ticks]
    drawing.x_axis(type="date", range=[first, last], tickvals=ticks, ticktext=texts, **bottom_line(look))


def _month(tick: date, *, with_year: bool) -> str:
    return f"{tick:%b}<br>{tick.year}" if with_year else f"{tick:%b}"
