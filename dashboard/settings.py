"""The server's settings, checked before anything is shown: a forgotten line must not open a door."""

import ipaddress
import sys

import streamlit as st

REQUIRED = {
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "client.disableDataExport": True,
    "browser.gatherUsageStats": False,
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
}


class UnsafeSettings(Exception):
    """The server is set up in a way that could show data to the wrong people."""


def mistakes() -> list[str]:
    """What is set wrongly, in words; empty when all is well."""
    found = [
        f"{name} must be {wanted!r}, not {st.get_option(name)!r}"
        for name, wanted in REQUIRED.items()
        if st.get_option(name) != wanted
    ]
    address = str(st.get_option("server.address") or "")
    if not _is_loopback(address):
        found.append(
            f"server.address must be this machine only (127.0.0.1), not {address or 'every address'}"
        )
    return found


def check() -> None:
    """Raises UnsafeSettings unless the server speaks to this machine only and keeps quiet about errors."""
    if found := mistakes():
        remedy = "Correct .streamlit/config.toml, and start the dashboard from the project's folder."
        raise UnsafeSettings(f"The dashboard does not start. {'; '.join(found)}. {remedy}")


def stop_if_unsafe() -> None:
    """End the server before it listens, with the reason in words instead of a trace."""
    try:
        check()
    except UnsafeSettings as reason:
        sys.exit(str(reason))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
