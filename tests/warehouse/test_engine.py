"""The engine keeps quiet: what a command says is said by us."""

from warehouse.engine import DuckEngine


def test_the_engine_draws_no_progress_bar_of_its_own() -> None:
    with DuckEngine() as engine:
        assert engine.value("select current_setting('enable_progress_bar')") is False
