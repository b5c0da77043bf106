"""A dashboard server of its own for a test: a free port, a given site, stopped at the end."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Server:
    """Where it answers, which process it is, and the file it logs to."""

    address: str
    process: int
    log: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    site: Path, log: Path, role: str = "working_group", address: str | None = None
) -> Iterator[Server]:
    """Start `streamlit run app.py` on the site and wait until it answers."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    command += [] if address is None else [f"--server.address={address}"]
    environment = os.environ | {"CCR_SITE": str(site), "CCR_ROLE": role, "PYTHONUNBUFFERED": "1"}
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [*command, "--server.headless=true"],
            cwd=PROJECT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=out,
            text=True,
        )
        try:
            _wait_until_ready(process, f"http://127.0.0.1:{port}")
            yield Server(f"http://127.0.0.1:{port}", process.pid, log)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_until_ready(process: subprocess.Popen[str], address: str) -> None:
    """Until it answers, or ends by itself because it will not start."""
    while process.poll() is None:
        if answers(address):
            return
        time.sleep(0.05)
    raise RuntimeError(f"The dashboard did not start [{process.wait()}]")


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health") as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False
