"""Every page on every screen: nothing wider than a phone, nothing cut on a shared screen, no error."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looking import ADDRESSES, listen, settle, visit
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
SCREENS = [
    (390, 844, "light", ""),
    (1280, 800, "light", ""),
    (1920, 1080, "light", ""),
    (1920, 1080, "dark", ""),
    (1920, 1080, "light", "?meeting=true"),
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(("width", "height", "theme", "query"), SCREENS)
def test_nothing_is_cut_and_nothing_fails(
    address: str, width: int, height: int, theme: str, query: str, server: Server, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    heard = listen(page)
    visit(page, f"{server.address}/{address}{query}")
    assert page.evaluate(TOO_WIDE) <= 0
    assert page.evaluate(CUT_LABELS) == []
    assert (heard.outside, heard.failed, heard.errors) == ([], [], [])
    context.close()


@pytest.mark.parametrize("address", ADDRESSES[1:])
def test_in_meeting_mode_the_whole_chart_stands_on_the_screen(
    address: str, server: Server, page: Page
) -> None:
    visit(page, f"{server.address}/{address}?meeting=true")
    bottom = page.evaluate(
        "[...document.querySelectorAll('.stPlotlyChart')].find(c => c.offsetParent).getBoundingClientRect().bottom"
    )
    assert bottom <= 1080
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
  const light = (colour) => {
    const parts = colour.match(/[\\d.]+/g).map(Number).slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const paper = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!/, 0\\)$|transparent/.test(colour)) { return colour; }
    }
    return getComputedStyle(document.querySelector('.stApp')).backgroundColor;
  };
  const pale = [];
  for (const element of document.querySelectorAll('.stApp p, .stApp th, .stApp td, .stApp li, .stApp dd, .stApp h1, .stApp h2')) {
    if (!element.offsetParent || !element.innerText.trim() || element.closest('svg')) { continue; }
    const [a, b] = [light(getComputedStyle(element).color), light(paper(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) { pale.push(`${ratio.toFixed(2)} ${element.innerText.slice(0, 40)}`); }
  }
  return pale;
}"""
