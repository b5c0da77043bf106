"""What is counted: measures in scopes, put together so that few queries count them; and words those queries share.

`metrics.scans` counts the finest cells by pattern, the flags of all measures in one number; `metrics.cells` adds
them up to the cells of every cut, for all tables at once. Exact counts stay inside the refresh.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal, NamedTuple, Protocol, TypeVar

import polars as pl

from metrics.declarations import Measure

Grain = Literal["month", "quarter", "year", "whole"]
NOT_RECORDED = "not_recorded"
ALL = "all"
PERIOD_FUNCTIONS: dict[Grain, str] = {"month": "month_of", "quarter": "quarter_of", "year": "year_of"}
WEIGHTS = ("person_weight", "victim_weight")
CELL = ["measure", "grain", "period_from", "district", "breakdown", "group_value"]
MOST_MEASURES = 30  # two bits each in a whole number of 64


class Window(NamedTuple):
    """The closed period cases are counted in, and the months within it that cannot be counted."""

    first_day: date
    last_day: date
    missing_months: tuple[date, ...] = ()

    def holds(self, day: str) -> str:
        """SQL that is true for a case of that day."""
        within = f"day_of({day}) between date '{self.first_day}' and date '{self.last_day}'"
        if not self.missing_months:
            return within
        listed = ", ".join(f"date '{month}'" for month in self.missing_months)
        return f"{within} and month_of({day}) not in ({listed})"


A = TypeVar("A")
B = TypeVar("B")


class Counter(Protocol):
    """The engine, as counting sees it."""

    def frame(
        self,
        sql: str,
        values: dict[str, Any] | None = None,
        tables: dict[str, pl.DataFrame] | None = None,
    ) -> pl.DataFrame: ...

    def frames(
        self, queries: Sequence[str], tables: dict[str, pl.DataFrame] | None = None
    ) -> list[pl.DataFrame]: ...

    def both(self, one: "Callable[[Counter], A]", other: "Callable[[Counter], B]") -> tuple[A, B]: ...


@dataclass(frozen=True)
class Cut:
    """One way to split the cases: a grain of time, by district or not, by at most one attribute.

    is_bounded: people are not counted in its cells; where the weights cannot say that they are many, how many
        there are is null, and nothing may be told of them.
    """

    grain: Grain
    by_district: bool = False
    breakdown: str | None = None
    is_bounded: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        period = (f"{self.grain}_from",) if self.grain != "whole" else ()
        district = ("district",) if self.by_district else ()
        return (*period, *district, *((self.breakdown,) if self.breakdown else ()))


@dataclass(frozen=True)
class Scope:
    """What measures counted together share: a table and its day column, a closed period, how cases are split.

    columns: the columns the table has; cuts and people that it lacks are left out.
    window: cases outside it are not counted.
    counts_people: where weights cannot say that a cell has many people, they are counted, or nothing is told.
    """

    rows: str
    day: str
    columns: tuple[str, ...]
    cuts: tuple[Cut, ...]
    window: Window
    counts_people: bool = True

    @cached_property
    def possible(self) -> list[Cut]:
        """The cuts whose columns the table has. Kept, for every measure of the scope is split by them."""
        return [cut for cut in self.cuts if is_possible(cut, self.columns)]


class Asked(NamedTuple):
    """A measure to be counted in a scope, by the scope's place among all."""

    scope_number: int
    scope: Scope
    measure: Measure


@dataclass(frozen=True)
class Part:
    """So many measures of one table by one day as one scan can count, whatever their scopes."""

    asked: tuple[Asked, ...]

    @property
    def scope(self) -> Scope:
        """The scope of the first: they share their table, its columns and the day."""
        return self.asked[0].scope

    @property
    def windows(self) -> list[Window]:
        return list(dict.fromkeys(asked.scope.window for asked in self.asked))

    @cached_property
    def cuts(self) -> list[Cut]:
        """Every cut that some of them are split by."""
        return list(dict.fromkeys(cut for asked in self.asked for cut in asked.scope.possible))


Groups = Mapping[Scope, Sequence[Measure]]


def parts_of(groups: Groups) -> list[Part]:
    """What is counted by one scan: measures of one table and day in the same window, or else split by the same cuts.

    Planning a scan costs the engine a hundredth of a second, more than counting a small county's cases.
    """
    of_window: dict[tuple[str, str, Window], list[Asked]] = defaultdict(list)
    for number, (scope, measures) in enumerate(groups.items()):
        asked = [Asked(number, scope, measure) for measure in measures]
        of_window[(scope.rows, scope.day, scope.window)] += asked
    of_cuts: dict[tuple[str, str, frozenset[Cut]], list[Asked]] = defaultdict(list)
    for (rows, day, _), asked in of_window.items():
        of_cuts[(rows, day, frozenset(Part(tuple(asked)).cuts))] += asked
    return [
        Part(tuple(asked[at : at + MOST_MEASURES]))
        for asked in of_cuts.values()
        for at in range(0, len(asked), MOST_MEASURES)
    ]


def is_possible(cut: Cut, columns: Sequence[str]) -> bool:
    """True when the table has the columns the cut needs."""
    return all(column.endswith("_from") or column in columns for column in cut.columns)


def weights_of(columns: Sequence[str]) -> list[str]:
    """Both weights of a case. Where nothing is known of people, each case is one."""
    return [f"cast({name if name in columns else 1} as double) as {name}" for name in WEIGHTS]


def bits_of(at: int) -> tuple[int, int]:
    """The bits of the denominator and of the numerator of the measure in this place."""
    return 1 << (2 * at), 1 << (2 * at + 1)


def flags(denominator: str, numerator: str, at: int) -> str:
    """SQL of a case's bits in this place: of the denominator or of both; none where it is not known to be in it."""
    d, n = bits_of(at)
    return f"case when {denominator} then case when {numerator} then {d + n} else {d} end else 0 end"


def dimensions_of(cuts: Sequence[Cut]) -> list[str]:
    named = [column for cut in cuts for column in cut.columns if not column.endswith("_from")]
    return list(dict.fromkeys(named))


def grains_of(cuts: Sequence[Cut]) -> list[Grain]:
    return [grain for grain in PERIOD_FUNCTIONS if any(cut.grain == grain for cut in cuts)]


def labels(names: Iterable[str]) -> str:
    return "".join(f"{name}, " for name in names)


def dimension_values(dimensions: Sequence[str]) -> str:
    return "".join(f"{dimension_value(name)} as {name}, " for name in dimensions)


def dimension_value(name: str) -> str:
    """A missing value is a group of its own: nobody is dropped, and null is left to mean "all"."""
    return f"coalesce({name}, '{NOT_RECORDED}')"


def with_cell_names(cells: pl.DataFrame, dimensions: Sequence[str]) -> pl.DataFrame:
    """Name each cell by district, breakdown and group_value."""
    splits = [name for name in dimensions if name != "district"]
    district = pl.col("district").fill_null(ALL) if "district" in dimensions else pl.lit(ALL)
    breakdown = pl.coalesce(
        *(pl.when(pl.col(name).is_not_null()).then(pl.lit(name)) for name in splits), pl.lit("none")
    )
    group = pl.coalesce(*(pl.col(name) for name in splits), pl.lit(ALL))
    return cells.with_columns(
        district.alias("district"), breakdown.alias("breakdown"), group.alias("group_value")
    )
