"""Colours and sizes of every chart, in one place."""

from dataclasses import dataclass

Margin = tuple[int, int, int, int]  # left, top, right, bottom, in pixels
FONT = '"Source Sans", "Source Sans 3", sans-serif'


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a figure needs to know of the screen: colours, and sizes in pixels."""

    paper: str
    ink: str
    soft: str  # second voice: still 4.5:1 on paper
    grid: str
    shade: str  # behind the time after a change
    focus: str
    attention: str
    good: str
    violet: str
    gold: str
    grey: str
    root: int  # pixels of 1 rem
    text: int
    label: int
    tick: int
    line: float
    marker: int
    scale: float  # of heights and margins against the normal screen

    def scaled(self, sides: Margin) -> Margin:
        left, top, right, bottom = (int(side * self.scale) for side in sides)
        return left, top, right, bottom


LIGHT: dict[str, str] = {
    "paper": "#FBFBF9",
    "ink": "#17232D",
    "soft": "#55626B",
    "grid": "#E1E5E6",
    "shade": "#ECF2F5",
    "focus": "#0072B2",
    "attention": "#C04F00",
    "good": "#00795A",
    "violet": "#7A4EA3",
    "gold": "#8A6100",
    "grey": "#8C98A1",
}
DARK: dict[str, str] = {
    "paper": "#10181F",
    "ink": "#EAF0F3",
    "soft": "#B1BDC5",
    "grid": "#2A3640",
    "shade": "#18242D",
    "focus": "#5CB8EE",
    "attention": "#FF9A5C",
    "good": "#4FD1A5",
    "violet": "#C9A6EC",
    "gold": "#E7BE5A",
    "grey": "#7E8C96",
}


def look(theme: str | None, *, meeting: bool = False, narrow: bool = False) -> Look:
    """Light unless the screen says dark; large in meeting mode, read at three metres; small on a phone."""
    colours = DARK if theme == "dark" else LIGHT
    if narrow:
        return Look(**colours, root=17, text=15, label=15, tick=13, line=2.4, marker=5, scale=0.8)
    if meeting:
        return Look(**colours, root=24, text=25, label=27, tick=22, line=4.5, marker=13, scale=1.4)
    return Look(**colours, root=17, text=17, label=19, tick=16, line=3.2, marker=9, scale=1.0)


def see_through(colour: str, share: float) -> str:
    """The colour as rgba with this opacity, 0 to 1."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"
