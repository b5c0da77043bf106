"""What stands in the address is a wish: only what the published file offers is heeded."""

import pytest
from playwright.sync_api import Page

from tests.browser.looking import settle, visit
from tests.browser.server import Server


def test_a_shared_address_shows_the_same_choice(server: Server, page: Page) -> None:
    visit(page, f"{server.address}/case_flow?district=North&period=2025")
    assert "in North" in page.inner_text(".answer")


@pytest.mark.parametrize(
    "query",
    [
        "district=Atlantis",
        "district=all%27%20or%201=1",
        "district=../../etc/passwd",
        "period=1999",
        "district=%3Cscript%3Ealert(1)%3C/script%3E",
        "district=North&district=South&meeting=perhaps",
    ],
)
def test_an_unknown_choice_falls_back(query: str, server: Server, page: Page) -> None:
    visit(page, f"{server.address}/case_flow")
    usual = page.inner_text(".answer")
    visit(page, f"{server.address}/case_flow?{query}")
    assert page.inner_text(".answer") == usual
    assert "Atlantis" not in page.inner_text("body")


def test_a_choice_is_kept_across_pages(server: Server, page: Page) -> None:
    visit(page, f"{server.address}/case_flow?district=North")
    page.get_by_role("link", name="This month").first.click()
    page.wait_for_selector("text=Is each agency's data fresh?")
    page.get_by_role("link", name="Repeat harm").first.click()
    page.wait_for_url("**/recidivism?district=North")
    settle(page)
    page.wait_for_function("document.querySelector('.answer').innerText.includes('in North')")
