"""A check or a refresh from its start to its last word, with everything the steward's page needs of it."""

import argparse
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from logbook import activity
from logbook.progress import write_result
from logbook.reports import Command, Difference, Differences, FileRows, Result
from pipelines.building import Account
from pipelines.finding_words import month_name
from pipelines.inbox import inbox_files
from pipelines.outcome import Outcome
from pipelines.problems import Refused
from pipelines.refresh import refresh
from pipelines.running import Running, both, running
from pipelines.site import SiteFolder
from pipelines.summary import refusal, summary, unexpected
from release.differences import Compared
from warehouse.versions import BrokenPointer, read_pointer

PUBLISHED = "published version"
LOG_NOT_WRITTEN = "The activity log could not be written. See that the disk has room; the rest was done."


@dataclass(frozen=True, kw_only=True)
class Order:
    """What was asked for, by whom, when; `run` is a number of this run's own."""

    folder: SiteFolder
    command: Command
    who: str
    run: str
    now: datetime
    anew: bool = False
    rotate: bool = False


def order(
    options: argparse.Namespace, folder: SiteFolder, command: Command, now: datetime, *, anew: bool = False
) -> Order:
    """anew: from the files in the archive, whatever became of the warehouse and the publications."""
    run, who = options.run_number or secrets.token_hex(6), options.by or activity.NOBODY
    return Order(folder=folder, command=command, who=who, run=run, now=now, anew=anew)


def carry_out(asked: Order, bar: Callable[[str], None]) -> tuple[bool, str]:
    """Run it. Returns whether it got to its end, and what to say. Raises nothing a clerk would have to read."""
    folder = asked.folder
    try:
        if not folder.path.is_dir():
            folder.settings()  # refuses; a mistyped folder is not made
        with running(
            asked.folder.path,
            run=asked.run,
            command=asked.command,
            who=asked.who,
            now=asked.now,
            files=len(inbox_files(folder)),
        ) as run:
            return _carried_out(asked, run, both(bar, run))
    except Refused as refused:
        return False, refusal(refused, published=_version(folder) is not None)
    except OSError as error:
        return False, unexpected(error)


def _carried_out(asked: Order, run: Running, progress: Callable[[str], None]) -> tuple[bool, str]:
    _note(asked, run, "started", "")
    before = _version(asked.folder)
    try:
        outcome = refresh(
            asked.folder,
            now=asked.now,
            progress=progress,
            publish=asked.command == "refresh",
            by=asked.who,
            anew=asked.anew,
            rotate=asked.rotate,
        )
    except Refused as refused:
        words = refusal(refused, published=before is not None)
        run.ends(
            "refused",
            outcome=f"refused: {len(refused.problems)} to mend",
            summary=words,
            problems=refused.problems,
        )
    except Exception as error:  # whatever it is, a clerk gets a sentence and the publication stays
        words = unexpected(error)
        run.ends("failed", outcome=f"failed: {type(error).__name__}", summary=words)
    else:
        words = _ended(asked, run, outcome, before)
    try:
        _note_the_end(asked, run)
    except OSError:
        words = f"{words}\n\n{LOG_NOT_WRITTEN}"
    return run.is_done, words


def _ended(asked: Order, run: Running, outcome: Outcome, before: int | None) -> str:
    words = summary(outcome, asked.folder.settings().name)
    if not outcome.unchanged:
        write_result(asked.folder.path, _result(asked, run, outcome, before))
    run.ends("ended", outcome=_in_short(outcome), summary=words, version=outcome.version)
    return words


def _note_the_end(asked: Order, run: Running) -> None:
    _note(asked, run, "ended", run.outcome)
    if run.outcome.startswith(PUBLISHED):
        activity.note(
            asked.folder.path,
            when=run.moment(),
            who=asked.who,
            what="published",
            result=f"version {run.version} is in force",
            version=run.version,
        )


def _note(asked: Order, run: Running, moment: str, result: str) -> None:
    what: activity.What = f"{asked.command}_{moment}"  # type: ignore[assignment]
    activity.note(asked.folder.path, when=run.moment(), who=asked.who, what=what, result=result)


def _named(asked: Order) -> str:
    """For the record of the version, which says nothing where nobody was named."""
    return "" if asked.who == activity.NOBODY else asked.who


def _in_short(outcome: Outcome) -> str:
    if outcome.unchanged:
        return "nothing new"
    return f"{PUBLISHED} {outcome.version}" if outcome.version else "everything fits"


def _version(folder: SiteFolder) -> int | None:
    try:
        pointer = read_pointer(folder.published)
    except BrokenPointer:
        return None
    return pointer.version if pointer else None


def _result(asked: Order, run: Running, outcome: Outcome, before: int | None) -> Result:
    return Result(
        run=asked.run,
        command=asked.command,
        who=asked.who,
        ended_at=run.moment().isoformat(timespec="seconds"),
        version=outcome.version,
        made_from=outcome.made_from,
        files=tuple(map(_file_rows, outcome.accounts)),
        findings=outcome.findings,
        held_back=tuple(map(month_name, outcome.coverage.missing_months(*outcome.coverage.tables))),
        differences=told(outcome.compared, before, outcome.version),
    )


def _file_rows(account: Account) -> FileRows:
    return FileRows(
        file=account.file_name,
        agency=account.agency,
        table=account.table_name,
        rows=account.lines,
        rejected=account.rejected,
        set_aside=account.quarantined,
        not_ours=account.out_of_scope,
        replaced=account.replaced,
        rolled_up=account.rolled_up,
        in_use=account.in_use,
    )


def told(found: Compared | None, before: int | None, now: int | None) -> Differences:
    """Two publications compared, as a report."""
    listed = tuple(
        Difference(**{**vars(item), "period_from": str(item.period_from)})
        for item in (found.listed if found else ())
    )
    same, different = (found.same, found.different) if found else (0, 0)
    return Differences(before=before, now=now, same=same, different=different, listed=listed)
