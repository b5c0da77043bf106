"""Made-up names: tokens of random syllables, and a birth date for everybody.

No list of names is used, and the letters chosen make no usual name.
"""

from typing import Final

import numpy as np
import polars as pl

from pipelines.sample.draws import Array
from pipelines.sample.people import People

ONSETS: Final = (
    "bz",
    "dv",
    "fr",
    "gz",
    "kv",
    "lz",
    "mv",
    "nz",
    "pv",
    "qu",
    "rz",
    "tv",
    "vr",
    "xh",
    "zl",
    "zm",
)
VOWELS: Final = ("a", "e", "i", "o", "u", "ao", "ei", "uu")
GIVEN_TOKENS: Final = 700
FAMILY_TOKENS: Final = 9_000
COMMONNESS: Final = 0.75  # exponent; the most frequent given name is borne by one person in fifty
SAME_FAMILY_NAME: Final = 0.35  # partners
OTHER_FAMILY_NAME: Final = 0.08  # people known by two, through marriage or divorce


def named_people(rng: np.random.Generator, people: People) -> pl.DataFrame:
    """person_key, sex, given, family, other_family (null for most) and birth_date of everybody."""
    total = people.frame.height
    family_tokens = _tokens(rng, FAMILY_TOKENS, 3)
    given = _drawn(rng, _tokens(rng, GIVEN_TOKENS, 2), total)
    family = _drawn(rng, family_tokens, total)
    shared = rng.random(total - people.offenders) < SAME_FAMILY_NAME
    # Couples are not told apart here: any offender will do, for a partner's record is like all others.
    married_to = rng.integers(0, people.offenders, shared.size)
    family[people.offenders :] = np.where(shared, family[married_to], family[people.offenders :])
    has_other = rng.random(total) < OTHER_FAMILY_NAME
    other = _texts(_drawn(rng, family_tokens, total)).set(pl.Series(~has_other), None)
    return people.frame.select(
        "person_key",
        "sex",
        given=_texts(given),
        family=_texts(family),
        other_family=other,
        # Not through `days`: the last day of 1969 has the number that stands there for "not yet".
        birth_date=people.frame["born"].cast(pl.Int32).cast(pl.Date),
    )


def _tokens(rng: np.random.Generator, number: int, syllables: int) -> Array:
    """Different tokens; the same generator gives the same ones."""
    parts = [onset + vowel for onset in ONSETS for vowel in VOWELS]
    drawn = rng.integers(0, len(parts), (2 * number, syllables))
    made = dict.fromkeys("".join(parts[place] for place in row).capitalize() for row in drawn)
    return np.array(list(made)[:number], dtype=object)


def _drawn(rng: np.random.Generator, tokens: Array, rows: int) -> Array:
    weights = (10 + np.arange(tokens.size)) ** -COMMONNESS
    drawn: Array = tokens[rng.choice(tokens.size, rows, p=weights / weights.sum())]
    return drawn


def _texts(values: Array) -> pl.Series:
    return pl.Series(values.tolist(), dtype=pl.String)
