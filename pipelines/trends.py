"""Is the newest delivery like those before it? What a form, an export or a clerk changed shows here first.

Only warnings: a change can be true. Shares and rows are for the steward, who sees the files anyway.
"""

from collections.abc import Iterator

from pipelines.checks import CheckResult
from pipelines.coverage import Months
from pipelines.staging import Staged, by_mapping
from warehouse import tables
from warehouse.coverage import Coverage
from warehouse.engine import DuckEngine
from warehouse.tables import Column, Table

FEWEST_ROWS = 100  # with fewer, shares jump by themselves
ONE_ROW_IN = 10  # told where at least one row in so many is worse than in the delivery before
FEWEST_IN_MONTH = 40
UNLIKE_LAST_YEAR = 0.40
FILL_REMEDY = "Ask the agency whether its form or its export changed."
ROWS_REMEDY = "Ask the agency whether the file is whole, and what changed if it is."
# What a form asks on the first day. What comes later, as a decision does, is empty in the newest rows of every file.
KNOWN_AT_ONCE = (
    *("race", "ethnicity", "sex", "age_band", "language", "relationship", "violence_type", "severity"),
    *(
        "strangulation",
        "weapon",
        "injury",
        "children_present",
        "district",
        "initial_type",
        "referred_severity",
    ),
)
# Where a record names the stage before it, how many of those names are found.
STAGES = {"custody": "incidents", "prosecutions": "incidents", "dispositions": "prosecutions"}
LINK = {"incidents": "incident_id", "prosecutions": "case_id"}


def trends(engine: DuckEngine, staged: list[Staged], coverage: Coverage, months: Months) -> list[CheckResult]:
    """Warnings about newest deliveries that are unlike the ones before, by table."""
    return [
        result
        for table in tables.CANONICAL
        for result in (
            *_emptier(engine, table, staged),
            *_unlike_last_year(table, coverage, months),
            *_fewer_linked(engine, table, staged),
        )
    ]


def _emptier(engine: DuckEngine, table: Table, staged: list[Staged]) -> Iterator[CheckResult]:
    """Columns of the newest delivery of a mapping with far more empty fields than in the delivery before."""
    for before, newest in _last_two(table, staged):
        columns = [c for c in table.columns if c.name in newest.mapping.columns and c.name in KNOWN_AT_ONCE]
        if not columns:
            continue
        old, new = (_filled(engine, item, columns) for item in (before, newest))
        for column, filled_before, filled_now in zip(columns, old[1:], new[1:], strict=True):
            if _fell((filled_before, old[0]), (filled_now, new[0])):
                empty = 1 - filled_before / old[0], 1 - filled_now / new[0]
                words = (
                    f"{column.name} is empty in {empty[1]:.0%} of the rows of {newest.delivery.file_name}; "
                    f"in {before.delivery.file_name} it was {empty[0]:.0%}"
                )
                yield _warning(table, f"{column.name}_emptier", words, FILL_REMEDY, new[0] - filled_now)


def _fell(before: tuple[int, int], now: tuple[int, int]) -> bool:
    """Whether a share, as (counted, out of), fell by a tenth of all rows, where both have rows enough to tell."""
    (counted_before, out_of_before), (counted_now, out_of_now) = before, now
    lost = counted_before * out_of_now - counted_now * out_of_before
    return min(out_of_before, out_of_now) >= FEWEST_ROWS and lost * ONE_ROW_IN >= out_of_before * out_of_now


def _filled(engine: DuckEngine, item: Staged, columns: list[Column]) -> tuple[int, ...]:
    """Rows of the delivery, and of each column the rows that have a value."""
    counts = ", ".join(f"count({column.name})" for column in columns)
    return engine.rows(f"select count(*), {counts} from {item.loaded.rows_table} where is_kept")[0]


def _unlike_last_year(table: Table, coverage: Coverage, months: Months) -> Iterator[CheckResult]:
    """The newest whole month of an agency against the same month a year before."""
    parts = coverage.tables.get(table.name, ()) if table.day else ()
    for part in parts:
        month = Coverage({table.name: (part,)}).last_closed_day(table.name).replace(day=1)
        rows = {known.first_day: known.rows for known in months[table.name][part.agency]}
        now, then = rows.get(month, 0), rows.get(month.replace(year=month.year - 1), 0)
        if then >= FEWEST_IN_MONTH and abs(now - then) > then * UNLIKE_LAST_YEAR:
            words = f"{part.agency} has {now:,} rows for {month:%Y-%m}; a year before it had {then:,}"
            yield _warning(table, "unlike_last_year", words, ROWS_REMEDY, now)


def _fewer_linked(engine: DuckEngine, table: Table, staged: list[Staged]) -> Iterator[CheckResult]:
    """Records of the newest delivery that name a record of the stage before which nobody sent."""
    stage = STAGES.get(table.name)
    if stage is None or not engine.value(f"select count(*) from {stage}"):
        return
    for before, newest in _last_two(table, staged):
        named = _named(engine, table.name, stage, before, newest)
        (old, old_found), (new, new_found) = (
            named.get(item.delivery.number, (0, 0)) for item in (before, newest)
        )
        if _fell((old_found, old), (new_found, new)):
            words = (
                f"{new_found / new:.0%} of the rows of {newest.delivery.file_name} find their record in {stage}; "
                f"in {before.delivery.file_name} it was {old_found / old:.0%}"
            )
            remedy = "Ask both agencies whether the numbers they share are still written the same way."
            yield _warning(table, f"fewer_in_{stage}", words, remedy, new - new_found)


def _named(engine: DuckEngine, table: str, stage: str, *files: Staged) -> dict[int, tuple[int, int]]:
    """By delivery its records in use that name a record of the stage, and how many of those are there."""
    key, numbers = LINK[stage], ", ".join(str(item.delivery.number) for item in files)
    found = engine.rows(f"""
        select r.delivery_number, count(*), count(s.{key}) from {table} as r
        left join (select distinct {key} from {stage}) as s on s.{key} = r.{key}
        where r.delivery_number in ({numbers}) and r.{key} is not null group by r.delivery_number""")
    return {number: (named, there) for number, named, there in found}


def _last_two(table: Table, staged: list[Staged]) -> Iterator[tuple[Staged, Staged]]:
    """By mapping, the delivery before the newest, and the newest, by the day they reach to."""
    for own in by_mapping([item for item in staged if item.mapping.table == table.name]):
        if len(own) > 1:
            yield own[-2], own[-1]


def _warning(table: Table, rule: str, words: str, remedy: str, rows: int) -> CheckResult:
    return CheckResult(
        table=table.name,
        rule=rule,
        severity="warning",
        words=words,
        remedy=remedy,
        rows=rows,
        failing_rows_sql=None,
    )
