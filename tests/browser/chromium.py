"""The browser of the tests: CCR_CHROMIUM, the system's Chromium, or Playwright's own.

`python -m tests.browser.chromium` installs one when the machine has none.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SYSTEM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
# Nothing the browser does on its own account may look like a request of ours.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def executable() -> str | None:
    """The browser to start; None for Playwright's own."""
    asked = os.environ.get("CCR_CHROMIUM")
    return asked or next((path for path in SYSTEM if Path(path).exists()), None)


def install() -> None:
    """Debian's Chromium where there is apt and the user may install; otherwise Playwright's own."""
    rights = None if os.name == "nt" else _right_to_install()
    if rights is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*rights, "apt-get", "update", "-qq"], check=True, env=quiet)
    subprocess.run([*rights, "apt-get", "install", "-y", "-qq", "chromium"], check=True, env=quiet)


def _right_to_install() -> list[str] | None:
    """How to call apt-get: as we are, through sudo without a password, or not at all."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    may = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
    return ["sudo", "-n"] if may else None


if __name__ == "__main__" and executable() is None:
    install()
