"""The refresh: inbox to warehouse to published files. Whole or not at all."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl

from pipelines.building import (
    Account,
)
from pipelines.disk_full import refused_when_full
from pipelines.filling import fill
from pipelines.fingerprints import fingerprint, settings_marks, with_linking
from pipelines.inbox import Inbox, archive, read_mappings, receive
from pipelines.known_deliveries import keep_list
from pipelines.linking.keeping import Linked, keep_linking, linking_on_disk
from pipelines.linking.rotation import end_broken_rotation, end_rotation
from pipelines.locking import locked
from pipelines.outcome import Outcome
from pipelines.planning import publication_plan
from pipelines.problems import Problem, Refused
from pipelines.publishing import clear_old, current_publication, in_force, kept_for_good
from pipelines.recording import first_seen
from pipelines.scratch import clear_broken_off, new_scratch
from pipelines.site import Site, SiteFolder
from pipelines.work import Progress, Work
from release.differences import Compared, compared
from release.publish import Written, write_files
from warehouse import versions
from warehouse.coverage import Coverage
from warehouse.engine import DuckEngine
from warehouse.together import AT_ONCE

SMALL_SITE_BYTES = 200_000_000


@refused_when_full
def refresh(
    folder: SiteFolder,
    *,
    now: datetime,
    progress: Progress = lambda _: None,
    publish: bool = True,
    by: str = "",
    rotate: bool = False,
    anew: bool = False,
) -> Outcome:
    """Load what is new, check it, count, and publish. Raises Refused, leaving the last publication in force.

    now: the moment of the refresh; no clock is read below this.
    publish: False only checks: everything is done and nothing is kept.
    by: who asked for it, for the record of the version.
    rotate: publish under a new key of pseudonyms, also when nothing else is new, and delete the old key.
    anew: from the files in the archive, whatever became of the warehouse and the publications.
    """
    folder.settings()  # refuses a folder that is no site before anything is made in it
    folder.warehouse.mkdir(parents=True, exist_ok=True)
    folder.published.mkdir(parents=True, exist_ok=True)
    with locked(folder, what="a refresh", by=by, now=now):
        clear_broken_off(folder)
        begun = _begin(folder, now=now, progress=progress, by=by, rotate=rotate, anew=anew)
        return begun if isinstance(begun, Outcome) else _run(begun, publish=publish)


def _begin(
    folder: SiteFolder, *, now: datetime, progress: Progress, by: str, rotate: bool, anew: bool
) -> Work | Outcome:
    """What there is to do; the outcome at once where nothing is new."""
    marks = settings_marks(folder)
    site, mappings = folder.settings(), read_mappings(folder)
    kept_for_good(folder)  # refuses now what would stop it after it has published
    current = None if anew else current_publication(folder)
    if not anew:
        end_broken_rotation(folder, site, current)
    progress("Looking into the inbox")
    inbox = receive(folder, mappings, current, now.astimezone(ZoneInfo(site.time_zone)).date())
    _refuse_unusable(inbox, site)
    made_of, linking = fingerprint(marks, inbox.deliveries), linking_on_disk(folder)
    is_same = current and current.fingerprint == with_linking(made_of, linking)
    if current and is_same and not rotate and versions.is_whole(folder.published, current):
        keep_list(folder, inbox.deliveries)
        return Outcome(version=current.version, unchanged=True)
    return Work(
        folder=folder,
        site=site,
        mappings=mappings,
        inbox=inbox,
        version=versions.next_version(current, [folder.warehouse, folder.published]),
        fingerprint=made_of,
        current=current,
        linking_before=linking,
        now=now,
        progress=progress,
        by=by,
        seen_before=_seen_before(folder, current),
        scratch=new_scratch(folder),
        rotate=rotate,
    )


def _run(work: Work, *, publish: bool) -> Outcome:
    try:
        threads, at_once = _hands(work.inbox)
        with DuckEngine(work.unfinished, spill_to=work.scratch, threads=threads, at_once=at_once) as engine:
            outcome, coverage, linked = fill(engine, work)
            unfinished = _count(engine, work, coverage, outcome.accounts, linked)
        inputs = with_linking(work.fingerprint, work.linking_before)
        outcome = replace(outcome, compared=_compared(work, unfinished), made_from=inputs)
        if not publish:
            return outcome
        return _publish(work, unfinished, outcome, linked)
    finally:
        clear_broken_off(work.folder)


def _hands(inbox: Inbox) -> tuple[int | None, int]:
    """How many threads a query gets, None for all there are, and how many queries are in hand at once.

    Where there is little to read, a query gains nothing by a second thread, but two queries side by side do. Where
    there is much, two at once would want more memory than they may have.
    """
    size = sum(path.stat().st_size for path in inbox.files.values())
    return (1, AT_ONCE) if size < SMALL_SITE_BYTES else (None, 1)


def _count(
    engine: DuckEngine, work: Work, coverage: Coverage, accounted: tuple[Account, ...], linked: Linked
) -> dict[str, Written]:
    """The publication of each role, as unfinished files."""
    work.progress("Counting")
    plan = publication_plan(
        work.site,
        coverage,
        accounted,
        linked.matches,
        linked.ranges,
        version=work.version,
        published_on=work.now.date(),
    )
    return write_files(engine, plan, work.folder.published)


def _compared(work: Work, unfinished: dict[str, Written]) -> Compared | None:
    """What the working group will read otherwise than in the publication in force."""
    role = "working_group"
    if role not in unfinished:
        return None
    current = work.current
    before = current and current.files.get(role)
    # A damaged publication is made again, and there is nothing to compare with.
    is_whole = current is not None and versions.is_whole(work.folder.published, current)
    path = work.folder.published / before.name if before and is_whole else None
    return compared(path, unfinished[role].path)


def _publish(work: Work, unfinished: dict[str, Written], outcome: Outcome, linked: Linked) -> Outcome:
    work.progress("Publishing")
    for delivery in work.inbox.deliveries:
        archive(work.folder, delivery, work.inbox.files[delivery.extract_id])
    keep_linking(work.folder, linked)
    keep_list(work.folder, work.inbox.deliveries)
    warehouse = versions.finish_file(work.unfinished)
    files = {}
    for role, written in unfinished.items():
        final = versions.finish_file(written.path)
        files[role] = versions.PublishedFile(name=final.name, sha256=versions.sha256_of(final))
    pointer = versions.Pointer(
        version=work.version,
        published_at=work.now.isoformat(timespec="seconds"),
        warehouse=warehouse.name,
        fingerprint=with_linking(work.fingerprint, linked.text),
        files=files,
        published_by=work.by,
        content={role: written.content for role, written in unfinished.items()},
    )
    versions.move_pointer(work.folder.published, pointer)
    # It is published now, whatever becomes of the rest, which the next refresh does again.
    with suppress(OSError, Refused):
        if work.rotate:
            end_rotation(work.folder, work.site, linked)
        clear_old(work.folder, work.site.versions_kept)
    return replace(outcome, version=work.version)


def _seen_before(folder: SiteFolder, current: versions.Pointer | None) -> pl.DataFrame:
    """Since when rows have been set aside; from a damaged warehouse nothing can be known any more."""
    with suppress(Exception):
        return first_seen(folder, current or in_force(folder))
    return first_seen(folder, None)


def _refuse_unusable(inbox: Inbox, site: Site) -> None:
    problems = list(inbox.problems)
    if not inbox.deliveries and not problems:
        what = "there is nothing to load; the inbox is empty."
        problems.append(
            Problem(file=site.name, where="inbox", what=what, remedy="Put the agencies' files there.")
        )
    if problems:
        raise Refused(problems)
