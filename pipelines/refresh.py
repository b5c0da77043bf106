"""The refresh: inbox to warehouse to published files. Whole or not at all."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pipelines.building import (
    Account,
    accounts,
    build_tables,
    derive,
    number_clashes,
    record_deliveries,
)
from pipelines.checks import SUITES, CheckResult, check_across
from pipelines.coverage import read_coverage
from pipelines.disk_full import refused_when_full
from pipelines.inbox import Inbox, Mappings, archive, read_mappings, receive
from pipelines.known_deliveries import keep_list
from pipelines.links import unlinked_people
from pipelines.loading import Delivery, Rejected
from pipelines.locking import locked
from pipelines.planning import publication_plan
from pipelines.problems import Problem, Refused
from pipelines.pseudonyms import read_or_make_key
from pipelines.publishing import clear_old, in_force
from pipelines.quarantine import set_aside
from pipelines.scratch import clear_broken_off, new_scratch
from pipelines.site import Site, SiteFolder
from pipelines.staging import Staged, received_name, stage
from pipelines.unreadable import Unreadable
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
    coverage: Coverage = field(default_factory=lambda: Coverage({}))


@refused_when_full
def refresh(
    folder: SiteFolder,
    *,
    now: datetime,
    progress: Progress = lambda _: None,
    publish: bool = True,
    by: str = "",
    anew: bool = False,
) -> Outcome:
    """Load what is new, check it, count, and publish. Raises Refused, leaving the last publication in force.

    now: the moment of the refresh; no clock is read below this.
    publish: False only checks: everything is done and nothing is kept.
    by: who asked for it, for the record of the version.
    anew: from the files in the archive, whatever became of the warehouse and the publications.
    """
    site, mappings = folder.settings(), read_mappings(folder)
    folder.warehouse.mkdir(parents=True, exist_ok=True)
    folder.published.mkdir(parents=True, exist_ok=True)
    with locked(folder, what="a refresh", by=by, now=now):
        clear_broken_off(folder)
        current = None if anew else _current(folder)
        progress("Looking into the inbox")
        inbox = receive(folder, mappings, current, now.astimezone(ZoneInfo(site.time_zone)).date())
        _refuse_unusable(inbox, site)
        fingerprint = _fingerprint(folder, inbox.deliveries)
        if current and current.fingerprint == fingerprint and versions.is_whole(folder.published, current):
            keep_list(folder, inbox.deliveries)
            return Outcome(version=current.version, unchanged=True)
        version = versions.next_version(current, [folder.warehouse, folder.published])
        scratch = new_scratch(folder)
        work = _Work(folder, site, mappings, inbox, version, fingerprint, now, progress, by, scratch)
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
    scratch: Path

    @property
    def unfinished(self) -> Path:
        return self.folder.warehouse / (versions.versioned("ccr", self.version) + versions.UNFINISHED)


def _run(work: _Work, *, publish: bool) -> Outcome:
    try:
        threads = _threads(work.inbox)
        with DuckEngine(work.unfinished, spill_to=work.scratch, threads=threads) as engine:
            outcome, coverage = _fill(engine, work)
            unfinished = _count(engine, work, coverage, outcome.accounts)
        if not publish:
            return outcome
        return _publish(work, unfinished, outcome)
    finally:
        clear_broken_off(work.folder)


def _threads(inbox: Inbox) -> int | None:
    """One thread where there is little to read: a second one costs more than it brings. None is all there are."""
    size = sum(path.stat().st_size for path in inbox.files.values())
    return 1 if size < SMALL_SITE_BYTES else None


def _fill(engine: DuckEngine, work: _Work) -> tuple[Outcome, Coverage]:
    """The warehouse of this version, row-level."""
    staged = stage(engine, work.mappings, work.inbox, work.scratch, work.progress)
    _refuse_unknown_districts(engine, work.site)
    work.progress("Checking the records")
    results = set_aside(engine, staged)
    work.progress("Building the tables")
    build_tables(engine, read_or_make_key(work.site))
    if clashes := number_clashes(engine):
        raise Refused(clashes)
    results += check_across(engine, {item.mapping.table for item in staged})
    coverage = read_coverage(engine, staged)
    derive(engine, police_cut_off=coverage.cut_off("incidents", "incident_parties"))
    if unlinked := unlinked_people(engine):
        raise Refused(unlinked)
    accounted = accounts(engine, staged)
    record_deliveries(engine, staged, accounted)
    rejected = tuple((item.delivery.file_name, line) for item in staged for line in item.loaded.rejected)
    blanked = _blanked(staged)
    outcome = Outcome(None, False, tuple(accounted), tuple(results), blanked, rejected, coverage)
    return outcome, coverage


def _count(
    engine: DuckEngine, work: _Work, coverage: Coverage, accounted: tuple[Account, ...]
) -> dict[str, Written]:
    """The publication of each role, as unfinished files."""
    work.progress("Counting")
    plan = publication_plan(
        work.site, coverage, accounted, version=work.version, published_on=work.now.date()
    )
    return write_files(engine, plan, work.folder.published)


def _publish(work: _Work, unfinished: dict[str, Written], outcome: Outcome) -> Outcome:
    work.progress("Publishing")
    for delivery in work.inbox.deliveries:
        archive(work.folder, delivery.extract_id, work.inbox.files[delivery.extract_id])
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
        fingerprint=work.fingerprint,
        files=files,
        published_by=work.by,
        content={role: written.content for role, written in unfinished.items()},
    )
    versions.move_pointer(work.folder.published, pointer)
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


def _current(folder: SiteFolder) -> versions.Pointer | None:
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
        for path in [folder.path / "site.toml", *folder.mapping_files, *sorted(SUITES.glob("*.json"))]
    ]
    files = [(item.extract_id, item.mapping_name, str(item.covers_to)) for item in deliveries]
    return hashlib.sha256(json.dumps([CODE_VERSION, settings, files]).encode()).hexdigest()


def _blanked(staged: list[Staged]) -> tuple[tuple[str, Unreadable], ...]:
    return tuple(
        (item.delivery.file_name, value)
        for item in staged
        for value in item.unreadable
        if value.handling != "refuse"
    )
