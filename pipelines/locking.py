"""One at a time: whoever changes a site holds its lock, and says who he is."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from filelock import FileLock, Timeout

from pipelines.problems import Problem, Refused
from pipelines.site import SiteFolder

HOLDER = "refresh.holder.json"


@contextmanager
def locked(folder: SiteFolder, *, what: str, by: str, now: datetime) -> Iterator[None]:
    """Hold the site's lock. Raises Refused, naming who holds it, when it is taken.

    what: what is being done under the lock, in words such as "a refresh".
    """
    note = folder.path / HOLDER
    try:
        lock = FileLock(folder.path / "refresh.lock", timeout=0).acquire()
    except Timeout:
        remedy = "Wait until it has ended."
        raise Refused(
            [Problem(file=folder.path.name, where="", what=_taken(folder), remedy=remedy)]
        ) from None
    with lock:
        note.write_text(json.dumps({"what": what, "by": by, "since": now.isoformat(timespec="seconds")}))
        try:
            yield
        finally:
            note.unlink(missing_ok=True)


def _taken(folder: SiteFolder) -> str:
    try:
        holder = json.loads((folder.path / HOLDER).read_text())
        told = f", started {holder['since']}" + (f" by {holder['by']}" if holder["by"] else "")
        return f"{holder['what']} of this site is running{told}."
    except (OSError, ValueError, KeyError, TypeError):  # it has just begun, or just ended
        return "another refresh of this site is running."
