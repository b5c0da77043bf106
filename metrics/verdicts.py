"""Did results match the intent? One ordered table of rules; the first that applies is the verdict.

The verdict says "changed after", never "because of". Departures: docs/deviations.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from metrics.rates import Estimate

Direction = Literal["up", "down", "context"]
VerdictId = Literal[
    "cannot_tell",
    "not_delivered",
    "too_early",
    "reversed",
    "mixed",
    "as_intended_met",
    "as_intended_short",
    "no_clear_change",
]

MINIMUM_PERIODS = 8


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What is known of one intervention. Shares and changes are 0 to 1 (a change of 5 points is 0.05).

    direction: the intended direction of the indicator; "context" carries no verdict.
    data_complete: both periods passed their checks.
    has_before: the data begin before the change did.
    missing_share, missing_limit: the larger of the two periods' missing shares, and the site's limit.
    fidelity: share delivered as intended since the start; None while too few cases fell under the policy.
    fidelity_target: None when the change has no policy to be delivered by.
    full_periods_before, full_periods_after: periods wholly inside, with complete data.
    outcome_window_passed: the indicator's own window (say, 12 months to a repeat) is over.
    change: what followed against what would have been; None when nothing can be said of it.
    after: the indicator as it stands since the start; None likewise. intended: the value that was intended.
    balancing_moved_against: ids of balancing indicators that got worse beyond chance.
    groups_moved_against: groups for whom the indicator moved against the intended direction beyond chance.
    """

    direction: Direction
    data_complete: bool
    has_before: bool = True
    missing_share: float
    missing_limit: float
    fidelity: Estimate | None
    fidelity_target: float | None
    full_periods_before: int
    full_periods_after: int
    minimum_periods: int = MINIMUM_PERIODS
    outcome_window_passed: bool
    change: Estimate | None
    after: Estimate | None
    intended: float
    balancing_moved_against: tuple[str, ...] = ()
    groups_moved_against: tuple[str, ...] = ()

    @property
    def moved(self) -> Literal["as_intended", "against", "unclear"]:
        """Where the indicator went, once its interval excludes no change."""
        if self.change is None or not self.change.excludes_zero:
            return "unclear"
        return "as_intended" if (self.change.value > 0) == (self.direction == "up") else "against"

    @property
    def target_reached(self) -> bool:
        """The intended value lies inside the interval since the start, or is beaten."""
        if self.after is None:
            return False
        return self.after.high >= self.intended if self.direction == "up" else self.after.low <= self.intended

    @property
    def harms(self) -> tuple[str, ...]:
        return self.balancing_moved_against + self.groups_moved_against


@dataclass(frozen=True)
class Verdict:
    """The verdict, and the id of what it rests on: the first part that applied, or the harms by name."""

    id: VerdictId
    reason: str


@dataclass(frozen=True)
class Rule:
    """A verdict, why, and when it applies."""

    id: VerdictId
    reason: str
    applies: Callable[[Evidence], bool]


def _below_fidelity_target(evidence: Evidence) -> bool:
    fidelity, target = evidence.fidelity, evidence.fidelity_target
    return fidelity is not None and target is not None and fidelity.value < target


RULES: tuple[Rule, ...] = (
    Rule("cannot_tell", "failed_checks", lambda e: not e.data_complete),
    Rule("cannot_tell", "before_the_data", lambda e: not e.has_before),
    Rule("cannot_tell", "too_much_missing", lambda e: e.missing_share > e.missing_limit),
    Rule("not_delivered", "fidelity_below_target", _below_fidelity_target),
    Rule("too_early", "periods_before", lambda e: e.full_periods_before < e.minimum_periods),
    Rule("too_early", "periods_after", lambda e: e.full_periods_after < e.minimum_periods),
    Rule("too_early", "outcome_window", lambda e: not e.outcome_window_passed),
    Rule("too_early", "no_delivery_yet", lambda e: e.fidelity_target is not None and e.fidelity is None),
    Rule("cannot_tell", "no_course", lambda e: e.change is None),
    Rule("reversed", "moved_against", lambda e: e.moved == "against"),
    Rule("mixed", "harm", lambda e: e.moved == "as_intended" and bool(e.harms)),
    Rule("as_intended_met", "target_reached", lambda e: e.moved == "as_intended" and e.target_reached),
    Rule("as_intended_short", "target_not_reached", lambda e: e.moved == "as_intended"),
    Rule("no_clear_change", "could_be_chance", lambda _: True),
)


def verdict(evidence: Evidence) -> Verdict | None:
    """The first rule that applies; None for a context indicator, which carries no verdict.

    `reason` is the rule's reason, or for a mixed verdict the harms themselves, separated by commas.
    """
    if evidence.direction == "context":
        return None
    rule = next(rule for rule in RULES if rule.applies(evidence))
    return Verdict(rule.id, ",".join(evidence.harms) if rule.id == "mixed" else rule.reason)
