"""Write the published files: one DuckDB file per role, holding the declared tables and nothing else."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from release import (
    about_tables,
    balancing,
    beside_tables,
    case_mix_table,
    change_tables,
    comparison_tables,
    counted_tables,
    curve_tables,
    custody_table,
    disparity_tables,
    effect_table,
    gap_table,
    indicator_table,
    match_tables,
    number_tables,
    series_table,
    wait_tables,
)
from release.counts import Counts, count_everything
from release.frames import frame_schema
from release.plan import Plan
from release.released import Release
from release.schema import PUBLISHED, PublishedTable
from warehouse.engine import SMALL_BLOCKS, DuckEngine
from warehouse.together import together
from warehouse.versions import UNFINISHED, versioned

MAKERS: dict[str, Callable[[Release], pl.DataFrame]] = {
    "about": about_tables.about,
    "agencies": about_tables.agencies,
    "match_rates": match_tables.match_rates,
    "indicators": indicator_table.indicators,
    "rates": counted_tables.rates,
    "numbers": number_tables.numbers,
    "completeness": number_tables.completeness,
    "flow": counted_tables.flow,
    "matrix": counted_tables.matrix,
    "interventions": change_tables.interventions,
    "policy_effects": effect_table.policy_effects,
    "series": series_table.series,
    "balancing": balancing.balancing,
    "disparity": disparity_tables.disparity,
    "ladder": disparity_tables.ladder,
    "case_mix": case_mix_table.case_mix,
    "gap_changes": gap_table.gap_changes,
    "unknown_groups": disparity_tables.unknown_groups,
    "population_rates": disparity_tables.population_rates,
    "readings": curve_tables.readings,
    "curves": curve_tables.curves,
    "windows": curve_tables.windows,
    "comparisons": comparison_tables.comparisons,
    "group_tests": comparison_tables.group_tests,
    "pre_empted": custody_table.pre_empted,
    "every_arrest": beside_tables.every_arrest,
    "link_ranges": beside_tables.link_ranges,
    "waits": wait_tables.waits,
}

OF_THE_VERSION = ("version", "published_on")
OF_THE_DAY = "received_on"  # the day a file was put into the inbox


@dataclass(frozen=True)
class Written:
    """One role's unfinished file, and the hash of what its tables say, whatever the version or the day."""

    path: Path
    content: str


def write_files(engine: DuckEngine, plan: Plan, folder: Path) -> dict[str, Written]:
    """Count everything and write one unfinished file per role, read back and found the same. Returns them by role."""
    counts = count_everything(engine, plan)
    jobs = [partial(_write, release=Release(plan, counts, role), folder=folder) for role in plan.widths]
    # What was counted from is finished meanwhile.
    _, written = engine.both(DuckEngine.write_out, lambda own: together(own, jobs))
    return dict(zip(plan.widths, written, strict=True))


def released_tables(plan: Plan, counts: Counts, role: str) -> dict[str, pl.DataFrame]:
    """Every published table of one role, with exactly the declared columns, of the declared types."""
    release = Release(plan, counts, role)
    return {table.name: _declared(table, MAKERS[table.name](release)) for table in PUBLISHED}


def _declared(table: PublishedTable, frame: pl.DataFrame) -> pl.DataFrame:
    told, schema = frame[list(table.column_names)], pl.Schema(frame_schema(table))
    # Only where nothing was counted a column may lack its type.
    return told if told.schema == schema else told.cast(schema)


def _write(_: DuckEngine, release: Release, folder: Path) -> Written:
    path = folder / (versioned(release.role, release.plan.version) + UNFINISHED)
    tables = released_tables(release.plan, release.counts, release.role)
    # An engine of its own with one file at a time, which nobody opens, or mends, before it is closed. The tables have
    # a few thousand rows: a second thread only costs.
    with DuckEngine(threads=1) as publishing:
        publishing.attach(path, block_size=SMALL_BLOCKS, keeps_log=False)
        for name, frame in tables.items():
            publishing.add_frame(name, frame, temporary=False)
        publishing.attach(path, read_only=True)
        digests = [_verified(publishing, name, frame) for name, frame in tables.items()]
    return Written(path, hashlib.sha256("".join(digests).encode()).hexdigest())


def _verified(published: DuckEngine, name: str, frame: pl.DataFrame) -> str:
    """Hash of the table as read back. Raises when it is not what was to be written."""
    read = published.frame(f"select * from {name}")
    if not read.equals(frame):
        raise AssertionError(
            f"Written otherwise than meant [{name}: {frame.height} rows, {read.height} read]"
        )
    said = read.filter(~pl.col("fact").is_in(OF_THE_VERSION)) if name == "about" else read
    said = said.drop(OF_THE_DAY) if OF_THE_DAY in said.columns else said
    return hashlib.sha256(said.write_csv().encode()).hexdigest()
