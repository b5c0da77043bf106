"""How many records of each agency find their person: what every indicator that follows people rests on."""

from dataclasses import asdict

import polars as pl

from release.plan import MatchRate
from warehouse.engine import DuckEngine

LINKS = "person_links"
# A record that names a report known to the police is to find its person among that report's suspects.
WITH_REPORT = ("custody", "prosecutions")
# A court case names no report: its person is to be a suspect of any.
WITHOUT_REPORT = ("dispositions",)
SCHEMA = {
    "table": pl.String,
    "agency": pl.String,
    "records": pl.Int64,
    "matched": pl.Int64,
    "doubtful": pl.Int64,
    "people": pl.Int64,
    "matched_people": pl.Int64,
    "unmatched_people": pl.Int64,
    "strangers": pl.Int64,
}


def match_rates(engine: DuckEngine) -> tuple[MatchRate, ...]:
    """The match rate of every agency and table that is linked to the police; kept as the table `match_rates`."""
    engine.run(_doubtful_persons(engine))
    found: list[MatchRate] = []
    if engine.value("select count(*) from incident_suspects"):
        for table in (*WITH_REPORT, *WITHOUT_REPORT):
            found += [MatchRate(table=table, **row) for row in engine.frame(_rates(table)).to_dicts()]
    frame = pl.DataFrame([asdict(rate) for rate in found], schema=SCHEMA)
    engine.add_frame("match_rates", frame, temporary=False)
    return tuple(found)


def doubtful_count(engine: DuckEngine) -> int:
    """Links that wait for the steward; 0 where nobody is linked by name."""
    made = engine.value(f"select count(*) from duckdb_tables() where table_name = '{LINKS}'")
    return int(engine.value(f"select count(*) from {LINKS} where status = 'doubtful'")) if made else 0


def _doubtful_persons(engine: DuckEngine) -> str:
    """Who may be the same as whom, both ways round. Without linking, nobody."""
    made = engine.value(f"select count(*) from duckdb_tables() where table_name = '{LINKS}'")
    pairs = f"select person_a, person_b from {LINKS} where status = 'doubtful'"
    if not made:
        pairs = "select '' as person_a, '' as person_b where false"
    return f"""
        create table doubtful_persons as
        with pairs as ({pairs})
        select person_a as person_key, person_b as other_key from pairs
        union select person_b, person_a from pairs"""


def _rates(table: str) -> str:
    named = table in WITH_REPORT
    known = "where r.incident_id in (select incident_id from incident_suspects)" if named else ""
    same_report = "and s.incident_id = r.incident_id" if named else ""
    return f"""
        with found as (
            select r.source as agency, r.person_key,
                   exists (select 1 from incident_suspects as s
                           where s.person_key = r.person_key {same_report}) as is_matched,
                   exists (select 1 from doubtful_persons as d join incident_suspects as s
                           on s.person_key = d.other_key
                           where d.person_key = r.person_key {same_report}) as may_match
            from {table} as r {known}
        )
        select agency, count(*) as records, count(*) filter (where is_matched) as matched,
               count(*) filter (where may_match and not is_matched) as doubtful,
               count(distinct person_key) as people,
               count(distinct person_key) filter (where is_matched) as matched_people,
               count(distinct person_key) filter (where not is_matched) as unmatched_people,
               count(distinct person_key) filter (where not is_matched and not may_match) as strangers
        from found group by agency order by agency"""
