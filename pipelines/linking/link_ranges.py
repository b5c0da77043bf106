"""How much a re-arrest share could be off because of links in doubt: counted as it is, and with all of them made.

Not a bound: first arrests and what followed them are derived anew for the people in doubt, by the same query.
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from metrics.repeat_harm import REARREST, YEAR
from pipelines.building import with_reach
from release.plan import LinkRange
from warehouse.derived import arrests_query
from warehouse.engine import DuckEngine

COUNTED = f"""
    select count(*) filter (where days_to_rearrest <= {YEAR}), count(*)
    from {{rows}} as a where place = 1 and days_possible >= {YEAR}"""
ONE_PERSON = "one_person"


def link_ranges(engine: DuckEngine, reach: Mapping[str, date]) -> tuple[LinkRange, ...]:
    """The re-arrest within 12 months under both readings. Nothing where no link is in doubt.

    Asks `doubtful_persons`, which `match_rates` makes.
    """
    pairs = engine.rows("select person_key, other_key from doubtful_persons where person_key < other_key")
    if not pairs:
        return ()
    people = _joined(pairs)
    engine.add_frame(ONE_PERSON, people)
    own = f"(select r.* from arrests as r join {ONE_PERSON} as o on o.person_key = r.person_key)"
    every, theirs = _counted(engine, "arrests"), _counted(engine, own)
    right = _counted(engine, f"({with_reach(_as_one(), reach)})")
    engine.run(f"drop table {ONE_PERSON}")
    return (
        LinkRange(
            curve=REARREST.id,
            months=12,
            events=every[0],
            followed=every[1],
            events_if_right=every[0] - theirs[0] + right[0],
            followed_if_right=every[1] - theirs[1] + right[1],
        ),
    )


def _counted(engine: DuckEngine, rows: str) -> tuple[int, int]:
    events, followed = engine.rows(COUNTED.format(rows=rows))[0]
    return int(events), int(followed)


def _as_one() -> str:
    """`arrests` of the people in doubt, each of them joined with whoever he may be."""
    journeys = f"""(
        select j.incident_id, o.one_key as person_key, min(j.occurred_on) as occurred_on,
               min(j.arrested_on) as arrested_on
        from journeys as j join {ONE_PERSON} as o on o.person_key = j.person_key
        group by j.incident_id, o.one_key)"""
    stays = f"""(
        select incident_id, person_key, released_at from (
            select f.incident_id, o.one_key as person_key, f.released_at, row_number() over (
                partition by f.incident_id, o.one_key order by f.booked_at, f.released_at) as place
            from first_stays as f join {ONE_PERSON} as o on o.person_key = f.person_key) as ranked
        where place = 1)"""
    return arrests_query(journeys, stays)


def _joined(pairs: list[tuple[str, str]]) -> pl.DataFrame:
    """person_key and one_key: the same for all who are joined by the pairs, directly or through others."""
    above: dict[str, str] = {}

    def top(key: str) -> str:
        while (over := above.get(key, key)) != key:
            key = over
        return key

    for one, other in pairs:
        first, second = sorted((top(one), top(other)))
        above[second] = first
        above.setdefault(first, first)
    keys = sorted(above)
    return pl.DataFrame({"person_key": keys, "one_key": [top(key) for key in keys]})
