"""What the checks found in each file: the steward asks an agency about its file, not about a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.checks import Severity
from pipelines.quarantine import UNREADABLE_REMEDY, UNREADABLE_WORDS
from pipelines.staging import Staged
from warehouse.engine import DuckEngine


@dataclass(frozen=True, kw_only=True)
class FileFinding:
    """How many rows of one file broke one rule."""

    file_name: str
    agency: str
    table: str
    severity: Severity
    words: str
    remedy: str
    rows: int


def file_findings(engine: DuckEngine, staged: Sequence[Staged]) -> tuple[FileFinding, ...]:
    """Every rule that some row broke, file by file, after the results were recorded."""
    found = engine.rows("""
        select d.file_name, d.agency, c.table_name, c.severity, c.words, c.remedy, c.rows
        from check_results as c join deliveries as d on d.number = c.delivery_number
        where c.rows > 0 order by all""")
    names = ("file_name", "agency", "table", "severity", "words", "remedy", "rows")
    checked = [FileFinding(**dict(zip(names, row, strict=True))) for row in found]
    return (*checked, *_left_empty(staged), *_rejected(staged))


def _left_empty(staged: Sequence[Staged]) -> Iterator[FileFinding]:
    """Values the mapping could not read, where it lets them pass or sets their rows aside."""
    kinds: tuple[tuple[str, Severity, str], ...] = (
        ("quarantine", "critical", UNREADABLE_WORDS),
        ("blank", "warning", f"{UNREADABLE_WORDS} and was left empty"),
    )
    for item in staged:
        for handling, severity, words in kinds:
            rows = sum(value.rows for value in item.unreadable if value.handling == handling)
            if rows:
                yield _finding(item, severity, words, UNREADABLE_REMEDY, rows)


def _rejected(staged: Sequence[Staged]) -> Iterator[FileFinding]:
    remedy = "Ask the agency to correct the row and to send it again."
    for item in staged:
        reasons = [line.reason for line in item.loaded.rejected]
        for reason in sorted(set(reasons)):
            yield _finding(item, "critical", f"{reason}; it was rejected", remedy, reasons.count(reason))


def _finding(item: Staged, severity: Severity, words: str, remedy: str, rows: int) -> FileFinding:
    return FileFinding(
        file_name=item.delivery.file_name,
        agency=item.mapping.agency,
        table=item.mapping.table,
        severity=severity,
        words=words,
        remedy=remedy,
        rows=rows,
    )
