"""A fitted course with and without a change, for any month: shares, differences, and how sure they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from metrics.distributions import student_quantile
from metrics.rates import LEVEL, Estimate
from metrics.regression import Fit, Matrix, expit
from metrics.segments import Timing, baseline_columns, change_columns


@dataclass(frozen=True)
class CourseModel:
    """A fit, and the rows of the design with and without the change for any month."""

    fit: Fit
    timing: Timing
    pairs: int
    is_controlled: bool

    def rows(self, months: Sequence[date]) -> tuple[Matrix, Matrix]:
        """Of the place where the change happened: with the change, and without it."""
        base, change = baseline_columns(months, self.timing, self.pairs), change_columns(months, self.timing)
        if not self.is_controlled:
            return np.hstack([base, change]), np.hstack([base, 0 * change])
        own = base[:, :2]
        return np.hstack([base, change, own, change]), np.hstack([base, change, own, 0 * change])

    @property
    def reach(self) -> float:
        """How many errors an interval reaches to each side."""
        return student_quantile(self.fit.degrees, 0.5 + LEVEL / 2)

    def shares(self, rows: Matrix) -> tuple[Matrix, Matrix, Matrix]:
        """Modelled shares; their intervals are made on the logit scale, so that they stay between 0 and 1."""
        middle = rows @ self.fit.coefficients
        spread = self.reach * self.fit.variances(rows) ** 0.5
        return expit(middle), expit(middle - spread), expit(middle + spread)

    def share(self, row: Matrix) -> Estimate:
        return Estimate(*(float(end[0]) for end in self.shares(row[None, :])))

    def difference(self, row: Matrix, other: Matrix) -> tuple[Estimate, float]:
        """Share of one row minus that of the other with its interval (delta method), and its error."""
        share, against = (float(expit(each @ self.fit.coefficients)) for each in (row, other))
        gradient = share * (1 - share) * row - against * (1 - against) * other
        error = self.fit.variance(gradient) ** 0.5
        value, spread = share - against, self.reach * error
        return Estimate(value, max(-1.0, value - spread), min(1.0, value + spread)), error
