"""How a clerk writes down a person: mostly right, and wrong in the usual ways."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from pipelines.sample.draws import Array

LETTERS: Final = "abdefgiklmnopqrtuvxz"
SHORTEST_CUT: Final = 4
OTHER_FAMILY_USED: Final = 0.5


@dataclass(frozen=True, kw_only=True)
class Habits:
    """Shares of an agency's records with each slip."""

    typo: float = 0.025  # in each of the two names
    cut: float = 0.05  # the given name as its first letters
    swapped: float = 0.008
    no_birth_date: float = 0.02
    wrong_digit: float = 0.02
    month_for_day: float = 0.008
    part_unknown: float = 0.0  # XX for the day


def written(rng: np.random.Generator, person: pl.DataFrame, habits: Habits, form: str) -> pl.DataFrame:
    """given, family, born and sex_letter as texts, a row per record.

    person: the person of each record, as `names.named_people` gives them. form: of birth dates.
    """
    rows = person.height
    given, family = np.array(person["given"].to_list(), dtype=object), _families(rng, person)
    _change(given, rng.random(rows) < habits.cut, lambda name: name[:SHORTEST_CUT])
    _change(given, rng.random(rows) < habits.typo, lambda name: _slip(rng, name))
    _change(family, rng.random(rows) < habits.typo, lambda name: _slip(rng, name))
    swapped = rng.random(rows) < habits.swapped
    born = _births(rng, person["birth_date"].to_list(), habits, form)
    return pl.DataFrame(
        {
            "given": pl.Series(np.where(swapped, family, given).tolist(), dtype=pl.String),
            "family": pl.Series(np.where(swapped, given, family).tolist(), dtype=pl.String),
            "born": pl.Series(born, dtype=pl.String),
            "sex_letter": person["sex"].replace({"male": "M", "female": "F", "nonbinary": "X"}),
        }
    )


def _families(rng: np.random.Generator, person: pl.DataFrame) -> Array:
    used = person["other_family"].is_not_null() & pl.Series(rng.random(person.height) < OTHER_FAMILY_USED)
    chosen = person["other_family"].zip_with(used, person["family"])
    return np.array(chosen.to_list(), dtype=object)


def _change(names: Array, chosen: Array, change) -> None:  # type: ignore[no-untyped-def]
    for place in np.flatnonzero(chosen):
        names[place] = change(names[place])


def _slip(rng: np.random.Generator, name: str) -> str:
    """One letter left out, doubled, changed, or two changed about."""
    place, letter = int(rng.integers(0, len(name) - 1)), LETTERS[int(rng.integers(0, len(LETTERS)))]
    before, here, after = name[:place], name[place], name[place + 1 :]
    return (
        before + after,
        before + here + here + after,
        before + letter + after,
        before + after[0] + here + after[1:],
    )[int(rng.integers(0, 4))]


def _births(rng: np.random.Generator, births: list[date], habits: Habits, form: str) -> list[str | None]:
    shares = (habits.no_birth_date, habits.wrong_digit, habits.month_for_day, habits.part_unknown)
    kinds = np.searchsorted(np.cumsum(shares), rng.random(len(births)), side="right")
    found: list[str | None] = []
    for kind, birth in zip(kinds, births, strict=True):
        match kind:
            case 0:
                found.append(None)
            case 1:
                found.append(_other_digit(rng, birth).strftime(form))
            case 2:
                found.append(_month_for_day(birth).strftime(form))
            case 3:
                found.append(birth.strftime(form.replace("%d", "XX")))
            case _:
                found.append(birth.strftime(form))
    return found


def _other_digit(rng: np.random.Generator, birth: date) -> date:
    """One digit of the day or of the year wrong."""
    if rng.random() < 0.5:
        return birth.replace(day=1 + (birth.day + 9 * int(rng.integers(1, 3))) % 28)
    return birth.replace(year=birth.year + int(rng.choice([-10, -2, -1, 1, 2])), day=min(birth.day, 28))


def _month_for_day(birth: date) -> date:
    return birth.replace(month=birth.day, day=birth.month) if birth.day <= 12 else birth
