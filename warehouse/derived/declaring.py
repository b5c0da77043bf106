"""What a derived table is, and the columns that many of them carry."""

from dataclasses import dataclass

from warehouse.tables import Column, Kind, Table


@dataclass(frozen=True, kw_only=True)
class Derived:
    """A derived table and the query that makes it.

    Canonical tables carry the weight of each person beside the pseudonym, as in `person_key_weight`.
    Weights are handed on so that those of one person's rows never add up to more than 1 in any table:
    the sum over any rows is then at most the number of people in them, and adding is cheap.
    """

    table: Table
    select: str
    # Asked for by people, or only where a change has a policy: a view is there, and no refresh pays for its rows.
    is_for_looking_up: bool = False


def columns(*declared: tuple[str, Kind, str]) -> tuple[Column, ...]:
    return tuple(Column(name=name, kind=kind, meaning=meaning) for name, kind, meaning in declared)


CASE_DIMENSIONS = columns(
    ("district", "text", "district of the incident"),
    ("relationship", "code", "of the suspect to the victim"),
    ("violence_type", "code", "kind of violence"),
    ("severity", "code", "of the most serious offence reported"),
    ("strangulation", "code", "strangulation recorded"),
)


SUSPECT_DIMENSIONS = columns(
    ("race", "code", "race of the suspect"),
    ("ethnicity", "code", "ethnicity of the suspect"),
    ("sex", "code", "sex of the suspect"),
    ("age_band", "code", "age of the suspect on the day of the incident"),
    ("language", "code", "language of the suspect"),
)


VICTIM_DIMENSIONS = columns(
    ("victim_race", "code", "race of the victim"),
    ("victim_ethnicity", "code", "ethnicity of the victim"),
    ("victim_sex", "code", "sex of the victim"),
    ("victim_age_band", "code", "age of the victim on the day of the incident"),
    ("victim_language", "code", "language of the victim"),
)


PEOPLE = columns(
    ("person_key", "person", "the suspect"),
    ("victim_person_key", "person", "the victim"),
    ("person_weight", "share", "at most one over the number of the suspect's rows here; 1 when not known"),
    ("victim_weight", "share", "at most one over the number of the victim's rows here; 1 when not known"),
)


DIMENSIONS = (*CASE_DIMENSIONS, *SUSPECT_DIMENSIONS, *PEOPLE)


PERSON = tuple(column for column in PEOPLE if column.name in ("person_key", "person_weight"))


def named(columns: tuple[Column, ...], table: str) -> str:
    return ", ".join(f"{table}.{column.name}" for column in columns)
