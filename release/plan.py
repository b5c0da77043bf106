"""What a publication is made for: the settings of the site that release and counting need."""

from dataclasses import dataclass, field
from datetime import date

from metrics import limits
from metrics.declarations import Intervention
from warehouse.coverage import Coverage

FUNDER = "funder"
WORKING_GROUP = "working_group"


@dataclass(frozen=True, kw_only=True)
class AgencyRecords:
    """One agency's data: where they begin, how far they go, and how many records are in use or set aside.

    missing_months: first days of the months in between from which next to nothing came, of any of its tables.
    """

    agency: str
    covers_from: date | None
    covers_to: date
    received_on: date
    rows: int
    quarantined: int
    missing_months: tuple[date, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MatchRate:
    """How many of an agency's records of one table find their person with the police.

    records, matched, doubtful: records; doubtful would be matched too if every doubtful link were right.
    The same of people, where few of them may stand behind many records; strangers: people of records that
    are neither matched nor doubtful.
    """

    table: str
    agency: str
    records: int
    matched: int
    doubtful: int
    people: int
    matched_people: int
    unmatched_people: int
    strangers: int


@dataclass(frozen=True, kw_only=True)
class LinkRange:
    """A share within a fixed window if every link in doubt were wrong (as it is counted), and if every one were
    right: people followed for the whole window, and those of them with the event."""

    curve: str
    months: int
    events: int
    followed: int
    events_if_right: int
    followed_if_right: int


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One publication. `widths` holds the band width of each role that gets a file.

    population: residents by breakdown and group, where the site's settings name them.
    missing_limit_percent: where more than this is missing before or after a change, it carries no verdict.
    """

    version: int
    published_on: date
    site_name: str
    widths: dict[str, int]
    provisional_months: int
    reference_groups: dict[str, str]
    policies: tuple[str, ...]
    interventions: tuple[Intervention, ...]
    caveats: tuple[str, ...]
    coverage: Coverage
    agencies: tuple[AgencyRecords, ...]
    matches: tuple[MatchRate, ...] = ()
    population: dict[str, dict[str, int]] = field(default_factory=dict)
    missing_limit_percent: int = 25
    link_ranges: tuple[LinkRange, ...] = ()
    limits: dict[str, int] = field(default_factory=limits.defaults)
