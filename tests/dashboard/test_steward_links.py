"""Links in doubt on the steward's page: decided, remembered, applied by the next refresh, undone."""

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from logbook.activity import entries
from pipelines.linking.decisions import read_decisions
from pipelines.locking import locked
from pipelines.site import SiteFolder
from tests.dashboard.opening import said
from tests.dashboard.test_steward import page
from tests.pipelines.linking.test_identity import BOOKINGS, linked_site
from tests.pipelines.started import done_here
from tests.sites import NOW
from tests.small_sites import small_site

OTHER_BIRTH = BOOKINGS.replace("03/12/1980", "07/25/1993")  # a shared number, and another birth date


@pytest.fixture(scope="session")
def in_doubt_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Refreshed once for all tests here."""
    site = linked_site(tmp_path_factory.mktemp("in_doubt") / "county", bookings=OTHER_BIRTH)
    assert done_here(site.path, "refresh").returncode == 0
    return site.path


@pytest.fixture
def in_doubt(in_doubt_once: Path, tmp_path: Path) -> SiteFolder:
    """A copy, to be changed at will."""
    return SiteFolder(Path(shutil.copytree(in_doubt_once, tmp_path / "county")))


def text(test: AppTest) -> str:
    return " ".join(said(test).split())


def click(test: AppTest, label: str) -> AppTest:
    next(button for button in test.button if button.label == label).click().run()
    assert not test.exception
    return test


def linked(site: SiteFolder) -> str:
    """What the list of doubtful links says after a refresh."""
    assert done_here(site.path, "refresh").returncode == 0
    return done_here(site.path, "links").stdout


def test_a_decision_is_remembered_logged_applied_and_can_be_undone(
    in_doubt: SiteFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = page(monkeypatch, in_doubt, tmp_path, part="Links")
    assert "1 link between people waits for you" in text(test)
    test.text_input(key="who").set_value("Ruth").run()
    click(test, "One person")
    assert "One person : remembered." in text(test)
    assert "There is nothing to decide" in text(test)
    assert "Ruth One person" in text(test)
    assert "With the next publication" in text(test)
    assert [(item.decision, item.decided_by) for item in read_decisions(in_doubt.link_decisions)] == [
        ("accept", "Ruth")
    ]
    assert linked(in_doubt) == "No link is in doubt.\n"
    test.run()
    assert "In force" in text(test)

    test.selectbox(key="decision_to_undo").select_index(0).run()
    click(test, "Undo")
    assert "Undone. The next publication puts the link in doubt again" in text(test).replace(" .", ".")
    assert read_decisions(in_doubt.link_decisions) == []
    assert linked(in_doubt).startswith("1 link is in doubt")
    told = [(entry.who, entry.what) for entry in entries(in_doubt.path) if entry.what.startswith("link_")]
    assert told == [("Ruth", "link_accepted"), ("Ruth", "link_undone")]


def test_two_people_stay_two(in_doubt: SiteFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    click(page(monkeypatch, in_doubt, tmp_path, part="Links"), "Two people")
    assert linked(in_doubt) == "No link is in doubt.\n"
    after = text(page(monkeypatch, in_doubt, tmp_path, part="Links"))
    assert "local steward Two people" in after
    assert "In force" in after


def test_the_page_shows_what_the_command_shows_and_nothing_of_the_people(
    in_doubt: SiteFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = text(page(monkeypatch, in_doubt, tmp_path, part="Links"))
    (pair,) = [
        line.split() for line in done_here(in_doubt.path, "links").stdout.splitlines() if "(jail)" in line
    ]
    assert pair[0] in shown
    assert pair[2] in shown
    secrets = ("Zmedvi", "ZMEDVI", "Kvatvo", "KVATVO", "1980", "1993", "9001", "P1", "S77")
    assert [secret for secret in secrets if secret in shown] == []


def test_a_decision_while_a_refresh_is_under_way_is_not_taken_and_says_so(
    in_doubt: SiteFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = page(monkeypatch, in_doubt, tmp_path, part="Links")
    with locked(in_doubt, what="a refresh", by="somebody", now=NOW):
        click(test, "One person")
    assert "Not written down." in text(test)
    assert "a refresh of this site is running" in text(test)
    assert read_decisions(in_doubt.link_decisions) == []


def test_nothing_in_doubt_is_said_and_so_is_a_site_that_links_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sure = linked_site(tmp_path / "sure")
    by_numbers = small_site(tmp_path / "by_numbers")
    for site in (sure, by_numbers):
        assert done_here(site.path, "refresh").returncode == 0
    assert "There is nothing to decide : no link between people is in doubt." in text(
        page(monkeypatch, sure, tmp_path, part="Links")
    )
    assert "There are no links to decide: no mapping of this site says who its people are" in text(
        page(monkeypatch, by_numbers, tmp_path, part="Links")
    )


def test_undoing_what_was_never_decided_is_refused(in_doubt: SiteFolder) -> None:
    (pair,) = [
        line.split() for line in done_here(in_doubt.path, "links").stdout.splitlines() if "(jail)" in line
    ]
    refused = done_here(in_doubt.path, "links", "--by=Ruth", "--undo", pair[0], pair[2])
    assert refused.returncode == 1
    assert "nothing was decided of" in refused.stderr
    unnamed = done_here(in_doubt.path, "links", "--undo", pair[0], pair[2])
    assert "it is not said who decides" in unnamed.stderr
