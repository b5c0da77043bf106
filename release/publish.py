"""Write the published files: one DuckDB file per role, holding the declared tables and nothing else."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
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
from release.plan import Plan
from release.released import Release
from release.schema import PUBLISHED, SQL_TYPES, PublishedTable
from warehouse.engine import SMALL_BLOCKS, DuckEngine
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
    return {role: _write(Release(plan, counts, role), folder) for role in plan.widths}


def released_tables(plan: Plan, counts: Counts, role: str) -> dict[str, pl.DataFrame]:
    """Every published table of one role, with exactly the declared columns."""
    release = Release(plan, counts, role)
    return {table.name: MAKERS[table.name](release)[list(table.column_names)] for table in PUBLISHED}


def _write(release: Release, folder: Path) -> Written:
    path = folder / (versioned(release.role, release.plan.version) + UNFINISHED)
    tables = released_tables(release.plan, release.counts, release.role)
    # A few thousand rows: a second thread only costs. Nobody opens the file, or mends it, before it is closed.
    with DuckEngine(path, threads=1, block_size=SMALL_BLOCKS, keeps_log=False) as published:
        for table in PUBLISHED:
            _write_table(published, table, tables[table.name])
    with DuckEngine(path, read_only=True, threads=1) as published:
        digests = [_verified(published, table, tables[table.name]) for table in PUBLISHED]
    return Written(path, hashlib.sha256("".join(digests).encode()).hexdigest())


def _write_table(published: DuckEngine, table: PublishedTable, frame: pl.DataFrame) -> None:
    columns = [
        f"cast({column.name} as {SQL_TYPES[column.kind]}) as {column.name}" for column in table.columns
    ]
    published.add_frame(table.name, frame, columns=columns, temporary=False)


def _verified(published: DuckEngine, table: PublishedTable, frame: pl.DataFrame) -> str:
    """Hash of the table as read back. Raises when it is not what was to be written."""
    read = published.frame(f"select * from {table.name}")
    if read.height != frame.height or read.columns != frame.columns:
        raise AssertionError(
            f"Written otherwise than meant [{table.name}: {frame.height} rows, {read.height} read]"
        )
    said = read.filter(~pl.col("fact").is_in(OF_THE_VERSION)) if table.name == "about" else read
    said = said.drop(OF_THE_DAY) if OF_THE_DAY in said.columns else said
    return hashlib.sha256(said.write_csv().encode()).hexdigest()
