"""Sites refreshed once for all tests that only read them."""

import gzip
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.refresh import refresh
from pipelines.site import SiteFolder
from release.counts import Counts, count_everything
from release.plan import Plan
from warehouse.engine import DuckEngine
from warehouse.versions import read_pointer

PROJECT = Path(__file__).resolve().parent.parent
REAL_DATA = PROJECT.parent / "shared" / "data"
NOW = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)


def real_site(name: str, data_file: str, folder: Path) -> SiteFolder:
    """A real extract refreshed with its mapping from `tests/real`. Skips, saying so, without the data."""
    source = REAL_DATA / data_file
    if not source.exists():
        pytest.skip(f"the real data are not here: {source} is absent")
    shutil.copytree(PROJECT / "tests" / "real" / name, folder)
    site = SiteFolder(folder)
    site.inbox.mkdir()
    if source.suffix == ".gz":
        (site.inbox / source.stem).write_bytes(gzip.decompress(source.read_bytes()))
    else:
        shutil.copy(source, site.inbox)
    refresh(site, now=NOW)
    return site


def open_warehouse(site: SiteFolder) -> DuckEngine:
    pointer = read_pointer(site.published)
    assert pointer is not None
    return DuckEngine(site.warehouse / pointer.warehouse, read_only=True)


def open_published(site: SiteFolder, role: str) -> DuckEngine:
    pointer = read_pointer(site.published)
    assert pointer is not None
    return DuckEngine(site.published / pointer.files[role].name, read_only=True)


def exact_counts(site: SiteFolder, plan: Plan) -> Counts:
    """The exact counts a publication of the site is made from, as inside the refresh."""
    with open_warehouse(site) as engine:
        return count_everything(engine, plan)
