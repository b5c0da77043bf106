"""Room for a command that only reads a file: gone when it ends, and cleared away later when it was killed.

What lies in it are people's rows, so it must not outlive a kill. It is not the refresh's scratch, which only
who holds the site's lock may touch: a listing must not wait for a refresh, nor be cleared away under its hands.
"""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from logbook.files import run_folder

PREFIX = "ccr-reading-"
LOCK = ".lock"


def reading_place(site: Path) -> Path:
    """The site's `run/`; the system's folder for temporary files where there is no site yet."""
    return run_folder(site) if (site / "site.toml").is_file() else Path(tempfile.gettempdir())


@contextmanager
def reading_room(place: Path) -> Iterator[Path]:
    """An empty folder in `place`, which only this account can open. What killed commands left goes first."""
    clear_left_rooms(place)
    room = place / f"{PREFIX}{secrets.token_hex(6)}"
    lock = room.with_name(room.name + LOCK)
    place.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(lock, timeout=10):
            room.mkdir(mode=0o700)
            try:
                yield room
            finally:
                shutil.rmtree(room, ignore_errors=True)
    finally:
        lock.unlink(missing_ok=True)


def clear_left_rooms(place: Path) -> None:
    """Delete the rooms whose command lives no more: the system frees its lock however it ends."""
    for name in {path.name.removesuffix(LOCK) for path in place.glob(f"{PREFIX}*")}:
        room, lock = place / name, place / f"{name}{LOCK}"
        try:
            with FileLock(lock, timeout=0):
                shutil.rmtree(room, ignore_errors=True)
            if not room.exists():
                lock.unlink(missing_ok=True)
        except (Timeout, OSError):  # at work, or another account's
            continue
