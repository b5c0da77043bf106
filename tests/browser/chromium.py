"""The browser of the tests: CCR_CHROMIUM, the system's Chromium, or Playwright's own.

`python -m tests.browser.chromium` fetches Playwright's when the machine has none.
"""

import os
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


if __name__ == "__main__" and executable() is None:
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
