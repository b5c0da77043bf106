"""Commands of `python -m pipelines` in processes of their own, as the page and a clerk start them."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from logbook.progress import read_progress
from logbook.reports import Progress

PROJECT = Path(__file__).resolve().parent.parent.parent


def command(site: Path, name: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "pipelines", name, f"--site={site}", *arguments]


def done(
    site: Path, name: str, *arguments: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(site, name, *arguments),
        cwd=PROJECT,
        env=os.environ | (environment or {}),
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def started(site: Path, name: str, *arguments: str) -> subprocess.Popen[bytes]:
    """A command under way: its progress says so."""
    process = subprocess.Popen(
        command(site, name, "--quiet", *arguments),
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for(site, lambda progress: progress.pid == process.pid and progress.step_number > 0)
    return process


def wait_for(site: Path, is_so: Callable[[Progress], bool]) -> Progress:
    """Look until the run is so far. Ends by the test's own time limit, never by a guess at speed."""
    while True:
        progress = read_progress(site)
        if progress is not None and is_so(progress):
            return progress
        time.sleep(0.02)
