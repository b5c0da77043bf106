"""What a refresh did, for whoever tells it."""

from dataclasses import dataclass, field

from logbook.reports import Finding
from pipelines.building import Account
from pipelines.checks import CheckResult
from pipelines.code_warnings import CodeWarning
from pipelines.loading import Rejected
from pipelines.unreadable import Unreadable
from release.differences import Compared
from warehouse.coverage import Coverage


@dataclass(frozen=True)
class Outcome:
    """What a refresh did. `version` is None when nothing was published."""

    version: int | None
    unchanged: bool
    accounts: tuple[Account, ...] = ()
    checks: tuple[CheckResult, ...] = ()
    blanked: tuple[tuple[str, Unreadable], ...] = ()
    rejected: tuple[tuple[str, Rejected], ...] = ()
    code_warnings: tuple[CodeWarning, ...] = ()
    coverage: Coverage = field(default_factory=lambda: Coverage({}))
    doubtful_links: int = 0
    findings: tuple[Finding, ...] = ()
    compared: Compared | None = None
    made_from: str = ""
