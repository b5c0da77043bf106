"""Which headings of a file say who its people are: read for linking only, and kept nowhere.

[identity.person_key]
given = "FIRST"
family = "LAST"
birth_date = { from = "DOB", formats = ["%m/%d/%Y"] }
sex = "SEX"
numbers = { state_id = "SID" }
"""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, field_validator, model_validator

from pipelines.date_formats import known_formats
from pipelines.site import Identifier, Strict


class BirthDate(Strict):
    """Heading and formats of a birth date. XX in place of a day or month means that it is not known."""

    heading: str
    formats: tuple[str, ...] = ()

    @field_validator("formats")
    @classmethod
    def formats_are_known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return known_formats(value)


def _birth_date(value: Any) -> Any:
    """A bare heading is short for { from = heading }."""
    if isinstance(value, str):
        return {"heading": value}
    if isinstance(value, dict) and "from" in value:
        return {"heading" if key == "from" else key: item for key, item in value.items()}
    return value


class Identity(Strict):
    """Who the people of one person column are.

    full_name: one heading with the family name, a comma, and the given names.
    numbers: numbers that several agencies write, such as a state identification number; equal ones link.
    """

    given: str | None = None
    family: str | None = None
    full_name: str | None = None
    birth_date: Annotated[BirthDate | None, BeforeValidator(_birth_date)] = None
    sex: str | None = None
    numbers: dict[Identifier, str] = {}

    @model_validator(mode="after")
    def says_something(self) -> Self:
        if (self.given is None) != (self.family is None):
            raise ValueError("name both given and family, or full_name")
        if self.full_name and self.given:
            raise ValueError("name given and family, or full_name, not both")
        if not (self.has_name or self.numbers):
            raise ValueError("name given and family, or full_name, or numbers")
        return self

    @property
    def has_name(self) -> bool:
        return bool(self.given or self.full_name)

    @property
    def headings(self) -> tuple[str, ...]:
        born = self.birth_date.heading if self.birth_date else None
        named = (self.given, self.family, self.full_name, born, self.sex, *self.numbers.values())
        return tuple(heading for heading in named if heading)
