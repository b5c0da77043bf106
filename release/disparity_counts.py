"""Exact counts behind the disparity tables: groups within strata, before and since changes, unknown, residents.

Held in memory inside the refresh, never written. People are bounded from below by their weights here, which
hides a cell rather too often than too seldom; counting them cost more than counting the cases.
"""

from collections import defaultdict
from dataclasses import dataclass

import polars as pl

from metrics.counting import Counter, Cut, Window
from metrics.decision_points import (
    DECISION_POINTS,
    INTERSECTIONS,
    STRATIFIERS,
    SUSPECT_GROUPS,
    VICTIM_GROUPS,
    WATCHED,
)
from metrics.declarations import Measure
from metrics.segments import Timing, timing_of
from metrics.strata_counts import SCHEMA as STRATA
from metrics.strata_counts import count_strata
from release.measures import columns_of
from release.plan import Plan
from release.spans import BeforeAfterCells, Span, span
from warehouse.codes import NOT_KNOWN

GROUPS = (*SUSPECT_GROUPS, *INTERSECTIONS)
# Before and since every change, so few: each cut is counted twice for each change.
GAP_CUTS = tuple(Cut("whole", breakdown=breakdown) for breakdown in ("race", "sex", *INTERSECTIONS))
UNKNOWN = {
    **dict.fromkeys(("agency", "breakdown"), pl.String),
    **dict.fromkeys(("counted", "out_of", "counted_people", "out_of_people", "rest_people"), pl.Int64),
}
RESIDENTS = pl.Schema({"breakdown": pl.String, "group_value": pl.String, "residents": pl.Int64})


@dataclass(frozen=True)
class DisparityCounts:
    """strata: as `metrics.strata_counts.count_strata`, over the whole closed period of each measure.

    gaps: by measure id and timing of a change, its cells by group before and since.
    unknown: by agency and breakdown, people in incidents (out_of) and those whose group is not known (counted).
    residents: by breakdown and group, the newest figure there is.
    """

    strata: pl.DataFrame
    gaps: dict[tuple[str, Timing], BeforeAfterCells]
    unknown: pl.DataFrame
    residents: pl.DataFrame


NOTHING = DisparityCounts(
    pl.DataFrame(schema=STRATA), {}, pl.DataFrame(schema=UNKNOWN), pl.DataFrame(schema=RESIDENTS)
)


def count_disparity(engine: Counter, plan: Plan, windows: dict[str, Window]) -> DisparityCounts:
    """All but `gaps`. windows: the closed period of each measure that could be counted."""
    measures = [point.measure for point in DECISION_POINTS if point.measure.id in windows]
    strata = [
        count_strata(
            engine, together, GROUPS, STRATIFIERS, columns=columns_of(together[0].rows), window=window
        )
        for window, together in _together(measures, windows)
    ]
    has_people = plan.coverage.has(("incident_parties",))
    return DisparityCounts(
        pl.concat([NOTHING.strata, *strata]),
        {},
        _unknown(engine) if has_people else NOTHING.unknown,
        _residents(engine, plan),
    )


def _together(measures: list[Measure], windows: dict[str, Window]) -> list[tuple[Window, list[Measure]]]:
    """Measures that one query can count: of one table, in one closed period."""
    grouped: dict[tuple[str, Window], list[Measure]] = defaultdict(list)
    for measure in measures:
        grouped[(measure.rows, windows[measure.id])].append(measure)
    return [(window, found) for (_, window), found in grouped.items()]


def asked_gaps(plan: Plan, windows: dict[str, Window]) -> list[Span]:
    """What is counted by group before and since each change, of the decision points that are watched."""
    watched = [point.measure for point in WATCHED if point.measure.id in windows]
    return [
        span(measure, GAP_CUTS, timing, windows[measure.id], counts_people=False)
        for timing in dict.fromkeys(timing_of(change) for change in plan.interventions)
        for measure in watched
    ]


def _unknown(engine: Counter) -> pl.DataFrame:
    """Of the people of each agency's reports, as suspects and as victims, whose group is not known."""
    parts = [
        *((name, name, "role in ('suspect', 'both')") for name in SUSPECT_GROUPS),
        *((name, name.removeprefix("victim_"), "role = 'victim'") for name in VICTIM_GROUPS),
    ]
    codes = ", ".join(f"'{code}'" for code in NOT_KNOWN)
    known = {column: f"coalesce({column} not in ({codes}), false)" for _, column, _ in parts}
    sums = ", ".join(
        f"count(*) filter (where {side}) as rows_{at}, "
        f"count(*) filter (where {side} and not {known[column]}) as unknown_{at}, "
        f"coalesce(sum(person_key_weight) filter (where {side}), 0) as people_{at}, "
        f"coalesce(sum(person_key_weight) filter (where {side} and not {known[column]}), 0) as unknown_people_{at}"
        for at, (_, column, side) in enumerate(parts)
    )
    wide = engine.frame(f"select source as agency, {sums} from incident_parties group by source")
    return pl.concat(_unknown_part(wide, at, name) for at, (name, _, _) in enumerate(parts))


def _unknown_part(wide: pl.DataFrame, at: int, name: str) -> pl.DataFrame:
    people, few = pl.col(f"people_{at}").ceil(), pl.col(f"unknown_people_{at}").ceil()
    return wide.select(
        "agency",
        pl.lit(name).alias("breakdown"),
        pl.col(f"unknown_{at}").cast(pl.Int64).alias("counted"),
        pl.col(f"rows_{at}").cast(pl.Int64).alias("out_of"),
        few.cast(pl.Int64).alias("counted_people"),
        people.cast(pl.Int64).alias("out_of_people"),
        (people - few).cast(pl.Int64).alias("rest_people"),
    )


def _residents(engine: Counter, plan: Plan) -> pl.DataFrame:
    """The site's own figures, else the newest year of the table `population`."""
    told = [
        (breakdown, group, people)
        for breakdown, groups in plan.population.items()
        for group, people in groups.items()
    ]
    own = pl.DataFrame(told, schema=RESIDENTS, orient="row")
    sent = NOTHING.residents
    if plan.coverage.has(("population",)):
        sent = engine.frame("""
            select breakdown, group_value, cast(max(people) as bigint) as residents from population
            where year = (select max(year) from population) and people > 0 group by breakdown, group_value""")
    rest = sent.filter(~pl.col("breakdown").is_in(list(plan.population)))
    return pl.concat([own, rest.cast(RESIDENTS)])
