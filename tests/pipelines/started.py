"""Commands of `python -m pipelines`, in processes of their own as the page and a clerk start them, or in this one."""

import contextlib
import io
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from logbook.progress import read_progress
from logbook.reports import Progress
from pipelines.__main__ import main

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


def done_here(site: Path, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """As `done`, in this process: for what a test needs to have happened. A process of its own imports for seconds."""
    with (
        contextlib.redirect_stdout(io.StringIO()) as out,
        contextlib.redirect_stderr(io.StringIO()) as error,
    ):
        code = main([name, f"--site={site}", "--quiet", *arguments])
    return subprocess.CompletedProcess([name, *arguments], code, out.getvalue(), error.getvalue())


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
