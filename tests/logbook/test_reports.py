"""Reports are taken strictly: what is not declared is a mistake, not a guess."""

import json
from pathlib import Path

import pytest

from logbook.files import run_folder, run_lock
from logbook.progress import PROGRESS, read_progress, read_result, write_progress
from logbook.reports import Progress, Trouble, parsed, written

RUNNING = Progress(
    run="a1",
    command="check",
    state="running",
    who="a steward",
    pid=1,
    started_at="2026-10-05T12:00:00+00:00",
    ended_at=None,
    step="Counting",
    step_number=3,
    steps=7,
    elapsed_seconds=4,
    outcome="",
    version=None,
    summary="",
    troubles=(Trouble(file="a.csv", where="line 1", what="it is empty.", remedy="Ask."),),
)


def test_a_report_comes_back_as_it_was_written() -> None:
    assert parsed(Progress, written(RUNNING)) == RUNNING


@pytest.mark.parametrize(
    "change",
    [{"pid": "1"}, {"state": "asleep"}, {"more": 1}, {"version": 1.5}, {"troubles": [{"file": "a.csv"}]}],
)
def test_another_key_type_or_word_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        parsed(Progress, json.dumps(json.loads(written(RUNNING)) | change))


def test_a_run_that_nobody_carries_out_any_more_was_broken_off(tmp_path: Path) -> None:
    write_progress(tmp_path, RUNNING)
    found = read_progress(tmp_path)
    assert found is not None
    assert found.state == "broken_off"


def test_a_run_whose_lock_is_held_is_running(tmp_path: Path) -> None:
    write_progress(tmp_path, RUNNING)
    lock = run_lock(tmp_path)
    try:
        found = read_progress(tmp_path)
    finally:
        lock.release()
    assert found == RUNNING


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"run": 1}'])
def test_a_progress_file_that_cannot_be_read_is_no_progress(content: bytes, tmp_path: Path) -> None:
    run_folder(tmp_path).mkdir()
    (run_folder(tmp_path) / PROGRESS).write_bytes(content)
    assert read_progress(tmp_path) is None
    assert read_result(tmp_path, in_force=None) is None


def test_looking_at_a_site_makes_nothing(tmp_path: Path) -> None:
    assert read_progress(tmp_path) is None
    assert list(tmp_path.iterdir()) == []
