"""Where rows with names lie while a command looks at them: never longer than the command lives."""

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from pipelines.explaining import explain
from pipelines.problems import Refused
from pipelines.reading_rooms import PREFIX, clear_left_rooms, reading_place, reading_room
from pipelines.scratch import clear_broken_off
from tests.pipelines.started import PROJECT
from tests.small_sites import published_site, small_site

KILLED = """
import os, signal, sys
from pathlib import Path
from pipelines.reading_rooms import reading_room
with reading_room(Path(sys.argv[1])) as room:
    (room / "rows.csv").write_text("of people")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def left(place: Path) -> list[str]:
    return sorted(path.name for path in place.glob(f"{PREFIX}*"))


def test_a_room_is_gone_when_its_command_ends(tmp_path: Path) -> None:
    with reading_room(tmp_path) as room:
        (room / "rows.csv").write_text("of people")
    assert left(tmp_path) == []


def test_a_room_at_work_is_left_alone(tmp_path: Path) -> None:
    with reading_room(tmp_path) as room:
        (room / "rows.csv").write_text("of people")
        clear_left_rooms(tmp_path)
        with reading_room(tmp_path):
            assert (room / "rows.csv").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_the_room_of_a_killed_command_is_cleared_by_the_next_refresh(tmp_path: Path) -> None:
    site = small_site(tmp_path / "s")
    killed = subprocess.run([sys.executable, "-c", KILLED, str(site.path / "run")], cwd=PROJECT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert any(path.name == "rows.csv" for path in site.path.rglob("*"))
    clear_broken_off(site)
    assert left(site.path / "run") == []


def test_rows_of_a_site_are_never_copied_out_of_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = published_site(tmp_path / "s")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert explain(site, "reports_1.csv")
    assert reading_place(site.path) == site.path / "run"
    with pytest.raises(Refused):
        explain(site, "other.csv")
