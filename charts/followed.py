"""Under a curve: how many people are still followed, group by group; and the room these lines need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from charts.drawing import Drawing
from charts.numbers import SPACE, TOO_FEW, about
from charts.theme import Look, Margin

Row = Mapping[str, Any]
FOLLOWED = "People still being followed, about"


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What surrounds the curves. height: pixels of the plot; every: days between two ticks.

    followed: heading of the numbers under the axis.
    """

    groups: int
    height: int
    every: int
    look: Look
    narrow: bool = False
    followed: str = FOLLOWED

    @property
    def several(self) -> bool:
        return self.groups > 1

    @property
    def line(self) -> int:
        """Pixels of one group's line of numbers; on a narrow screen its name stands above them."""
        return int(self.look.tick * (3.1 if self.narrow and self.several else 1.75))

    @property
    def heading(self) -> int:
        """Pixels from the axis down to the heading of the numbers."""
        return int(self.look.tick * 3.6)

    @property
    def below(self) -> int:
        return self.heading + self.line * (self.groups + 1)

    @property
    def margin(self) -> Margin:
        sides = (46, 104 if self.several else 56) if self.narrow else (175 if self.several else 70, 110)
        if self.several and not self.narrow:
            sides = (sides[0], 190)
        scale = 1 if self.narrow else self.look.scale
        return int(sides[0] * scale), self.look.tick * 2, int(sides[1] * scale), self.below


def write_followed(
    drawing: Drawing, rows: Sequence[Row], name: str, colour: str, number: int, frame: Frame
) -> None:
    """One group's numbers. Where its curve has stopped there is none: too few remain."""
    drop = -(frame.heading + frame.line * (number + 0.9))
    shared: dict[str, Any] = {"size": frame.look.tick, "colour": colour, "yref": "paper", "yanchor": "middle"}
    if frame.several:
        above = frame.look.tick * 1.3 if frame.narrow else 0
        drawing.words(name, 0, 0, xref="paper", xshift=8 - frame.margin[0], yshift=drop + above, **shared)
    if all(row["percent"] is None for row in rows):
        place = {"xref": "paper", "xshift": 10, "yshift": drop}
        drawing.words(f"curve: {TOO_FEW}", 1, 0, **(shared | place))
    for row in rows:
        if row["day"] % frame.every == 0:
            # "about" stands once, in the heading above the numbers.
            text = about(row["at_risk_low"], row["at_risk_high"]).removeprefix(f"about{SPACE}")
            drawing.words(text, row["day"], 0, anchor="center", yshift=drop, **shared)


def write_followed_heading(drawing: Drawing, frame: Frame) -> None:
    place: dict[str, Any] = {"xref": "paper", "yref": "paper", "yanchor": "middle"}
    place |= {"xshift": 8 - frame.margin[0], "yshift": -frame.heading}
    drawing.words(frame.followed, 0, 0, size=frame.look.tick, colour=frame.look.soft, **place)


def write_event(drawing: Drawing, event: str, frame: Frame) -> None:
    """What the share is of, above its axis."""
    place: dict[str, Any] = {"xref": "paper", "yref": "paper", "yanchor": "bottom"}
    look = frame.look
    drawing.words(
        event,
        0,
        1,
        size=look.tick,
        colour=look.soft,
        xshift=-int(46 * look.scale),
        yshift=look.tick // 3,
        **place,
    )
