"""One figure of a fault run: what was done, what was measured, and what is wanted."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A line of the table. `measured` and `wanted` are words for a reader; `faults` says what went wrong."""

    what: str
    measured: str
    wanted: str
    faults: tuple[str, ...] = ()

    @property
    def is_met(self) -> bool:
        return not self.faults
