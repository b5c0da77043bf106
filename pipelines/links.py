"""Whether agencies' records find each other: numbers that are not shared would read as "nobody was charged"."""

from pipelines.problems import Problem
from warehouse.engine import DuckEngine

FEWEST = 30  # records that name a known report; with fewer nothing can be said
LEAST_SHARE = 0.1


def unlinked_people(engine: DuckEngine) -> list[Problem]:
    """A problem for each table whose people are hardly ever the suspects of the reports they name."""
    problems: list[Problem] = []
    if not engine.value("select count(*) from incident_suspects"):
        return problems
    for table in ("prosecutions", "custody"):
        named, found = engine.rows(f"""
            select count(*), count(s.person_key)
            from {table} as r
            join (select distinct incident_id from incident_suspects) as known on known.incident_id = r.incident_id
            left join incident_suspects as s on s.incident_id = r.incident_id and s.person_key = r.person_key""")[
            0
        ]
        if named >= FEWEST and found < named * LEAST_SHARE:
            what = "almost none of its people are suspects of the reports it names, so no case could be followed."
            remedy = "Where agencies share person numbers, their mappings need the same person_numbers."
            problems.append(Problem(file=table, where="", what=what, remedy=remedy))
    return problems
