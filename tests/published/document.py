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


def text_of(figures: Sequence[Figure]) -> str:
    """The page, one line per figure in the order given."""
    return HEAD + "".join(_line(figure) for figure in figures)


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
