"""The dashboard does not start with a door open."""

from collections.abc import Iterator

import pytest
from streamlit import config

from dashboard import settings

UNSAFE = [
    ("server.address", "0.0.0.0"),  # noqa: S104
    ("server.address", ""),
    ("server.address", "192.168.1.10"),
    ("client.showErrorDetails", "full"),
    ("client.disableDataExport", False),
    ("browser.gatherUsageStats", True),
    ("server.enableXsrfProtection", False),
    ("server.enableStaticServing", True),
    ("server.enableAgentApi", True),
    ("client.toolbarMode", "developer"),
]


@pytest.fixture(autouse=True)
def settings_as_before() -> Iterator[None]:
    kept = {name: config.get_option(name) for name, _ in UNSAFE}
    yield
    for name, value in kept.items():
        config.set_option(name, value)


def test_the_settings_that_come_with_the_project_are_safe() -> None:
    assert settings.mistakes() == []


@pytest.mark.parametrize(("name", "value"), UNSAFE)
def test_an_unsafe_setting_stops_the_dashboard_and_is_named(name: str, value: object) -> None:
    config.set_option(name, value)
    with pytest.raises(settings.UnsafeSettings, match=name):
        settings.check()


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_this_machine_by_any_name_is_safe(address: str) -> None:
    config.set_option("server.address", address)
    assert settings.mistakes() == []
