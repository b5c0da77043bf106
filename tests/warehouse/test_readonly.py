"""A reader's connection can read one file, and do nothing else."""

from pathlib import Path

import duckdb
import pytest

from warehouse.readonly import read_only, rows


@pytest.fixture
def published(tmp_path: Path) -> Path:
    path = tmp_path / "working_group-000001.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table flow as select 'all' as district, 7 as count_low")
    return path


def test_rows_are_dictionaries_by_column(published: Path) -> None:
    assert rows(published, "select * from flow where district = ?", ["all"]) == [
        {"district": "all", "count_low": 7}
    ]


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        rows(tmp_path / "nothing.duckdb", "select 1")
    assert not (tmp_path / "nothing.duckdb").exists()


@pytest.mark.parametrize(
    "statement",
    [
        "insert into flow values ('all', 1)",
        "drop table flow",
        "create table other as select 1",
        "set threads = 8",
        "set memory_limit = '8GB'",
        "set enable_external_access = true",
        "select * from read_csv('{other}')",
        "select * from read_text('{other}')",
        "copy flow to '{new}'",
        "attach '{new}' as other",
        "install httpfs",
        "load httpfs",
    ],
)
def test_anything_but_reading_is_refused(statement: str, published: Path, tmp_path: Path) -> None:
    other, new = tmp_path / "other.csv", tmp_path / "new.duckdb"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    with read_only(published) as connection, pytest.raises(duckdb.Error):
        connection.execute(statement.format(other=other, new=new)).fetchall()
    assert not new.exists()


def test_reading_leaves_no_trace_beside_the_file(published: Path) -> None:
    rows(published, "select * from flow")
    assert [path.name for path in published.parent.iterdir()] == [published.name]


def test_two_readers_read_at_once(published: Path) -> None:
    with read_only(published) as first, read_only(published) as second:
        assert first.execute("select count(*) from flow").fetchall() == second.execute("select 1").fetchall()
