"""No number on a page that is not in the reader's own file."""

import re
from pathlib import Path
from typing import Any

import pytest

from charts.numbers import about
from release.reading import open_publication
from release.schema import PUBLISHED
from tests.dashboard.opening import PAGES, opened_as, said

QUERIES: dict[str, list[dict[str, str]]] = {
    "home": [{}],
    "case_flow": [{}, {"district": "West", "period": "2024"}],
    "timeliness": [{}, {"wait": "Case in court ended"}],
    "interventions": [{}, {"change": "Arrest on probable cause", "district": "South"}],
    "disparity": [
        {},
        {"split": "Suspect's age", "point": "Conviction", "period": "2025"},
        {"split": "Suspect's sex and race", "point": "Dual arrest"},
        {"split": "Victim's sex", "point": "Charge"},
    ],
    "recidivism": [{}, {"split": "Race"}],
    "indicators": [
        {"show": "All indicators"},
        {"show": "All indicators", "district": "West", "period": "2024"},
        {"show": "All indicators", "groups": "Victim's language"},
    ],
}


def released(site: Path, role: str) -> tuple[set[str], set[int]]:
    """Bands as a page writes them, and whole numbers of any column with a percent or points in its name."""
    bands: set[str] = set()
    shares: set[int] = set()
    publication = open_publication(site, role)
    for table in PUBLISHED:
        for row in publication.table(table.name):
            bands |= set(_bands(row))
            shares |= {abs(value) for name, value in row.items() if _is_share(name) and value is not None}
            if table.name == "disparity" and row["percent"] is not None:
                shares.add(100 - row["percent"])  # those not counted: both sides are shown
    return bands, shares


def _bands(row: dict[str, Any]) -> list[str]:
    names = [name.removesuffix("_low") for name in row if name.endswith("_low") and not _is_share(name)]
    return [about(row[f"{name}_low"], row[f"{name}_high"]).replace("\u00a0", " ") for name in names]


def _is_share(name: str) -> bool:
    return "percent" in name or name.startswith(("change_", "size_", "pretrend_")) or name.endswith("_points")


@pytest.mark.parametrize("role", ["working_group", "funder"])
@pytest.mark.parametrize("page", PAGES)
def test_every_count_and_share_on_a_page_is_in_the_readers_file(
    page: str, role: str, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bands, shares = released(site, role)
    sayings = {"95"}  # of "95 % range"
    for query in QUERIES[page]:
        text = said(opened_as(monkeypatch, site, role, tmp_path, page, **query))
        counts = set(re.findall(r"\b(?:about|under) [\d,]+(?! ?%)(?![\d,])", text)) - {"under 1"}
        percents = set(re.findall(r"\b(\d+) %", text)) | set(re.findall(r"\b(\d+) to \d+ %", text))
        assert counts | percents
        assert counts - bands == set(), query
        assert {int(share) for share in percents - sayings} - shares == set(), query


def test_a_funder_who_asks_for_everything_gets_only_the_funders_file(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, _ = released(site, "funder")
    others, _ = released(site, "working_group")
    query = {"district": "West", "period": "2024", "split": "Race", "role": "working_group", "version": "1"}
    for page in PAGES:
        text = said(opened_as(monkeypatch, site, "funder", tmp_path, page, **query))
        assert not [band for band in others - own if re.search(rf"\b{re.escape(band)}(?![\d,]| ?%)", text)], (
            page
        )
