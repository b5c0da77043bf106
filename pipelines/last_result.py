"""What the last run found; where it left nothing, what the warehouse in force still tells."""

from pathlib import Path

from logbook.progress import read_result
from logbook.reports import Differences, FileRows, Finding, Result
from pipelines.refresh import current_publication
from pipelines.runs import told
from pipelines.site import SiteFolder
from release.differences import compared
from warehouse.engine import DuckEngine
from warehouse.versions import Pointer, versioned


def last_result(folder: SiteFolder) -> Result | None:
    """The result of the last run that got to its end; of the publication in force when none is kept."""
    kept = read_result(folder.path)
    if kept is not None:
        return kept
    current = current_publication(folder)
    return _of_publication(folder, current) if current else None


def last_differences(folder: SiteFolder) -> Differences | None:
    """The publication in force, beside the newest one before it that is kept; None when there is none."""
    current = current_publication(folder)
    if current is None or "working_group" not in current.files:
        return None
    before = _version_before(folder, current.version)
    now = folder.published / current.files["working_group"].name
    old = folder.published / versioned("working_group", before) if before else None
    return told(compared(old, now), before, current.version)


def _version_before(folder: SiteFolder, version: int) -> int | None:
    kept = [_number(path) for path in folder.published.glob("working_group-??????.duckdb")]
    return max((number for number in kept if number < version), default=None)


def _number(path: Path) -> int:
    return int(path.stem.rsplit("-", 1)[1])


def _of_publication(folder: SiteFolder, current: Pointer) -> Result:
    with DuckEngine(folder.warehouse / current.warehouse, read_only=True) as engine:
        files = engine.rows("""
            select file_name, agency, table_name, lines, rejected, quarantined, out_of_scope, replaced,
                   rolled_up, in_use
            from deliveries order by number""")
        findings = engine.rows("""
            select d.file_name, d.agency, c.table_name, c.severity, c.words, c.remedy, c.rows
            from check_results as c join deliveries as d on d.number = c.delivery_number
            where c.rows > 0 order by all""")
    return Result(
        run="",
        command="refresh",
        who="",
        ended_at=current.published_at,
        version=current.version,
        made_from=current.fingerprint,
        files=tuple(FileRows(**dict(zip(FILE_ROWS, row, strict=True))) for row in files),
        findings=tuple(Finding(**dict(zip(FINDING, row, strict=True))) for row in findings),
        differences=told(None, None, current.version),
    )


FILE_ROWS = (
    "file",
    "agency",
    "table",
    "rows",
    "rejected",
    "set_aside",
    "not_ours",
    "replaced",
    "rolled_up",
    "in_use",
)
FINDING = ("file", "agency", "table", "severity", "words", "remedy", "rows")
