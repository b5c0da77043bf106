"""How an agency writes its file down: the `format` of a mapping."""

import codecs
import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from pipelines.date_formats import known_formats
from pipelines.rule_parts import known_zone
from pipelines.site import Strict

NOT_FOR_TEXT = ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7")


def one_group(value: str | None, holds: str) -> str | None:
    try:
        has_one = value is None or re.compile(value).groups == 1
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"is no pattern: {error}") from None
    if not has_one:
        raise ValueError(f"must hold one pair of brackets round {holds}")
    return value


class Format(Strict):
    """How the file is written down. Nothing here is ever guessed."""

    kind: Literal["csv", "xlsx", "parquet"] = "csv"
    # A zip archive round the file, and the name of the one file in it where there are several.
    archive: Literal["zip"] | None = None
    member: str | None = None
    encoding: str = "utf-8"
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    sheet: str | None = None
    header_row: Annotated[int, Field(ge=1)] = 1
    # The last line, which says in one pair of brackets how many rows there are: '^TRAILER\|(\d+)$'.
    trailer: str | None = None
    missing: tuple[str, ...] = ()
    day_formats: tuple[str, ...] = ("%Y-%m-%d",)
    moment_formats: tuple[str, ...] = ("%Y-%m-%d %H:%M:%S",)
    # Where the clock stood that wrote the times; left out, the site's.
    time_zone: Annotated[str | None, AfterValidator(known_zone)] = None

    @field_validator("day_formats", "moment_formats")
    @classmethod
    def formats_are_known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return known_formats(value)

    @model_validator(mode="after")
    def workbook_settings_only_for_workbooks(self) -> Self:
        if self.kind != "xlsx" and (self.sheet is not None or self.header_row != 1):
            raise ValueError('sheet and header_row are for kind = "xlsx" only')
        if self.member is not None and self.archive is None:
            raise ValueError('member is for archive = "zip" only')
        return self

    @field_validator("delimiter")
    @classmethod
    def divides_fields(cls, value: str) -> str:
        if value in '"\n\r\0':
            raise ValueError("a quotation mark or a line end cannot stand between fields")
        return value

    @field_validator("day_formats", "moment_formats")
    @classmethod
    def at_least_one(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            raise ValueError("name at least one format")
        return value

    @field_validator("trailer")
    @classmethod
    def counts_rows(cls, value: str | None) -> str | None:
        return one_group(value, "the number of rows")

    @field_validator("encoding")
    @classmethod
    def known_encoding(cls, value: str) -> str:
        try:
            "".encode(value)
            is_known = codecs.lookup(value).name.replace("_", "-") not in NOT_FOR_TEXT
        except (LookupError, ValueError):
            is_known = False
        if not is_known:
            raise ValueError(f"no such encoding: {value}")
        return value
