"""All fault runs, one after the other, and their table."""

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipelines.torture import (
    big_files,
    clocks,
    deliveries,
    full_disk,
    holding,
    kills,
    malformed_files,
    readers,
    rebuilding,
)
from pipelines.torture.county import Ground, ground, keys_of
from pipelines.torture.figure import Figure

REFRESHES = 50
Say = Callable[[str], None]


@dataclass(frozen=True)
class Bench:
    """Where the fault runs work, and how often they kill."""

    work: Path
    kills: int

    @cached_property
    def ground(self) -> Ground:
        return ground(self.work / "ground")


RUNS: dict[str, Callable[[Bench], list[Figure]]] = {
    "steps": lambda bench: [kills.every_step(bench.ground), kills.first_refresh(bench.ground)],
    "kills": lambda bench: [kills.at_random(bench.ground, bench.kills)],
    "malformed": lambda bench: [malformed_files.every_case(bench.work)],
    "readers": lambda bench: [readers.during_refreshes(bench.work, REFRESHES)],
    "disk": lambda bench: [full_disk.at_sizes(bench.ground)],
    "deliveries": lambda bench: [*deliveries.equal_contents(bench.ground), deliveries.partial(bench.work)],
    "lock": lambda bench: [holding.two_at_once(bench.ground)],
    "clocks": lambda bench: [clocks.same_results(bench.ground)],
    "big": lambda bench: big_files.all_kinds(bench.work),
    "rebuild": lambda bench: [rebuilding.from_the_archive(bench.ground)],
}


def run(*, kills: int, only: str | None, say: Say) -> bool:
    """Make the runs named, or all, and say each figure as it comes. Returns whether all are met."""
    is_all_met = True
    say("| what was done | measured | wanted | met | time |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        bench = Bench(Path(folder), kills)
        (bench.work / "ground").mkdir()
        os.environ.update(keys_of(bench.work))
        for make in [RUNS[only]] if only else RUNS.values():
            start = time.perf_counter()
            figures = make(bench)
            for line in _lines(figures, time.perf_counter() - start):
                say(line)
            is_all_met &= all(figure.is_met for figure in figures)
    return is_all_met


def _lines(figures: list[Figure], seconds: float) -> list[str]:
    took = [*[""] * (len(figures) - 1), f"{seconds:,.0f} s"]
    rows = [
        f"| {one.what} | {one.measured} | {one.wanted} | {'yes' if one.is_met else 'NO'} | {time_taken} |"
        for one, time_taken in zip(figures, took, strict=True)
    ]
    return rows + [f"  not met: {fault}" for one in figures for fault in one.faults]
