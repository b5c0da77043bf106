"""Every page, for every role, and in every state a reader can meet."""

import json
from pathlib import Path

import pytest

from dashboard import words
from tests.dashboard.opening import PAGES, bodies, opened_as, said
from tests.dashboard.sample import publish, tables

ROLES = ("working_group", "funder")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_its_question_and_answers_it(
    page: str, role: str, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = opened_as(monkeypatch, site, role, tmp_path, page)
    assert not test.exception
    assert test.title[0].value == words.PAGES[page].question
    assert any('class="answer"' in body for body in bodies(test))
    assert f"You are reading as: {words.ROLES[role]}" in said(test)


@pytest.mark.parametrize("page", PAGES)
def test_with_nothing_published_a_page_says_what_to_do(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = opened_as(monkeypatch, tmp_path / "empty", "working_group", tmp_path, page)
    assert not test.exception
    assert "Nothing is published yet" in said(test)
    assert "python -m pipelines refresh" in said(test)
    assert not test.get("plotly_chart")


def test_a_role_without_a_file_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = publish(tmp_path / "site", {"working_group": tables(scale=0.2)})
    test = opened_as(monkeypatch, site, "funder", tmp_path, "case_flow")
    assert "Nothing is published for this role" in said(test)


def test_a_changed_file_is_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = publish(tmp_path / "site", {"working_group": tables(scale=0.2)})
    pointer = site / "published" / "current.json"
    content = json.loads(pointer.read_text(encoding="utf-8"))
    content["files"]["working_group"]["sha256"] = "0" * 64
    pointer.write_text(json.dumps(content), encoding="utf-8")
    test = opened_as(monkeypatch, site, "working_group", tmp_path, "case_flow")
    assert "The publication cannot be read" in said(test)
    assert "%" not in said(test)


@pytest.mark.parametrize("page", PAGES)
def test_an_unknown_role_gets_no_data(
    page: str, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = opened_as(monkeypatch, site, "sheriff", tmp_path, page, district="North")
    assert "No data for this role" in said(test)
    assert "%" not in said(test)
    assert not test.get("plotly_chart")


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_file_is_said_in_words(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = publish(tmp_path / "site", {"working_group": {}})
    test = opened_as(monkeypatch, site, "working_group", tmp_path, page)
    assert not test.exception
    assert not test.get("plotly_chart")


@pytest.mark.parametrize("page", PAGES)
def test_in_a_tiny_county_hidden_values_are_said_and_never_zero(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = publish(tmp_path / "site", {"working_group": tables(scale=0.01)})
    test = opened_as(monkeypatch, site, "working_group", tmp_path, page)
    assert not test.exception
    text = said(test)
    assert "too few" in text.lower()
    assert " 0 %" not in text
    assert "None" not in text
    assert "<td></td></tr>" not in "".join(bodies(test))


def test_a_new_publication_shows_at_the_next_click(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = {"working_group": tables(scale=0.5)}
    site = publish(tmp_path / "site", content, version=1)
    test = opened_as(monkeypatch, site, "working_group", tmp_path, "case_flow")
    before = said(test)
    publish(site, {"working_group": tables(scale=1.0, version=2)}, version=2)
    test.run()
    assert not test.exception
    assert said(test) != before
    assert "publication 2" in said(test)


def test_a_choice_in_the_address_is_heeded_only_when_the_file_offers_it(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    north = opened_as(monkeypatch, site, "working_group", tmp_path, "case_flow", district="North")
    other = opened_as(monkeypatch, site, "working_group", tmp_path, "case_flow", district="Atlantis")
    assert "reported in North" in said(north)
    assert "reported in all districts" in said(other)


@pytest.mark.parametrize("page", [page for page in PAGES if page != "indicators"])  # a list, without a chart
def test_charts_say_their_finding_in_words(
    page: str, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = opened_as(monkeypatch, site, "working_group", tmp_path, page)
    charts = test.get("plotly_chart")
    assert charts
    assert all(len(chart.proto.alt) > 40 and "**" not in chart.proto.alt for chart in charts)


def test_what_changed_after_is_never_said_to_be_because_of(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = said(opened_as(monkeypatch, site, "working_group", tmp_path, "interventions"))
    assert words.AFTER_NOT_BECAUSE in text
    assert "because of" not in text.replace(words.AFTER_NOT_BECAUSE, "")


def test_a_page_file_run_alone_shows_nothing(
    monkeypatch: pytest.MonkeyPatch, site: Path, project: Path
) -> None:
    """What a server that was not warmed up would do with a first request for /case_flow."""
    from streamlit.testing.v1 import AppTest

    monkeypatch.setenv("CCR_SITE", str(site))
    test = AppTest.from_file(project / "app.py", default_timeout=60).switch_page("pages/case_flow.py").run()
    assert not test.exception
    assert len(test.main) == 0
