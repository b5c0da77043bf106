"""Every step a refresh takes that the disk remembers, seen from below through Python's own audit events.

What a refresh tells of its progress is a step too. The steps need no names in the code that is watched, and a
step that is added later is seen without anybody thinking of it.
"""

import os
import signal
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


@dataclass
class Steps:
    """The steps passed so far, and the one before which the process ends, or waits for ever."""

    places: tuple[str, ...]
    kill_at: int | None
    wait_at: int | None
    passed: list[str] = field(default_factory=list)
    _one_by_one: threading.Lock = field(default_factory=threading.Lock)

    def told(self, words: str) -> None:
        """A step told as progress."""
        self._reach(f"progress: {words}")

    def seen(self, event: str, arguments: tuple[Any, ...]) -> None:
        """An audit event; a step when it changes a file of the site or of the keys."""
        if not (event in CHANGES or (event == "open" and _writes(arguments))):
            return
        path = arguments[0]
        if isinstance(path, (str, bytes, os.PathLike)) and os.fsdecode(path).startswith(self.places):
            self._reach(f"{event}: {Path(os.fsdecode(path)).name}")

    def _reach(self, step: str) -> None:
        with self._one_by_one:
            if self.kill_at == len(self.passed):
                os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
            if self.wait_at == len(self.passed):
                threading.Event().wait()
            self.passed.append(step)


def _writes(arguments: tuple[Any, ...]) -> bool:
    _, mode, flags = arguments
    return any(letter in mode for letter in "wax+") if isinstance(mode, str) else bool(flags & WRITING)


def count_steps(site: Path, *, kill_at: int | None, wait_at: int | None) -> Steps:
    """Watch this process from now on, for good: an audit hook cannot be taken away."""
    keys = os.environ.get("CCR_KEYS")
    places = (str(site), *((keys,) if keys else ()))
    steps = Steps(places, kill_at, wait_at)
    sys.addaudithook(steps.seen)
    return steps
