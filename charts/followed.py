"""Under a curve: how many people are still followed, group by group; and the room these lines need."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from charts.drawing import Drawing
from charts.numbers import SPACE, TOO_FEW, about
from charts.theme import Look, Margin

Row = Mapping[str, Any]
HIDDEN = f"curve: {TOO_FEW}"
LETTER = 0.58  # width of a bold letter, in heights of the type
FOLLOWED = "People still being followed, about"


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What surrounds the curves. names: of the groups, in order; every: days between two ticks.

    height: pixels of the plot; tallest: of all together, where many groups need many lines.
    followed: heading of the numbers under the axis.
    at: the days of the ticks, where they do not lie evenly; unit: of the axis, where it has no months.
    standard: the longest wait that is asked for, marked on the axis.
    """

    names: Collection[str]
    height: int
    every: int
    look: Look
    narrow: bool = False
    tallest: int | None = None
    followed: str = FOLLOWED
    at: tuple[int, ...] = ()
    unit: str = ""
    standard: int | None = None

    def ticks(self, last: int) -> list[int]:
        """Days up to the last one that are named under the axis, with the number still followed."""
        return [day for day in self.at if day <= last] or list(range(0, last + 1, self.every))

    @property
    def several(self) -> bool:
        return len(self.names) > 1

    @property
    def plot(self) -> int:
        """Pixels of the plot itself, with what stands above it."""
        return (
            min(self.height, max(self.height // 2, self.tallest - self.below))
            if self.tallest
            else self.height
        )

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
        return self.heading + self.line * (len(self.names) + 1)

    @property
    def margin(self) -> Margin:
        """Left for the axis, and beside it the names; right for the names at the ends of the curves."""
        axis, end = int(self.look.tick * 3.6), int(self.look.label * 4)
        if not self.several:
            return axis, self.look.tick * 2, end, self.below
        longest = max(len(name) for name in self.names)
        beside = 0 if self.narrow else int(longest * self.look.tick * LETTER)
        right = max(
            int(longest * self.look.label * LETTER), 0 if self.narrow else len(HIDDEN) * self.look.tick // 2
        )
        return axis + beside, self.look.tick * 2, right + 16, self.below


def write_followed(
    drawing: Drawing, rows: Sequence[Row], name: str, colour: str, number: int, frame: Frame
) -> None:
    """One group's numbers. Where its curve has stopped there is none: too few remain."""
    drop = -(frame.heading + frame.line * (number + 0.9))
    shared: dict[str, Any] = {"size": frame.look.tick, "colour": colour, "yref": "paper", "yanchor": "middle"}
    hidden = all(row["percent"] is None for row in rows)
    if frame.several:
        above = frame.look.tick * 1.3 if frame.narrow else 0
        text = f"{name} ({HIDDEN})" if hidden and frame.narrow else name
        drawing.words(text, 0, 0, xref="paper", xshift=8 - frame.margin[0], yshift=drop + above, **shared)
    if hidden and not frame.narrow:
        drawing.words(HIDDEN, 1, 0, xref="paper", xshift=10, yshift=drop, **shared)
    for row in rows:
        if row["day"] in frame.at or (not frame.at and row["day"] % frame.every == 0):
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
