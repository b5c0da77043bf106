"""A refresh in plain words, for the data steward."""

from pathlib import Path

from pipelines.outcome import Outcome
from pipelines.problems import Refused
from warehouse.coverage import TableCoverage

MOST_REJECTED = 20
MOST_CODES = 20


def _months(part: TableCoverage) -> str:
    return ", ".join(f"{month:%Y-%m}" for month in part.missing_months)


def summary(outcome: Outcome, site_name: str) -> str:
    """What was read, set aside and published."""
    if outcome.unchanged:
        return f"Nothing new: every file in the inbox is already in version {outcome.version}. Nothing was changed."
    lines = [f"{site_name}: {_headline(outcome)}", ""]
    lines += [_table(outcome), ""]
    lines += _notes(outcome)
    return "\n".join(lines).rstrip()


def refusal(refused: Refused, *, published: bool) -> str:
    """Why nothing was published, one line for each thing to mend."""
    count = len(refused.problems)
    head = f"Not published: {count} thing{'s' if count > 1 else ''} to mend first."
    stays = "The last publication stays as it was." if published else "Nothing is published yet."
    return "\n".join([head, "", *(f"  - {problem}" for problem in refused.problems), "", stays])


def unexpected(error: Exception) -> str:
    """Kind and place of a mistake of ours; never its text, which may hold data."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    return (
        "Not published: the program met something it does not know. The last publication stays as it was.\n"
        f"Tell whoever looks after the program: {type(error).__name__} at {place}."
    )


def _headline(outcome: Outcome) -> str:
    return (
        f"version {outcome.version} is published."
        if outcome.version
        else "everything fits; nothing was published."
    )


def _table(outcome: Outcome) -> str:
    heads = ["file", "rows", "rejected", "set aside", "not ours", "repeated or replaced", "in use"]
    has_charges = any(account.rolled_up for account in outcome.accounts)
    if has_charges:
        heads.insert(-1, "other charges")
    rows = [
        (
            account.file_name,
            *(
                f"{number:,}"
                for number in (
                    account.lines,
                    account.rejected,
                    account.quarantined,
                    account.out_of_scope,
                    account.replaced,
                    *([account.rolled_up] if has_charges else []),
                    account.in_use,
                )
            ),
        )
        for account in outcome.accounts
    ]
    widths = [max(len(row[at]) for row in [heads, *rows]) for at in range(len(heads))]
    return "\n".join(
        "  "
        + "  ".join(
            cell.ljust(width) if not at else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in [heads, *rows]
    )


def _notes(outcome: Outcome) -> list[str]:
    kinds = {"critical": "Set aside", "warning": "Look at", "info": "Noted"}
    notes = [
        f"  {kinds[check.severity]}: {check.rows:,} in {check.table}: {check.words}. {check.remedy}"
        for check in outcome.checks
        if check.rows
    ]
    notes += [
        f"  Held back: next to nothing came from {part.agency} for {table}, {_months(part)}. Ask for the file; "
        "if there truly was nothing, list the month under empty_months in the mapping."
        for table, parts in outcome.coverage.tables.items()
        for part in parts
        if part.missing_months
    ]
    notes += [
        f"  Left empty or set aside: {value.rows:,} in {file_name}: {value.problem(file_name)}"
        for file_name, value in outcome.blanked
    ]
    notes += _code_notes(outcome)
    shown = outcome.rejected[:MOST_REJECTED]
    notes += [f"  Rejected: {name}, line {line.line_number}: {line.reason}." for name, line in shown]
    if len(outcome.rejected) > len(shown):
        notes.append(f"  ... and {len(outcome.rejected) - len(shown):,} more rejected lines.")
    if outcome.doubtful_links:
        remedy = "List and decide them with: python -m pipelines links"
        notes.append(f"  Look at: {outcome.doubtful_links:,} links between people are in doubt. {remedy}")
    return ["What the checks found:", *notes] if notes else ["The checks found nothing wrong."]


def _code_notes(outcome: Outcome) -> list[str]:
    shown = outcome.code_warnings[:MOST_CODES]
    notes = [f"  Look at: {warning.rows:,} in {warning}" for warning in shown]
    if len(outcome.code_warnings) > len(shown):
        notes.append(f"  ... and {len(outcome.code_warnings) - len(shown):,} more new or vanished codes.")
    return notes
