"""How much shares of new harm could be off because of links in doubt: as counted, and with all of them made.

Not a bound: first arrests, couples and what followed them are derived anew, by the same queries, for the people in
doubt and for those whose victim is.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import polars as pl

from metrics.repeat_harm import (
    AFTER_RELEASE,
    COUPLE_AGAIN,
    NEW_INCIDENT,
    NEW_VICTIM,
    REARREST,
    SAME_VICTIM,
    YEAR,
)
from pipelines.building import with_reach
from release.plan import LinkRange
from warehouse.derived import couples_query, followed_query
from warehouse.engine import DuckEngine


class Reading(NamedTuple):
    """Days to the failure, and who is followed: columns of `episodes` or `couples`."""

    curve: str
    days: str
    who: str = "true"


FROM_ARREST = (
    Reading(REARREST.id, "days_to_rearrest"),
    Reading(AFTER_RELEASE.id, "days_to_rearrest", "was_held"),
    Reading(NEW_INCIDENT.id, "days_to_incident"),
    Reading(SAME_VICTIM.id, "days_to_same_victim"),
    Reading(NEW_VICTIM.id, "days_to_new_victim"),
)
OF_COUPLES = (Reading(COUPLE_AGAIN.id, "days_to_incident"),)
Numbers = tuple[int, ...]  # of each reading, those with the event and those followed
ONE_PERSON, TOUCHED, JOINED = "one_person", "touched_suspects", "joined_journeys"
THEIRS = f"person_key in (select person_key from {TOUCHED})"


def link_ranges(engine: DuckEngine, reach: Mapping[str, date]) -> tuple[LinkRange, ...]:
    """Shares with new harm within 12 months under both readings of the doubt. Nothing where no link is in doubt.

    Asks `doubtful_persons`, which `match_rates` makes.
    """
    pairs = engine.rows("select person_key, other_key from doubtful_persons where person_key < other_key")
    if not pairs:
        return ()
    engine.add_frame(ONE_PERSON, _joined(pairs))
    for name, query in ((TOUCHED, _touched()), (JOINED, _joined_journeys())):
        engine.run(f"create table {name} as {with_reach(query, reach)}")
    found = [
        *_ranges(engine, FROM_ARREST, "episodes", with_reach(followed_query(JOINED, _stays()), reach)),
        *_ranges(engine, OF_COUPLES, "couples", with_reach(couples_query(JOINED, "person_key"), reach)),
    ]
    for name in (JOINED, TOUCHED, ONE_PERSON):
        engine.run(f"drop table {name}")
    return tuple(found)


def _ranges(engine: DuckEngine, readings: tuple[Reading, ...], rows: str, if_right: str) -> list[LinkRange]:
    """rows: the derived table; if_right: the same of the people touched, with every link made.

    Readings that follow nobody are left out.
    """
    every = _counted(engine, readings, rows)
    theirs = _counted(engine, readings, f"(select * from {rows} where {THEIRS})")
    right = _counted(engine, readings, f"({if_right})")
    made = [one - other + new for one, other, new in zip(every, theirs, right, strict=True)]
    return [
        LinkRange(
            curve=reading.curve,
            months=12,
            events=every[at],
            followed=every[at + 1],
            events_if_right=made[at],
            followed_if_right=made[at + 1],
        )
        for at, reading in zip(range(0, len(every), 2), readings, strict=True)
        if every[at + 1]
    ]


def _counted(engine: DuckEngine, readings: tuple[Reading, ...], rows: str) -> Numbers:
    columns = [
        f"count(*) filter (where {condition})"
        for reading in readings
        for condition in (f"{reading.who} and {reading.days} <= {YEAR}", reading.who)
    ]
    found = engine.rows(f"select {', '.join(columns)} from {rows} as f where days_possible >= {YEAR}")[0]
    return tuple(int(number) for number in found)


def _touched() -> str:
    """Suspects whose harm may be counted otherwise: in doubt themselves, or one of their victims is."""
    return f"""
        select person_key, one_key from {ONE_PERSON} union all
        select distinct person_key, person_key from journeys
        where victim_person_key in (select person_key from {ONE_PERSON})
          and person_key not in (select person_key from {ONE_PERSON})"""


def _joined_journeys() -> str:
    """`journeys` of the people touched, each joined with whoever he may be; of two victims in one report neither."""
    return f"""
        select incident_id, one_key as person_key, min(occurred_on) as occurred_on, min(arrested_on) as arrested_on,
               case when count(distinct victim) = 1 then min(victim) end as victim_person_key
        from (
            select j.incident_id, t.one_key, j.occurred_on, coalesce(v.one_key, j.victim_person_key) as victim,
                   case when j.arrested_on <= $police_cut_off then j.arrested_on end as arrested_on
            from journeys as j join {TOUCHED} as t on t.person_key = j.person_key
            left join {ONE_PERSON} as v on v.person_key = j.victim_person_key
            where j.occurred_on <= $police_cut_off) as rows
        group by incident_id, one_key"""


def _stays() -> str:
    """`first_stays` of the people touched, joined likewise."""
    return f"""(
        select incident_id, person_key, released_at from (
            select f.incident_id, t.one_key as person_key, f.released_at, row_number() over (
                partition by f.incident_id, t.one_key order by f.booked_at, f.released_at) as place
            from first_stays as f join {TOUCHED} as t on t.person_key = f.person_key) as ranked
        where place = 1)"""


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
