"""Where each place of the flow stands: heights by share, room for labels, bands that never cross."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
KIND_ORDER = ("on", "open", "stopped")
GAP = 0.18  # between two labels, in heights of a label
SMALLEST_SCALE = 0.3  # pixels of 1 percent
THIN = 5.0  # pixels of a place that holds under a band, or nearly nothing


@dataclass(frozen=True)
class Place:
    """A place as drawn: top and height in pixels, and where its band leaves the parent."""

    row: Row
    top: float
    height: float
    parent: "Place | None"
    leaves: float  # pixels below the parent's top

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def weights(rows: Sequence[Row]) -> dict[str, float]:
    """Each place's part of the start in percent; from band centres where the share itself is not shown."""
    start = next((row["count_low"] + row["count_high"] for row in rows if row["step"] == 0), 1)
    return {row["place"]: _weight(row, start) for row in rows}


def _weight(row: Row, start: int) -> float:
    if row["percent"] is not None:
        return float(row["percent"])
    return 100 * (row["count_low"] + row["count_high"]) / start if row["count_low"] else 0.0


def largest_stop(rows: Sequence[Row]) -> str | None:
    """The place where most cases stop for good: of those that lead nowhere further."""
    parents = {row["parent"] for row in rows}
    weight = weights(rows)
    stops = [row["place"] for row in rows if row["kind"] == "stopped" and row["place"] not in parents]
    known = [place for place in stops if weight[place]]
    return max(known, key=lambda place: weight[place]) if known else None


def arranged(rows: Sequence[Row], *, drawn: float, label_height: float) -> dict[str, Place]:
    """Every place with its position; the scale shrinks until the fullest step fits into the pixels drawn."""
    scale = drawn / 100
    places = _placed(rows, scale, label_height)
    while scale > SMALLEST_SCALE and _lowest(places, label_height) > drawn:
        scale *= 0.95
        places = _placed(rows, scale, label_height)
    return places


def _lowest(places: Mapping[str, Place], label_height: float) -> float:
    return max((place.middle + max(place.height, label_height) / 2 for place in places.values()), default=0)


def _placed(rows: Sequence[Row], scale: float, label_height: float) -> dict[str, Place]:
    """Step by step from the left, each place as near to its parent as its neighbour's label allows."""
    places: dict[str, Place] = {}
    weight = weights(rows)
    for step in sorted({row["step"] for row in rows}):
        bottom = -label_height * GAP
        for parent, children in _families(rows, step, places):
            leaves = 0.0
            for row in children:
                height = max(THIN, weight[row["place"]] * scale)
                wished = parent.top + leaves if parent else 0.0
                # A label needs its own height; a place lower than that borrows room above and below.
                spare = max(0.0, label_height - height) / 2
                top = max(wished, bottom + label_height * GAP + spare)
                places[row["place"]] = Place(row, top, height, parent, leaves)
                bottom = top + height + spare
                leaves += height
    return places


def _families(
    rows: Sequence[Row], step: int, places: Mapping[str, Place]
) -> list[tuple[Place | None, list[Row]]]:
    """The places of a step by their parents, from the top parent down: so no band crosses another."""
    here = sorted((row for row in rows if row["step"] == step), key=kind_order)
    if step == 0:
        return [(None, here)]
    parents = sorted(places.values(), key=lambda place: place.top)
    return [(parent, [row for row in here if row["parent"] == parent.row["place"]]) for parent in parents]


def kind_order(row: Row) -> int:
    return KIND_ORDER.index(row["kind"])
