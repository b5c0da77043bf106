"""The data steward's page: who may see it, what it answers in every state, and what it leaves behind."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import steward_commands, steward_files, words
from dashboard.answers import steward as answers
from dashboard.session import Reader
from logbook.activity import entries
from logbook.progress import read_progress, write_progress
from logbook.reports import Progress, Trouble
from pipelines.running import running
from pipelines.site import SiteFolder
from release.reading import UnknownRole
from tests.dashboard.opening import opened_as, said
from tests.pipelines.started import done_here
from tests.pipelines.test_steward_reports import site_with_everything
from tests.small_sites import BOTH_ROLES, PEOPLE, REPORTS, drop, small_site

PAGE = "data_steward"
STEWARD_WORDS = ("people_1.csv", "inbox", "Publish …", "Your name for the log")


@pytest.fixture
def steward_site(tmp_path: Path) -> SiteFolder:
    return small_site(tmp_path / "county")


@pytest.fixture(scope="session")
def published_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Refreshed once for all tests here: one of its rows has no number, its people have marked ones."""
    folder = tmp_path_factory.mktemp("published") / "county"
    people = PEOPLE.replace("P1", "SECRETPERSON").replace("R3,", "SECRETCASE,")
    site = small_site(
        folder,
        site=BOTH_ROLES,
        files={"reports_1.csv": REPORTS + ",09/04/2026,North,SE,Y,\n", "people_1.csv": people},
    )
    assert done_here(site.path, "refresh", "--by=Tester").returncode == 0
    return folder


@pytest.fixture
def published(published_once: Path, tmp_path: Path) -> SiteFolder:
    """A copy, to be changed at will."""
    return SiteFolder(Path(shutil.copytree(published_once, tmp_path / "published")))


@pytest.fixture
def reader(steward_site: SiteFolder, monkeypatch: pytest.MonkeyPatch) -> Reader:
    monkeypatch.setenv("CCR_ROLE", PAGE)
    return Reader(PAGE, 0, str(steward_site.path))


def page(monkeypatch: pytest.MonkeyPatch, site: SiteFolder, folder: Path, **query: str) -> AppTest:
    test = opened_as(monkeypatch, site.path, PAGE, folder, PAGE, **query)
    assert not test.exception
    return test


def first_sentence(test: AppTest) -> str:
    return said(test).split("\n")[0].strip()


def ended(state: str, **news: object) -> Progress:
    usual: dict[str, object] = {
        "run": "a1",
        "command": "check",
        "state": state,
        "who": "Tester",
        "pid": 1,
        "started_at": "2026-10-05T12:00:00+00:00",
        "ended_at": "2026-10-05T12:00:09+00:00",
        "step": "Counting",
        "step_number": 4,
        "steps": 7,
        "elapsed_seconds": 9,
        "outcome": "refused: 1 to mend",
        "version": None,
        "summary": "",
        "troubles": (),
    }
    return Progress(**{**usual, **news})  # type: ignore[arg-type]


@pytest.mark.parametrize("role", ["working_group", "funder", "sheriff", ""])
def test_nobody_but_the_steward_sees_anything_of_the_page(
    role: str, published: SiteFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = opened_as(monkeypatch, published.path, role, tmp_path, PAGE)
    shown = said(test) + " ".join(widget.label for widget in (*test.button, *test.text_input))
    assert words.PAGES[PAGE].question not in [title.value for title in test.title]
    assert not any(word in shown for word in STEWARD_WORDS)


@pytest.mark.parametrize("role", ["working_group", "funder", "sheriff"])
def test_nobody_but_the_steward_runs_a_command_or_moves_a_file(
    role: str, steward_site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CCR_ROLE", role)
    for of_role in (role, PAGE):  # also when a reader calls itself a steward, the server's role decides
        other = Reader(of_role, 0, str(steward_site.path))
        for act in (
            lambda reader: steward_commands.ask(reader, "status"),
            lambda reader: steward_commands.start(reader, "refresh", "x"),
            lambda reader: steward_commands.roll_back(reader, 1, "x"),
            lambda reader: steward_commands.lines_of(reader, "police", "x"),
            lambda reader: steward_commands.unreadable(reader),
            lambda reader: steward_commands.decide_link(reader, "accept", ("a", "b"), "x"),
            lambda reader: steward_files.put(reader, "a.csv", b"1"),
            lambda reader: steward_files.take_out(reader, "people_1.csv"),
            lambda reader: steward_files.removed(reader),
        ):
            with pytest.raises(UnknownRole):
                act(other)
    assert read_progress(steward_site.path) is None
    assert {path.name for path in steward_site.inbox.iterdir()} == {"people_1.csv", "reports_1.csv"}


def test_a_steward_opens_no_published_file(reader: Reader) -> None:
    from dashboard import session

    with pytest.raises(UnknownRole):
        session.opened(reader)


def test_an_empty_site_is_told_what_to_do_first(
    steward_site: SiteFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in steward_site.inbox.iterdir():
        path.unlink()
    test = page(monkeypatch, steward_site, tmp_path)
    assert "There is nothing to publish yet" in said(test)
    assert "The inbox is empty" in said(test)
    assert [button.label for button in test.button if not button.disabled] == []


def test_new_files_must_be_checked_before_they_are_published(
    steward_site: SiteFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = page(monkeypatch, steward_site, tmp_path)
    assert "Not yet known : 2 new files are not checked yet" in " ".join(said(test).split())
    disabled = {button.label: button.disabled for button in test.button}
    assert not disabled["Check"]
    assert disabled["Publish …"]
    assert done_here(steward_site.path, "check", "--by=Tester").returncode == 0
    test.run()
    assert "Yes, it can be published" in said(test)
    assert not next(button for button in test.button if button.label == "Publish …").disabled


def test_a_file_added_after_the_check_must_be_checked_too(
    steward_site: SiteFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done_here(steward_site.path, "check")
    drop(steward_site, "people_2.csv", PEOPLE + "R2,P4,V,\n")
    test = page(monkeypatch, steward_site, tmp_path)
    assert "3 new files are not checked yet" in said(test)
    assert next(button for button in test.button if button.label == "Publish …").disabled


def test_publishing_is_confirmed_with_what_will_be_in_force_and_can_be_left(
    published: SiteFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(published, "people_2.csv", PEOPLE + "R2,P4,V,\n")
    done_here(published.path, "check")
    before = len(entries(published.path))
    test = page(monkeypatch, published, tmp_path)
    next(button for button in test.button if button.label == "Publish …").click().run()
    text = " ".join(said(test).split())
    assert "Version 2 will be in force for the working group and the funder" in text
    assert "It takes the place of version 1" in text
    next(button for button in test.button if button.label == "Not now").click().run()
    assert "Publish now" not in [button.label for button in test.button]
    assert len(entries(published.path)) == before


def test_everything_published_is_said_with_its_version(
    published: SiteFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = " ".join(said(page(monkeypatch, published, tmp_path)).split())
    assert "Yes, and it is published : version 1 of" in text
    assert "1 of 8 rows are set aside or rejected" in text


def test_what_is_wrong_with_the_inbox_is_said_before_a_check(
    steward_site: SiteFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(steward_site, "notes.csv", "A\n1\n")
    text = " ".join(said(page(monkeypatch, steward_site, tmp_path)).split())
    assert "Not yet : 1 thing to mend first. Nothing is published yet." in text
    assert "no mapping expects a file of this name" in text
    assert "Rename the file, take it out, or add a mapping." in text


@pytest.mark.parametrize(
    ("progress", "sentence"),
    [
        (ended("broken_off"), "the last check was broken off before its end. Start it again."),
        (ended("running"), "the last check was broken off before its end. Start it again."),
        (
            ended("failed", summary="Tell whoever looks after the program: KeyError at x.py:1."),
            "the last check failed",
        ),
        (
            ended(
                "refused",
                troubles=(Trouble(file="a.csv", where="line 1", what="it is empty.", remedy="Ask."),),
            ),
            "the last check found 1 thing to mend first",
        ),
    ],
)
def test_a_run_that_ended_badly_is_said_with_what_to_do(
    progress: Progress,
    sentence: str,
    steward_site: SiteFolder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_progress(steward_site.path, progress)
    text = " ".join(said(page(monkeypatch, steward_site, tmp_path)).split())
    assert sentence in text
    assert progress.summary in text
    assert all(trouble.what in text for trouble in progress.troubles)


def test_every_part_stands_before_and_after_a_publication(
    published: SiteFolder, steward_site: SiteFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in answers.PARTS.values():
        before = said(page(monkeypatch, steward_site, tmp_path, part=part))
        after = said(page(monkeypatch, published, tmp_path, part=part))
        for text in (before, after):
            assert "None" not in text
            assert "What to be careful about" in text
            assert "SECRET" not in text
        assert before != after


def test_checks_are_told_in_plain_words_with_what_to_do(
    published: SiteFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = " ".join(said(page(monkeypatch, published, tmp_path, part="Checks")).split())
    assert "1 row is set aside or rejected" in text
    assert "The report has no number 1 row reports_1.csv Ask the agency" in text


def test_months_held_back_are_said_before_publishing_and_every_finding_stands_under_checks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = site_with_everything(tmp_path / "county")
    assert done_here(site.path, "check", "--by=Tester").returncode == 0
    answer = " ".join(said(page(monkeypatch, site, tmp_path)).split())
    assert "Yes, it can be published" in answer
    assert "1 month is held back : see Checks." in answer
    text = " ".join(said(page(monkeypatch, site, tmp_path, part="Checks")).split())
    # To look at, then noted: by severity, with the rows where it is about rows, and with what to do.
    aside, look = text.split("To look at", 1)
    look, noted = look.split("Noted", 1)
    assert 'the value "PERHAPS" is not in the list of codes; its row is set aside' in aside
    assert "Held back: next to nothing came from police for incidents, 2026-06" in look
    assert "list the month under empty_months in the mapping" in look
    assert "Relationship is empty in 59% of the rows" in look
    assert 'the code "BG" is gone; 60 rows had it in the delivery before 60 rows' in look
    assert "1 link between people is in doubt" in noted
    assert "python -m pipelines links" in noted


def test_after_a_roll_back_the_page_tells_the_checks_of_the_version_in_force(
    published: SiteFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(published, "people_2.csv", PEOPLE + ",P8,V,\n,P9,V,\n")
    assert done_here(published.path, "refresh").returncode == 0
    before = " ".join(said(page(monkeypatch, published, tmp_path, part="Checks")).split())
    assert "3 rows are set aside" in before
    assert done_here(published.path, "rollback", "1").returncode == 0
    text = " ".join(said(page(monkeypatch, published, tmp_path, part="Checks")).split())
    assert "1 row is set aside or rejected" in text
    assert "people_2.csv" not in text


def test_an_answer_that_is_none_is_said_and_nothing_breaks(
    steward_site: SiteFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (steward_site.path / "run").mkdir()
    (steward_site.path / "run" / "result.json").write_text('{"run": 1}', encoding="utf-8")
    (steward_site.path / "site.toml").unlink()
    text = said(page(monkeypatch, steward_site, tmp_path))
    assert "site.toml" in text
    assert "the file is missing" in text


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("reports 2026-10_b.csv", True),
        ("../../site.toml", False),
        ("a/b.csv", False),
        (".hidden.csv", False),
        ("~$open.xlsx", False),
        ("CON.csv", False),
        ("naïve.csv", False),
        ("a\u202egpj.csv", False),
        ("x" * 300 + ".csv", False),
    ],
)
def test_a_name_that_is_not_plain_is_replaced_by_the_servers_own(
    name: str, kept: bool, reader: Reader
) -> None:
    done_with = steward_files.put(reader, name, b"A\n1\n")
    inbox = Path(reader.site) / "inbox"
    assert done_with.is_new
    assert (done_with.name == name) == kept
    assert (inbox / done_with.name).read_bytes() == b"A\n1\n"
    assert (inbox / done_with.name).resolve().parent == inbox.resolve()
    assert [path.name for path in inbox.iterdir() if path.name.startswith(".")] == []


def test_a_file_in_the_inbox_is_never_replaced(reader: Reader) -> None:
    first = steward_files.put(reader, "a.csv", b"A\n1\n")
    again = steward_files.put(reader, "a.csv", b"A\n1\n")
    other = steward_files.put(reader, "a.csv", b"A\n2\n")
    assert (first.is_new, again.is_new, again.refused) == (True, False, "")
    assert "with other content lies in the inbox" in other.refused
    assert (Path(reader.site) / "inbox" / "a.csv").read_bytes() == b"A\n1\n"
    assert "empty" in steward_files.put(reader, "b.csv", b"").refused


def test_a_file_taken_out_can_be_put_back(reader: Reader) -> None:
    inbox = Path(reader.site) / "inbox"
    before = (inbox / "people_1.csv").read_bytes()
    assert steward_files.take_out(reader, "people_1.csv")
    assert not steward_files.take_out(reader, "people_1.csv")
    assert not steward_files.take_out(reader, "../site.toml")
    steward_files.put(reader, "people_1.csv", b"other")
    item = steward_files.removed(reader)[0]
    assert "Take that one out first" in steward_files.put_back(reader, item)
    assert steward_files.take_out(reader, "people_1.csv")
    assert steward_files.put_back(reader, item) == ""
    assert (inbox / "people_1.csv").read_bytes() == before
    assert [kept.name for kept in steward_files.removed(reader)] == ["people_1.csv"]


def test_a_command_the_program_does_not_know_is_said(reader: Reader) -> None:
    with pytest.raises(steward_commands.NoAnswer):
        steward_commands.roll_back(reader, 99, "Tester")
    with pytest.raises(KeyError):
        steward_commands.ask(reader, "status --site=/")


def test_who_starts_a_run_while_another_holds_the_site_is_told_whose_it_is(
    reader: Reader, now: datetime, steward_site: SiteFolder
) -> None:
    with running(
        steward_site.path, command="refresh", run="first", who="Tester One", now=now, files=2
    ) as first:
        with pytest.raises(steward_commands.NoAnswer) as told:
            steward_commands.start(reader, "check", "Tester Two")
        first.ends("ended", outcome="done", summary="")
    assert "A refresh started by Tester One at 12:00 UTC is under way" in told.value.words


def test_a_version_is_rolled_back_after_a_question_and_it_is_in_the_log(
    published: SiteFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(published, "people_2.csv", PEOPLE + "R2,P4,V,\n")
    done_here(published.path, "refresh", "--by=Tester")
    test = page(monkeypatch, published, tmp_path, part="Versions")
    next(box for box in test.selectbox if box.label.startswith("Roll back")).select(1).run()
    next(button for button in test.button if button.label == "Roll back …").click().run()
    assert "Version 1 of" in " ".join(said(test).split())
    next(button for button in test.button if button.label == "Roll back now").click().run()
    assert not test.exception
    assert "Version 1 is in force again." in said(test)
    last = entries(published.path)[-1]
    assert (last.what, last.who, last.version) == ("rolled_back", "local steward", 1)
