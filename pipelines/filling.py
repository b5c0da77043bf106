"""The warehouse of a new version, row-level: from the agencies' files to the records and what is derived of them."""

from dataclasses import replace

from pipelines.building import accounts, derive, number_clashes, reach_of
from pipelines.checks import CheckResult, check_across
from pipelines.code_warnings import code_warnings
from pipelines.coverage import Months, coverage_of, read_months
from pipelines.findings import findings_of
from pipelines.linking.keeping import Linked, build_people
from pipelines.linking.link_ranges import link_ranges
from pipelines.linking.match_rates import doubtful_count, match_rates
from pipelines.links import unlinked_people
from pipelines.loading import forget
from pipelines.outcome import Outcome
from pipelines.problems import Problem, Refused
from pipelines.quarantine import set_aside
from pipelines.recording import record
from pipelines.site import Site
from pipelines.staging import Staged, received_name, stage
from pipelines.trends import trends
from pipelines.unreadable import Unreadable
from pipelines.work import Work
from warehouse import tables
from warehouse.coverage import Coverage
from warehouse.engine import DuckEngine, literal


def fill(engine: DuckEngine, work: Work) -> tuple[Outcome, Coverage, Linked]:
    """Load, check and build. Raises Refused."""
    staged = stage(engine, work.mappings, work.inbox, work.scratch, work.progress)
    _refuse_unknown_districts(engine, work.site)
    work.progress("Checking the records")
    results = set_aside(engine, staged)
    work.progress("Building the tables")
    linked = build_people(engine, work.folder, work.site, staged, scratch=work.scratch, rotate=work.rotate)
    if clashes := number_clashes(engine):
        raise Refused(clashes)
    months = read_months(engine, staged)
    coverage = coverage_of(months, staged)
    told, followed = engine.both(
        lambda own: _told(own, work, staged, results, coverage, months),
        lambda own: _followed(own, linked, coverage),
    )
    return told, coverage, followed


def _told(
    engine: DuckEngine,
    work: Work,
    staged: list[Staged],
    results: list[CheckResult],
    coverage: Coverage,
    months: Months,
) -> Outcome:
    """Where every line went and what the checks found, kept in the warehouse and told."""
    checked = [
        *results,
        *check_across(engine, {item.mapping.table for item in staged}),
        *trends(engine, staged, coverage, months),
    ]
    accounted = accounts(engine, staged)
    record(
        engine,
        staged,
        accounted,
        checked,
        coverage=coverage,
        seen_before=work.seen_before,
        today=work.today,
    )
    told = replace(_outcome(engine, staged, coverage), accounts=tuple(accounted), checks=tuple(checked))
    for item in staged:
        forget(engine, item.delivery)
    return told


def _followed(engine: DuckEngine, linked: Linked, coverage: Coverage) -> Linked:
    """Derive what people and cases came to, and say how well they could be followed. Raises Refused."""
    reach = reach_of(coverage)
    derive(engine, reach)
    if unlinked := unlinked_people(engine):
        raise Refused(unlinked)
    linked = replace(linked, matches=match_rates(engine))
    return replace(linked, ranges=link_ranges(engine, reach))


def _outcome(engine: DuckEngine, staged: list[Staged], coverage: Coverage) -> Outcome:
    """What the filled warehouse tells of its files, without their accounts and checks."""
    rejected = tuple((item.delivery.file_name, line) for item in staged for line in item.loaded.rejected)
    return Outcome(
        version=None,
        unchanged=False,
        blanked=_blanked(staged),
        rejected=rejected,
        code_warnings=tuple(code_warnings(engine, staged)),
        coverage=coverage,
        doubtful_links=doubtful_count(engine),
        findings=findings_of(engine),
    )


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


def _blanked(staged: list[Staged]) -> tuple[tuple[str, Unreadable], ...]:
    return tuple(
        (item.delivery.file_name, value)
        for item in staged
        for value in item.unreadable
        if value.handling != "refuse"
    )
