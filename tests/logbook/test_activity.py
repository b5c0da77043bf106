"""The activity log: only added to, each line sealed with the one before it."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from logbook.activity import FILE, entries, first_broken_line, note


def three_lines(site: Path, now: datetime) -> list[str]:
    for result in ("one", "two", "three"):
        note(site, when=now, who="a steward", what="upload", result=result)
    return (site / FILE).read_text(encoding="utf-8").splitlines()


def write(site: Path, lines: list[str]) -> None:
    (site / FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_a_log_nobody_touched_is_whole(tmp_path: Path, now: datetime) -> None:
    three_lines(tmp_path, now)
    assert first_broken_line(tmp_path) is None
    assert [entry.result for entry in entries(tmp_path)] == ["one", "two", "three"]
    assert entries(tmp_path)[0].when == "2026-10-05T12:00:00+00:00"


def test_no_log_is_whole_and_empty(tmp_path: Path) -> None:
    assert first_broken_line(tmp_path) is None
    assert entries(tmp_path) == []


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        (lambda lines: [lines[0], lines[1].replace("two", "2"), lines[2]], 2),
        (lambda lines: [lines[0], lines[1].replace("a steward", "nobody"), lines[2]], 2),
        (lambda lines: [lines[0], lines[2]], 2),
        (lambda lines: [lines[1], lines[2]], 1),
        (lambda lines: [lines[1], lines[0], lines[2]], 1),
        (lambda lines: [lines[0], lines[0], lines[1], lines[2]], 2),
        (lambda lines: [lines[0], "not a line", lines[1], lines[2]], 2),
        (lambda lines: [lines[0], lines[1], lines[2][:40]], 3),
    ],
)
def test_a_changed_missing_or_inserted_line_is_found(
    changed: object, line: int, tmp_path: Path, now: datetime
) -> None:
    lines = three_lines(tmp_path, now)
    write(tmp_path, changed(lines))  # type: ignore[operator]
    assert first_broken_line(tmp_path) == line


def test_after_a_line_cut_short_the_log_goes_on_and_still_tells(tmp_path: Path, now: datetime) -> None:
    lines = three_lines(tmp_path, now)
    (tmp_path / FILE).write_text("\n".join(lines)[:-30], encoding="utf-8")
    note(tmp_path, when=now, who="a steward", what="upload", result="four")
    assert [entry.result for entry in entries(tmp_path)] == ["one", "two", "four"]
    assert first_broken_line(tmp_path) == 3


def test_a_line_break_in_a_name_makes_no_second_line(tmp_path: Path, now: datetime) -> None:
    note(tmp_path, when=now, who="a\nb\u2028c", what="upload", result="one")
    assert len((tmp_path / FILE).read_text(encoding="utf-8").splitlines()) == 1
    assert first_broken_line(tmp_path) is None


def test_processes_that_write_at_once_keep_the_chain(tmp_path: Path, project: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from datetime import UTC, datetime; from logbook.activity import note\n"
        "for at in range(20): note(Path(sys.argv[1]), when=datetime(2026, 10, 5, tzinfo=UTC), who=sys.argv[2], "
        "what='upload', result=str(at))"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), who], cwd=project) for who in ("a", "b")
    ]
    assert [process.wait() for process in started] == [0, 0]
    assert len(entries(tmp_path)) == 40
    assert first_broken_line(tmp_path) is None
