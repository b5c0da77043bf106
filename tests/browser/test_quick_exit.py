"""Quick exit: first for the keyboard on every page, and no way back."""

from playwright.sync_api import Page, Route

from tests.browser.looking import ADDRESSES, settle, visit
from tests.browser.server import Server

NEUTRAL = "https://www.weather.gov/"


def stand_in(route: Route) -> None:
    """The weather page, without asking the network."""
    route.fulfill(status=200, content_type="text/html", body="<title>Weather</title><p>Weather</p>")


def test_quick_exit_is_the_first_stop_of_the_keyboard_on_every_page(server: Server, page: Page) -> None:
    for address in ADDRESSES:
        visit(page, f"{server.address}/{address}")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "quick-exit", address


def test_quick_exit_says_what_it_does_not_do(server: Server, page: Page) -> None:
    visit(page, server.address)
    assert "does not clear your history" in str(page.get_attribute("#quick-exit", "title"))
    assert "does not clear your history" in page.inner_text(".reading-as")


def test_after_quick_exit_going_back_does_not_return(server: Server, page: Page) -> None:
    page.route(f"{NEUTRAL}**", stand_in)
    page.goto("about:blank")
    visit(page, server.address)
    page.get_by_role("link", name="Case flow").first.click()
    page.wait_for_url("**/case_flow")
    settle(page)
    page.keyboard.press("Tab")
    page.focus("#quick-exit")
    page.keyboard.press("Enter")
    page.wait_for_url(NEUTRAL)
    page.go_back()
    assert page.url == "about:blank"


def test_a_second_entry_of_the_dashboard_in_the_history_leads_out_again(server: Server, page: Page) -> None:
    page.route(f"{NEUTRAL}**", stand_in)
    visit(page, server.address)
    visit(page, f"{server.address}/disparity")
    page.click("#quick-exit")
    page.wait_for_url(NEUTRAL)
    page.go_back(wait_until="commit")
    page.wait_for_url(NEUTRAL)
    assert page.inner_text("body") == "Weather"


def test_quick_exit_works_when_the_server_is_gone(server: Server, page: Page) -> None:
    page.route(f"{NEUTRAL}**", stand_in)
    visit(page, server.address)
    page.context.set_offline(True)
    page.click("#quick-exit")
    page.wait_for_url(NEUTRAL)
