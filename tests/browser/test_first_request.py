"""A fresh server asked first for a deep address: the guarded page, nothing from outside, no trace."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from dashboard import words
from tests.browser.looking import ADDRESSES, listen, visit
from tests.browser.server import serving


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_fresh_server_shows_the_guarded_page_and_asks_nobody_else(
    address: str, site: Path, page: Page, tmp_path: Path
) -> None:
    with serving(site, tmp_path / "log") as server:
        heard = listen(page)
        visit(page, f"{server.address}/{address}")
        shown = page.inner_text("body")
    assert words.PAGES[address or "home"].question in shown
    assert "You are reading as: working group" in shown
    assert page.locator("#quick-exit").count() == 1
    assert "Traceback" not in shown
    assert "Error" not in shown
    assert (heard.outside, heard.failed, heard.errors) == ([], [], [])
    assert (tmp_path / "log").read_text(encoding="utf-8") == ""


def test_an_unknown_role_sees_no_data_on_any_page(site: Path, page: Page, tmp_path: Path) -> None:
    with serving(site, tmp_path / "log", role="reporter") as server:
        for address in ADDRESSES:
            visit(page, f"{server.address}/{address}?district=North")
            shown = page.inner_text("body")
            assert "No data for this role" in shown
            assert "%" not in shown
            assert page.locator(".stPlotlyChart").count() == 0
