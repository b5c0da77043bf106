"""Data can never become markup, wherever it stands."""

from pathlib import Path

import pytest

from dashboard import html
from tests.dashboard.opening import PAGES, bodies, opened_as
from tests.dashboard.sample import publish, tables

EVIL = '<img src=x onerror="alert(1)"><script>alert(2)</script>'


def evil(content: dict[str, list[dict[str, object]]]) -> dict[str, list[dict[str, object]]]:
    """Every text column that is free text holds markup."""
    free = {
        "title",
        "problem",
        "change",
        "agencies",
        "agency",
        "label",
        "counted",
        "out_of",
        "source",
        "words",
    }
    keep = {"band_width", "version", "role"}
    for rows in content.values():
        for row in rows:
            for name in free & row.keys():
                if isinstance(row[name], str) and row.get("fact") not in keep:
                    row[name] = f"{EVIL}{row[name]}"
    return content


def test_in_a_table_that_is_stacked_on_a_phone_each_number_tells_its_heading() -> None:
    lines = [["Dual arrests", "about 6 %", "about 3 %"]]
    table = html.Table(caption="", headings=("Watched", 'Be"fore', "After"), shown=lines, exported=lines)
    made = html.table(table, stacked=True)
    assert 'class="table-frame stacked"' in made
    assert '<td data-heading="Be&quot;fore">about 6 %</td><td data-heading="After">about 3 %</td>' in made


@pytest.mark.parametrize("page", PAGES)
def test_markup_in_the_file_stays_words(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = publish(tmp_path / "site", {"working_group": evil(tables(scale=0.3))})
    test = opened_as(monkeypatch, site, "working_group", tmp_path, page)
    assert not test.exception
    markup = "".join(body for body in bodies(test) if "Quick exit and the keys" not in body)
    assert "<img src=x" not in markup
    assert "<script>alert" not in markup
    assert "&lt;script&gt;alert(2)" in markup


def test_strong_words_are_the_only_markup_a_sentence_has() -> None:
    assert html.rich("**5 <b>** & more") == "<strong>5 &lt;b&gt;</strong> &amp; more"
