"""docs/validation.md: every published figure beside ours, for a statistician to read."""

from collections.abc import Sequence

from tests.published.figure import Figure

HEAD = """# Validation

Figures that others published, and what this project's own functions give for them. Written by
`python -m tests.published`; a test fails when a figure is not reproduced to the decimals that were
printed, and when this page is not what the figures give today. Departures from a source are in
[deviations.md](deviations.md).

| figure | source | published | ours | difference | our function |
|---|---|---:|---:|---:|---|
"""


PLANTED = """
## What was planted is found

Nobody knows the truth of a real county. Of a made-up one it is written down, so many are drawn, each is counted and
judged by the program as it would be, and it is seen how often the 95 % intervals hold the truth, how often a verdict
is wrong, and how often a change shows that was said to show. "Held" counts the counties whose interval holds the
planted value; in brackets what their number leaves open. Made by `python -m pipelines planted --out docs/planted.md`.

All quantities together must lie between 0.93 and 0.97. One alone strays by chance, the more the fewer counties: of it
only the brackets must reach that range, and of a dozen such lines some lie outside it. A line that is met in this way
and lies outside is no proof that its intervals are right; only more counties would tell. A verdict "reversed"
or "mixed" finds harm where none was planted.

Not among what is planted here: errors of linking. Each of these counties is drawn with the true person on every
record. What linking costs is measured apart, where the made-up agencies' own numbers and names are linked
(`tests/pipelines/linking`), and the range of re-arrest under doubtful links is published beside the curve.

"""


def text_of(figures: Sequence[Figure], planted: str) -> str:
    """The page: one line per figure in the order given, and the table that the command `planted` wrote."""
    return HEAD + "".join(_line(figure) for figure in figures) + PLANTED + planted


def _line(figure: Figure) -> str:
    ours = figure.ours()
    decimals = figure.decimals
    # One decimal more than was printed shows how close ours lies; beyond that it is the machine's rounding.
    cells = (
        figure.what,
        figure.source,
        f"{figure.published:.{decimals}f}",
        f"{ours:.{decimals + 1}f}",
        f"{round(ours, decimals) - figure.published:.{decimals}f}".replace(
            "-0." + "0" * decimals, "0." + "0" * decimals
        ),
        f"`{figure.method}`",
    )
    return f"| {' | '.join(cells)} |\n"
