"""Extract mappings: how one agency's file becomes one canonical table, as strict TOML.

agency = "police"
person_numbers = "county"
table = "incidents"
files = ["rms_incidents_*.csv"]
covers_to_in_name = '(\\d{4}-\\d{2}-\\d{2})'

[format]
kind = "csv"
missing = ["NULL"]
day_formats = ["%m/%d/%Y"]
moment_formats = ["%m/%d/%Y %H:%M"]

[keep]
DV_FLAG = ["1"]

[columns]
incident_id = "IR_NO"
occurred_on = { from = "OCC_DT", formats = ["%Y-%m-%d"] }
race = { from = "RACE", codes = { W = "white", B = "black", U = "unknown" } }
case_id = { combine = ["CASE_YR", "CASE_NO"], with = "-" }
age_band = { from_age = "AGE" }
probable_cause = { constant = "yes" }
call_id = { row_number = true }

[identity.person_key]
given = "FIRST"
family = "LAST"
birth_date = "DOB"

[roll_up]                       # prosecutions and dispositions with a row per charge: docs/charge-roll-up.md
level = "charge"

[ignored]
headings = ["REC_STATUS"]

A sheet of totals with a column per figure:

measure = { unpivot = { "Reached" = "contacted", "In part" = "partly_served" } }
count = { unpivoted = true }
"""

import codecs
import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from pipelines.date_formats import known_formats
from pipelines.identity import Identity
from pipelines.site import Identifier, Strict
from pipelines.toml_files import read_model
from warehouse import tables

NOT_FOR_TEXT = ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7")
UnknownValue = Literal["refuse", "quarantine", "blank"]
# Tables whose extracts often have a row per charge.
ROLLED_UP = ("prosecutions", "dispositions")


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
    # The headings of a wide sheet of totals, each with its code; `unpivoted` is the figure that stands below.
    unpivot: dict[str, str] = {}
    unpivoted: bool = False
    codes: dict[str, str] = {}
    formats: tuple[str, ...] = ()
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
            self.unpivot or None,
            self.unpivoted or None,
        ]
        if sum(source is not None for source in named) != 1:
            raise ValueError(
                "name exactly one of from, from_age, combine, constant, row_number, unpivot, unpivoted"
            )
        if self.length is not None and self.from_heading is None:
            raise ValueError("length goes with from only")
        if "" in (self.from_heading, self.from_age, *self.combine, *self.unpivot):
            raise ValueError("a heading cannot be empty")
        return self

    @property
    def headings(self) -> tuple[str, ...]:
        single = self.from_heading or self.from_age
        return (single,) if single else (*self.combine, *self.unpivot)


def _one_group(value: str | None, holds: str) -> str | None:
    try:
        has_one = value is None or re.compile(value).groups == 1
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"is no pattern: {error}") from None
    if not has_one:
        raise ValueError(f"must hold one pair of brackets round {holds}")
    return value


def _rule(value: Any) -> Any:
    """A bare heading is short for { from = heading }."""
    return {"from": value} if isinstance(value, str) else value


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
        return _one_group(value, "the number of rows")

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


def _month(value: Any) -> Any:
    try:
        return date.fromisoformat(f"{value}-01")
    except ValueError:
        raise ValueError(f"{value} is no month; one looks like 2026-09") from None


Month = Annotated[date, BeforeValidator(_month)]


class RollUp(Strict):
    """The file has a row per charge; a case's rows become one by the rules of docs/charge-roll-up.md."""

    level: Literal["charge"]


class Ignored(Strict):
    """Headings left out on purpose. Those that only sound like a worker's say what they are instead."""

    headings: tuple[str, ...] = ()
    not_a_worker: dict[str, str] = {}


class Mapping(Strict):
    """One file of `extracts/`."""

    agency: Identifier
    # Whose person numbers these are. Equal numbers of different owners are different people.
    person_numbers: Identifier | None = None
    table: str
    files: Annotated[tuple[str, ...], Field(min_length=1)]
    covers_to: date | None = None
    covers_to_in_name: str | None = None
    format: Format = Format()
    # Months in which the agency says that it truly had nothing, as 2026-09.
    empty_months: tuple[Month, ...] = ()
    keep: dict[str, tuple[str, ...]] = {}
    columns: dict[str, Annotated[Rule, BeforeValidator(_rule)]]
    roll_up: RollUp | None = None
    # By person column, the headings that say who its people are: for linking only.
    identity: dict[str, Identity] = {}
    ignored: Ignored = Ignored()

    @field_validator("table")
    @classmethod
    def known_table(cls, value: str) -> str:
        names = [table.name for table in tables.CANONICAL]
        if value not in names:
            raise ValueError(f"no such table: {value}; the tables are {', '.join(names)}")
        return value

    @field_validator("covers_to_in_name")
    @classmethod
    def one_group(cls, value: str | None) -> str | None:
        return _one_group(value, "a date like 2026-09-30")

    @model_validator(mode="after")
    def fits_the_table(self) -> Self:
        table = tables.canonical(self.table)
        for name, rule in self.columns.items():
            if name not in table.column_names:
                raise ValueError(f"table {table.name} has no column {name}")
            _check_codes(table.column(name), rule)
        people = [column.name for column in table.columns if column.kind == "person"]
        if wrong := sorted(set(self.identity) - set(people)):
            raise ValueError(
                f"identity is for person columns; {table.name} has {', '.join(people) or 'none'}, "
                f"not {', '.join(wrong)}"
            )
        # People without a number of their own are known by what the identity says of them.
        known = {*self.columns, *(name for name, one in self.identity.items() if one.has_name)}
        missing = [c.name for c in table.columns if c.required and c.name not in known]
        if missing:
            raise ValueError(f"table {table.name} needs the columns {', '.join(missing)}")
        if self.roll_up and table.name not in ROLLED_UP:
            raise ValueError(f"only {' and '.join(ROLLED_UP)} are rolled up from charges")
        _check_totals(table, self)
        return self

    @property
    def unpivot(self) -> tuple[str, ...]:
        """Headings of which each is a record of its own; empty for files with a record per row."""
        return next((tuple(rule.unpivot) for rule in self.columns.values() if rule.unpivot), ())

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading the mapping knows, mapped first, then ignored; each once."""
        known = [heading for rule in self.columns.values() for heading in rule.headings]
        known += [heading for identity in self.identity.values() for heading in identity.headings]
        return tuple(dict.fromkeys([*known, *self.keep, *self.ignored.headings]))


def _check_totals(table: tables.Table, mapping: Mapping) -> None:
    wide = [rule for rule in mapping.columns.values() if rule.unpivot]
    if len(wide) > 1 or len(wide) != sum(rule.unpivoted for rule in mapping.columns.values()):
        raise ValueError(
            "one column names the headings with unpivot and one takes the figures with unpivoted"
        )
    if wide and not table.is_totals:
        raise ValueError(f"unpivot is for tables of totals only, and {table.name} has records")
    if table.is_confidential and (mapping.ignored.headings or mapping.keep):
        raise ValueError(
            f"a file for {table.name} holds totals and nothing else: no ignored headings, no keep"
        )


def _check_codes(column: tables.Column, rule: Rule) -> None:
    if column.kind == "text":
        return
    if column.kind != "code":
        if rule.codes or rule.unpivot:
            raise ValueError(f"column {column.name} takes no codes")
        return
    stated = {rule.constant} if rule.constant else set()
    meanings = set(rule.codes.values()) | set(rule.unpivot.values()) | stated
    if unknown := sorted(meanings - set(column.codes)):
        listed = ", ".join(column.codes)
        raise ValueError(
            f"column {column.name} has no meaning {', '.join(unknown)}; the meanings are {listed}"
        )


def read_mapping(path: Path) -> Mapping:
    """The mapping. Raises Refused naming the file and key of each mistake."""
    return read_model(path, Mapping)
