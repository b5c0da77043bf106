"""The county with names: jail and court number people in their own way, and only a name leads to the police.

Drawn by a generator of its own, so that a county without names is drawn exactly as ever.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import polars as pl

from pipelines.sample.county import County
from pipelines.sample.names import named_people
from pipelines.sample.shapes import Cell, Shape, left_out
from pipelines.sample.slips import Habits, written

OF_ITS_OWN: Final = 7  # second word of the seed
SECOND_NUMBER: Final = 0.02  # people whom an agency has under two numbers


@dataclass(frozen=True, kw_only=True)
class Naming:
    """How one agency writes people down: headings, habits, and the first letter of numbers of its own.

    sex: a heading the agency has anyway; own_sex: one that comes with the names.
    """

    given: str
    family: str
    born: str
    sex: str | None = None
    own_sex: str | None = None
    habits: Habits
    letter: str | None = None


NAMINGS: Final = {
    "incident_parties": Naming(given="FIRST", family="LAST", born="DOB", sex="SEX", habits=Habits()),
    "custody": Naming(
        given="FIRST", family="LAST", born="DOB", own_sex="SEX", habits=Habits(part_unknown=0.06), letter="J"
    ),
    "dispositions": Naming(
        given="First name",
        family="Last name",
        born="Born",
        habits=Habits(typo=0.035, cut=0.03, no_birth_date=0.04),
        letter="D",
    ),
}


@dataclass(frozen=True, kw_only=True)
class NamedCounty:
    """Tables and shapes as the agencies write them; `numbers`: by owner, whose number each is."""

    county: County
    shapes: tuple[Shape, ...]
    numbers: dict[str, dict[str, str]]


def with_names(seed: int, county: County, shapes: tuple[Shape, ...]) -> NamedCounty:
    """The same records, with names, and with own numbers where agencies have them."""
    rng = np.random.default_rng([seed, OF_ITS_OWN])
    people = named_people(rng, county.everyone)
    tables, numbers = dict(county.tables), {"county": {key: key for key in people["person_key"].to_list()}}
    for shape in shapes:
        if naming := NAMINGS.get(shape.table):
            table = tables[shape.table]
            person = table.select("person_key").join(
                people, on="person_key", how="left", maintain_order="left"
            )
            names = written(rng, person, naming.habits, _form(shape))
            own = _own_numbers(rng, table["person_key"], naming)
            if naming.letter:
                numbers[shape.agency] = dict(zip(own, table["person_key"], strict=True))
            tables[shape.table] = table.with_columns(names.get_columns()).with_columns(person_key=own)
    written_as = tuple(_with_headings(shape) for shape in shapes)
    return NamedCounty(county=replace(county, tables=tables), shapes=written_as, numbers=numbers)


def _form(shape: Shape) -> str:
    formats: Any = shape.format.get("day_formats", ("%Y-%m-%d",))
    return str(formats[0])


def _own_numbers(rng: np.random.Generator, people: pl.Series, naming: Naming) -> pl.Series:
    """The agency's numbers of its people; a few have two, one for some records and one for the others."""
    if naming.letter is None:
        return people
    known = people.unique().sort()
    places = rng.permutation(2 * known.len())
    first = dict(zip(known.to_list(), places[: known.len()], strict=True))
    second = dict(zip(known.to_list(), places[known.len() :], strict=True))
    doubled = set(known.filter(pl.Series(rng.random(known.len()) < SECOND_NUMBER)).to_list())
    turns = rng.random(people.len()) < 0.5
    chosen = [
        (second if key in doubled and turn else first)[key]
        for key, turn in zip(people.to_list(), turns, strict=True)
    ]
    return pl.Series([f"{naming.letter}{place:07d}" for place in chosen], dtype=pl.String)


def _with_headings(shape: Shape) -> Shape:
    naming = NAMINGS.get(shape.table)
    if naming is None:
        return shape
    cells: tuple[Cell, ...] = (
        left_out(naming.given, pl.col("given")),
        left_out(naming.family, pl.col("family")),
        left_out(naming.born, pl.col("born")),
    )
    if naming.own_sex:
        cells = (*cells, left_out(naming.own_sex, pl.col("sex_letter")))
    sex = naming.sex or naming.own_sex
    identity = {"given": naming.given, "family": naming.family, "birth_date": naming.born}
    return replace(
        shape,
        cells=(*shape.cells, *cells),
        identity=identity | ({"sex": sex} if sex else {}),
        person_numbers=shape.agency if naming.letter else shape.person_numbers,
    )
