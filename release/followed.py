"""Who is followed to what, for every time to event that a publication can count."""

from metrics.histograms import Followed
from metrics.repeat_harm import PRE_EMPTED
from release.bands import FEWEST_FOLLOWED, SMALLEST_DENOMINATOR, SMALLEST_PART
from release.completeness import is_told
from release.measures import FOLLOWED, cuts_of, is_wait, table_of
from release.plan import Plan
from warehouse.coverage import Coverage


def _may_follow(coverage: Coverage, *tables: str) -> bool:
    """Nobody can be followed through a month that did not come."""
    return not coverage.missing_months(*tables)


def who_is_followed(plan: Plan, empty: frozenset[str]) -> list[Followed]:
    """Who is followed to what, where the agencies that it takes have sent all of it."""
    coverage = plan.coverage
    return [
        Followed(
            time=time,
            cuts=cuts_of(time),
            columns=_columns(time.rows),
            cut_off=coverage.cut_off(*(time.ended_by or time.tables)),
            first_day=coverage.first_day(*time.tables),
            limit=plan.limits[time.limit] if time.limit else None,
            told_from=SMALLEST_PART if is_wait(time) else FEWEST_FOLLOWED + SMALLEST_PART,
            shares_from=SMALLEST_DENOMINATOR if is_wait(time) else None,
        )
        for time in (*FOLLOWED, PRE_EMPTED)
        if coverage.has(time.needs) and _may_follow(coverage, *time.tables) and is_told(time.fields, empty)
    ]


def _columns(rows: str) -> tuple[str, ...]:
    """Of a table with one row per suspect there are as many people as rows: its victims need no counting."""
    table = table_of(rows)
    is_of_suspects = table.record_id == ("person_key",)
    return tuple(
        c for c in table.column_names if not (is_of_suspects and c in ("victim_weight", "victim_person_key"))
    )
