"""The engine keeps quiet: what a command says is said by us."""

from pathlib import Path

import polars as pl

from warehouse.engine import DuckEngine


def test_the_engine_draws_no_progress_bar_of_its_own() -> None:
    with DuckEngine() as engine:
        assert engine.value("select current_setting('enable_progress_bar')") is False


def test_a_file_without_a_log_holds_everything_once_it_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "file.duckdb"
    with DuckEngine(path, keeps_log=False) as engine:
        engine.add_frame("numbers", pl.DataFrame({"number": range(1000)}), temporary=False)
        assert list(tmp_path.iterdir()) == [path]
    with DuckEngine(path, read_only=True) as engine:
        assert engine.value("select sum(number) from numbers") == 499_500


def test_one_engine_works_on_one_file_after_another_and_reads_what_is_on_disk(tmp_path: Path) -> None:
    with DuckEngine() as engine:
        for number in (1, 2):
            engine.attach(tmp_path / f"{number}.duckdb", keeps_log=False)
            engine.add_frame("numbers", pl.DataFrame({"number": [number]}), temporary=False)
            engine.detach()
        (tmp_path / "2.duckdb").replace(tmp_path / "1.duckdb")
        engine.attach(tmp_path / "1.duckdb", read_only=True)
        assert engine.value("select number from numbers") == 2


def test_a_table_is_made_of_the_frame_given_whatever_other_tables_are_called(tmp_path: Path) -> None:
    with DuckEngine(tmp_path / "file.duckdb") as engine:
        engine.add_frame("frame", pl.DataFrame({"number": [3]}), temporary=False)
        engine.add_frame("numbers", pl.DataFrame({"number": [1, 2]}), columns=["number * 2 as twice"])
        assert engine.rows("from numbers") == [(2,), (4,)]
        assert engine.value("select number from frame") == 3
