"""The server itself: what it sends with every answer, what it says of errors, where it refuses to stand."""

import csv
import hashlib
import io
import json
import re
import urllib.request
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page

from tests.browser.looking import settle, visit
from tests.browser.server import Server, serving
from tests.dashboard.sample import publish, tables


def test_every_answer_keeps_the_browser_from_storing_framing_and_fetching_elsewhere(server: Server) -> None:
    with urllib.request.urlopen(server.address) as answer:
        headers = answer.headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["0.0.0.0", ""])  # noqa: S104
def test_a_server_open_to_others_does_not_start(address: str, site: Path, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="did not start"), serving(site, tmp_path / "log", address=address):
        pass
    assert "server.address must be this machine only" in (tmp_path / "log").read_text(encoding="utf-8")


def test_an_error_is_a_number_for_the_reader_and_no_value_in_the_log(page: Page, tmp_path: Path) -> None:
    site = without_flow(publish(tmp_path / "site", {"working_group": tables(scale=0.2)}))
    with serving(site, tmp_path / "log") as server:
        visit(page, f"{server.address}/case_flow")
        shown = page.inner_text("body")
    log = (tmp_path / "log").read_text(encoding="utf-8")
    number = re.search(r"number ([0-9a-f]{6})", shown)
    assert number is not None
    assert f"error {number[1]}: CatalogException" in log
    assert "Traceback" not in shown + log
    assert "Catalog Error" not in shown + log


def without_flow(site: Path) -> Path:
    """A sound-looking publication in which a table is missing: a mistake of ours."""
    pointer = site / "published" / "current.json"
    content = json.loads(pointer.read_text(encoding="utf-8"))
    entry = content["files"]["working_group"]
    path = site / "published" / entry["name"]
    with duckdb.connect(str(path)) as connection:
        connection.execute("drop table flow")
    entry["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    pointer.write_text(json.dumps(content), encoding="utf-8")
    return site


def test_a_download_holds_bands_as_words(server: Server, page: Page) -> None:
    visit(page, f"{server.address}/case_flow?district=West&period=2024")
    page.get_by_text("Show the numbers behind this chart").first.click()
    settle(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").first.click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text.split("\n\n")[0])))
    counts = [row["Suspects"] for row in rows if row["Came from"]]
    assert len(counts) > 5
    assert all(re.fullmatch(r"\d+ to \d+", count) for count in counts)
    assert "about" not in " ".join(counts)
    assert "bands of 6" in text
