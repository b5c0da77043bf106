"""A refresh in a process of its own, that can be killed, starved or made to wait.

The processes are forked from one that has everything imported, so that a kill costs no import; on Windows,
which cannot fork, each imports for itself.
"""

import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from tqdm import tqdm

from pipelines.peak_memory import peak_megabytes
from pipelines.problems import Refused
from pipelines.torture.steps import Steps, count_steps

PRELOADED = (
    "great_expectations",
    "great_expectations.execution_engine.sqlalchemy_execution_engine",
    "duckdb_sqlalchemy",
    "pipelines.refresh",
    "pipelines.torture.apart",
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A refresh to be made.

    kill_at: the step before which the process kills itself; wait_at: the step before which it waits for ever.
    environment: variables it runs with. file_bytes: the largest file it may write.
    """

    site: Path
    now: datetime
    by: str = ""
    anew: bool = False
    kill_at: int | None = None
    wait_at: int | None = None
    environment: dict[str, str] = field(default_factory=dict)
    file_bytes: int | None = None


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How it ended: "published", "unchanged", "refused", "failed" (a mistake of ours) or "killed"."""

    how: str
    words: str = ""
    version: int | None = None
    seconds: float = 0.0
    peak_megabytes: float = 0.0
    steps: tuple[str, ...] = ()


def run(asked: Asked, *, kill_after: float | None = None) -> Ended:
    """Make the refresh and wait for its end. kill_after: seconds from its start to a kill from outside."""
    with started(asked) as (process, answers):
        if kill_after is not None and not answers.poll(kill_after):
            process.kill()
        return ended(process, answers)


@contextmanager
def started(asked: Asked) -> Iterator[tuple[BaseProcess, Connection]]:
    """The process under way, past its imports, and where it answers. It is ended at the latest with the block."""
    processes = context()
    answers, child_end = processes.Pipe(duplex=False)
    process = processes.Process(target=_work, args=(asked, child_end))  # type: ignore[attr-defined]
    process.start()
    child_end.close()
    try:
        answers.recv()
        yield process, answers
    finally:
        if process.is_alive():  # the number of one that has ended may be another's by now
            process.kill()
        process.join()
        answers.close()


def ended(process: BaseProcess, answers: Connection) -> Ended:
    """What it answered, or that it was killed before it could."""
    try:
        answer: Ended = answers.recv()
    except EOFError:
        answer = Ended(how="killed")
    process.join()
    return answer


def context() -> BaseContext:
    """The way processes are started here."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload(list(PRELOADED))
    return forking


def _work(asked: Asked, answers: Connection) -> None:
    os.environ.update(asked.environment)
    _limit(asked)
    tqdm.set_lock(threading.RLock())  # its own is the system's, and outlives a process that is killed
    from pipelines.checks import great_expectations

    great_expectations()
    answers.send("started")
    steps = count_steps(asked.site, kill_at=asked.kill_at, wait_at=asked.wait_at)
    answers.send(_refreshed(asked, steps))
    answers.close()
    os._exit(0)  # as in __main__: what Great Expectations still holds makes DuckDB complain at exit


def _limit(asked: Asked) -> None:
    if sys.platform == "win32":
        return
    time.tzset()
    if asked.file_bytes is not None:
        import resource
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (asked.file_bytes, asked.file_bytes))


def _refreshed(asked: Asked, steps: Steps) -> Ended:
    from pipelines.refresh import refresh
    from pipelines.site import SiteFolder

    start = time.perf_counter()
    told: dict[str, Any] = {"how": "failed"}
    try:
        outcome = refresh(
            SiteFolder(asked.site), now=asked.now, by=asked.by, anew=asked.anew, progress=steps.told
        )
        told = {"how": "unchanged" if outcome.unchanged else "published", "version": outcome.version}
    except Refused as refused:
        told = {"how": "refused", "words": str(refused)}
    except Exception as error:  # a fault run tells what happened, whatever it is
        told = {"how": "failed", "words": f"{type(error).__name__}: {error}"[:500]}
    seconds = time.perf_counter() - start
    return Ended(**told, seconds=seconds, peak_megabytes=peak_megabytes(), steps=tuple(steps.passed))
