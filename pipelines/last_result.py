"""What the last run found; where it left nothing, what the warehouse in force still tells."""

from logbook.progress import read_result
from logbook.reports import Differences, FileRows, Result
from pipelines.findings import findings_of, months_held_back
from pipelines.in_force import open_warehouse
from pipelines.publishing import current_publication, history, in_force
from pipelines.runs import told
from pipelines.site import SiteFolder
from release.differences import compared
from warehouse.versions import Pointer

ROLE = "working_group"


def last_result(folder: SiteFolder) -> Result | None:
    """What the last run found; of the publication in force when another was put in force since, or none is kept."""
    current = current_publication(folder)
    kept = read_result(folder.path, in_force=current.version if current else None)
    if kept is not None:
        return kept
    return _of_publication(folder, current) if current else None


def last_differences(folder: SiteFolder) -> Differences | None:
    """The publication in force, beside the newest whole one before it; None when there is none, or it is damaged."""
    whole = [one.record for one in history(folder) if one.is_whole and ROLE in one.record.files]
    current = in_force(folder)
    if current is None or current.version not in [record.version for record in whole]:
        return None
    earlier = [record for record in whole if record.version < current.version]
    before = max(earlier, key=lambda record: record.version, default=None)
    old = folder.published / before.files[ROLE].name if before else None
    now = folder.published / current.files[ROLE].name
    return told(compared(old, now), before.version if before else None, current.version)


def _of_publication(folder: SiteFolder, current: Pointer) -> Result:
    with open_warehouse(folder, current) as engine:
        files = engine.rows("""
            select file_name, agency, table_name, lines, rejected, quarantined, out_of_scope, replaced,
                   rolled_up, in_use
            from deliveries order by number""")
        found, held_back = findings_of(engine), months_held_back(engine)
    return Result(
        run="",
        command="refresh",
        who="",
        ended_at=current.published_at,
        version=current.version,
        made_from=current.fingerprint,
        files=tuple(FileRows(**dict(zip(FILE_ROWS, row, strict=True))) for row in files),
        findings=found,
        held_back=held_back,
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
