"""Open one page of the dashboard in this process, as a reader would, and read what it says."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

PAGES = ("home", "case_flow", "timeliness", "interventions", "disparity", "recidivism", "indicators")


def opened(folder: Path, page: str, /, **query: str) -> AppTest:
    """The page after one run.

    The entry stands in a folder of its own: beside `app.py` lies `pages/`, and AppTest, like a server that
    was not warmed up, would run the page's file alone.
    """
    entry = folder / "entry.py"
    entry.write_text("from app import main\n\nmain()\n", encoding="utf-8")
    (folder / f"{page}.py").touch()
    test = AppTest.from_file(entry, default_timeout=60).switch_page(f"{page}.py")
    for name, value in query.items():
        test.query_params[name] = value
    return test.run()


def opened_as(
    monkeypatch: pytest.MonkeyPatch, site: Path, role: str, folder: Path, page: str, /, **query: str
) -> AppTest:
    monkeypatch.setenv("CCR_SITE", str(site))
    monkeypatch.setenv("CCR_ROLE", role)
    return opened(folder, page, **query)


class _Words(HTMLParser):
    """The words of a piece of HTML, without styles and scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script"):
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside and data.strip():
            self.words.append(data.strip())


def bodies(test: AppTest) -> list[str]:
    """Every piece of HTML on the page."""
    return [element.proto.body for element in test.get("html")]


def said(test: AppTest) -> str:
    """All words on the page: HTML, charts with their hover texts, and alternative texts."""
    return " \n ".join([*html_words(test), *chart_words(test)]).replace("\u00a0", " ")


def html_words(test: AppTest) -> list[str]:
    parser = _Words()
    for body in bodies(test):
        parser.feed(body)
    return parser.words


def chart_words(test: AppTest) -> list[str]:
    found: list[str] = []
    for chart in test.get("plotly_chart"):
        figure = json.loads(chart.proto.spec)
        found.append(chart.proto.alt)
        found += [note["text"] for note in figure["layout"].get("annotations", [])]
        found += [text for trace in figure["data"] for text in _texts(trace.get("customdata"))]
    return [re.sub(r"<[^>]+>", " ", text) for text in found]


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [text for item in value or [] for text in _texts(item)]
