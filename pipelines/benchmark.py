"""Speed and memory, ratios side by side in one run: these machines are shared, so only ratios compare.

Each measurement runs in a process of its own, so that one's memory and caches do not help another.
"""

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from pipelines.inbox import inbox_files, read_mappings
from pipelines.linking import benchmark as linking
from pipelines.opened import opened
from pipelines.peak_memory import peak_megabytes
from pipelines.refresh import refresh
from pipelines.sample import generate
from pipelines.site import SiteFolder
from warehouse.engine import FILE, DuckEngine, literal

REFRESH_TO_FLOOR = 4.0
PEAK_MEGABYTES = 1000
PAGE_SWITCH_CPU_SECONDS = 0.3
ROUNDS = 3
SEED = 1
NOW = datetime(2026, 10, 5, tzinfo=UTC)

Measured = dict[str, float]


@dataclass(frozen=True)
class Line:
    """One line of the report; `budget` is empty where there is none."""

    what: str
    measured: str
    budget: str
    is_met: bool = True


def run(*, cases: int, now: datetime) -> int:
    """Measure and print the table. Returns 0 when every budget is met, 1 otherwise."""
    del now
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        generate(site, cases=cases, seed=SEED)
        rounds = [_round(site, Path(folder) / f"round_{number}") for number in range(ROUNDS)]
        lines = [*_refresh_lines(rounds), *_page_lines(Path(folder) / "round_0")]
        lines += _linking_lines(Path(folder) / "named")
    _print(f"{cases:,} cases", lines)
    return 0 if all(line.is_met for line in lines) else 1


def prepare(site: SiteFolder) -> list[tuple[Path, list[str], str]]:
    """Copies of the inbox as UTF-8, outside the measured time, with their headings and delimiters."""
    mappings = read_mappings(site)
    prepared = []
    for path in inbox_files(site):
        layout = next(m.format for m in mappings.values() if any(path.match(pattern) for pattern in m.files))
        copy = site.path / "floor" / path.name
        copy.parent.mkdir(exist_ok=True)
        text = opened(path, path.name, layout, copy.with_suffix(".text"))
        path, layout = text.path, text.layout
        encoding = "utf-8-sig" if layout.encoding.startswith("utf-8") else layout.encoding
        copy.write_bytes(path.read_bytes().decode(encoding).encode())
        with copy.open(encoding="utf-8", newline="") as file:
            prepared.append((copy, next(csv.reader(file, delimiter=layout.delimiter)), layout.delimiter))
    return prepared


def floor(site: SiteFolder, prepared: list[tuple[Path, list[str], str]]) -> None:
    """The least any program must do: strict read of the same files into TEMP, and writing them out once."""
    # No setting of ours: what anyone gets who connects to a new file.
    with DuckEngine(site.path / "floor" / "floor.duckdb", row_group_size=None) as engine:
        for number, (path, headings, delimiter) in enumerate(prepared):
            columns = ", ".join(f"{literal(heading)}: 'VARCHAR'" for heading in headings)
            engine.run(f"""
                create temp table read_{number} as from read_csv({literal(str(path))}, auto_detect = false,
                    header = true, columns = {{{columns}}}, delim = {literal(delimiter)}, quote = '"',
                    escape = '"', strict_mode = true)""")
            engine.run(f"create table {FILE}.written_{number} as from read_{number}")


def _round(site: Path, copy: Path) -> tuple[Measured, Measured]:
    """The floor and the refresh, one right after the other, so that both meet the same neighbours."""
    shutil.copytree(site, copy)
    return _in_own_process("floor", copy), _in_own_process("refresh", copy)


def _refresh_lines(rounds: list[tuple[Measured, Measured]]) -> list[Line]:
    """Medians over the rounds; the ratio is taken within each round."""
    floors, loads = [floor for floor, _ in rounds], [load for _, load in rounds]
    peak = max(load["peak_megabytes"] for load in loads)
    return [
        Line("floor: strict read and write out", _times(floors, ""), ""),
        Line("import of Great Expectations", _times(loads, "import_"), ""),
        Line("refresh, that import included", _times(loads, ""), ""),
        _ratio_line(rounds),
        Line(
            "peak memory of the refresh",
            f"{peak:.0f} MB",
            f"at most {PEAK_MEGABYTES} MB",
            peak <= PEAK_MEGABYTES,
        ),
    ]


def _ratio_line(rounds: list[tuple[Measured, Measured]]) -> Line:
    """The budget is of time waited for: both have two cores. What it costs them is told beside it."""
    waited, spent = (
        median((load[clock] - load[f"import_{clock}"]) / floor[clock] for floor, load in rounds)
        for clock in ("wall", "cpu")
    )
    return Line(
        "refresh without it / floor",
        f"{waited:.1f}; CPU {spent:.1f}",
        f"at most {REFRESH_TO_FLOOR:.1f}",
        waited <= REFRESH_TO_FLOOR,
    )


def _times(measured: list[Measured], prefix: str) -> str:
    wall = median(item[f"{prefix}wall"] for item in measured)
    return f"{wall:.2f} s, {median(item[f'{prefix}cpu'] for item in measured):.2f} CPU-s"


def _page_lines(site: Path) -> list[Line]:
    budget = f"at most {PAGE_SWITCH_CPU_SECONDS} CPU-s"
    command = [sys.executable, "-m", "tests.browser.page_cost", str(site)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    costs: Measured = json.loads(done.stdout.splitlines()[-1])
    return [
        Line(f"page switch: {page}", f"{cpu:.2f} CPU-s", budget, cpu <= PAGE_SWITCH_CPU_SECONDS)
        for page, cpu in costs.items()
    ]


def _linking_lines(site: Path) -> list[Line]:
    """Linking of 100,000 people of four agencies, whatever the number of cases asked for."""
    generate(site, cases=linking.CASES, seed=SEED, names=True)
    found = _in_own_process("linking", site)
    spent = f"{found['wall']:.2f} s, {found['cpu']:.2f} CPU-s"
    return [
        Line(
            f"linking {found['numbers']:,.0f} numbers, learning too",
            spent,
            f"at most {linking.SECONDS:.0f} s",
            found["wall"] <= linking.SECONDS,
        ),
        *(
            Line(
                f"{what} of linked pairs",
                f"{found[what]:.4f}",
                f"at least {least}",
                found[what] >= least,
            )
            for what, least in (("precision", linking.PRECISION), ("recall", linking.RECALL))
        ),
        Line("peak memory of linking", f"{found['peak_megabytes']:.0f} MB", ""),
    ]


def _in_own_process(part: str, site: Path) -> Measured:
    command = [sys.executable, "-m", "pipelines.benchmark", part, str(site)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    measured: Measured = json.loads(done.stdout.splitlines()[-1])
    return measured


def _measured(work: Callable[[], Any]) -> Measured:
    wall, cpu = time.perf_counter(), _cpu_seconds()
    work()
    return {"wall": time.perf_counter() - wall, "cpu": _cpu_seconds() - cpu}


def _cpu_seconds() -> float:
    """CPU time of this process and of those it started and waited for, such as those that open workbooks."""
    return sum(os.times()[:4])


def _import_of_gx() -> None:
    from pipelines.checks import great_expectations

    great_expectations()


def _part(name: str, site: SiteFolder) -> Measured:
    if name == "floor":
        prepared = prepare(site)
        return _measured(lambda: floor(site, prepared))
    if name == "linking":
        return {**linking.measure_linking(site), "peak_megabytes": peak_megabytes()}
    imported = _measured(_import_of_gx)
    done = _measured(lambda: refresh(site, now=NOW))
    return {
        "wall": imported["wall"] + done["wall"],
        "cpu": imported["cpu"] + done["cpu"],
        "import_wall": imported["wall"],
        "import_cpu": imported["cpu"],
        "peak_megabytes": peak_megabytes(),
    }


def _print(title: str, lines: list[Line]) -> None:
    print(f"{title}\n")
    for line in lines:
        mark = "" if not line.budget else "met" if line.is_met else "NOT MET"
        print(f"  {line.what:<36} {line.measured:>24}  {line.budget:<20} {mark}")


if __name__ == "__main__":
    print(json.dumps(_part(sys.argv[1], SiteFolder(Path(sys.argv[2])))))
    sys.stdout.flush()
    os._exit(0)  # as in __main__: what Great Expectations still holds makes DuckDB complain at exit
