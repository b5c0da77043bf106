"""Commands for the data steward and the steward's page: status, checks, differences, quarantine, activity.

With --json each prints one report of `logbook.reports` and nothing else.
"""

import argparse
import io
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from logbook import activity
from logbook.progress import read_progress
from logbook.reports import Strict, written
from pipelines import report_words
from pipelines.problems import Problem, Refused
from pipelines.site import SiteFolder, site_folder

Run = Callable[[argparse.Namespace, datetime], int]


def add_to(named: Any, site: argparse.ArgumentParser, who: argparse.ArgumentParser) -> None:
    """Add the steward's commands to the command line."""
    reports: tuple[tuple[str, Run, str], ...] = (
        ("status", status, "what lies in the inbox, what is in force, whether anything is new"),
        ("checks", checks, "what the last check or refresh found, file by file"),
        ("differences", differences, "figures of the working group that are not what they were"),
    )
    for name, run, words in reports:
        report = named.add_parser(name, parents=[site], help=words)
        report.add_argument("--json", action="store_true", help="for a program to read")
        report.set_defaults(run=run)
    aside = named.add_parser("quarantine", parents=[site, who], help="rows that are counted nowhere, and why")
    aside.add_argument("--json", action="store_true", help="for a program to read")
    aside.add_argument("--agency", help="write this agency's lines as they were sent, to be corrected")
    aside.add_argument("--out", type=Path, help="the file to write them to; - for the standard output")
    aside.set_defaults(run=quarantine)
    values = named.add_parser("unreadable", parents=[site], help="every value that could not be read, as CSV")
    values.add_argument("--out", type=Path, help="the file to write; without it the standard output")
    values.set_defaults(run=unreadable)
    log = named.add_parser("activity", parents=[site], help="who did what, when")
    log.add_argument("--verify", action="store_true", help="find a line that was changed or taken out")
    log.set_defaults(run=activity_log)


def status(options: argparse.Namespace, now: datetime) -> int:
    from pipelines.status import status as of_site

    folder = site_folder(options.site)
    return _told(
        options,
        lambda: of_site(folder, now),
        lambda report: report_words.status_words(report, read_progress(folder.path)),
    )


def checks(options: argparse.Namespace, now: datetime) -> int:
    del now
    from pipelines.last_result import last_result

    folder = site_folder(options.site)
    return _told(options, lambda: last_result(folder), report_words.check_words)


def differences(options: argparse.Namespace, now: datetime) -> int:
    del now
    from pipelines.last_result import last_differences

    folder = site_folder(options.site)
    return _told(options, lambda: last_differences(folder), report_words.difference_words)


def quarantine(options: argparse.Namespace, now: datetime) -> int:
    from pipelines.publishing import current_publication
    from pipelines.set_aside_rows import quarantine as of_site

    folder = site_folder(options.site)
    if options.agency:
        return _told(options, lambda: _write_lines(folder, options, now), None)
    return _told(options, lambda: of_site(folder, current_publication(folder)), report_words.quarantine_words)


def unreadable(options: argparse.Namespace, now: datetime) -> int:
    del now
    from pipelines.unreadable_list import unreadable_list

    _hand_out(unreadable_list(site_folder(options.site)), options.out)
    return 0


def activity_log(options: argparse.Namespace, now: datetime) -> int:
    del now
    folder = site_folder(options.site)
    if options.verify:
        broken = activity.first_broken_line(folder.path)
        if broken is None:
            return _say("The log is whole: no line was changed or taken out.")
        return _say(f"Line {broken} of activity.jsonl is not as it was written, or not where it was.", 1)
    for entry in activity.entries(folder.path):
        _say("  ".join((entry.when, entry.who, entry.what.replace("_", " "), entry.result)))
    return 0


def _write_lines(folder: SiteFolder, options: argparse.Namespace, now: datetime) -> None:
    from pipelines.inbox import read_mappings
    from pipelines.original_lines import write_for_agency
    from pipelines.publishing import current_publication

    current = current_publication(folder)
    if current is None:
        remedy = "Run: python -m pipelines refresh"
        raise Refused([Problem(file=folder.path.name, where="", what="nothing is published.", remedy=remedy)])
    text = io.StringIO(newline="")
    write_for_agency(folder, current, read_mappings(folder), options.agency, text)
    # Logged before it is handed out: a download nobody logged must not exist.
    who = options.by or activity.NOBODY
    result = f"lines of {options.agency}"
    activity.note(folder.path, when=now, who=who, what="quarantine_downloaded", result=result)
    _hand_out(text.getvalue(), options.out)


def _hand_out(text: str, out: Path | None) -> None:
    content = text.encode("utf-8-sig")  # with a mark, which Excel needs
    if out is None or str(out) == "-":
        sys.stdout.buffer.write(content)
    else:
        out.write_bytes(content)


def _told(options: argparse.Namespace, make: Callable[[], Any], words: Callable[[Any], str] | None) -> int:
    """Print the report as JSON or as words; a refusal as one line for each thing to mend."""
    try:
        report = make()
    except Refused as refused:
        return _say("\n".join(str(problem) for problem in refused.problems), 1)
    if words is None:
        return 0
    if options.json and isinstance(report, Strict):
        return _say(written(report))
    return _say("null" if options.json else words(report))


def _say(text: str, status: int = 0) -> int:
    (sys.stderr if status else sys.stdout).write(f"{text}\n")
    return status
