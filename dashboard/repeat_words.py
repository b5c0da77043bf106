"""Words of the repeat harm page: starts, failures and clocks, by the ids of the published readings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from charts.numbers import TOO_FEW

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Start:
    """A start, in three places of a sentence. who: the people followed; clock: from when days are counted.

    counted_from: after a number of days, where that is not the day after itself.
    """

    after: str
    counted_from: str = ""
    who: str
    clock: str


STARTS = {
    "arrest": Start(
        after="an arrest",
        counted_from="release, or arrest without custody",
        who="people",
        clock="The first domestic violence arrest of a person in the data; from release where it led to custody.",
    ),
    "release": Start(
        after="release",
        who="people held after an arrest",
        clock="The release from jail of people whose first arrest in the data led to custody.",
    ),
    "disposition": Start(
        after="the end of a court case",
        who="people",
        clock="The day a person's first case ended in court, whatever the outcome.",
    ),
    "conviction": Start(
        after="a conviction",
        who="people",
        clock="The day a person's first case in the data ended, where it ended with a conviction.",
    ),
    "program_exit": Start(
        after="leaving the program",
        who="people",
        clock="A person's first exit from the men's nonviolence program, completed or not.",
    ),
    "landmark": Start(
        after="the day of comparison",
        who="people",
        clock=(
            "A year after the order to the program, for those without a new report until then. Nobody can repeat "
            "before completing and still be a completer, so groups are told apart on that day and followed from it."
        ),
    ),
    "incident": Start(
        after="a first report",
        who="couples",
        clock="The first report in the data with the same suspect and the same victim.",
    ),
}
NO_START = Start(after="the start", who="people", clock="See the catalogue.")


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A failure: after "had", after the people, and over the axis."""

    had: str
    did: str
    axis: str


FAILURES = {
    "rearrest": Failure(
        had="been arrested again for domestic violence", did="were arrested again", axis="Arrested again"
    ),
    "new_incident": Failure(
        had="been named in a new report as a suspect",
        did="were named in a new report as a suspect",
        axis="Named in a new report",
    ),
    "same_victim": Failure(
        had="been named in a new report with the same victim",
        did="were named in a new report with the same victim",
        axis="New report, same victim",
    ),
    "new_victim": Failure(
        had="been named in a new report with another victim",
        did="were named in a new report with another victim",
        axis="New report, another victim",
    ),
    "breach": Failure(
        had="a recorded breach of a protection order",
        did="had a recorded breach of a protection order",
        axis="Breached an order",
    ),
    "couple_again": Failure(had="another report", did="had another report", axis="Another report"),
}
NO_FAILURE = Failure(had="the event", did="had the event", axis="With the event")
CLOCKS = {
    "calendar": "All days count, in jail or not.",
    "free": "Days in jail are not counted. Not to be mixed with the other readings, where they are.",
}
CLOCK_ON_AXIS = {"free": ", days in jail not counted"}
CHOICES = {
    "rearrest": "Arrest, until re-arrest",
    "rearrest_free": "Arrest, until re-arrest, jail days out",
    "new_incident": "Arrest, until a new report",
    "same_victim": "Arrest, until a report, same victim",
    "new_victim": "Arrest, until a report, other victim",
    "breach_after_arrest": "Arrest, until a breach of an order",
    "rearrest_after_release": "Release, until re-arrest",
    "rearrest_after_disposition": "Court case, until re-arrest",
    "rearrest_after_exit": "Program exit, until re-arrest",
    "couple_again": "Report, until another, same couple",
    "program_from_landmark": "Program: completed or not",
    "program_as_ordered": "Program: sentenced to it or not",
}
# Two comparisons that are to be read together, each with what stands over the other one beside it.
BESIDE = {
    "program_from_landmark": ("program_as_ordered", "Beside it: sentenced to the program or not"),
    "program_as_ordered": ("program_from_landmark", "Beside it: completed or not"),
}
COMPARISON_FINDINGS = {
    "sooner": "sooner, unlikely to be chance",
    "later": "later, unlikely to be chance",
    "more": "more within 12 months, unlikely to be chance",
    "fewer": "fewer within 12 months, unlikely to be chance",
    "could_be_chance": "the difference could be chance",
    "too_few": TOO_FEW,
}
CLEAR_FINDINGS = ("sooner", "later", "more", "fewer")
PRISON_RELEASES = {180: 28, 360: 43, 720: 60, 1080: 68}  # day of our grid, percent
PRISON_SOURCE = (
    "For orientation only: of all people released from state prisons in 30 US states in 2005, 28 % were arrested "
    "again within 6 months, 43 % within 12, 60 % within 24 and 68 % within 36 (Bureau of Justice Statistics, "
    "NCJ 244205). That is any arrest, after prison: it cannot be compared one to one."
)
COMPLETERS_DIFFER = (
    "Who completes differs from who does not. The comparison by sentence is one that nobody's own staying power "
    "decides; but courts choose whom they sentence."
)


def start(reading: Row) -> Start:
    return STARTS.get(str(reading.get("start")), NO_START)


def failure(reading: Row) -> Failure:
    return FAILURES.get(str(reading.get("failure")), NO_FAILURE)


def event(reading: Row) -> str:
    """Over the axis: the failure, the start and the clock that the curve is of."""
    clock = CLOCK_ON_AXIS.get(str(reading.get("clock")), "")
    return f"{failure(reading).axis}, by time since {start(reading).after}{clock}"


def orientation(curve: str, breakdown: str) -> tuple[str, Mapping[int, int]] | None:
    """A line to see the curve by, with its name; None where nothing published elsewhere is near enough."""
    is_near = curve == "rearrest_after_release" and breakdown == "none"
    return ("US prisons 2005", PRISON_RELEASES) if is_near else None


def choice(curve: str) -> str:
    return CHOICES.get(curve, curve.replace("_", " ").capitalize())
