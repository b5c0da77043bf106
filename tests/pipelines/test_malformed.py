"""The malformed extracts: each refused or set aside in words a clerk understands, and nothing half-loaded."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from pipelines.problems import Refused
from pipelines.refresh import refresh
from pipelines.site import SiteFolder
from pipelines.summary import refusal, summary
from pipelines.torture.malformed.cases import CASES, Case
from tests.conftest import NOW
from tests.small_sites import drop, small_site


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """A site with a publication in force."""
    site = small_site(tmp_path_factory.mktemp("malformed") / "site")
    refresh(site, now=NOW)
    return site


def with_case(published: SiteFolder, case: Case, folder: Path) -> SiteFolder:
    site = SiteFolder(shutil.copytree(published.path, folder))
    (site.path / "extracts" / "case.toml").write_text(case.mapping, encoding="utf-8")
    drop(site, case.file_name, case.content() if callable(case.content) else case.content)
    return site


def everything(site: SiteFolder) -> dict[str, bytes]:
    """What a refused file must leave alone: publications, warehouses and archive, to the byte."""
    folders = (site.published, site.warehouse, site.archive)
    return {
        str(path.relative_to(site.path)): path.read_bytes() for folder in folders for path in folder.iterdir()
    }


def test_all_forty_are_here() -> None:
    assert {case.id[:2] for case in CASES} == {f"{number:02}" for number in range(1, 42)}
    assert len({case.id for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", [case for case in CASES if case.ends == "refused"], ids=lambda case: case.id)
def test_a_malformed_file_is_refused_with_its_sentence_and_changes_nothing(
    published: SiteFolder, tmp_path: Path, now: datetime, case: Case
) -> None:
    site = with_case(published, case, tmp_path / "s")
    before = everything(site)
    with pytest.raises(Refused) as refused:
        refresh(site, now=now)
    assert str(refused.value) == case.sentence
    assert "The last publication stays as it was." in refusal(refused.value, published=True)
    assert everything(site) == before


@pytest.mark.parametrize("case", [case for case in CASES if case.ends != "refused"], ids=lambda case: case.id)
def test_a_file_with_wrong_rows_loads_the_others_and_accounts_for_each(
    published: SiteFolder, tmp_path: Path, now: datetime, case: Case
) -> None:
    site = with_case(published, case, tmp_path / "s")
    outcome = refresh(site, now=now)
    account = next(account for account in outcome.accounts if account.file_name == case.file_name)
    assert (account.loaded, account.rejected, account.quarantined) == case.ends
    assert account.lines == account.loaded + account.rejected
    assert account.loaded == account.clean + account.quarantined
    said = summary(outcome, "Small County")
    assert case.sentence in said
    assert bool(case.sentence) == ("The checks found nothing wrong." not in said)
