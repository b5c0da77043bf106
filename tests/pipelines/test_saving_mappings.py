"""A mapping is saved whole, never leaving its name empty, and never under a refresh's hands."""

import io
import sys
from pathlib import Path

import pytest

from pipelines.__main__ import main
from pipelines.drafting import saving
from pipelines.drafting.saving import save_mapping
from pipelines.locking import locked
from tests.sites import NOW
from tests.small_sites import INCIDENTS, small_site


def test_a_save_broken_off_leaves_the_mapping_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_mapping(INCIDENTS, "incidents", tmp_path)
    seen: list[bool] = []
    replace = Path.replace

    def watched(path: Path, target: Path) -> Path:
        moved = replace(path, target)
        seen.append((tmp_path / "incidents.toml").is_file())
        return moved

    monkeypatch.setattr(saving.Path, "replace", watched)
    kept = save_mapping(INCIDENTS + "# newer\n", "incidents", tmp_path)
    assert seen == [True, True]
    assert kept is not None
    assert kept.read_text(encoding="utf-8") == INCIDENTS
    assert (tmp_path / "incidents.toml").read_text(encoding="utf-8") == INCIDENTS + "# newer\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["incidents.toml", "incidents.toml.before"]


def test_no_mapping_is_saved_while_a_refresh_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site = small_site(tmp_path / "s")
    before = (site.path / "extracts" / "incidents.toml").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.StringIO(INCIDENTS + "# newer\n"))
    with locked(site, what="a refresh", by="Somebody", now=NOW):
        assert main(["save-mapping", "--name=incidents", f"--site={site.path}"]) == 1
    assert "a refresh of this site is running" in capsys.readouterr().err
    assert (site.path / "extracts" / "incidents.toml").read_bytes() == before
