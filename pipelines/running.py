"""A run that tells how far it is, and that only one of at a time can be under way on a site."""

import contextlib
import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock

from logbook.files import Busy, run_lock
from logbook.progress import read_progress, write_progress
from logbook.reports import Command, Progress, State, Trouble
from pipelines.problems import Problem, Refused

BEAT = 1.0  # seconds between two notes of how long it has taken
STEPS_AFTER_READING = 5
INTERRUPTED = "It was stopped before its end. Nothing was changed; start it again."


class Running:
    """One check or refresh under way. Use as a context; call with the words of each step; end with `ends`."""

    def __init__(self, site: Path, progress: Progress) -> None:
        self._site, self._progress = site, progress
        self._started = time.monotonic()
        self._lock: FileLock | None = None
        self._writing, self._over = threading.Lock(), threading.Event()
        self._beats = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Self:
        """Raises Refused, naming who runs what, when another run holds the site."""
        try:
            self._lock = run_lock(self._site)
        except Busy:
            raise Refused([busy(self._site)]) from None
        self._write()
        self._beats.start()
        return self

    @property
    def outcome(self) -> str:
        return self._progress.outcome

    @property
    def version(self) -> int | None:
        return self._progress.version

    @property
    def is_done(self) -> bool:
        """It got to its end, published or not."""
        return self._progress.state == "ended"

    def moment(self) -> datetime:
        """The time of day now: the start, and what has passed since."""
        return datetime.fromisoformat(self._progress.started_at) + timedelta(seconds=self._seconds())

    def __call__(self, words: str) -> None:
        """The next step begins."""
        number = self._progress.step_number + 1
        self._write(step=words, step_number=number, steps=max(self._progress.steps, number))

    def ends(
        self,
        state: State,
        *,
        outcome: str,
        summary: str,
        version: int | None = None,
        problems: Sequence[Problem] = (),
    ) -> None:
        """The last word: nothing is written after it."""
        self._over.set()
        troubles = tuple(trouble(problem) for problem in problems)
        self._write(state=state, outcome=outcome, summary=summary, version=version, troubles=troubles)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._over.is_set():
            self.ends("failed", outcome="stopped", summary=INTERRUPTED)
        if self._lock is not None:
            self._lock.release()

    def _beat(self) -> None:
        while not self._over.wait(BEAT):
            self._write()

    def _write(self, **news: object) -> None:
        with self._writing:
            if self._over.is_set() and "state" not in news:
                return
            progress = replace(self._progress, elapsed_seconds=self._seconds(), **news)  # type: ignore[arg-type]
            if self._over.is_set():
                progress = replace(progress, ended_at=self.moment().isoformat(timespec="seconds"))
            self._progress = progress
            # Where the disk is full the run goes on, or ends with a reason of its own.
            with contextlib.suppress(OSError):
                write_progress(self._site, progress)

    def _seconds(self) -> int:
        return int(time.monotonic() - self._started)


def running(site: Path, *, command: Command, run: str, who: str, now: datetime, files: int) -> Running:
    """A run that has not begun. files: how many will be read, for the first guess at the number of steps."""
    last = read_progress(site)
    as_last = last.step_number if last and last.command == command and last.state == "ended" else 0
    return Running(
        site,
        Progress(
            run=run,
            command=command,
            state="running",
            who=who,
            pid=os.getpid(),
            started_at=now.astimezone(UTC).isoformat(timespec="seconds"),
            ended_at=None,
            step="Starting",
            step_number=0,
            steps=max(as_last, files + STEPS_AFTER_READING),
            elapsed_seconds=0,
            outcome="",
            version=None,
            summary="",
            troubles=(),
        ),
    )


def both(first: Callable[[str], None], second: Callable[[str], None]) -> Callable[[str], None]:
    """One progress that tells two listeners."""

    def tell(words: str) -> None:
        first(words)
        second(words)

    return tell


def busy(site: Path) -> Problem:
    """Who holds the site, in words."""
    holder = read_progress(site)
    what = "another run of this site is under way."
    if holder is not None and holder.state == "running":
        begun = holder.started_at[11:16]
        what = f"a {holder.command} started by {holder.who} at {begun} UTC is under way."
    return Problem(file=site.name, where="", what=what, remedy="Wait until it has ended.")


def trouble(problem: Problem) -> Trouble:
    return Trouble(file=problem.file, where=problem.where, what=problem.what, remedy=problem.remedy)
