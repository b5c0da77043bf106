"""The warehouse of a publication, opened to be read; one that cannot be read is told in words."""

from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.problems import Problem, Refused
from pipelines.site import SiteFolder
from warehouse.engine import DuckEngine, is_about_damage
from warehouse.versions import Pointer


@contextmanager
def open_warehouse(folder: SiteFolder, current: Pointer) -> Iterator[DuckEngine]:
    """The publication's warehouse. Raises Refused when the file is gone or damaged."""
    try:
        with DuckEngine(folder.warehouse / current.warehouse, read_only=True) as engine:
            yield engine
    except Exception as error:
        if not is_about_damage(error):
            raise
        what = "the warehouse is damaged: it cannot be read."
        remedy = "Run: python -m pipelines rebuild"
        raise Refused(
            [Problem(file=f"warehouse/{current.warehouse}", where="", what=what, remedy=remedy)]
        ) from None
