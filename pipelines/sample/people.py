"""Who the suspect and the victim of each incident are. People have a county number and no name."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from pipelines.sample.draws import Array, drawn
from pipelines.sample.planted import PERIOD_FROM, RACES, day_number

NEW_PARTNER: Final = 0.10
FIRST_NUMBER: Final = 10_001
SUSPECT_MALE: Final = 0.85
SAME_SEX: Final = 0.08
SAME_RACE_AS_PARTNER: Final = 0.8
NONBINARY: Final = 0.004
HISPANIC: Final = {"not_hispanic": 0.82, "hispanic": 0.12, "unknown": 0.04, "blank": 0.02}
LANGUAGES: Final = {"english": 0.86, "spanish": 0.08, "other": 0.04, "unknown": 0.02}
OLDEST: Final = 85
DAYS_A_YEAR: Final = 365.25


@dataclass(frozen=True)
class People:
    """In the order of `frame`: the `offenders`, then a partner for each couple."""

    offenders: int
    frame: pl.DataFrame


def with_people(rng: np.random.Generator, histories: pl.DataFrame) -> pl.DataFrame:
    """Adds `couple`, and who is `suspect` and `victim`; an offender may have a new partner each time."""
    own = histories.filter(~pl.col("of_partner")).sort("root", "sequence")
    new_partner = pl.Series(rng.random(own.height) < NEW_PARTNER) | (own["sequence"] == 0)
    couples = own.select("root", "sequence", (new_partner.cast(pl.Int64).cum_sum() - 1).alias("couple"))
    offenders = histories["root"].n_unique()
    partner = pl.col("couple") + offenders
    return histories.join(couples, on=["root", "sequence"], how="left", maintain_order="left").with_columns(
        suspect=pl.when("of_partner").then(partner).otherwise("root"),
        victim=pl.when("of_partner").then("root").otherwise(partner),
    )


def drawn_people(rng: np.random.Generator, histories: pl.DataFrame) -> People:
    """Sex, race and the rest of everybody; partners are drawn after the offender they belong to."""
    offenders = histories["root"].n_unique()
    owner = histories.unique("couple").sort("couple")["root"].to_numpy()
    sex, race = _sexes(rng, offenders, owner), _races(rng, offenders, owner)
    total = offenders + owner.size
    numbers = pl.Series(rng.permutation(total) + FIRST_NUMBER)
    ages = np.minimum(17 + rng.gamma(2.4, 7.5, total), OLDEST)
    frame = pl.DataFrame(
        {
            "person_key": person_numbers(numbers),
            "sex": sex,
            "race": race,
            "ethnicity": drawn(rng, HISPANIC, total),
            "language": drawn(rng, LANGUAGES, total),
            "born": (day_number(PERIOD_FROM) + 730 - ages * DAYS_A_YEAR).astype(np.int64),
        }
    )
    return People(offenders, frame)


def person_numbers(numbers: pl.Series) -> pl.Series:
    return "P" + numbers.cast(pl.String).str.zfill(7)


def _sexes(rng: np.random.Generator, offenders: int, owner: Array) -> pl.Series:
    male = rng.random(offenders) < SUSPECT_MALE
    partner_male = male[owner] ^ (rng.random(owner.size) >= SAME_SEX)
    sex = np.where(np.concatenate([male, partner_male]), "male", "female")
    return pl.Series(np.where(rng.random(sex.size) < NONBINARY, "nonbinary", sex))


def _races(rng: np.random.Generator, offenders: int, owner: Array) -> pl.Series:
    own = drawn(rng, RACES, offenders)
    other = drawn(rng, RACES, owner.size)
    alike = pl.Series(rng.random(owner.size) < SAME_RACE_AS_PARTNER)
    return pl.concat([own, own.gather(owner).zip_with(alike, other)])
