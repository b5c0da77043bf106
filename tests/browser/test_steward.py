"""The data steward in a browser: the work goes on whatever becomes of the page, and only the steward sees it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard import words
from logbook.activity import entries
from pipelines.site import SiteFolder
from tests.browser.looking import listen, settle, visit
from tests.browser.server import Server, serving
from tests.browser.test_screens import PALE_WORDS, TOO_WIDE
from tests.pipelines.started import done_here, started, wait_for
from tests.small_sites import PEOPLE, REPORTS, drop, small_site

PROGRESS = '[data-testid="stProgress"]'
A_MINUTE = 60_000
QUESTION = words.PAGES["data_steward"].question


@pytest.fixture
def county(tmp_path: Path) -> SiteFolder:
    """A site with three more reports than are in the inbox: they come by upload."""
    return small_site(tmp_path / "county", files={"people_1.csv": PEOPLE})


@pytest.fixture
def steward(county: SiteFolder, tmp_path: Path) -> Iterator[Server]:
    with serving(county.path, tmp_path / "log", role="data_steward") as server:
        yield server


def upload(page: Page, name: str, content: str) -> None:
    page.set_input_files(
        'input[type="file"]', files=[{"name": name, "mimeType": "text/csv", "buffer": content.encode()}]
    )


def check(page: Page) -> None:
    page.get_by_role("button", name="Check").click()
    page.wait_for_selector(PROGRESS, timeout=A_MINUTE)


def test_a_file_is_uploaded_checked_and_published_across_a_reload(
    county: SiteFolder, steward: Server, page: Page, tmp_path: Path
) -> None:
    heard = listen(page)
    visit(page, steward.address)
    upload(page, "reports_1.csv", REPORTS)
    expect(page.locator(".notice").first).to_have_text("reports_1.csv lies in the inbox.", timeout=A_MINUTE)
    page.get_by_label("Your name for the log").fill("Tester")
    page.keyboard.press("Enter")
    check(page)
    page.reload()
    page.wait_for_selector(PROGRESS, timeout=A_MINUTE)
    assert "a check started by Tester is under way" in page.inner_text(".answer")
    page.wait_for_selector("text=Yes, it can be published", timeout=A_MINUTE)
    assert not (county.published / "current.json").exists()

    page.get_by_role("button", name="Publish").click()
    page.get_by_role("button", name="Publish now").click()
    page.wait_for_selector("text=Yes, and it is published", timeout=A_MINUTE)
    settle(page)
    assert "published version 1" in page.inner_text(".st-key-run")
    assert [entry.what for entry in entries(county.path)] == [
        "upload",
        "check_started",
        "check_ended",
        "refresh_started",
        "refresh_ended",
        "published",
    ]
    assert (heard.outside, heard.failed, heard.errors) == ([], [], [])
    assert (tmp_path / "log").read_text(encoding="utf-8") == ""


def test_a_run_goes_on_when_the_page_and_the_server_go_away(
    county: SiteFolder, browser: Browser, tmp_path: Path
) -> None:
    drop(county, "reports_1.csv", REPORTS)
    with serving(county.path, tmp_path / "log", role="data_steward") as server:
        page = browser.new_page()
        visit(page, server.address)
        check(page)
        page.close()
    ended = wait_for(county.path, lambda progress: progress.state != "running")
    assert (ended.command, ended.state, ended.outcome) == ("check", "ended", "everything fits")


def test_a_second_person_is_told_who_runs_what(county: SiteFolder, steward: Server, browser: Browser) -> None:
    drop(county, "reports_1.csv", REPORTS)
    first, second = browser.new_page(), browser.new_page()
    for page in (first, second):
        visit(page, steward.address)
    first.get_by_label("Your name for the log").fill("Tester One")
    first.keyboard.press("Enter")
    check(first)
    second.get_by_role("button", name="Check").click()
    second.wait_for_selector("text=a check started by Tester One is under way", timeout=A_MINUTE)
    assert [entry.what for entry in entries(county.path)].count("check_started") == 1
    second.wait_for_selector("text=Yes, it can be published", timeout=A_MINUTE)
    first.close()
    second.close()


def test_a_killed_run_is_shown_as_broken_off_and_the_next_one_works(
    county: SiteFolder, steward: Server, page: Page
) -> None:
    drop(county, "reports_1.csv", REPORTS)
    process = started(county.path, "check")
    visit(page, steward.address)
    page.wait_for_selector(PROGRESS)
    process.kill()
    process.wait()
    page.wait_for_selector("text=was broken off before its end. Start it again.", timeout=A_MINUTE)
    settle(page)
    check(page)
    page.wait_for_selector("text=Yes, it can be published", timeout=A_MINUTE)


@pytest.mark.parametrize("role", ["working_group", "funder", "reporter"])
def test_a_fresh_server_shows_other_roles_nothing_of_the_page(
    role: str, site: Path, page: Page, tmp_path: Path
) -> None:
    with serving(site, tmp_path / "log", role=role) as server:
        for address in ("data_steward", "data_steward?part=Log"):
            page.goto(f"{server.address}/{address}")
            page.wait_for_selector(".reading-as, .notice", state="visible")
            shown = page.inner_text("body")
            assert QUESTION not in shown, address
            assert "Data steward" not in page.inner_text('[data-testid="stHeader"]'), address
            assert "inbox" not in shown.lower(), address
            assert page.locator('input[type="file"]').count() == 0


@pytest.mark.parametrize("address", ["", "data_steward"])
def test_a_fresh_server_asked_for_the_page_shows_it_to_the_steward(
    address: str, steward: Server, page: Page
) -> None:
    heard = listen(page)
    visit(page, f"{steward.address}/{address}")
    assert page.locator("h1").inner_text() == QUESTION
    assert "You are reading as: data steward" in page.inner_text(".reading-as")
    assert heard.outside == []


def test_the_page_fits_a_phone_and_keeps_its_contrast(
    county: SiteFolder, steward: Server, browser: Browser
) -> None:
    drop(county, "reports_1.csv", REPORTS + ",09/04/2026,North,SE,Y,\n")
    drop(county, "notes_that_no_mapping_expects_and_with_a_long_name.csv", "A\n1\n")
    for width, theme in ((390, "light"), (390, "dark"), (1440, "dark")):
        context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=theme)  # type: ignore[arg-type]
        page = context.new_page()
        for part in ("Inbox", "Checks", "Set aside", "Differences", "Versions", "Log"):
            visit(page, f"{steward.address}/?part={part}")
            assert page.evaluate(TOO_WIDE) <= 0, (part, width)
            assert page.evaluate(PALE_WORDS) == [], (part, theme)
        context.close()


def test_the_keyboard_reaches_everything_in_the_order_it_stands(
    county: SiteFolder, steward: Server, page: Page
) -> None:
    drop(county, "reports_1.csv", REPORTS)
    visit(page, steward.address)
    # Streamlit fetches the code of some widgets only when a page first has one: they may come after its words.
    page.get_by_label("Your name for the log").wait_for()
    page.get_by_role("button", name="Check").wait_for()
    page.locator('[data-testid="stFileUploaderDropzone"] button').wait_for()
    page.get_by_text("Take a file out").first.wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "quick-exit"
    seen: list[str] = []
    for _ in range(30):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                "(document.activeElement.innerText || document.activeElement.ariaLabel || '').trim()"
            )
        )
    wanted = ("Your name for the log", "Check", "Inbox", "Upload", "Take a file out")
    assert [want for want in wanted if not any(want in text for text in seen)] == [], seen
    places = [next(at for at, text in enumerate(seen) if want in text) for want in wanted]
    assert places == sorted(places)


def test_what_is_published_from_the_command_line_shows_on_the_page(
    county: SiteFolder, steward: Server, page: Page
) -> None:
    drop(county, "reports_1.csv", REPORTS)
    assert done_here(county.path, "refresh", "--by=Night job").returncode == 0
    visit(page, f"{steward.address}/?part=Versions")
    assert "Night job" in page.inner_text("table")
