"""What is known about the reach of the data: needed by counting, release and pages alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, kw_only=True)
class TableCoverage:
    """One table. `cut_off` is the last day its records are complete to, `first_month` where they begin."""

    agency: str
    first_month: date | None
    cut_off: date
    received_on: date


@dataclass(frozen=True)
class Coverage:
    """All tables that have rows. A table without rows has no entry: its indicators cannot be counted."""

    tables: dict[str, TableCoverage]

    def has(self, needs: Sequence[str]) -> bool:
        return all(name in self.tables for name in needs)

    def cut_off(self, *needs: str) -> date:
        """The earliest cut-off of the tables needed. Tables without rows do not speak."""
        known = [self.tables[name].cut_off for name in needs if name in self.tables]
        return min(known or [table.cut_off for table in self.tables.values()])

    def first_day(self, *needs: str) -> date:
        """First day of the first month that all tables needed cover."""
        known = [self.tables[name].first_month for name in needs if name in self.tables]
        return max((day for day in known if day is not None), default=date.min)

    def last_closed_day(self, *needs: str) -> date:
        """Last day of the last month that is over before or at the cut-off."""
        next_day = self.cut_off(*needs) + timedelta(days=1)
        return next_day.replace(day=1) - timedelta(days=1)
