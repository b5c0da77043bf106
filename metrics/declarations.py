"""What an indicator is: a declaration that a general builder counts. Frozen, keyword-only, no computing."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Direction = Literal["up", "down", "context"]
Principle = Literal[
    "interagency",
    "context_and_severity",
    "patterned_crime",
    "swift_and_sure",
    "help_and_accountability",
    "disparity_of_impact",
]
Accountability = Literal["victim", "agencies", "offender"]


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A numerator and a denominator over one table: the unit of counting.

    rows: the canonical or derived table; one of its rows is one case.
    day: the column that places a case in time.
    denominator, numerator: expressions over the table's columns; the numerator is counted within
        the denominator.
    unknown: expression, true for cases that a missing value keeps out of the denominator; empty where none can.
    needs: tables without which it cannot be counted.
    uses: further tables it reads where they have rows. Cases are counted from the latest start to the
        earliest cut-off of all of them: a file that did not come is not the same as nothing happening.
    fields: columns ("table.column") that an agency must fill at all: without one value of them nothing is counted.
    limit: the limit of `metrics.limits` that `$limit` stands for; `$cut_off` is the last day of all its tables.
    """

    id: str
    rows: str
    day: str
    denominator: str
    numerator: str
    needs: tuple[str, ...]
    uses: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    limit: str = ""
    unknown: str = ""

    def __post_init__(self) -> None:
        """Refuse a number of days that has no name: nothing would say how many they are."""
        if not self.limit and "$limit" in f"{self.denominator} {self.numerator} {self.unknown}":
            raise ValueError(f"Name the limit that $limit stands for, from metrics/limits.py [{self.id}]")


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """An indicator in words, for readers; its class says how it is counted. `{limit}` in words is the site's limit.

    part_of: the indicator of the catalogue it is a part of; itself where empty.
    is_core: one of the few that a site begins with.
    is_balancing: a harm to watch beside every change.
    """

    id: str
    label: str
    question: str
    counted: str
    out_of: str
    unit: str
    direction: Direction
    principle: Principle
    accountability: Accountability
    caveats: tuple[str, ...]
    source: str
    reviewed_on: date
    part_of: str = ""
    is_core: bool = False
    is_balancing: bool = False


@dataclass(frozen=True, kw_only=True)
class Rate(Indicator):
    """A share: numerator over denominator of one table.

    outcome_days: days after a case until its outcome is known; a change is not judged by younger months.
    is_snapshot: true of how things stand on the last day, so it is counted over the whole only.
    """

    measure: Measure
    outcome_days: int = 0
    is_snapshot: bool = False


@dataclass(frozen=True, kw_only=True)
class Count(Indicator):
    """A number of cases: those of the measure's denominator, all of which are its numerator.

    is_per_resident: also told for each 1,000 residents, where the site has a population.
    """

    measure: Measure
    is_per_resident: bool = False


@dataclass(frozen=True, kw_only=True)
class Total(Indicator):
    """Added up from totals: a sum, or one sum out of another. Nobody's row stands behind it here.

    rows, day: the table of totals, and the column of the first day of a month or quarter.
    part, whole: aggregates over the rows of one month or quarter; null where a figure is missing.
        Without a whole it is a plain number.
    """

    rows: str
    day: str
    part: str
    whole: str = ""

    @property
    def measure_id(self) -> str:
        return f"total_{self.id}"


@dataclass(frozen=True, kw_only=True)
class Tabled(Indicator):
    """Shown in a published table of its own."""

    table: str


@dataclass(frozen=True, kw_only=True)
class TimeToEvent(Indicator):
    """Days from a start to an event, cases without the event censored at the cut-off, never dropped.

    days: expression, whole days from the start to the event or to the cut-off. `unit_of_time` "minutes": minutes.
    event: expression, true when the event came.
    possible: expression, the same as `days` if the event never came; null leaves the case out.
    start_day: the column that places a case in time. Cases that start before any table it reads begins are
        not followed.
    ended_by: the tables in which the end would be recorded: `$cut_off` is theirs. All that it reads when empty.
    windows: fixed windows in months that are reported beside the curve; may be empty. Without any it is a
        wait: published with its median, 90th percentile and share within the `limit`.
    limit: the limit of `metrics.limits` that says how long a wait may last; none where empty.
    competing: expression, true when something else came first that makes the event impossible for long.
    start, failure, clock: what is followed, by the ids that readers' words are kept under. clock: "calendar",
        or "free" where days in jail are netted out. The two are never mixed.
    references: the group others are compared with, by breakdown, where that is not the site's to say.
    """

    rows: str
    start_day: str
    days: str
    event: str
    possible: str
    needs: tuple[str, ...]
    grid: tuple[int, ...]
    uses: tuple[str, ...] = ()
    ended_by: tuple[str, ...] = ()
    windows: tuple[int, ...] = ()
    breakdowns: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    limit: str = ""
    unit_of_time: Literal["days", "minutes"] = "days"
    competing: str = ""
    start: str = ""
    failure: str = ""
    clock: Literal["calendar", "free"] = "calendar"
    references: tuple[tuple[str, str], ...] = ()

    @property
    def tables(self) -> tuple[str, ...]:
        """Every table it reads that must have come."""
        return (*self.needs, *self.uses)


@dataclass(frozen=True, kw_only=True)
class DaysBetween(TimeToEvent):
    """Too rare for a rate: days from one to the next, the last one still waiting at the cut-off."""


@dataclass(frozen=True, kw_only=True)
class Policy:
    """An intended response, declared: for which case which response, and what was recorded as given.

    is_assigned: chance assigned the responses, so cases assigned one can be compared with those assigned others.
    """

    id: str
    words: str
    rows: str
    day: str
    intended: str
    delivered: str
    responses: tuple[str, ...]
    needs: tuple[str, ...]
    source: str
    uses: tuple[str, ...] = ()
    is_assigned: bool = False


@dataclass(frozen=True, kw_only=True)
class DecisionPoint:
    """A decision in the course of a case, given the one before it.

    is_step: a step of the one way whose ratios are multiplied; the others branch off it.
    is_watched: the gap there is compared before and after every change.
    """

    id: str
    label: str
    measure: Measure
    source: str
    is_step: bool = True
    is_watched: bool = True


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place where cases stand in the flow; its cases are a part of its parent's."""

    id: str
    parent: str | None
    step: int
    kind: Literal["on", "stopped", "open"]
    condition: str


@dataclass(frozen=True, kw_only=True)
class Intervention:
    """A change the community made, what it was meant to do, and by what it is judged.

    ramp_months: months between the start and full effect; they count neither as before nor as after.
    districts: where it was made; empty for everywhere. comparison_districts: where it was not.
    """

    id: str
    title: str
    problem: str
    change: str
    agencies: tuple[str, ...]
    starts_on: date
    indicator: str
    intended_percent: int
    intended_by: date
    policy: str | None
    fidelity_target_percent: int
    balancing: tuple[str, ...]
    ramp_months: int = 0
    districts: tuple[str, ...] = ()
    comparison_districts: tuple[str, ...] = ()
