"""What a page switch costs the server: `python -m tests.browser.page_cost SITE` prints CPU-seconds as JSON.

A real browser clicks through the navigation twice; the second round is measured, after every page
has been seen once, as in a meeting.
"""

import json
import sys
import tempfile
from pathlib import Path

import psutil
from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import QUIET, executable
from tests.browser.looking import ADDRESSES, settle, visit
from tests.browser.server import Server, serving

NAVIGATION = '[data-testid="stTopNavLink"]'


def costs(server: Server) -> dict[str, float]:
    """CPU-seconds of the server for a switch to each page, by address."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=list(QUIET))
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        visit(page, server.address)
        found: dict[str, float] = {}
        away_and_back = [*range(1, len(ADDRESSES)), 0]
        for _ in range(2):
            found = {ADDRESSES[place] or "home": _switch(page, place, server) for place in away_and_back}
        browser.close()
    return found


def _switch(page: Page, place: int, server: Server) -> float:
    before, question = _cpu(server), page.locator("h1").first.inner_text()
    page.locator(NAVIGATION).nth(place).click()
    page.wait_for_function("before => document.querySelector('h1')?.innerText !== before", arg=question)
    settle(page)
    return round(_cpu(server) - before, 3)


def _cpu(server: Server) -> float:
    times = psutil.Process(server.process).cpu_times()
    return float(times.user + times.system)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, serving(Path(sys.argv[1]), Path(folder) / "log") as started:
        sys.stdout.write(json.dumps(costs(started)) + "\n")
