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
    """One refresh under way.

    fingerprint: of what it is made from, without linking; linking_before: what linking started from.
    current: the publication in force; None also when everything is made anew.
    """

    folder: SiteFolder
    site: Site
    mappings: Mappings
    inbox: Inbox
    version: int
    fingerprint: str
    current: versions.Pointer | None
    linking_before: str
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
