"""The answers of `python -m pipelines ... --json`, declared once for who writes and who reads them.

They hold numbers of rows, names of files and words. Of the values of rows they hold codes, and what could not
be read as the refresh's summary shows it: a date or a person only as the shape of the text.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Literal, TypeVar

State = Literal["running", "ended", "refused", "failed", "broken_off"]
Command = Literal["check", "refresh"]
Severity = Literal["critical", "warning", "info"]
ChangeKind = Literal["changed", "new", "gone"]


@dataclass(frozen=True, kw_only=True)
class Strict:
    """A key nobody declared is a mistake, and so is a value of another type."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}


@dataclass(frozen=True, kw_only=True)
class Trouble(Strict):
    """A thing to mend."""

    file: str
    where: str
    what: str
    remedy: str


@dataclass(frozen=True, kw_only=True)
class Progress(Strict):
    """How far a run is, or how the last one ended. Moments are UTC, in ISO format."""

    run: str
    command: Command
    state: State
    who: str
    pid: int
    started_at: str
    ended_at: str | None
    step: str
    step_number: int
    steps: int
    elapsed_seconds: int
    outcome: str
    version: int | None
    summary: str
    troubles: tuple[Trouble, ...]


@dataclass(frozen=True, kw_only=True)
class FileRows(Strict):
    """Where the rows of one file went: rejected + set_aside + not_ours + replaced + rolled_up + in_use = rows."""

    file: str
    agency: str
    table: str
    rows: int
    rejected: int
    set_aside: int
    not_ours: int
    replaced: int
    rolled_up: int
    in_use: int


@dataclass(frozen=True, kw_only=True)
class Finding(Strict):
    """What one rule found in one file. file: empty where it is said of a whole table; rows: 0 where of no rows."""

    file: str
    agency: str
    table: str
    severity: Severity
    words: str
    remedy: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class Difference(Strict):
    """A released figure of the working group that is not what it was. None: there was or is no such figure."""

    indicator: str
    district: str
    grain: str
    period_from: str
    kind: ChangeKind
    before: str | None
    now: str | None


@dataclass(frozen=True, kw_only=True)
class Differences(Strict):
    """Between two publications: how many figures stayed, how many did not, and the first of those.

    `before` and `now` are versions; before is None for a first publication, now for a check.
    """

    before: int | None
    now: int | None
    same: int
    different: int
    listed: tuple[Difference, ...]


@dataclass(frozen=True, kw_only=True)
class Result(Strict):
    """What the last check or refresh that got to its end found. `made_from`: fingerprint of all that went in.

    held_back: months such as 2026-05 that some agency's table lacks. A result of an older program, without it,
    is not read: what it left out stands in the warehouse.
    """

    run: str
    command: Command
    who: str
    ended_at: str
    version: int | None
    made_from: str
    files: tuple[FileRows, ...]
    findings: tuple[Finding, ...]
    held_back: tuple[str, ...]
    differences: Differences


@dataclass(frozen=True, kw_only=True)
class InboxFile(Strict):
    """A file that lies in the inbox. `is_known`: it is part of the publication in force."""

    name: str
    bytes: int
    mappings: tuple[str, ...]
    agency: str
    is_known: bool
    trouble: Trouble | None


@dataclass(frozen=True, kw_only=True)
class Version(Strict):
    """A publication that is kept. published_by: empty where nobody was named. Only a whole one can come back."""

    number: int
    published_on: str
    published_by: str
    in_force: bool
    is_whole: bool


@dataclass(frozen=True, kw_only=True)
class Status(Strict):
    """Where the site stands. `is_new`: a refresh would make another publication than the one in force."""

    site_name: str
    roles: tuple[str, ...]
    inbox: tuple[InboxFile, ...]
    troubles: tuple[Trouble, ...]
    versions: tuple[Version, ...]
    next_version: int
    made_from: str
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class SetAside(Strict):
    """Rows of one file that are counted nowhere, for one reason. `first_seen`: the day the file came."""

    agency: str
    file: str
    kind: Literal["set_aside", "rejected"]
    reason: str
    remedy: str
    rows: int
    first_seen: str


@dataclass(frozen=True, kw_only=True)
class Quarantine(Strict):
    """All rows of the publication in force that are counted nowhere."""

    version: int | None
    reasons: tuple[SetAside, ...]


@dataclass(frozen=True, kw_only=True)
class Link(Strict):
    """Two pseudonyms that may be one person. owner: whose numbers they stand for; fields: what agrees, in words."""

    key_a: str
    key_b: str
    owner_a: str
    owner_b: str
    probability: float | None
    fields: str


@dataclass(frozen=True, kw_only=True)
class LinkDecision(Strict):
    """What was decided of a link, by whom and when (UTC). `is_in_force`: the publication in force was made with it."""

    key_a: str
    key_b: str
    decision: Literal["accept", "reject"]
    decided_by: str
    decided_at: str
    is_in_force: bool


@dataclass(frozen=True, kw_only=True)
class Links(Strict):
    """Links in doubt, the likeliest first, and what was decided, the last first; of both the first few hundred.

    why_none: why nobody can be linked or decided on at all; else empty.
    """

    why_none: str
    waiting: int
    doubtful: tuple[Link, ...]
    decisions: int
    decided: tuple[LinkDecision, ...]


Report = TypeVar("Report", bound=Strict)


def written(report: Strict) -> str:
    """The report as JSON, on one line."""
    return json.dumps(asdict(report), ensure_ascii=False)


def parsed(kind: type[Report], text: str | bytes) -> Report:
    """The report, every key and type as declared. Raises ValueError for anything else."""
    # Imported here, so that a dashboard that never asks does not pay for it.
    from pydantic import TypeAdapter

    adapter: Any = TypeAdapter(kind)
    report: Report = adapter.validate_json(text, strict=True)
    return report
