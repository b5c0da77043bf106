"""What is known about the reach of the data: needed by counting, release and pages alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, kw_only=True)
class TableCoverage:
    """One agency's rows of one table, from where they begin to the last day they are complete to.

    missing_months: first days of the months in between from which next to nothing came.
    """

    agency: str
    first_month: date | None
    cut_off: date
    received_on: date
    missing_months: tuple[date, ...] = ()


@dataclass(frozen=True)
class Coverage:
    """All tables that have rows, each with the agencies that fill it.

    A table without rows has no entry: its indicators cannot be counted.
    """

    tables: dict[str, tuple[TableCoverage, ...]]

    def has(self, needs: Sequence[str]) -> bool:
        return all(name in self.tables for name in needs)

    def of_agency(self, agency: str) -> list[TableCoverage]:
        return [part for parts in self.tables.values() for part in parts if part.agency == agency]

    def cut_off(self, *needs: str) -> date:
        """The earliest cut-off of the tables needed, of all agencies. Tables without rows do not speak."""
        known = [part.cut_off for name in needs for part in self.tables.get(name, ())]
        return min(known or [part.cut_off for parts in self.tables.values() for part in parts])

    def newest_day(self) -> date:
        """The latest cut-off of all tables: how far the data of this site go."""
        return max((part.cut_off for parts in self.tables.values() for part in parts), default=date.min)

    def first_day(self, *needs: str) -> date:
        """First day of the first month that all tables needed cover, from all agencies."""
        known = [part.first_month for name in needs for part in self.tables.get(name, ())]
        return max((day for day in known if day is not None), default=date.min)

    def missing_months(self, *needs: str) -> tuple[date, ...]:
        """Months that any agency of the tables needed did not send, in order."""
        missing = {
            month for name in needs for part in self.tables.get(name, ()) for month in part.missing_months
        }
        return tuple(sorted(missing))

    def last_closed_day(self, *needs: str) -> date:
        """Last day of the last month that is over before or at the cut-off."""
        next_day = self.cut_off(*needs) + timedelta(days=1)
        return next_day.replace(day=1) - timedelta(days=1)
