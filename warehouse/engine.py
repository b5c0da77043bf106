"""The engine that counts. Everything else asks it in portable SQL; only this package imports duckdb."""

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from functools import partial
from pathlib import Path
from threading import Semaphore
from types import TracebackType
from typing import Any, Self

import duckdb
import polars as pl

from warehouse.together import AT_ONCE, A, B, both, together

# The engine's own progress bar draws over ours, and into every log.
SILENCE = "set enable_progress_bar = false"
# Functions whose meaning differs between engines, given one name each.
PRELUDE = (
    "create or replace macro days_between(a, b) as date_diff('day', cast(a as date), cast(b as date))",
    "create or replace macro seconds_between(a, b) as date_diff('second', a, b)",
    "create or replace macro day_of(a) as cast(a as date)",
    "create or replace macro month_of(a) as cast(date_trunc('month', a) as date)",
    "create or replace macro quarter_of(a) as cast(date_trunc('quarter', a) as date)",
    "create or replace macro year_of(a) as cast(date_trunc('year', a) as date)",
)


# Where tables are: temporary ones, of this refresh alone, in memory, where they are looked for first and made unless
# `FILE` is named; the others in the file.
SCRATCH, FILE = "memory", "site_file"
IN_MEMORY = ":memory:"
# Tables of fewer rows than a row group go through the log and are written twice: half the speed.
ROW_GROUP_SIZE = 32_768
# Of a file of many small tables, which would otherwise take a quarter of a megabyte for each: a sixth of the size.
SMALL_BLOCKS = 16_384
# What the engine's messages say then: the system's own words, in which it passes them on.
NO_ROOM = ("No space left on device", "File too large", "Disk quota exceeded", "not enough space on the disk")


# Of a result read as Arrow, the engine says that it could go another way, by which a query is planned twice. For the
# whole process: a filter set around each reading would be another thread's as well.
warnings.filterwarnings("ignore", message="Arrow output on a DB-API result")


class BrokenOff(Exception):
    """What is not begun any more, after an error in what is done beside it."""


class DuckEngine:
    """Embedded DuckDB on one warehouse file, or on what stands for one in memory."""

    def __init__(
        self,
        path: Path | None = None,
        *,
        memory_limit: str = "500MB",
        spill_to: Path | None = None,
        read_only: bool = False,
        row_group_size: int | None = ROW_GROUP_SIZE,
        block_size: int | None = None,
        threads: int | None = None,
        at_once: int = AT_ONCE,
        keeps_log: bool = True,
    ) -> None:
        """threads: cores that one query may use; all by default. at_once: statements that may be in hand at once."""
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory_limit,
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        if threads is not None:
            config["threads"] = threads
        if spill_to is not None:
            config["temp_directory"] = str(spill_to)
        self.connection = duckdb.connect(IN_MEMORY, config=config)
        self.at_once = at_once
        self._turns = Semaphore(at_once)
        self._besides: set[Self] = set()
        self.is_broken_off = False
        for statement in (SILENCE, *PRELUDE):
            self.connection.execute(statement)
        if path is None:
            self._attach(IN_MEMORY)
            return
        self.attach(
            path,
            read_only=read_only,
            row_group_size=row_group_size,
            block_size=block_size,
            keeps_log=keeps_log,
        )

    def attach(
        self,
        path: Path,
        *,
        read_only: bool = False,
        row_group_size: int | None = ROW_GROUP_SIZE,
        block_size: int | None = None,
        keeps_log: bool = True,
    ) -> None:
        """Work on this file from now on, instead of the one before."""
        sizes = {"row_group_size": row_group_size, "block_size": block_size}
        given = [f"{name} {size}" for name, size in sizes.items() if size]
        # What goes through the log is written twice; without one there is nothing until the file is closed.
        given += [] if keeps_log else ["recovery_mode no_wal_writes"]
        written = f"({', '.join(given)})" if given else ""
        self._attach(str(path), "(read_only)" if read_only else written)

    def _attach(self, name: str, options: str = "") -> None:
        self.detach()
        self.connection.execute(f"attach {literal(name)} as {FILE} {options}")
        self.connection.execute(f"set search_path = '{SCRATCH},{FILE}'")

    def write_out(self) -> None:
        """Write what the file's log holds into the file, which closing it would otherwise do."""
        self.run(f"checkpoint {FILE}")

    def detach(self) -> None:
        """Close the file with all of it written; another can be attached."""
        self.connection.execute(f"set search_path = '{SCRATCH}'")
        self.connection.execute(f"detach database if exists {FILE}")

    def run(self, sql: str, values: dict[str, Any] | None = None) -> None:
        """Carry out a statement whose result nobody needs."""
        with self._statement(sql, values):
            pass

    @contextmanager
    def _statement(
        self, sql: str, values: dict[str, Any] | None = None
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """A statement in its turn, whose result is read within it: some of it is worked out only then."""
        with self._turn():
            yield self.connection.execute(sql, values) if values else self.connection.execute(sql)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with self._turns:
            if self.is_broken_off:
                raise BrokenOff
            yield

    def frame(
        self,
        sql: str,
        values: dict[str, Any] | None = None,
        tables: dict[str, pl.DataFrame] | None = None,
    ) -> pl.DataFrame:
        """The result of a query as a frame. `tables` are frames it may read by name, while it runs."""
        tables = tables or {}
        for name, rows in tables.items():
            self.connection.register(name, rows)
        try:
            frame = self._frame(sql, values)
        finally:
            for name in tables:
                self.connection.unregister(name)
        return frame

    def _frame(self, sql: str, values: dict[str, Any] | None) -> pl.DataFrame:
        """A relation (`sql(...).pl()`) would be planned twice, which costs more than one more copy of a few cells."""
        with self._statement(sql, values) as result:
            table = result.to_arrow_table()
        return pl.DataFrame(table)

    def rows(self, sql: str, values: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """The result of a query as tuples."""
        with self._statement(sql, values) as result:
            return list(result.fetchall())

    def value(self, sql: str, values: dict[str, Any] | None = None) -> Any:
        """The single value of a query with one row and one column."""
        return self.rows(sql, values)[0][0]

    def add_frame(
        self,
        name: str,
        incoming_frame: pl.DataFrame,  # noqa: ARG002
        *,
        columns: Sequence[str] = ("*",),
        temporary: bool = True,
    ) -> None:
        """Make a table of a frame, of all its columns or of the expressions given."""
        place = SCRATCH if temporary else FILE
        made = f"create table {place}.{identifier(name)} as select {', '.join(columns)} from incoming_frame"
        with self._turn():
            # The engine finds the frame by its name among our variables: to register it would cost as much again.
            self.connection.execute(made)

    def frames(
        self, queries: Sequence[str], tables: dict[str, pl.DataFrame] | None = None
    ) -> list[pl.DataFrame]:
        """The results of queries that do not need each other, in their order."""
        return together(self, [partial(DuckEngine.frame, sql=sql, tables=tables) for sql in queries])

    def both(self, one: Callable[[Self], A], other: Callable[[Self], B]) -> tuple[A, B]:
        """The results of two jobs that do not need each other. Raises the first error met."""
        return both(self, one, other)

    @contextmanager
    def beside(self) -> Iterator[Self]:
        """Another engine over the same tables, for another thread: each carries out one statement at a time."""
        other = copy(self)
        other.connection, other._besides = self.connection.cursor(), set()
        self._besides.add(other)
        try:
            path = self.value("select current_setting('search_path')")
            other.run(f"set search_path = {literal(path)}")
            other.run(SILENCE)
            yield other
        finally:
            self._besides.discard(other)
            other.connection.close()

    def break_off(self) -> None:
        """Have other threads raise in the statements they have this engine and those beside it carry out."""
        self.is_broken_off = True
        self.connection.interrupt()
        for other in tuple(self._besides):
            other.break_off()

    def go_on(self) -> None:
        """Carry out statements again."""
        self.is_broken_off = False

    def close(self) -> None:
        """Close the file with all of it written."""
        self.detach()
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def identifier(name: str) -> str:
    """A name as a quoted SQL identifier, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as a quoted SQL literal, whatever it holds."""
    return "'" + text.replace("'", "''") + "'"


def pattern_problem(pattern: str) -> str | None:
    """Why the engine cannot search with this pattern; None when it can."""
    with DuckEngine() as engine:
        try:
            engine.value("select regexp_extract('', $pattern, 1)", {"pattern": pattern})
        except duckdb.Error as error:
            return str(error).splitlines()[0]
    return None


def is_about_damage(error: BaseException) -> bool:
    """Whether the engine failed because a file of its own is gone, cut short or not what it wrote."""
    kinds = (duckdb.IOException, duckdb.SerializationException, duckdb.FatalException)
    return isinstance(error, kinds) and not is_about_room(error)


def is_about_room(error: BaseException) -> bool:
    """Whether the engine failed because nothing more can be written: the disk is full, or a limit is reached."""
    said = str(error)
    return isinstance(error, duckdb.Error) and any(words in said for words in NO_ROOM)
