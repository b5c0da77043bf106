"""Portable queries for the finest cells of all measures, by pattern: the flags of a case in one number.

Rows are few then, however many cases there are, and three sums do however many measures. Parts that are split alike
are one query: most of what a query costs in a small county is planning it.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from metrics.counting import (
    ALL,
    PERIOD_FUNCTIONS,
    WEIGHTS,
    Counter,
    Cut,
    Grain,
    Part,
    Window,
    dimension_value,
    flags,
    grains_of,
    labels,
    weights_of,
)

# Columns of a finest cell: what it is split by, and which period, district and group it is of.
OWN = ("breakdown", "own_period", "own_district", "own_group")
SUMMED = ("n", *WEIGHTS)
# Attributes split by at once: fewer sets to group by cost less than the rows of their combinations cost more.
MOST_ATTRIBUTES = 3
GROUPS = tuple(f"group_{place}" for place in range(MOST_ATTRIBUTES))
FOUND = {
    "part": pl.Int32,
    "split": pl.Int32,
    "own_period": pl.Date,
    "own_district": pl.String,
    **dict.fromkeys(GROUPS, pl.String),
    "pattern": pl.Int64,
    "n": pl.Int64,
    **dict.fromkeys(WEIGHTS, pl.Float64),
}


class Split(NamedTuple):
    """What cells are split by in one go: a grain of time, by district or not, and a few attributes or none."""

    grain: Grain
    by_district: bool
    attributes: tuple[str, ...]

    @property
    def columns(self) -> list[str]:
        cuts = [Cut(self.grain, self.by_district, name) for name in self.attributes or (None,)]
        return list(dict.fromkeys(name for cut in cuts for name in cut.columns))


def scan(engine: Counter, parts: Sequence[Part]) -> pl.DataFrame:
    """The finest cells of all parts, by pattern of the measures' flags.

    Returns part (place in `parts`), the columns of OWN, pattern, n (cases) and the sums of both weights.
    """
    splits = [splits_of(finest_cuts(part.cuts)) for part in parts]
    alike: dict[tuple[Split, ...], dict[int, Part]] = defaultdict(dict)
    for at, part in enumerate(parts):
        alike[splits[at]][at] = part
    found = engine.frames([_query(together, by) for by, together in alike.items()])
    return _apart(pl.concat([pl.DataFrame(schema=FOUND), *found]), splits)


def finest_cuts(cuts: Sequence[Cut]) -> list[Cut]:
    """Per breakdown the cut that all its cuts can be added up from; months add up to all periods."""
    found = []
    for breakdown in dict.fromkeys(cut.breakdown for cut in cuts):
        own = [cut for cut in cuts if cut.breakdown == breakdown]
        by_district = any(cut.by_district for cut in own)
        found.append(Cut([*grains_of(own), "whole"][0], by_district, breakdown))
    return found


def splits_of(finest: Sequence[Cut]) -> tuple[Split, ...]:
    """Attributes a few at a time; each for itself where districts multiply its cells already."""
    found: list[Split] = []
    together: dict[Grain, list[str]] = defaultdict(list)
    for cut in finest:
        if cut.breakdown and not cut.by_district:
            together[cut.grain].append(cut.breakdown)
        else:
            found.append(Split(cut.grain, cut.by_district, (cut.breakdown,) if cut.breakdown else ()))
    for grain, names in together.items():
        starts = range(0, len(names), MOST_ATTRIBUTES)
        found += [Split(grain, False, tuple(names[at : at + MOST_ATTRIBUTES])) for at in starts]
    return tuple(found)


def _query(parts: Mapping[int, Part], splits: Sequence[Split]) -> str:
    """Parts that are split alike, by their numbers, with their columns of FOUND."""
    names = list(dict.fromkeys(name for split in splits for name in split.columns))
    sets = ", ".join(f"({', '.join(('part', *split.columns, 'pattern'))})" for split in splits)
    cases = cases_query(parts, names, lambda part: weights_of(part.scope.columns))
    sums = ", ".join(f"sum({name}) as {name}" for name in WEIGHTS)
    return f"""
        select part, {_own(splits)}, pattern, n, {", ".join(WEIGHTS)}
        from (select part, {labels(names)} pattern, cast(count(*) as bigint) as n, {sums}
              from ({cases}) as cases where pattern > 0 group by grouping sets ({sets})) as finest"""


def _own(splits: Sequence[Split]) -> str:
    """Which split a cell is of, and which of its values. A value is never null, so null means not split by it."""
    periods = list(dict.fromkeys(f"{split.grain}_from" for split in splits if split.grain != "whole"))
    firsts = {split.attributes[0]: at for at, split in enumerate(splits) if split.attributes}
    places = "".join(f"when {name} is not null then {at} " for name, at in firsts.items())
    whole = next((at for at, split in enumerate(splits) if not split.attributes), -1)
    by_district = any(split.by_district for split in splits)
    values = {
        "split": f"cast({f'case {places}else {whole} end' if places else whole} as integer)",
        "own_period": _first(periods, "date"),
        "own_district": f"coalesce(district, '{ALL}')" if by_district else f"'{ALL}'",
    }
    for place, group in enumerate(GROUPS):
        names = [split.attributes[place] for split in splits if len(split.attributes) > place]
        values[group] = _first(names, "varchar")
    return ", ".join(f"{value} as {name}" for name, value in values.items())


def _first(names: Sequence[str], kind: str) -> str:
    """The first value that is there."""
    return f"coalesce({', '.join((*names, f'cast(null as {kind})'))})" if names else f"cast(null as {kind})"


def _apart(found: pl.DataFrame, splits: Sequence[Sequence[Split]]) -> pl.DataFrame:
    """Cells of several attributes at once as cells of each attribute."""
    names = [
        (part, number, place, name)
        for part, of_part in enumerate(splits)
        for number, split in enumerate(of_part)
        for place, name in enumerate(split.attributes or ("none",))
    ]
    schema = {"part": pl.Int32, "split": pl.Int32, "place": pl.Int32, "breakdown": pl.String}
    breakdowns = pl.LazyFrame(names, schema=schema, orient="row")
    of_place = [
        found.lazy()
        .join(breakdowns.filter(place=place), on=["part", "split"])
        .with_columns(own_group=pl.col(group).fill_null(ALL))
        for place, group in enumerate(GROUPS)
    ]
    return pl.concat(of_place).group_by("part", *OWN, "pattern").agg(pl.col(SUMMED).sum()).collect()


def cases_query(
    parts: Mapping[int, Part], names: Sequence[str], also: Callable[[Part], Sequence[str]]
) -> str:
    """The cases of each part: its number, the columns that cuts name, and the pattern of the measures' flags.

    also: further columns or expressions.
    """
    return " union all ".join(
        f"""
        select cast({at} as integer) as part, {labels(_value(name, part.scope.day) for name in names)}
               {labels(also(part))} cast({_pattern(part)} as bigint) as pattern
        from {part.scope.rows} {_within(part)}"""
        for at, part in parts.items()
    )


def _within(part: Part) -> str:
    """Only cases of the window; of several windows each is asked for in the pattern."""
    windows = part.windows
    return f"where {windows[0].holds(part.scope.day)}" if len(windows) == 1 else ""


def _value(name: str, day: str) -> str:
    starts = {f"{grain}_from": f"{function}({day})" for grain, function in PERIOD_FUNCTIONS.items()}
    return f"{starts.get(name) or dimension_value(name)} as {name}"


def _pattern(part: Part) -> str:
    """A number whose bits say in which denominators (even bits) and numerators (odd bits) a case is."""
    windows = part.windows
    bits: dict[Window, list[str]] = {window: [] for window in windows}
    for at, (_, scope, measure) in enumerate(part.asked):
        bits[scope.window].append(flags(measure.denominator, measure.numerator, at))
    if len(windows) == 1:
        return " + ".join(bits[windows[0]])
    day = part.scope.day
    return " + ".join(
        f"case when {window.holds(day)} then {' + '.join(own)} else 0 end" for window, own in bits.items()
    )
