"""The words and numbers beside each row of the ratio chart."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.drawing import Drawing
from charts.numbers import RANGE, TOO_FEW, about, bare_percent, times, times_span
from charts.theme import Look

Row = Mapping[str, Any]
MARGINS = (170, 530)  # pixels for the names left of the axis, and for the numbers right of it
SHARES_END = 250  # pixels from the axis to the end of the column of shares


def write_row(
    drawing: Drawing, row: Row, number: int, labels: Mapping[str, str], look: Look, *, narrow: bool
) -> None:
    """Name, share and ratio in one line; on a narrow screen name and ratio above the strip."""
    name = labels.get(row["group_value"], row["group_value"])
    shared: dict[str, Any] = {"xref": "paper", "yanchor": "middle", "size": look.text}
    if narrow:
        drawing.words(f"<b>{name}</b>", 0, number - 0.2, colour=look.ink, **shared)
        drawing.words(_comparison(row), 1, number - 0.2, colour=look.ink, anchor="right", **shared)
        return
    is_hidden = row["ratio"] is None and not row["is_reference"]
    shared |= {"anchor": "right", "colour": look.soft if is_hidden else look.ink}
    drawing.words(name, 0, number, xshift=-16, **(shared | {"size": look.label, "colour": look.ink}))
    for text, end in ((_share(row), SHARES_END), (_comparison(row), MARGINS[1] - 4)):
        drawing.words(text, 1, number, xshift=end * look.scale, **shared)


def write_headings(
    drawing: Drawing, groups: Sequence[Row], labels: Mapping[str, str], counted: str, look: Look
) -> None:
    reference = next((labels.get(row["group_value"], "") for row in groups if row["is_reference"]), "")
    compared = f"Compared with {reference} ({RANGE})" if reference else RANGE
    place: dict[str, Any] = {"xref": "paper", "yref": "paper", "anchor": "right", "yanchor": "bottom"}
    for text, end in ((counted, SHARES_END), (compared, MARGINS[1] - 4)):
        shifts: dict[str, Any] = {"xshift": end * look.scale, "yshift": 8}
        drawing.words(text, 1, 1, size=look.tick, colour=look.soft, **place, **shifts)


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
