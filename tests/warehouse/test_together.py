"""Jobs side by side on one warehouse: the same results, in order, and nothing goes on after an error."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Barrier, Event

import polars as pl
import pytest

from warehouse.engine import FILE, DuckEngine
from warehouse.together import AT_ONCE, both, in_turn, together

LONG_QUERY = "select count(*) from range(1000000000) as a, range(1000000) as b where a.range + b.range = -1"
LONG_ENOUGH = 60  # seconds; only a broken rule waits for them


def counted(number: int, engine: DuckEngine) -> int:
    return int(engine.value(f"select count(*) from range({number})"))


def test_the_results_stand_in_the_order_of_the_jobs() -> None:
    sizes = [300_000, 1, 200_000, 2, 3]
    with DuckEngine() as engine:
        assert together(engine, [partial(counted, size) for size in sizes]) == sizes
        assert both(engine, partial(counted, 4), lambda own: str(own.value("select 5"))) == (4, "5")
        assert together(engine, list[Callable[[DuckEngine], int]]()) == []


def test_two_jobs_are_under_way_at_once() -> None:
    meeting = Barrier(2)

    def meet(own: DuckEngine) -> int:
        meeting.wait(LONG_ENOUGH)
        return int(own.value("select 1"))

    with DuckEngine() as engine:
        assert together(engine, [meet, meet]) == [1, 1]


def test_a_job_begins_once_those_it_needs_have_ended_and_finds_what_they_made(tmp_path: Path) -> None:
    def make(name: str, query: str, own: DuckEngine) -> None:
        own.run(f"create table {name} as {query}")

    jobs = {
        "kept": partial(make, f"{FILE}.kept", "select a.x + b.x as x from a, b"),
        "b": partial(make, "b", "select days_between(date '2026-01-01', date '2026-01-03') as x from a"),
        "a": partial(make, "a", "select count(*) as x from range(3000000)"),
    }
    with DuckEngine(tmp_path / "file.duckdb") as engine:
        in_turn(engine, jobs, {"kept": {"a", "b"}, "b": {"a", "something that is there already"}})
    with DuckEngine(tmp_path / "file.duckdb", read_only=True) as engine:
        assert engine.rows("select x from kept") == [(3_000_002,)]
        assert engine.rows("select table_name from duckdb_tables()") == [("kept",)]


def test_after_an_error_no_more_is_begun_and_a_long_query_is_broken_off() -> None:
    begun = Event()
    late: list[str] = []

    def long(own: DuckEngine) -> None:
        begun.set()
        own.run(LONG_QUERY)

    def failing(own: DuckEngine) -> None:
        begun.wait(LONG_ENOUGH)
        own.run("select * from a_table_that_is_not_there")

    with DuckEngine() as engine:
        with pytest.raises(Exception, match="a_table_that_is_not_there"):
            together(engine, [long, failing, lambda _: late.append("begun")])
        assert late == []
        assert engine.value("select 1") == 1


def test_after_an_error_work_within_a_job_is_broken_off_too() -> None:
    begun = Event()

    def long(own: DuckEngine) -> None:
        begun.set()
        own.run(LONG_QUERY)

    def failing(own: DuckEngine) -> None:
        begun.wait(LONG_ENOUGH)
        time.sleep(0.1)  # the other job within has ended
        own.run("select * from a_table_that_is_not_there")

    with DuckEngine() as engine:
        with pytest.raises(Exception, match="a_table_that_is_not_there"):
            both(engine, lambda own: both(own, lambda _: None, long), failing)
        assert engine.value("select 1") == 1


def test_after_an_error_a_job_between_two_statements_does_not_go_on() -> None:
    late: list[str] = []

    def between_statements(own: DuckEngine) -> None:
        while not own.is_broken_off:
            time.sleep(0.001)
        own.run("select 1")
        late.append("gone on")

    with DuckEngine() as engine:
        with pytest.raises(Exception, match="a_table_that_is_not_there"):
            both(engine, between_statements, lambda own: own.run("select * from a_table_that_is_not_there"))
        assert late == []
        assert engine.value("select 1") == 1


def test_jobs_within_jobs_put_no_more_statements_in_hand_at_once() -> None:
    under_way: list[int] = []
    most: list[int] = []

    def noted(x: int) -> int:
        under_way.append(x)
        most.append(len(under_way))
        time.sleep(0.02)  # lets others begin
        under_way.remove(x)
        return x

    def ask(number: int, own: DuckEngine) -> None:
        own.connection.create_function(f"noted_{number}", noted, ["BIGINT"], "BIGINT")
        own.value(f"select noted_{number}({number})")

    def four(first: int, own: DuckEngine) -> None:
        together(own, [partial(ask, first + number) for number in range(4)])

    with DuckEngine() as engine:
        together(engine, [partial(four, 0), partial(four, 4)])
    assert len(most) == 8
    assert max(most) <= AT_ONCE


def test_queries_side_by_side_read_the_frames_given_and_leave_none_behind() -> None:
    given = {"given": pl.DataFrame({"x": [1, 2, 3]})}
    with DuckEngine() as engine:
        found = engine.frames(
            ["select sum(x) as s from given", "select max(x) as s from given"], tables=given
        )
        assert [frame["s"].to_list() for frame in found] == [[6], [3]]
        with pytest.raises(Exception, match="given"):
            engine.frames(["select * from given"])
