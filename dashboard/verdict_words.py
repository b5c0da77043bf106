"""Words of a change's judgement: verdicts with their reasons, unusual periods, harms watched beside it."""

from dataclasses import dataclass

BALANCING_FINDINGS = {
    "worse": "Got worse",
    "better": "Got better",
    "could_be_chance": "Could be chance",
    "too_few": "Too few to tell",
    "no_data": "No data",
}
SIGNALS = {
    "outside_limits": "outside the usual range",
    "run": "part of a run on one side of the baseline",
    "trend": "part of a steady rise or fall",
    "two_of_three": "near the edge of the usual range twice in three periods",
}


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A verdict in words: its name, what it means, its icon (never colour alone), and its tone."""

    name: str
    meaning: str
    icon: str
    tone: str  # good, attention, waiting: which colour of the theme

    @property
    def needs_us(self) -> bool:
        return self.tone == "attention"


VERDICTS = {
    "cannot_tell": Verdict(
        name="Cannot tell",
        meaning="The data there are do not allow a verdict.",
        icon="?",
        tone="attention",
    ),
    "not_delivered": Verdict(
        name="Not delivered yet",
        meaning="The change is not carried out as intended often enough, so its outcome is not judged.",
        icon="◌",
        tone="attention",
    ),
    "too_early": Verdict(
        name="Too early",
        meaning="There is not enough to judge by yet.",
        icon="…",
        tone="waiting",
    ),
    "reversed": Verdict(
        name="Moved the wrong way",
        meaning="The numbers moved against what was intended, more than chance explains.",
        icon="↯",
        tone="attention",
    ),
    "mixed": Verdict(
        name="Mixed",
        meaning="As intended overall, but something watched beside it, or one group, moved the wrong way.",
        icon="±",
        tone="attention",
    ),
    "as_intended_met": Verdict(
        name="As intended, target in range",
        meaning="The numbers moved as intended, more than chance explains.",
        icon="✓",
        tone="good",
    ),
    "as_intended_short": Verdict(
        name="As intended, short of target",
        meaning="The numbers moved as intended, more than chance explains, but have not reached the target.",
        icon="↗",
        tone="good",
    ),
    "no_clear_change": Verdict(
        name="No clear change",
        meaning="What changed could be chance.",
        icon="=",
        tone="waiting",
    ),
}
SIGNAL_VERBS = {
    "outside_limits": ("lies", "lie"),
    "run": ("is", "are"),
    "trend": ("is", "are"),
    "two_of_three": ("lies", "lie"),
}
AWAITED = (
    "no_clear_change",
    "as_intended_short",
)  # verdicts that need a look once the day of the target is over
STRENGTH = tuple(SIGNALS)  # of signals, the strongest first
METHODS = {
    "segmented": "set against the course before the change, carried on",
    "controlled": "set against the course before the change and what happened in the districts compared with",
}
NO_VERDICT = Verdict(
    name="No verdict",
    meaning="For this indicator neither more nor less is better, so it carries no verdict.",
    icon="·",
    tone="waiting",
)
REASONS = {
    "no_data": "It cannot be counted.",
    "before_the_data": "There is no course before it to set it against.",
    "too_much_missing": "Too many values are missing.",
    "too_few": "There are too few cases before or after the start to tell.",
    "nearly_all": "Before or since the start nearly all cases are counted: the others are too few to judge by.",
    "most": "Before or since the start only few cases are not counted: too few to judge by.",
    "few": "Before or since the start only few cases are counted: too few to judge by.",
    "nearly_none": "Before or since the start nearly no case is counted: too few to judge by.",
    "periods_before": "There are too few full months before the start.",
    "periods_after": "There are too few full months since the start.",
    "outcome_window": "The time in which the outcome can happen is not over yet.",
    "no_delivery_yet": "Too few cases have fallen under the policy yet to say whether it is carried out.",
    "not_fitted": "The course before the change cannot be carried on: nearly all cases are the same.",
}


def verdict(code: str | None) -> Verdict:
    return VERDICTS.get(code or "", NO_VERDICT)
