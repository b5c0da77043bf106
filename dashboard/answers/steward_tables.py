"""Tables of the data steward's page. Numbers of rows, names of files and words, as the reports hold them."""

from collections.abc import Sequence
from datetime import date

from charts.numbers import period, written_day
from dashboard import words
from dashboard.answers.steward import counted, held_back_words, moment, things
from dashboard.html import Table
from logbook.activity import Entry
from logbook.reports import Difference, Differences, Finding, InboxFile, Quarantine, Result, SetAside, Version

SEVERITIES = {"critical": "Set aside or rejected", "warning": "To look at", "info": "Noted"}
MOST_SHOWN = 25
NEWEST_ENTRIES = 50


def inbox(files: Sequence[InboxFile]) -> Table:
    """New files and those with something to mend first."""
    ordered = sorted(files, key=lambda file: (file.trouble is None, file.is_known, file.name))
    rows = [
        [file.name, _file_state(file), words.plain(file.agency) or "Not known", size(file.bytes)]
        for file in ordered
    ]
    return _table("What lies in the inbox", ("File", "State", "Agency", "Size"), rows)


def _file_state(file: InboxFile) -> str:
    if file.trouble:
        return "To mend"
    return "In the publication" if file.is_known else "New"


def findings_words(result: Result) -> str:
    """One sentence over what the rules found."""
    aside = sum(file.set_aside + file.rejected for file in result.files)
    # Things, not rows: a row may be remarked on twice, and a month that did not come has no rows.
    look = sum(finding.severity == "warning" for finding in result.findings)
    if not aside and not look:
        return "**The checks found nothing wrong** in any file."
    first = f"**{counted(aside, 'row')}** {'is' if aside == 1 else 'are'} set aside or rejected"
    second = (
        f"**{things(look)}** {'asks' if look == 1 else 'ask'} for a look"
        if look
        else "nothing asks for a look"
    )
    return f"{first}; {second}.{held_back_words(result)}"


def findings(found: Sequence[Finding], severity: str) -> Table:
    """Of one severity: what is wrong, in how many rows of which file, and what to do."""
    ordered = sorted(found, key=lambda item: (item.words, item.file))
    rows = [
        [_sentence(item.words), _rows(item), item.file or _whole_table(item), item.remedy]
        for item in ordered
        if item.severity == severity
    ]
    return _table("", ("What is wrong", "Rows", "File", "What to do"), rows)


def _rows(item: Finding) -> str:
    return counted(item.rows, "row") if item.rows else "–"  # noqa: RUF001


def _whole_table(item: Finding) -> str:
    return f"All of {words.plain(item.table)}" if item.table else "All files"


def where_rows_went(result: Result) -> Table:
    rows = [
        [
            file.file,
            *(
                f"{number:,}"
                for number in (
                    file.rows,
                    file.rejected,
                    file.set_aside,
                    file.not_ours,
                    file.replaced,
                    file.rolled_up,
                    file.in_use,
                )
            ),
        ]
        for file in result.files
    ]
    heads = (
        "File",
        "Rows",
        "Rejected",
        "Set aside",
        "Not ours",
        "Repeated or replaced",
        "Other charges",
        "In use",
    )
    return _table("Where the rows of each file went; the last six add up to the rows", heads, rows)


def set_aside_words(report: Quarantine) -> str:
    if not report.reasons:
        return "**No row is set aside or rejected.** Every row of every file could be used."
    agencies = len({reason.agency for reason in report.reasons})
    return (
        f"Rows of **{counted(agencies, 'agency').replace('agencys', 'agencies')}** are counted nowhere until "
        "they are corrected. When the corrected records come in a later file, they take their place by themselves."
    )


def set_aside(reasons: Sequence[SetAside], agency: str) -> Table:
    rows = [
        [
            reason.file,
            "Rejected" if reason.kind == "rejected" else "Set aside",
            f"{reason.rows:,}",
            written_day(reason.first_seen),
            _sentence(reason.reason),
        ]
        for reason in reasons
        if reason.agency == agency
    ]
    heads = ("File", "", "Rows", "First seen", "Reason")
    return _table("", heads, rows)


def difference_words(report: Differences, *, would: bool) -> str:
    """How many figures of the working group differ between two publications. would: one is only checked."""
    if report.before is None:
        return "This is the first publication: there is nothing to compare it with."
    before = f"from version {report.before}"
    if not report.different:
        verb = "would differ" if would else "differs"
        return f"**No released figure {verb}** {before}; {report.same:,} are the same."
    verb = "would change" if would else "changed"
    total = report.same + report.different
    return f"**{report.different:,} of {total:,} released figures {verb}** {before}; the others stay."


def differences(found: Sequence[Difference], caption: str, *, would: bool) -> Table:
    rows = [
        [
            item.indicator,
            words.plain(words.district(item.district)),
            _period(item),
            item.before or "no figure",
            item.now or "no figure",
        ]
        for item in found
    ]
    beside = ("In force", "As checked") if would else ("Before", "Now")
    return _table(caption, ("Indicator", "District", "Period", *beside), rows)


def _period(item: Difference) -> str:
    if item.grain == "whole":
        return "Whole period"
    return period(date.fromisoformat(item.period_from), item.grain)


def versions(kept: Sequence[Version]) -> Table:
    rows = [
        [
            str(version.number),
            written_day(version.published_on),
            version.published_by or "not in the log",
            _version_state(version),
        ]
        for version in kept
    ]
    return _table("Publications whose files are kept", ("Version", "Published", "By", "State"), rows)


def _version_state(version: Version) -> str:
    if version.in_force:
        return "In force"
    return "Kept" if version.is_whole else "Not whole: a file of it is missing or was changed"


def log(entries: Sequence[Entry]) -> Table:
    rows = [
        [moment(entry.when), entry.who, words.plain(entry.what), entry.result or "–"]  # noqa: RUF001
        for entry in list(reversed(entries))[:NEWEST_ENTRIES]
    ]
    return _table("The newest entries first", ("When", "Who", "What", "Result"), rows)


def size(count: int) -> str:
    for unit, step in (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)):
        if count >= step:
            return f"{count / step:.1f} {unit}"
    return f"{count} bytes"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _table(caption: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    return Table(caption=caption, headings=headings, shown=rows, exported=rows)
