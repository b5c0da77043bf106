"""A full disk is no mistake of ours: it is told in words, like anything else that a person can mend."""

import errno
import shutil
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from pipelines.problems import Problem, Refused
from pipelines.site import SiteFolder
from warehouse.engine import is_about_room

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} if hasattr(errno, "EDQUOT") else {errno.ENOSPC, errno.EFBIG}
NO_ROOM_BYTES = 1_000_000  # less than one write of the engine needs
P = ParamSpec("P")
R = TypeVar("R")


def refused_when_full(
    work: Callable[Concatenate[SiteFolder, P], R],
) -> Callable[Concatenate[SiteFolder, P], R]:
    """The work on a site, which raises Refused when the disk is full."""

    @wraps(work)
    def told(folder: SiteFolder, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return work(folder, *args, **kwargs)
        except Refused:
            raise
        except Exception as error:
            if not any(_is_full(one) for one in _chain(error)) and not _has_no_room(folder.path):
                raise
            raise Refused([_full(folder)]) from None

    return told


def _is_full(error: BaseException) -> bool:
    return (isinstance(error, OSError) and error.errno in FULL) or is_about_room(error)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _has_no_room(path: Path) -> bool:
    """Some libraries swallow what went wrong; then the disk itself is asked."""
    try:
        return shutil.disk_usage(path).free < NO_ROOM_BYTES
    except OSError:
        return False


def _full(folder: SiteFolder) -> Problem:
    remedy = "Make room on it, then refresh again."
    return Problem(file=folder.path.name, where="", what="the disk is full.", remedy=remedy)
