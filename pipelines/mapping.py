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
severity = { split = "CHARGE", at = ";", part = 1, codes_file = "charges.csv" }
clearance = { split = "STATUS", pattern = '^([A-Z]+)', codes = { CBA = "arrest" } }
weapon = { when = [{ heading = "GUN", is = ["Y"], value = "yes" }], otherwise = "no" }

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

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, PrivateAttr, field_validator, model_validator

from pipelines.code_lists import read_code_list
from pipelines.dates_sql import Zones
from pipelines.file_format import Format, one_group
from pipelines.identity import Identity
from pipelines.problems import Refused
from pipelines.rule import Rule, as_rule
from pipelines.site import Identifier, Strict
from pipelines.toml_files import read_model
from warehouse import tables

# Tables whose extracts often have a row per charge.
ROLLED_UP = ("prosecutions", "dispositions")


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
    columns: dict[str, Annotated[Rule, BeforeValidator(as_rule)]]
    roll_up: RollUp | None = None
    # By person column, the headings that say who its people are: for linking only.
    identity: dict[str, Identity] = {}
    ignored: Ignored = Ignored()
    _site_time_zone: str = PrivateAttr(default="UTC")

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
        return one_group(value, "a date like 2026-09-30")

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

    def zones(self, column: str) -> Zones:
        """Where the clock stood that wrote this column, and where the site's hangs."""
        return Zones(self.columns[column].time_zone or self.format.time_zone, self._site_time_zone)

    def at_site(self, time_zone: str) -> "Mapping":
        """The mapping of a site whose clock shows this zone's time."""
        placed = self.model_copy()
        placed._site_time_zone = time_zone
        return placed

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
    if rule.pattern and column.kind == "person":
        raise ValueError(f"column {column.name} holds person numbers; split them with at and part")
    if rule.time_zone and column.kind not in ("day", "moment"):
        raise ValueError(f"column {column.name} holds no time, so it has no time_zone")
    if column.kind == "text":
        return
    if column.kind != "code":
        if rule.codes or rule.codes_file or rule.when or rule.unpivot:
            raise ValueError(f"column {column.name} takes no codes and no conditions")
        return
    stated = {value for value in (rule.constant, *rule.stated) if value}
    meanings = set(rule.codes.values()) | set(rule.unpivot.values()) | stated
    if unknown := sorted(meanings - set(column.codes)):
        listed = ", ".join(column.codes)
        raise ValueError(
            f"column {column.name} has no meaning {', '.join(unknown)}; the meanings are {listed}"
        )


def read_mapping(path: Path) -> Mapping:
    """The mapping with its lists of codes. Raises Refused naming the file and key, or line, of each mistake."""
    return with_code_lists(read_model(path, Mapping), path.parent)


def with_code_lists(mapping: Mapping, folder: Path) -> Mapping:
    """The mapping with the codes of each `codes_file` in `folder`. Raises Refused naming file and line."""
    table = tables.canonical(mapping.table)
    columns, problems = dict(mapping.columns), []
    for name, rule in mapping.columns.items():
        if rule.codes_file:
            try:
                codes = read_code_list(folder / rule.codes_file, table.column(name))
                columns[name] = rule.model_copy(update={"codes": codes})
            except Refused as refused:
                problems += refused.problems
    if problems:
        raise Refused(problems)
    return mapping.model_copy(update={"columns": columns})
