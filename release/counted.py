"""What is to be counted, gathered so that one scan serves all measures it can, and what came out of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import polars as pl

from metrics.counting import CELL, Counter, Scope
from metrics.declarations import Measure
from metrics.people import count_cells

COUNTS = ("counted", "out_of", "counted_people", "out_of_people", "rest_people")
NO_CELLS = pl.DataFrame(
    schema={
        **dict.fromkeys(CELL, pl.String),
        "period_from": pl.Date,
        **dict.fromkeys(COUNTS, pl.Int64),
    }
)


@dataclass(frozen=True)
class Counted:
    """Exact cells of every measure asked for, as `metrics.people.count_cells`; `scopes` in its order."""

    scopes: tuple[Scope, ...]
    found: pl.DataFrame

    @classmethod
    def of(cls, engine: Counter, asked: Iterable[tuple[Scope, Measure]]) -> Self:
        """Count each measure in its scope; a measure asked for twice in one scope is counted once."""
        groups: dict[Scope, list[Measure]] = {}
        for scope, measure in asked:
            together = groups.setdefault(scope, [])
            if measure not in together:
                together.append(measure)
        return cls(tuple(groups), count_cells(engine, groups))

    def cells(self, scope: Scope, measure: Measure) -> pl.DataFrame:
        """The cells of one measure in one scope; none where there was no case."""
        found = self._parts.get((self._numbers[scope], measure.id))
        return NO_CELLS if found is None else found.drop("scope")

    def only(self, asked: Iterable[tuple[Scope, Measure]]) -> pl.DataFrame:
        """The cells of these measures in these scopes, with the place of the scope in `scope`."""
        pairs = [(self._numbers[scope], measure.id) for scope, measure in asked]
        schema = {"scope": pl.Int32, "measure": pl.String}
        return self.found.join(
            pl.DataFrame(pairs, schema=schema, orient="row"), on=["scope", "measure"], how="semi"
        )

    @cached_property
    def _numbers(self) -> dict[Scope, int]:
        return {scope: number for number, scope in enumerate(self.scopes)}

    @cached_property
    def _parts(self) -> dict[tuple[object, ...], pl.DataFrame]:
        return self.found.partition_by("scope", "measure", as_dict=True)
