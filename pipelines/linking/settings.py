"""Settings of linking in `site.toml`, under [linking]."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Share = Annotated[float, Field(gt=0, lt=1)]


class Linking(BaseModel):
    """Two thresholds on the probability that two numbers are one person, and guards.

    link_from: so likely or more, they are linked. doubt_from: less likely than that they are strangers;
    between the two lies the middle band, which the data steward decides.
    largest_person: more numbers than these are never put together by the program, and a shared number that
    stands with more is taken for a filler.
    train_on: records the model learns from at most.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    link_from: Share = 0.95
    doubt_from: Share = 0.5
    largest_person: Annotated[int, Field(ge=2, le=1000)] = 60
    train_on: Annotated[int, Field(ge=1000, le=1_000_000)] = 40_000

    @model_validator(mode="after")
    def band_has_two_ends(self) -> Self:
        if self.doubt_from >= self.link_from:
            raise ValueError("doubt_from must be smaller than link_from")
        return self
