"""Files that are read while they are written: whole or not there, and who holds the site."""

import os
from pathlib import Path

from filelock import FileLock, Timeout

RUN = "run"
LOCK = "run.lock"
PATIENCE = 2.0  # seconds; whoever only looks whether the lock is held lets go of it at once


class Busy(Exception):
    """Another process holds the lock."""


def run_folder(site: Path) -> Path:
    return site / RUN


def run_lock(site: Path, *, patience: float = PATIENCE) -> FileLock:
    """The lock a run holds for as long as its process lives; the system frees it however the process ends.

    Raises Busy when another run holds it.
    """
    run_folder(site).mkdir(parents=True, exist_ok=True)
    lock = FileLock(run_folder(site) / LOCK, timeout=patience)
    try:
        lock.acquire()
    except Timeout:
        raise Busy(LOCK) from None
    return lock


def run_is_alive(site: Path) -> bool:
    if not (run_folder(site) / LOCK).exists():
        return False
    try:
        run_lock(site, patience=0).release()
    except Busy:
        return True
    return False


def inbox_lock(site: Path) -> FileLock:
    """Held for the moment a file is put into the inbox: two uploads of one name must not mix."""
    run_folder(site).mkdir(parents=True, exist_ok=True)
    return FileLock(run_folder(site) / "inbox.lock", timeout=60)


def replace_whole(path: Path, content: bytes) -> None:
    """The new content, or the old: written beside, synced, renamed over it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
