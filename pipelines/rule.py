"""Where one canonical column comes from: the rules under `columns` of a mapping."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from pipelines.date_formats import known_formats
from pipelines.rule_parts import Condition, known_zone, plain_file_name, split_problem, when_problem
from pipelines.site import Strict

UnknownValue = Literal["refuse", "quarantine", "blank"]


class Rule(Strict):
    """Where one canonical column comes from. Exactly one source is named."""

    from_heading: Annotated[str | None, Field(alias="from")] = None
    from_age: str | None = None
    combine: tuple[str, ...] = ()
    with_text: Annotated[str, Field(alias="with")] = "-"
    # Put before the text, so that equal numbers of two agencies stay apart.
    prefix: str = ""
    constant: str | None = None
    row_number: bool = False
    # One piece of a field: the part between marks, counted from 1, or what the pattern's brackets hold.
    split: str | None = None
    at: Annotated[str | None, Field(min_length=1)] = None
    part: Annotated[int | None, Field(ge=1)] = None
    pattern: str | None = None
    # The first condition that holds gives the value; `otherwise` is for rows of which at least one heading is filled.
    when: tuple[Condition, ...] = ()
    otherwise: str | None = None
    # The headings of a wide sheet of totals, each with its code; `unpivoted` is the figure that stands below.
    unpivot: dict[str, str] = {}
    unpivoted: bool = False
    codes: dict[str, str] = {}
    # A list of codes beside the mapping; read into `codes`.
    codes_file: Annotated[str | None, AfterValidator(plain_file_name)] = None
    formats: tuple[str, ...] = ()
    time_zone: Annotated[str | None, AfterValidator(known_zone)] = None
    # Stands in for an empty field, where a person knows what belongs there.
    when_missing: str | None = None
    unknown: UnknownValue = "refuse"
    # Letters of every value, where a spreadsheet may have eaten the zeros in front.
    length: Annotated[int | None, Field(ge=1)] = None

    @field_validator("formats")
    @classmethod
    def formats_are_known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return known_formats(value)

    @model_validator(mode="after")
    def one_source(self) -> Self:
        named = [
            self.from_heading,
            self.from_age,
            self.combine or None,
            self.constant,
            self.row_number or None,
            self.split,
            self.when or None,
            self.unpivot or None,
            self.unpivoted or None,
        ]
        if sum(source is not None for source in named) != 1:
            raise ValueError(
                "name exactly one of from, from_age, combine, constant, row_number, split, when, unpivot, "
                "unpivoted"
            )
        if self.length is not None and self.from_heading is None:
            raise ValueError("length goes with from only")
        conditions = [condition.heading for condition in self.when]
        named_headings = (self.from_heading, self.from_age, self.split, *self.combine, *self.unpivot)
        if "" in (*named_headings, *conditions):
            raise ValueError("a heading cannot be empty")
        return self

    @model_validator(mode="after")
    def parts_belong_together(self) -> Self:
        if self.codes and self.codes_file:
            raise ValueError("name codes or codes_file, not both")
        wrong = split_problem(self.split, self.at, self.part, self.pattern) or when_problem(
            self.when, self.otherwise, has_codes=bool(self.codes or self.codes_file)
        )
        if wrong:
            raise ValueError(wrong)
        return self

    @property
    def stated(self) -> tuple[str, ...]:
        """The values that conditions give."""
        given = tuple(condition.value for condition in self.when)
        return (*given, self.otherwise) if self.otherwise else given

    @property
    def headings(self) -> tuple[str, ...]:
        single = self.from_heading or self.from_age or self.split
        conditions = dict.fromkeys(condition.heading for condition in self.when)
        return (single,) if single else (*self.combine, *conditions, *self.unpivot)


def as_rule(value: Any) -> Any:
    """A bare heading is short for { from = heading }."""
    return {"from": value} if isinstance(value, str) else value
