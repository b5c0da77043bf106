"""The steward's reports in words, for who asks at the command line."""

from logbook.reports import Differences, Finding, Progress, Quarantine, Result, Status


def status_words(report: Status, run: Progress | None) -> str:
    in_force = next((version for version in report.versions if version.in_force), None)
    lines = [
        f"{report.site_name}: "
        + (
            f"version {in_force.number} of {in_force.published_on} is in force."
            if in_force
            else "nothing is published."
        )
    ]
    if run:
        lines.append(f"Last run: {run.command} by {run.who}, {run.state.replace('_', ' ')}. {run.step}.")
    for file in report.inbox:
        known = "in the publication" if file.is_known else "new"
        words = f"{file.trouble.what} {file.trouble.remedy}" if file.trouble else known
        lines.append(f"  {file.name}: {words}")
    lines += [f"  {item.file}: {item.what} {item.remedy}" for item in report.troubles]
    lines.append("Something is new." if report.is_new else "Nothing is new.")
    return "\n".join(lines)


def check_words(report: Result | None) -> str:
    if report is None:
        return "No check and no refresh got to its end yet. Run: python -m pipelines check"
    version = f" of version {report.version}" if report.version else ""
    by = f" by {report.who}" if report.who else ""
    lines = [f"{report.command}{version}{by}, {report.ended_at}"]
    lines += [f"  {_place(item)}{item.words}. {item.remedy}" for item in report.findings]
    return "\n".join(lines if report.findings else [*lines, "  The checks found nothing wrong."])


def _place(item: Finding) -> str:
    """How many rows of what; nothing where it is said of no rows."""
    return f"{item.rows:,} in {item.file or item.table}: " if item.rows else ""


def difference_words(report: Differences | None) -> str:
    if report is None:
        return "There is nothing to compare yet."
    head = f"{report.different:,} figures differ, {report.same:,} are the same."
    return "\n".join(
        [
            head,
            *(
                f"  {item.indicator}, {item.district}, {item.grain} from {item.period_from}: "
                f"{item.before or 'nothing'} before, {item.now or 'nothing'} now"
                for item in report.listed
            ),
        ]
    )


def quarantine_words(report: Quarantine) -> str:
    if not report.reasons:
        return "No row is set aside or rejected."
    return "\n".join(
        f"  {item.agency}, {item.file}: {item.rows:,} rows, first seen {item.first_seen}: {item.reason}. {item.remedy}"
        for item in report.reasons
    )
