"""Sentences of the data steward's page: whether the data are right, and whether they can be published."""

from dataclasses import dataclass
from datetime import datetime

from charts.numbers import SPACE, day, written_day
from dashboard import words
from logbook.reports import Progress, Result, Status, Trouble, Version

RUN_NAMES = {"check": "check", "refresh": "publication"}
PARTS = {
    "inbox": "Inbox",
    "checks": "Checks",
    "set_aside": "Set aside",
    "links": "Links",
    "differences": "Differences",
    "versions": "Versions",
    "log": "Log",
}
CHECK_FIRST = "Check first: what is published is what was checked."
GOES_ON = "You may close this page or reload it: the work goes on."
CAREFUL = (
    "The numbers of rows on this page are for you only. They are no counts of people, and they are not "
    "rounded: do not show this page to a group.",
    "A file that fits every rule can still be wrong. Compare its rows with last month's.",
    "A line you download for an agency holds what the agency wrote, also names. Send it to that agency only, "
    "and delete it when it is sent.",
)
COUNTED = (
    ("Check", "Everything a publication needs is done, and nothing is published."),
    ("Publish", "Everything is counted again from all files; then readers see it at their next click."),
    ("Set aside", "Rows that break a rule. They are counted nowhere until the agency corrects them."),
    ("Rejected", "Rows that could not be read at all: too few or too many fields."),
    ("Not ours", "Rows the mapping leaves out on purpose."),
    ("Repeated or replaced", "The same record again; the newest stays."),
    (
        "Links",
        "Two numbers that may be one person. Until you decide they count as two, and nothing here says who they "
        "are. One that looks sure and still waits would also join others who clearly differ, or whom you parted.",
    ),
    ("Other charges", "Charges that went into the record of another charge of the same case."),
)
NOT_DONE = "The refresh program does not answer, so this page cannot say whether the data are right."


def number_in_force(status: Status) -> int | None:
    return next((version.number for version in status.versions if version.in_force), None)


@dataclass(frozen=True, kw_only=True)
class State:
    """Everything the first sentence depends on."""

    status: Status
    progress: Progress | None
    result: Result | None

    @property
    def in_force(self) -> Version | None:
        return next((version for version in self.status.versions if version.in_force), None)

    @property
    def new_files(self) -> int:
        return sum(not file.is_known for file in self.status.inbox)

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        of_files = tuple(file.trouble for file in self.status.inbox if file.trouble)
        return (*self.status.troubles, *of_files)

    @property
    def is_running(self) -> bool:
        return self.progress is not None and self.progress.state == "running"

    @property
    def is_checked(self) -> bool:
        """The last result speaks of exactly what lies there now, and all of it fits."""
        ended_well = self.progress is None or self.progress.state in ("ended", "running")
        is_same = self.result is not None and self.result.made_from == self.status.made_from
        return ended_well and is_same and not self.troubles

    @property
    def may_publish(self) -> bool:
        return self.status.is_new and self.is_checked and not self.is_running


def answer(state: State) -> str:
    """Whether the data are right, and whether they can be published: the page's first sentence."""
    progress = state.progress
    if progress is not None and progress.state == "running":
        return f"**Not yet known**: a {_run_name(progress)} started by {progress.who} is under way."
    if state.troubles:
        return f"**Not yet**: {things(len(state.troubles))} to mend first. {stays(state.in_force)}"
    if progress is not None and progress.state in ("refused", "failed", "broken_off"):
        return f"{_ended_badly(progress)} {stays(state.in_force)}"
    if not state.status.inbox and state.in_force is None:
        return "**There is nothing to publish yet**: add the agencies' files to the inbox."
    if not state.status.is_new:
        return _all_published(state)
    return _checked(state) if state.is_checked else _unchecked(state)


def _ended_badly(progress: Progress) -> str:
    name = _run_name(progress)
    if progress.state == "refused":
        return f"**Not yet**: the last {name} found {things(len(progress.troubles))} to mend first."
    if progress.state == "broken_off":
        return f"**Not known**: the last {name} was broken off before its end. Start it again."
    return f"**Not known**: the last {name} failed. What it said stands below."


def _all_published(state: State) -> str:
    in_force = state.in_force
    if in_force is None:
        return "**There is nothing new.**"
    is_of_it = state.result is not None and state.result.version == in_force.number
    aside, held = (
        (aside_words(state.result), held_back_words(state.result)) if state.result and is_of_it else ("", "")
    )
    number = f"version {in_force.number} of {written_day(in_force.published_on)}"
    return f"**Yes, and it is published**: {number} holds every file in the inbox.{aside}{held}"


def _checked(state: State) -> str:
    assert state.result is not None  # noqa: S101 - `is_checked` says so
    changes = state.result.differences
    differ = f" {changes.different:,} released figures would change." if changes.before is not None else ""
    rows = f"{aside_words(state.result)}{held_back_words(state.result)}"
    return f"**Yes, it can be published**: {_waiting(state)} checked.{rows}{differ}"


def _unchecked(state: State) -> str:
    return f"**Not yet known**: {_waiting(state)} not checked yet. A check publishes nothing."


def _waiting(state: State) -> str:
    if state.new_files == 0:
        return "files, settings or rules changed since the last publication and are"
    return f"{counted(state.new_files, 'new file')} {'is' if state.new_files == 1 else 'are'}"


def aside_words(result: Result) -> str:
    """How many rows are counted nowhere, out of all."""
    rows = sum(file.rows for file in result.files)
    aside = sum(file.set_aside + file.rejected for file in result.files)
    if not rows:
        return ""
    return f" {aside:,} of {rows:,} rows are set aside or rejected." if aside else " Every row could be used."


def held_back_words(result: Result) -> str:
    """That months are held back, and where it stands which and what to do."""
    count = len(result.held_back)
    if not count:
        return ""
    return f" **{counted(count, 'month')} {'is' if count == 1 else 'are'} held back**: see Checks."


def stays(in_force: Version | None) -> str:
    return f"Version {in_force.number} stays in force." if in_force else "Nothing is published yet."


def last_run(progress: Progress | None) -> str:
    """The line above the buttons: how the last run ended, when and for whom."""
    if progress is None:
        return "Nothing was checked or published from here yet."
    when = moment(progress.ended_at or progress.started_at)
    ended = {"broken_off": "broken off before its end"}.get(
        progress.state, progress.outcome or progress.state
    )
    return f"Last {_run_name(progress)}: **{ended}**, {when}, {progress.who}."


def step(progress: Progress) -> str:
    """What a run is doing, how far it is, and for how long."""
    far = f"Step {progress.step_number} of about {progress.steps}"
    return f"{progress.step} · {far} · {duration(progress.elapsed_seconds)}"


def share(progress: Progress) -> float:
    """How far a run is, from 0 to 1; never all of it before it has ended."""
    return min(0.98, max(0, progress.step_number - 1) / max(1, progress.steps))


def confirm_publishing(state: State) -> str:
    """What will be in force, in one sentence, before it is."""
    readers = words.joined([f"the {words.ROLES.get(role, role)}" for role in state.status.roles])
    files = f"{counted(len(state.result.files), 'file')}, " if state.result else ""
    new = f"{state.new_files} of them new" if state.new_files else "none of them new"
    before = state.in_force
    instead = f" It takes the place of version {before.number}, which is kept." if before else ""
    number = state.status.next_version
    return f"**Version {number}** will be in force for {readers}. It is made from {files}{new}.{instead}"


def confirm_rolling_back(version: Version, in_force: Version | None) -> str:
    kept = f" Version {in_force.number} is kept and can be put in force again." if in_force else ""
    return (
        f"**Version {version.number}** of {written_day(version.published_on)} will be in force again for all "
        f"readers at their next click.{kept}"
    )


def trouble_words(trouble: Trouble) -> str:
    place = f"**{trouble.file}**, {trouble.where}" if trouble.where else f"**{trouble.file}**"
    return f"{place}: {trouble.what} {trouble.remedy}"


def things(count: int) -> str:
    return counted(count, "thing")


def counted(count: int, name: str) -> str:
    return f"{count:,}{SPACE}{name}{'' if count == 1 else 's'}"


def duration(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def moment(text: str) -> str:
    """A moment of a report: "3 Nov 2026, 14:05 UTC"."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{day(found.date())}, {found:%H:%M} UTC"


def _run_name(progress: Progress) -> str:
    return RUN_NAMES.get(progress.command, progress.command)
