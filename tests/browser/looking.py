"""Open a page of the dashboard, wait until it stands, and keep what the browser said and asked for."""

from dataclasses import dataclass, field
from urllib.parse import urlparse

from playwright.sync_api import Page, Request

WITH_CHART = ("", "case_flow", "timeliness", "interventions", "disparity", "recidivism")
ADDRESSES = (*WITH_CHART, "indicators")
DONE = ".reading-as, .notice"
# On a deep address the frontend first tries /case_flow/_stcore/..., to find where the server's root is.
PROBES = ("/_stcore/health", "/_stcore/host-config")


@dataclass
class Heard:
    """Requests that left the machine, answers that failed, errors on the console."""

    outside: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def listen(page: Page) -> Heard:
    heard = Heard()
    page.on("request", lambda request: _note_request(request, heard))
    page.on("response", lambda answer: _note_answer(answer.status, answer.url, heard))
    page.on("console", lambda said: _note_words(said.type, said.text, heard))
    page.on("pageerror", lambda error: heard.errors.append(str(error)))
    return heard


def _note_request(request: Request, heard: Heard) -> None:
    parts = urlparse(request.url)
    if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
        heard.outside.append(request.url)


def _note_answer(status: int, url: str, heard: Heard) -> None:
    if status >= 400 and not urlparse(url).path.endswith(PROBES):
        heard.failed.append(f"{status} {url}")


def _note_words(kind: str, text: str, heard: Heard) -> None:
    """Failed requests are noted by their address; the console repeats them without it."""
    if kind == "error" and not text.startswith("Failed to load resource"):
        heard.errors.append(text)


def visit(page: Page, address: str) -> None:
    """Go there and wait until the page's last line, and its charts, stand."""
    page.goto(address)
    settle(page)


def settle(page: Page) -> None:
    """Wait until nothing is worked out, drawn or moved any more: a click on what is still unfolding is lost."""
    page.wait_for_selector(DONE, state="visible")
    page.wait_for_function(DRAWN)


DRAWN = """() => {
  const places = '[class*="st-key-wide_"], [class*="st-key-narrow_"]';
  const shown = [...document.querySelectorAll(places)].filter((place) => place.offsetParent !== null);
  const running = document.querySelector('[data-testid="stStatusWidget"], [data-stale="true"]');
  const rests = document.querySelector('[data-test-script-state="notRunning"]');
  const moves = document.getAnimations().some((movement) => movement.playState === 'running');
  return rests && !running && !moves && shown.every((place) => place.querySelector('.main-svg'));
}"""
