"""The refresh: inbox to warehouse to published files. Whole or not at all."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from pipelines.building import (
    Account,
    accounts,
    derive,
    number_clashes,
)
from pipelines.checks import SUITES, CheckResult, check_across
from pipelines.code_warnings import CodeWarning, code_warnings
from pipelines.coverage import read_coverage
from pipelines.disk_full import refused_when_full
from pipelines.findings import FileFinding, file_findings
from pipelines.inbox import Inbox, Mappings, archive, read_mappings, receive
from pipelines.known_deliveries import keep_list
from pipelines.linking.keeping import Linked, build_people, keep_linking, linking_on_disk
from pipelines.linking.match_rates import doubtful_count, match_rates
from pipelines.linking.rotation import end_broken_rotation, end_rotation
from pipelines.links import unlinked_people
from pipelines.loading import Delivery, Rejected
from pipelines.locking import locked
from pipelines.planning import publication_plan
from pipelines.problems import Problem, Refused
from pipelines.publishing import clear_old, in_force
from pipelines.quarantine import set_aside
from pipelines.recording import first_seen, record
from pipelines.scratch import clear_broken_off, new_scratch
from pipelines.site import Site, SiteFolder
from pipelines.staging import Staged, received_name, stage
from pipelines.trends import trends
from pipelines.unreadable import Unreadable
from release.differences import Compared, compared
from release.publish import Written, write_files
from warehouse import tables, versions
from warehouse.coverage import Coverage
from warehouse.engine import DuckEngine, literal

Progress = Callable[[str], None]
SMALL_SITE_BYTES = 200_000_000
CODE_VERSION = 1  # counted up when the same files would give another publication


@dataclass(frozen=True)
class Outcome:
    """What a refresh did. `version` is None when nothing was published."""

    version: int | None
    unchanged: bool
    accounts: tuple[Account, ...] = ()
    checks: tuple[CheckResult, ...] = ()
    blanked: tuple[tuple[str, Unreadable], ...] = ()
    rejected: tuple[tuple[str, Rejected], ...] = ()
    code_warnings: tuple[CodeWarning, ...] = ()
    coverage: Coverage = field(default_factory=lambda: Coverage({}))
    doubtful_links: int = 0
    findings: tuple[FileFinding, ...] = ()
    compared: Compared | None = None
    made_from: str = ""


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
    site, mappings = folder.settings(), read_mappings(folder)
    folder.warehouse.mkdir(parents=True, exist_ok=True)
    folder.published.mkdir(parents=True, exist_ok=True)
    with locked(folder, what="a refresh", by=by, now=now):
        clear_broken_off(folder)
        current = None if anew else current_publication(folder)
        if not anew:
            end_broken_rotation(folder, site, current)
        progress("Looking into the inbox")
        inbox = receive(folder, mappings, current, now.astimezone(ZoneInfo(site.time_zone)).date())
        _refuse_unusable(inbox, site)
        fingerprint = _fingerprint(folder, inbox.deliveries)
        is_same = current and current.fingerprint == _with_linking(fingerprint, linking_on_disk(folder))
        if current and is_same and not rotate and versions.is_whole(folder.published, current):
            keep_list(folder, inbox.deliveries)
            return Outcome(version=current.version, unchanged=True)
        version = versions.next_version(current, [folder.warehouse, folder.published])
        work = _Work(
            folder,
            site,
            mappings,
            inbox,
            version,
            fingerprint,
            now,
            progress,
            by,
            first_seen(folder, current),
            new_scratch(folder),
            rotate,
        )
        return _run(work, publish=publish)


@dataclass(frozen=True)
class _Work:
    """One refresh under way."""

    folder: SiteFolder
    site: Site
    mappings: Mappings
    inbox: Inbox
    version: int
    fingerprint: str
    now: datetime
    progress: Progress
    by: str
    seen_before: pl.DataFrame
    scratch: Path
    rotate: bool = False

    @property
    def unfinished(self) -> Path:
        return self.folder.warehouse / (versions.versioned("ccr", self.version) + versions.UNFINISHED)


def _run(work: _Work, *, publish: bool) -> Outcome:
    try:
        threads = _threads(work.inbox)
        with DuckEngine(work.unfinished, spill_to=work.scratch, threads=threads) as engine:
            outcome, coverage, linked = _fill(engine, work)
            unfinished = _count(engine, work, coverage, outcome.accounts, linked)
        inputs = made_from(work.folder, work.inbox.deliveries)
        outcome = replace(outcome, compared=_compared(work, unfinished), made_from=inputs)
        if not publish:
            return outcome
        return _publish(work, unfinished, outcome, linked)
    finally:
        clear_broken_off(work.folder)


def _threads(inbox: Inbox) -> int | None:
    """One thread where there is little to read: a second one costs more than it brings. None is all there are."""
    size = sum(path.stat().st_size for path in inbox.files.values())
    return 1 if size < SMALL_SITE_BYTES else None


def _fill(engine: DuckEngine, work: _Work) -> tuple[Outcome, Coverage, Linked]:
    """The warehouse of this version, row-level."""
    staged = stage(engine, work.mappings, work.inbox, work.scratch, work.progress)
    _refuse_unknown_districts(engine, work.site)
    work.progress("Checking the records")
    results = set_aside(engine, staged)
    work.progress("Building the tables")
    linked = build_people(engine, work.folder, work.site, staged, scratch=work.scratch, rotate=work.rotate)
    if clashes := number_clashes(engine):
        raise Refused(clashes)
    results += check_across(engine, {item.mapping.table for item in staged})
    coverage = read_coverage(engine, staged)
    results += trends(engine, staged, coverage)
    derive(engine, police_cut_off=coverage.cut_off("incidents", "incident_parties"))
    if unlinked := unlinked_people(engine):
        raise Refused(unlinked)
    linked = replace(linked, matches=match_rates(engine))
    accounted = accounts(engine, staged)
    today = work.now.astimezone(ZoneInfo(work.site.time_zone)).date()
    record(engine, staged, accounted, results, seen_before=work.seen_before, today=today)
    rejected = tuple((item.delivery.file_name, line) for item in staged for line in item.loaded.rejected)
    outcome = Outcome(
        version=None,
        unchanged=False,
        accounts=tuple(accounted),
        checks=tuple(results),
        blanked=_blanked(staged),
        rejected=rejected,
        code_warnings=tuple(code_warnings(engine, staged)),
        coverage=coverage,
        doubtful_links=doubtful_count(engine),
        findings=file_findings(engine, staged),
    )
    return outcome, coverage, linked


def _count(
    engine: DuckEngine, work: _Work, coverage: Coverage, accounted: tuple[Account, ...], linked: Linked
) -> dict[str, Written]:
    """The publication of each role, as unfinished files."""
    work.progress("Counting")
    plan = publication_plan(
        work.site,
        coverage,
        accounted,
        linked.matches,
        version=work.version,
        published_on=work.now.date(),
    )
    return write_files(engine, plan, work.folder.published)


def _compared(work: _Work, unfinished: dict[str, Written]) -> Compared | None:
    """What the working group will read otherwise than in the publication in force."""
    role = "working_group"
    if role not in unfinished:
        return None
    current = current_publication(work.folder)
    before = current and current.files.get(role)
    # A damaged publication is made again, and there is nothing to compare with.
    is_whole = current is not None and versions.is_whole(work.folder.published, current)
    path = work.folder.published / before.name if before and is_whole else None
    return compared(path, unfinished[role].path)


def _publish(work: _Work, unfinished: dict[str, Written], outcome: Outcome, linked: Linked) -> Outcome:
    work.progress("Publishing")
    for delivery in work.inbox.deliveries:
        archive(work.folder, delivery.extract_id, work.inbox.files[delivery.extract_id])
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
        fingerprint=_with_linking(work.fingerprint, linked.text),
        files=files,
        published_by=work.by,
        content={role: written.content for role, written in unfinished.items()},
    )
    versions.move_pointer(work.folder.published, pointer)
    if work.rotate:
        end_rotation(work.folder, work.site, linked)
    clear_old(work.folder, work.site.versions_kept)
    return replace(outcome, version=work.version)


def _refuse_unknown_districts(engine: DuckEngine, site: Site) -> None:
    """Districts are published as they stand, so only those that the site names may come in."""
    listed = ", ".join(literal(district) for district in site.districts) or "''"
    problems = []
    for table in (tables.CALLS, tables.INCIDENTS):
        rows, line = engine.rows(f"""
            select count(*), min(line_number) from {received_name(table.name)}
            where district is not null and district not in ({listed})""")[0]
        if rows:
            # The value itself is not told: a shifted column can put an address here.
            what = f"{rows:,} rows have a district that site.toml does not list."
            remedy = "List it under districts in site.toml, or translate it with codes in the mapping."
            problems.append(Problem(file=table.name, where=f"line {line}", what=what, remedy=remedy))
    if problems:
        raise Refused(problems)


def current_publication(folder: SiteFolder) -> versions.Pointer | None:
    """The publication in force, None when there is none yet. Raises Refused when it cannot be relied on."""
    current = in_force(folder)
    if current and not (folder.warehouse / current.warehouse).is_file():
        what = f"the warehouse file {current.warehouse} that it names is gone."
        remedy = "Put it back, or run: python -m pipelines rebuild"
        raise Refused([Problem(file="published/current.json", where="", what=what, remedy=remedy)])
    return current


def _refuse_unusable(inbox: Inbox, site: Site) -> None:
    problems = list(inbox.problems)
    if not inbox.deliveries and not problems:
        what = "there is nothing to load; the inbox is empty."
        problems.append(
            Problem(file=site.name, where="inbox", what=what, remedy="Put the agencies' files there.")
        )
    if problems:
        raise Refused(problems)


def _fingerprint(folder: SiteFolder, deliveries: tuple[Delivery, ...]) -> str:
    """Hash of everything a publication is made from: files in order, settings, mappings, this code."""
    settings = [
        versions.sha256_of(path)
        for path in [
            folder.path / "site.toml",
            *folder.mapping_files,
            *folder.code_lists,
            *sorted(SUITES.glob("*.json")),
        ]
    ]
    files = [(item.extract_id, item.mapping_name, str(item.covers_to)) for item in deliveries]
    return hashlib.sha256(json.dumps([CODE_VERSION, settings, files]).encode()).hexdigest()


def made_from(folder: SiteFolder, deliveries: tuple[Delivery, ...]) -> str:
    """The fingerprint of what lies there now: equal to that in force when a refresh has nothing to do."""
    return _with_linking(_fingerprint(folder, deliveries), linking_on_disk(folder))


def _with_linking(fingerprint: str, linking: str) -> str:
    """Model and decisions can change in the course of a refresh, so they are added when they are known."""
    return hashlib.sha256(f"{fingerprint}{linking}".encode()).hexdigest() if linking else fingerprint


def _blanked(staged: list[Staged]) -> tuple[tuple[str, Unreadable], ...]:
    return tuple(
        (item.delivery.file_name, value)
        for item in staged
        for value in item.unreadable
        if value.handling != "refuse"
    )
