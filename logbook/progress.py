"""How far the run of a site is: written by the run itself, read by whoever asks, at any time.

A run that says it is running, while nobody holds its lock, was broken off: its process was killed or
the machine went down. The lock is the system's, so neither a clock nor a re-used process number misleads.
"""

from dataclasses import replace
from pathlib import Path

from logbook.files import replace_whole, run_folder, run_is_alive
from logbook.reports import Progress, Result, parsed, written

PROGRESS = "progress.json"
RESULT = "result.json"


def read_progress(site: Path) -> Progress | None:
    """The run under way or the last one; None when there was none, or its file cannot be read."""
    progress = _read_progress(site)
    if progress is None or progress.state != "running" or run_is_alive(site):
        return progress
    again = _read_progress(site)  # it may have ended between the two looks
    if again is None or again.state != "running" or again.run != progress.run:
        return again
    return replace(again, state="broken_off")


def write_progress(site: Path, progress: Progress) -> None:
    replace_whole(run_folder(site) / PROGRESS, written(progress).encode())


def read_result(site: Path, *, in_force: int | None) -> Result | None:
    """What the last run that got to its end found; None when there is nothing to read.

    in_force: the version readers see. What a run found that published another one speaks of other data.
    """
    try:
        result = parsed(Result, (run_folder(site) / RESULT).read_bytes())
    except (OSError, ValueError):
        return None
    return result if result.version in (None, in_force) else None


def forget_result(site: Path) -> None:
    """After a roll-back: what the last check compared with is not in force any more."""
    (run_folder(site) / RESULT).unlink(missing_ok=True)


def write_result(site: Path, result: Result) -> None:
    replace_whole(run_folder(site) / RESULT, written(result).encode())


def _read_progress(site: Path) -> Progress | None:
    try:
        return parsed(Progress, (run_folder(site) / PROGRESS).read_bytes())
    except (OSError, ValueError):
        return None
