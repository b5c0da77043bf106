"""A workbook, archive or Parquet file as text, opened by another process that may fail without harm.

Nothing but text and a small report comes back; neither is trusted: the text goes the way of any CSV file.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.file_format import Format
from pipelines.opening import limits
from pipelines.problems import Problem, Refused

PROJECT = Path(__file__).resolve().parent.parent
MOST_REPORT_BYTES = 64_000
POLL_SECONDS = 0.1
# Enough to start on any system; neither keys nor the site's settings are handed on.
HANDED_ON = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH")
REMEDY = "Ask for a CSV file; data of this size do not belong in a workbook or an archive."


@dataclass(frozen=True)
class Opened:
    """The text of a file and how it is written down. `rows` where the file itself declares them."""

    path: Path
    layout: Format
    rows: int | None = None


def opened(source: Path, file_name: str, layout: Format, target: Path) -> Opened:
    """The file as text; what is text already stays where it is. Raises Refused with the reason.

    target: where the text may be written; beside it the report and what was unpacked, removed again.
    """
    if layout.kind == "csv" and layout.archive is None:
        return Opened(source, layout)
    target = target.resolve()
    try:
        report = _report_of(source.resolve(), layout, target)
        problem = (report["what"], report["remedy"]) if "what" in report else None
    except _Stopped:
        what = f"opening it took more than {limits.in_words(layout.kind)}, so it was stopped."
        report, problem = {}, (what, REMEDY)
    if problem:
        target.unlink(missing_ok=True)
        raise Refused([Problem(file=file_name, where="", what=problem[0], remedy=problem[1])])
    as_text: dict[str, str | int | None] = {"archive": None, "member": None, "sheet": None, "header_row": 1}
    if layout.kind != "csv":
        as_text |= {"kind": "csv", "encoding": "utf-8", "delimiter": ","}
    return Opened(target, layout.model_copy(update=as_text), report.get("rows"))


class _Stopped(Exception):
    """The other process was stopped or died."""


def _report_of(source: Path, layout: Format, target: Path) -> dict[str, Any]:
    report = target.with_suffix(".report")
    request = {
        "source": str(source),
        "target": str(target),
        "report": str(report),
        **layout.model_dump(include={"kind", "sheet", "header_row", "archive", "member"}),
    }
    try:
        _run(request, layout.kind)
        with report.open("rb") as file:
            found: dict[str, Any] = json.loads(file.read(MOST_REPORT_BYTES))
        return found
    except FileNotFoundError:
        raise _Stopped from None
    finally:
        report.unlink(missing_ok=True)
        target.with_suffix(".member").unlink(missing_ok=True)


def _run(request: dict[str, Any], kind: str) -> None:
    child = subprocess.Popen(  # noqa: S603 - our own module; paths go in as JSON, through no shell
        [sys.executable, "-E", "-s", "-X", "utf8", "-m", "pipelines.opening", json.dumps(request)],
        cwd=PROJECT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(child, limits.MEMORY_BYTES[kind])
    finally:
        child.kill()
        child.wait()
    if child.returncode:
        raise _Stopped


def environment() -> dict[str, str]:
    """What the other process needs of ours to start."""
    return {name: os.environ[name] for name in HANDED_ON if name in os.environ}


def _wait(child: subprocess.Popen[bytes], most_bytes: int) -> None:
    """Until it ends. Raises _Stopped when its time is over, or where only we can watch it, its memory."""
    if sys.platform != "win32":
        try:
            child.wait(limits.WALL_SECONDS)
        except subprocess.TimeoutExpired:
            raise _Stopped from None
        return
    deadline = time.monotonic() + limits.WALL_SECONDS
    while child.poll() is None:
        if time.monotonic() > deadline or _memory_of(child.pid) > most_bytes:
            raise _Stopped
        time.sleep(POLL_SECONDS)


def _memory_of(pid: int) -> int:
    """Bytes the process holds; 0 when psutil is not there to ask, or the process has ended."""
    try:
        import psutil  # type: ignore[import-untyped]

        return int(psutil.Process(pid).memory_info().rss)
    except (ImportError, LookupError):
        return 0
    except Exception:  # psutil's own error for a process that has just ended
        return 0
