"""One made-up publication for all tests that only read it."""

from pathlib import Path

import pytest

from tests.dashboard.sample import publish


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(tmp_path_factory.mktemp("site"))
