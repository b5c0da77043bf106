"""Words of the disparity page: decision points, findings, like cases."""

from dataclasses import dataclass

from charts.numbers import TOO_FEW
from dashboard.words import plain


@dataclass(frozen=True, kw_only=True)
class DecisionPoint:
    """A decision point: name, what is counted there, verb after a group of people, and out of what."""

    name: str
    counted: str
    verb: str
    out_of: str


DECISION_POINTS = {
    "probable_cause": DecisionPoint(
        name="Probable cause",
        counted="Probable cause found",
        verb="have probable cause found",
        out_of="suspects in reports",
    ),
    "arrest": DecisionPoint(
        name="Arrest",
        counted="Arrested",
        verb="are arrested",
        out_of="suspects where probable cause was found",
    ),
    "referral": DecisionPoint(
        name="Referral",
        counted="Referred to the prosecutor",
        verb="are referred to the prosecutor",
        out_of="arrested suspects",
    ),
    "charging": DecisionPoint(
        name="Charge",
        counted="Charged",
        verb="are charged",
        out_of="arrested suspects whose charging decision is made",
    ),
    "conviction": DecisionPoint(
        name="Conviction",
        counted="Convicted",
        verb="are convicted",
        out_of="arrested and charged suspects whose case has ended",
    ),
    "charging_without_arrest": DecisionPoint(
        name="Charge without arrest",
        counted="Charged",
        verb="are charged without an arrest",
        out_of="suspects referred without arrest whose charging decision is made",
    ),
    "program_order": DecisionPoint(
        name="Order to a program",
        counted="Ordered to a program",
        verb="are ordered to a program",
        out_of="convicted defendants",
    ),
    "program_completion": DecisionPoint(
        name="Program completed",
        counted="Completed the program",
        verb="complete the program",
        out_of="people ordered to a program who have left it",
    ),
    "revocation": DecisionPoint(
        name="Revocation",
        counted="Revoked",
        verb="are revoked",
        out_of="people whose probation has ended",
    ),
    "dual_arrest": DecisionPoint(
        name="Dual arrest",
        counted="Arrested with the other party",
        verb="are arrested together with the other party",
        out_of="people arrested, in whichever role they are recorded",
    ),
}
STRATIFIERS = {"severity": "the same severity", "relationship": "the same relationship"}
RATIO_SOURCE = "Relative rate method, OJJDP Disproportionate Minority Contact manual, 4th edition, chapter 1"


DISPARITY_FINDINGS = {
    "reference": "comparison group",
    "higher": "more often, unlikely to be chance",
    "lower": "less often, unlikely to be chance",
    "could_be_chance": "could be chance",
    "too_few": TOO_FEW,
    "no_reference": "no comparison group",
    "not_known": "group not known",
}
GAP_FINDINGS = {
    "higher": "rose, unlikely to be chance",
    "lower": "fell, unlikely to be chance",
    "could_be_chance": "could be chance",
    "too_few": TOO_FEW,
    "no_reference": "no comparison group",
}


def decision_point(code: str) -> DecisionPoint:
    """An unlisted decision point goes by its code."""
    name = plain(code)
    unlisted = DecisionPoint(
        name=name, counted=name, verb=f"reach “{name.lower()}”", out_of="the point before"
    )
    return DECISION_POINTS.get(code, unlisted)
