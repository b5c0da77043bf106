"""Files of two million rows that are wrong."""

from collections.abc import Callable, Iterator
from pathlib import Path

from pipelines.torture.apart import Asked, run
from pipelines.torture.county import NOW, keys_of
from pipelines.torture.figure import Figure
from pipelines.torture.readers import HEADINGS
from pipelines.torture.small_site import small_site

ROWS = 2_000_000
MOST_SECONDS, MOST_MEGABYTES = 60, 1000
AT_ONCE = 100_000
WRONG: dict[str, Callable[[int], str]] = {
    "rows too short": lambda n: f"R{n},09/01/2026\n",
    "dates that are none": lambda n: f"R{n},2026-09-{n % 30 + 1:02},North,SE,Y,\n",
    "a new code in every row": lambda n: f"R{n},09/01/2026,North,Z{n},Y,\n",
    "a quotation mark never closed": lambda n: f"R{n},09/01/2026,North,SE,Y,{'' if n else chr(34)}\n",
    "cut in its last row": lambda n: f"R{n},09/01/2026,North,SE,Y,\n" if n < ROWS - 1 else f"R{n},09/0",
}


def all_kinds(work: Path) -> list[Figure]:
    """Each kind of wrong, refused in time and within memory."""
    return [_of_kind(work / f"big_{place}", kind) for place, kind in enumerate(WRONG)]


def _of_kind(folder: Path, kind: str) -> Figure:
    site = small_site(folder)
    big = site.inbox / "reports_2.csv"
    with big.open("w", encoding="utf-8", newline="\n") as file:
        file.write(HEADINGS)
        file.writelines(_rows(WRONG[kind]))
    ended = run(Asked(site=site.path, now=NOW, environment=keys_of(folder.parent)))
    big.unlink()
    faults = [] if ended.how == "refused" else [f"{ended.how}: {ended.words}"]
    faults += [] if ended.seconds <= MOST_SECONDS else ["too slow"]
    faults += [] if ended.peak_megabytes <= MOST_MEGABYTES else ["too much memory"]
    return Figure(
        what=f"{ROWS:,} rows: {kind}",
        measured=f"{ended.how} in {ended.seconds:.0f} s, {ended.peak_megabytes:.0f} MB",
        wanted=f"refused within {MOST_SECONDS} s and {MOST_MEGABYTES:,} MB",
        faults=tuple(faults),
    )


def _rows(line: Callable[[int], str]) -> Iterator[str]:
    for first in range(0, ROWS, AT_ONCE):
        yield "".join(line(number) for number in range(first, first + AT_ONCE))
