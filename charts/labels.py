"""Direct labels that stand beside the end of a line and do not cover each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from charts.drawing import Drawing
from charts.theme import Look


@dataclass(frozen=True)
class EndLabel:
    """Words for the end of a line: where the line ends (in y units) and its colour."""

    text: str
    y: float
    colour: str
    strong: bool = True


def apart(wished: Sequence[float], gap: float, lowest: float, highest: float) -> list[float]:
    """Positions as near to the wished ones as a gap between neighbours allows, within the bounds."""
    order = sorted(range(len(wished)), key=lambda index: wished[index])
    placed = [0.0] * len(wished)
    floor = lowest
    for index in order:
        placed[index] = max(wished[index], floor)
        floor = placed[index] + gap
    ceiling = highest
    for index in reversed(order):
        placed[index] = min(placed[index], ceiling)
        ceiling = placed[index] - gap
    return placed


def label_ends(
    drawing: Drawing, labels: Sequence[EndLabel], look: Look, *, pixels: float, y_range: tuple[float, float]
) -> None:
    """Write the labels at the right edge. `pixels` is the height of the plot itself."""
    units = (y_range[1] - y_range[0]) / pixels
    gap = look.label * 1.25 * units
    for label, y in zip(labels, apart([label.y for label in labels], gap, *y_range), strict=True):
        text = f"<b>{label.text}</b>" if label.strong else label.text
        drawing.words(
            text,
            1,
            y,
            size=look.label,
            colour=label.colour,
            xref="paper",
            xshift=10,
            yanchor="middle",
        )
