"""A line without axes, for a card: only the shape of the last periods. An image of numbers, no words."""

from base64 import b64encode
from collections.abc import Sequence

from charts.theme import Look

WIDTH, HEIGHT = 320, 44
FEWEST = 3  # fewer points are no shape


def spark(values: Sequence[int | None], look: Look) -> str:
    """The values from left to right as the address of an SVG image; empty when fewer than half are known.

    A gap stands where a value is hidden. The page's cleaner of HTML lets images through, but no bare SVG.
    """
    known = [value for value in values if value is not None]
    if len(known) < max(FEWEST, len(values) / 2):
        return ""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">'
        f'<path d="{_path(values, min(known), max(known))}" fill="none" stroke="{look.soft}" '
        'stroke-width="2" vector-effect="non-scaling-stroke" stroke-linejoin="round"/></svg>'
    )
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _path(values: Sequence[int | None], low: int, high: int) -> str:
    spread = max(high - low, 4)
    step = (WIDTH - 10) / (len(values) - 1)
    pen, path = "M", ""
    for number, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        y = HEIGHT / 2 - (value - (low + high) / 2) / spread * (HEIGHT - 10)
        path += f"{pen}{5 + number * step:.1f} {y:.1f}"
        pen = "L"
    return path
