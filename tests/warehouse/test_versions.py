"""Versions and the pointer: the old publication stays in force until the new one is whole."""

from pathlib import Path

from warehouse.versions import Pointer, PublishedFile, move_pointer, next_version, read_pointer


def pointer(version: int) -> Pointer:
    return Pointer(
        version=version,
        published_at="2026-10-05T12:00:00+00:00",
        warehouse=f"ccr-{version:06d}.duckdb",
        fingerprint="f",
        files={"funder": PublishedFile(name=f"funder-{version:06d}.duckdb", sha256="s")},
    )


def test_before_the_first_publication_there_is_no_pointer(tmp_path: Path) -> None:
    assert read_pointer(tmp_path) is None


def test_what_was_pointed_to_is_read_back(tmp_path: Path) -> None:
    move_pointer(tmp_path, pointer(3))
    assert read_pointer(tmp_path) == pointer(3)


def test_a_half_written_pointer_is_not_in_force(tmp_path: Path) -> None:
    move_pointer(tmp_path, pointer(3))
    (tmp_path / "current.json.part").write_text("{ half")
    assert read_pointer(tmp_path) == pointer(3)


def test_a_number_is_never_used_twice(tmp_path: Path) -> None:
    (tmp_path / "ccr-000007.duckdb").touch()
    assert next_version(pointer(3), [tmp_path]) == 8
    assert next_version(None, []) == 1
