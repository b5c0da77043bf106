"""A dashboard server of its own for a test: a free port, a given site, stopped at the end."""

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
STARTED = "You can now view your Streamlit app"


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
def serving(site: Path, log: Path, role: str = "working_group") -> Iterator[Server]:
    """Start `streamlit run app.py` on the site and wait until it says that it is ready."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    environment = os.environ | {"CCR_SITE": str(site), "CCR_ROLE": role, "PYTHONUNBUFFERED": "1"}
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [*command, "--server.headless=true"],
            cwd=PROJECT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=out,
            text=True,
        )
        try:
            _wait_until_ready(process)
            yield Server(f"http://127.0.0.1:{port}", process.pid, log)
        finally:
            process.terminate()
            process.communicate(timeout=30)


def _wait_until_ready(process: subprocess.Popen[str]) -> None:
    """Read what the server prints until it says it is ready; it ends by itself when it cannot start."""
    assert process.stdout is not None
    for line in process.stdout:
        if STARTED in line:
            return
    raise RuntimeError(f"The dashboard did not start [{process.wait()}]")


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health") as response:
            return bool(response.status == 200)
    except urllib.error.URLError:
        return False
