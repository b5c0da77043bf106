"""One refresh under way: where, with what, by whom, since when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from pipelines.inbox import Inbox, Mappings
from pipelines.site import Site, SiteFolder
from warehouse import versions

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Work:
    """One refresh under way."""

    folder: SiteFolder
    site: Site
    mappings: Mappings
    inbox: Inbox
    version: int
    fingerprint: str
    now: datetime
    progress: Progress
    by: str
    seen_before: pl.DataFrame
    scratch: Path
    rotate: bool = False

    @property
    def unfinished(self) -> Path:
        return self.folder.warehouse / (versions.versioned("ccr", self.version) + versions.UNFINISHED)

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.site.time_zone)).date()
