"""Every page on every screen: nothing wider than a phone, nothing cut on a shared screen, no error."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looking import ADDRESSES, WITH_CHART, listen, settle, visit
from tests.browser.server import Server

PHONE = {"width": 390, "height": 844}
TOO_WIDE = "document.querySelector('[data-testid=\"stMain\"]').scrollWidth - window.innerWidth"
CUT_LABELS = """() => {
  const cut = [];
  for (const chart of document.querySelectorAll('.stPlotlyChart')) {
    if (chart.offsetParent === null) { continue; }
    const frame = chart.getBoundingClientRect();
    for (const words of chart.querySelectorAll('text')) {
      const box = words.getBoundingClientRect();
      const outside = box.left < frame.left - 2 || box.right > frame.right + 2
        || box.top < frame.top - 2 || box.bottom > frame.bottom + 2;
      if (box.width && outside) { cut.push(words.textContent); }
    }
  }
  return cut;
}"""
# Small tables, rows of buttons, and the words chosen in a list; the long tables behind a chart may be pushed sideways.
CUT_PARTS = """() => [...document.querySelectorAll('.stacked, .stButtonGroup > div, .stSelectbox input')]
  .filter((part) => part.offsetParent && part.scrollWidth > part.clientWidth + 2)
  .map((part) => part.value || part.textContent)"""
FIRST_CHART_ENDS = """() => [...document.querySelectorAll('.stPlotlyChart')]
  .find((chart) => chart.offsetParent).getBoundingClientRect().bottom"""
SCREENS = [
    (390, 844, "light", ""),
    (1280, 800, "light", ""),
    (1920, 1080, "light", ""),
    (1920, 1080, "dark", ""),
    (1920, 1080, "light", "?meeting=true"),
]


@pytest.mark.parametrize(("width", "height", "theme", "query"), SCREENS)
def test_nothing_is_cut_and_nothing_fails(
    width: int, height: int, theme: str, query: str, server: Server, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    heard = listen(page)
    for address in ADDRESSES:
        visit(page, f"{server.address}/{address}{query}")
        assert page.evaluate(TOO_WIDE) <= 0, address
        assert page.evaluate(CUT_LABELS) == [], address
        assert page.evaluate(CUT_PARTS) == [], address
    assert (heard.outside, heard.failed, heard.errors) == ([], [], [])
    context.close()


def test_in_meeting_mode_the_whole_chart_stands_on_the_screen(server: Server, page: Page) -> None:
    for address in WITH_CHART:
        visit(page, f"{server.address}/{address}?meeting=true")
        assert page.evaluate(FIRST_CHART_ENDS) <= 1080, address
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "24px"


def test_in_meeting_mode_arrows_turn_the_pages(server: Server, page: Page) -> None:
    visit(page, f"{server.address}/?meeting=true")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/case_flow?meeting=true")
    settle(page)
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(f"{server.address}/?meeting=true")


def test_outside_meeting_mode_arrows_do_nothing(server: Server, page: Page) -> None:
    visit(page, server.address)
    page.keyboard.press("ArrowRight")
    page.get_by_role("link", name="Disparity").first.click()
    page.wait_for_url("**/disparity")


def test_in_meeting_mode_f_fills_the_screen(server: Server, page: Page) -> None:
    visit(page, f"{server.address}/case_flow?meeting=true")
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement !== null")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_keep_their_contrast(theme: str, server: Server, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    visit(page, server.address)
    pale = page.evaluate(PALE_WORDS)
    context.close()
    assert pale == []


PALE_WORDS = """() => {
  const parts = (colour) => {
    const numbers = colour.match(/[\\d.]+/g).map(Number);
    const unit = colour.startsWith('color(') ? 255 : 1;
    return [...numbers.slice(0, 3).map((part) => part * unit), numbers.length > 3 ? numbers[3] : 1];
  };
  const over = (top, below) => {
    const mixed = [0, 1, 2].map((at) => top[at] * top[3] + below[at] * (1 - top[3]));
    return [...mixed, 1];
  };
  const light = (colour) => {
    const linear = colour.slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const paper = (element) => {
    const grounds = [];
    for (let at = element; at; at = at.parentElement) {
      grounds.unshift(parts(getComputedStyle(at).backgroundColor));
    }
    return grounds.reduce((below, top) => over(top, below), parts(getComputedStyle(app).backgroundColor));
  };
  const app = document.querySelector('.stApp');
  const pale = [];
  for (const element of app.querySelectorAll('p, th, td, li, dd, dt, h1, h2, code')) {
    if (!element.offsetParent || !element.innerText.trim()) { continue; }
    const ground = paper(element);
    const ink = over(parts(getComputedStyle(element).color), ground);
    const [bright, dark] = [light(ink), light(ground)].sort((x, y) => y - x);
    const ratio = (bright + 0.05) / (dark + 0.05);
    if (ratio < 4.5) { pale.push(`${ratio.toFixed(2)} ${element.innerText.slice(0, 40)}`); }
  }
  return pale;
}"""
