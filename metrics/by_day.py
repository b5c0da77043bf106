"""Counts laid out by day and group: what comparisons of groups over a whole follow-up are worked out on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import polars as pl

from metrics.survival import checked_counts

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ByDay:
    """groups: their values; per day with an event (down) and group (across): events, and people at risk."""

    groups: tuple[object, ...]
    events: Numbers
    at_risk: Numbers

    @classmethod
    def of(cls, counts: pl.DataFrame) -> Self:
        """Of rows of group, days, event and n, as in `survival`; the groups in order."""
        rows = checked_counts(counts)
        groups = rows.select(pl.col("group").unique().sort()).with_row_index("across")
        across = rows.join(groups, on="group", how="left", nulls_equal=True, maintain_order="left")["across"]
        days, down = np.unique(rows["days"].to_numpy(), return_inverse=True)
        shape = len(days), groups.height
        places = down * groups.height + across.to_numpy()
        events, leaving = (
            np.bincount(places, n.to_numpy(), shape[0] * shape[1]).reshape(shape).astype(np.float64)
            for n in (rows["n"] * rows["event"], rows["n"])
        )
        at_risk = np.asarray(np.cumsum(leaving[::-1], axis=0)[::-1], dtype=np.float64)
        return cls(tuple(groups["group"]), events, at_risk)._on_days_with_events()

    def only(self, groups: Sequence[object]) -> Self:
        """These groups alone, in this order; those nobody belongs to are left out."""
        across = [self.groups.index(group) for group in groups if group in self.groups]
        named = tuple(self.groups[place] for place in across)
        return type(self)(named, self.events[:, across], self.at_risk[:, across])._on_days_with_events()

    def _on_days_with_events(self) -> Self:
        has_event = self.events.any(axis=1)
        return type(self)(self.groups, self.events[has_event], self.at_risk[has_event])
