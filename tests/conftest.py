"""What all tests share: keys outside the home folder, and small sites made on the spot."""

import atexit
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

# Several test processes share the processors; threads of each frame's own would only get in each other's way.
os.environ.setdefault("POLARS_MAX_THREADS", "1")

# The same examples on every run, and no deadline: tests never depend on the clock or on speed.
settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.load_profile("steady")

# At the very end DuckDB's binding prints pages about objects that Great Expectations still holds; they hide
# the result of the run and mean nothing.
atexit.register(lambda: os.dup2(os.open(os.devnull, os.O_WRONLY), 2))

# Files that take longest begin first, so that no process works on one of them alone at the end.
LONGEST_FIRST = (
    "test_torture.py",
    "test_steward.py",
    "test_linked_county.py",
    "test_screens.py",
    "test_refresh.py",
    "test_malformed.py",
    "test_steward_links.py",
    "test_versions_of_records.py",
    "test_planted_truth.py",
    "test_publishing.py",
    "test_explaining.py",
    "test_steward_reports.py",
    "test_broken_off.py",
    "test_running.py",
    "test_later_tables.py",
)
NOW = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)
MAIN = sys.modules["__main__"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The order of files is that of `LONGEST_FIRST`, then as collected; within a file nothing moves."""
    place = {name: at for at, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: place.get(item.path.name, len(place)))


@pytest.fixture(scope="session", autouse=True)
def keys_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Pseudonym keys are made in a folder of the test run, never in the home folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CCR_KEYS", str(tmp_path_factory.getbasetemp() / "keys"))
        yield


@pytest.fixture(autouse=True)
def main_module_of_the_run() -> Iterator[None]:
    """A page opened by a test puts its script in place of `__main__`, which every process started after it through
    `multiprocessing` would run first, and die of."""
    yield
    sys.modules["__main__"] = MAIN


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def project() -> Path:
    return Path(__file__).resolve().parent.parent
