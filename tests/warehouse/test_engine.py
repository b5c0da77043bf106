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
