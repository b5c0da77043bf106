"""Words of the catalogue of indicators: principles, accountabilities, directions, why one is not counted."""

from charts.numbers import TOO_FEW
from dashboard.words import plain

DIRECTIONS = {
    "up": "More of it is intended",
    "down": "Less of it is intended",
    "context": "Neither more nor less is better: no verdict",
}
# Told by the days from one to the next: fewer of them are longer days.
INTENDED = {"homicide": "Fewer of them: longer from one to the next"}
ACCOUNTABLE = {"victim": "To the victim", "agencies": "Between agencies", "offender": "Of the offender"}
PRINCIPLES = {
    "interagency": "Agencies work as one",
    "context_and_severity": "Context and severity are seen",
    "patterned_crime": "Battering is a pattern",
    "swift_and_sure": "Consequences are swift and sure",
    "help_and_accountability": "Help for victims, accountability for offenders",
    "disparity_of_impact": "No group is harmed by the response",
}
SHOWN_INDICATORS = {
    "core": "Core indicators",
    "all": "All indicators",
    "balancing": "Harms to watch",
    "missing": "Without data",
}
NOT_COUNTED = {
    "no_data": "Nothing came from {missing}",
    "field_missing": "Nobody fills {missing}",
    "month_missing": "A month in between did not come from {missing}",
    "no_period": "No full month is covered by all of {missing}",
}
VARIATIONS = {
    "common_cause": ("As often as before", "common cause: what the system gives"),
    "more_often": ("More often than before", "special cause: more than the system gave; ask what happened"),
    "less_often": ("Less often than before", "special cause: fewer than the system gave; ask what happened"),
    "too_few": (TOO_FEW, "too rare to tell whether they come more or less often"),
}


def intended(indicator: str, direction: str) -> str:
    return INTENDED.get(indicator) or DIRECTIONS[direction]


def principle(code: str) -> str:
    return PRINCIPLES.get(code, plain(code))
