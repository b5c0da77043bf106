"""What stands in the address is a wish: only what the published file offers is heeded."""

from playwright.sync_api import Page

from tests.browser.looking import settle, visit
from tests.browser.server import Server

WISHES = (
    "district=Atlantis",
    "district=all%27%20or%201=1",
    "district=../../etc/passwd",
    "period=1999",
    "district=%3Cscript%3Ealert(1)%3C/script%3E",
    "meeting=perhaps&district=",
)


def test_a_shared_address_shows_the_same_choice(server: Server, page: Page) -> None:
    visit(page, f"{server.address}/case_flow?district=North&period=2025")
    assert "in North" in page.inner_text(".answer")


def test_an_unknown_choice_falls_back(server: Server, page: Page) -> None:
    visit(page, f"{server.address}/case_flow")
    usual = page.inner_text(".answer")
    for query in WISHES:
        visit(page, f"{server.address}/case_flow?{query}")
        assert page.inner_text(".answer") == usual, query
        assert "Atlantis" not in page.inner_text("body")


def test_a_choice_is_kept_across_pages(server: Server, page: Page) -> None:
    visit(page, f"{server.address}/case_flow?district=North")
    page.get_by_role("link", name="This month").first.click()
    page.wait_for_selector("text=Is each agency's data fresh?")
    settle(page)  # a page left before it is whole has not yet put its choices away
    page.get_by_role("link", name="Repeat harm").first.click()
    page.wait_for_url("**/recidivism?district=North")
    page.wait_for_selector(".answer:has-text('in North')")


def test_a_link_shows_what_it_promises_whatever_was_chosen_before(server: Server, page: Page) -> None:
    visit(page, f"{server.address}/disparity?split=Suspect%27s%20age")
    split = page.locator(".st-key-choices input").nth(1)
    assert split.input_value() == "Suspect's age"
    page.get_by_role("link", name="This month").first.click()
    page.wait_for_selector("text=Is each agency's data fresh?")
    settle(page)
    page.get_by_role("link", name="Is the response the same for everyone?").first.click()
    page.wait_for_function(
        """() => [...document.querySelectorAll(".st-key-choices input")]
                 .some(input => input.value === "Suspect's race")"""
    )
    settle(page)
    assert split.input_value() == "Suspect's race"


def test_what_the_address_named_can_be_chosen_otherwise(server: Server, page: Page) -> None:
    visit(page, f"{server.address}/case_flow?district=North")
    page.locator(".st-key-shared").get_by_text("All districts").click()
    page.wait_for_selector(".answer:has-text('in all districts')")
    settle(page)
    assert "district" not in page.url
    assert "in all districts" in page.inner_text(".answer")
