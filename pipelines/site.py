"""The site folder: one community's settings, mappings, files and publications."""

import os
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from metrics.indicators import BALANCING, CATALOGUE, RATES
from metrics.limits import LIMITS
from metrics.policies import POLICIES
from pipelines.linking.settings import Linking
from pipelines.toml_files import read_model
from warehouse import codes

DEFAULT_SITE = Path("data/sample_county")
IDENTIFIER_PATTERN = re.compile(r"^[a-z][a-z0-9_]{0,47}$")
Identifier = Annotated[str, Field(pattern=IDENTIFIER_PATTERN.pattern)]
Percent = Annotated[int, Field(ge=0, le=100)]


POLICY_IDS = [policy.id for policy in POLICIES]
SNAPSHOTS = [rate.id for rate in RATES if rate.is_snapshot]


def _one_of(value: str, kind: str, known: list[str]) -> str:
    if value not in known:
        raise ValueError(f"no such {kind}: {value}; there are {', '.join(known)}")
    return value


def _share_over_time(indicator: str) -> str:
    """An indicator that can be set side by side before and since a start."""
    if indicator in {item.id for item in CATALOGUE} - {rate.id for rate in RATES}:
        raise ValueError(
            f"{indicator} is no share counted from records, so it cannot be set side by side before and since a "
            "start; name one that is, such as arrest"
        )
    _one_of(indicator, "indicator", [rate.id for rate in RATES])
    if indicator in SNAPSHOTS:
        raise ValueError(
            f"{indicator} is a picture of the last day, so it has no before and after; "
            "name a share that is counted by month, such as disposed_in_time"
        )
    return indicator


class Strict(BaseModel):
    """A setting nobody knows is a spelling mistake, so it is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bands(Strict):
    """Widths of the bands counts are released in. A funder's band is a union of working-group bands."""

    working_group: Annotated[int, Field(ge=6)] = 6
    funder: Annotated[int, Field(ge=12)] = 12

    @model_validator(mode="after")
    def funder_bands_are_unions(self) -> Self:
        if self.funder % self.working_group:
            raise ValueError("funder must be a multiple of working_group")
        return self


CODES_OF_GROUPS = {
    "race": codes.RACES,
    "sex": codes.SEXES,
    "age_band": codes.AGE_BANDS,
    "victim_race": codes.RACES,
    "victim_sex": codes.SEXES,
    "victim_age_band": codes.AGE_BANDS,
    "strangulation": codes.YES_NO,
}


def _known_group(value: str, breakdown: str) -> str:
    return _one_of(
        value, f"group of {breakdown}", sorted(set(CODES_OF_GROUPS[breakdown]) - set(codes.NOT_KNOWN))
    )


class ReferenceGroups(Strict):
    """The group that the others are compared with: of suspects, of victims, of cases."""

    race: str = "white"
    sex: str = "male"
    age_band: str = "25_34"
    victim_race: str = "white"
    victim_sex: str = "female"
    victim_age_band: str = "25_34"
    strangulation: str = "no"

    @field_validator("*")
    @classmethod
    def known_group(cls, value: str, info: ValidationInfo) -> str:
        return _known_group(value, str(info.field_name))


class Population(Strict):
    """Residents by group, for reports per 1,000 residents. Instead of, or before, the table `population`."""

    race: dict[str, Annotated[int, Field(gt=0)]] = {}
    sex: dict[str, Annotated[int, Field(gt=0)]] = {}
    age_band: dict[str, Annotated[int, Field(gt=0)]] = {}

    @field_validator("*")
    @classmethod
    def known_groups(cls, value: dict[str, int], info: ValidationInfo) -> dict[str, int]:
        return {_known_group(group, str(info.field_name)): people for group, people in value.items()}


class Intervention(Strict):
    """A change the community made, what it was meant to do, and by what it is judged."""

    id: Identifier
    title: str
    problem: str
    change: str
    agencies: tuple[str, ...]
    starts_on: date
    indicator: Identifier
    intended_percent: Percent
    intended_by: date
    policy: Identifier | None = None
    fidelity_target_percent: Percent = 80
    balancing: tuple[Identifier, ...] = BALANCING
    # Months between the start and full effect: they count neither as before nor as after.
    ramp_months: Annotated[int, Field(ge=0, le=24)] = 0
    # Where the change was made, everywhere if nothing is said; and where it was not, to compare with.
    districts: tuple[str, ...] = ()
    comparison_districts: tuple[str, ...] = ()

    @field_validator("indicator")
    @classmethod
    def known_indicator(cls, value: str) -> str:
        return _share_over_time(value)

    @field_validator("policy")
    @classmethod
    def known_policy(cls, value: str | None) -> str | None:
        return value if value is None else _one_of(value, "policy", POLICY_IDS)

    @field_validator("balancing")
    @classmethod
    def known_balancing(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        named = tuple(_share_over_time(item) for item in value)
        neither = {rate.id for rate in RATES if rate.direction == "context"}
        if both_ways := sorted(neither.intersection(named)):
            raise ValueError(
                f"{', '.join(both_ways)} cannot get worse: neither more nor less of it is better"
            )
        return named

    @model_validator(mode="after")
    def starts_before_its_goal(self) -> Self:
        if self.intended_by <= self.starts_on:
            raise ValueError("intended_by must be later than starts_on")
        return self

    @model_validator(mode="after")
    def compared_with_others(self) -> Self:
        if self.comparison_districts and not self.districts:
            raise ValueError("comparison_districts need districts: say where the change was made")
        if both := sorted({*self.districts} & {*self.comparison_districts}):
            raise ValueError(f"{', '.join(both)} cannot be in districts and in comparison_districts")
        return self


class Site(Strict):
    """`site.toml`."""

    id: Identifier
    name: str
    time_zone: str = "UTC"
    fiscal_year_starts_month: Annotated[int, Field(ge=1, le=12)] = 1
    districts: tuple[str, ...] = ()
    # How many of the newest publications there are to go back to; those that a meeting used are kept beside them.
    versions_kept: Annotated[int, Field(ge=2)] = 12
    # Where more than this is missing before or after a change (fields, rows set aside, months), no verdict.
    missing_limit_percent: Percent = 25
    provisional_months: Annotated[int, Field(ge=0, le=12)] = 2
    reference_groups: ReferenceGroups = ReferenceGroups()
    population: Population = Population()
    bands: Bands = Bands()
    roles: tuple[Literal["working_group", "funder"], ...] = ("working_group", "funder")
    engine: Literal["duckdb"] = "duckdb"
    policies: tuple[Identifier, ...] = ()
    caveats: tuple[str, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    linking: Linking = Linking()
    # Limits that differ from the field's defaults, by their names in metrics/limits.py.
    limits: dict[str, Annotated[int, Field(ge=1, le=3650)]] = Field(default_factory=dict)

    @field_validator("fiscal_year_starts_month")
    @classmethod
    def calendar_years(cls, value: int) -> int:
        # Better refused than passed over: the years of every table would not be the ones that were asked for.
        if value != 1:
            raise ValueError("years are counted from January so far: leave it out, or write 1")
        return value

    @field_validator("limits")
    @classmethod
    def known_limits(cls, value: dict[str, int]) -> dict[str, int]:
        for name in value:
            _one_of(name, "limit", list(LIMITS))
        return value

    @field_validator("policies")
    @classmethod
    def known_policies(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_one_of(item, "policy", POLICY_IDS) for item in value)

    @field_validator("interventions")
    @classmethod
    def own_ids(cls, value: tuple[Intervention, ...]) -> tuple[Intervention, ...]:
        ids = [change.id for change in value]
        if doubled := sorted({item for item in ids if ids.count(item) > 1}):
            raise ValueError(f"two interventions have the id {', '.join(doubled)}")
        return value

    @model_validator(mode="after")
    def known_districts(self) -> Self:
        for change in self.interventions:
            for name in (*change.districts, *change.comparison_districts):
                if name not in self.districts:
                    known = ", ".join(self.districts) or "none in districts"
                    raise ValueError(f"intervention {change.id}: no such district: {name}; there are {known}")
        return self

    @field_validator("time_zone")
    @classmethod
    def known_time_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"no such time zone: {value}") from None
        return value


@dataclass(frozen=True)
class SiteFolder:
    """Where everything of one community lies, outside the code."""

    path: Path

    @property
    def inbox(self) -> Path:
        return self.path / "inbox"

    @property
    def archive(self) -> Path:
        return self.path / "archive"

    @property
    def warehouse(self) -> Path:
        return self.path / "warehouse"

    @property
    def published(self) -> Path:
        return self.path / "published"

    @property
    def linking_model(self) -> Path:
        return self.path / "linking" / "model.json"

    @property
    def link_decisions(self) -> Path:
        return self.path / "linking" / "decisions.csv"

    @property
    def mapping_files(self) -> list[Path]:
        return sorted((self.path / "extracts").glob("*.toml"))

    @property
    def code_lists(self) -> list[Path]:
        return sorted((self.path / "extracts").glob("*.csv"))

    def settings(self) -> Site:
        """The settings. Raises Refused when the file is missing or has a mistake."""
        return read_model(self.path / "site.toml", Site)


def site_folder(path: Path | None = None) -> SiteFolder:
    """The site named by the argument, else by CCR_SITE, else the sample county."""
    return SiteFolder(path or Path(os.environ.get("CCR_SITE") or DEFAULT_SITE))
