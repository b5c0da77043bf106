"""What the agencies say of who their people are: one record per number and spelling, in temporary tables."""

import polars as pl

from pipelines import identity_sql
from pipelines.staging import Staged
from warehouse.engine import DuckEngine, literal

# A number that stands with more spellings than these keeps the most frequent ones.
MOST_SPELLINGS = 5
PARTS = identity_sql.PARTS
SCHEMA = "number varchar, given varchar, family varchar, birth_year integer, birth_month integer, birth_day integer, "
SCHEMA += "sex varchar, rows bigint"


def make_identities(engine: DuckEngine, staged: list[Staged]) -> None:
    """Fill the temporary tables `identities` and `shared_numbers` from every row that is in use."""
    engine.run(f"create table identities ({SCHEMA})")
    engine.run("create table shared_numbers (number varchar, kind varchar, value varchar)")
    for item in staged:
        for person, identity in item.mapping.identity.items():
            rows = _rows_in_use(item, person)
            parts = ", ".join(f"{identity_sql.part_name(person, part)} as {part}" for part in PARTS)
            engine.run(f"insert into identities select {person}, {parts}, count(*) from {rows} group by all")
            for kind in identity.numbers:
                value = identity_sql.number_name(person, kind)
                engine.run(f"""
                    insert into shared_numbers
                    select distinct {person}, {literal(kind)}, {value} from {rows} where {value} is not null""")


def named_records(engine: DuckEngine) -> pl.DataFrame:
    """A row per person number and spelling: key (pseudonym), owner, and the parts of the identity.

    In the order of numbers, which depends on nothing but the rows: not on their order, and not on the key of
    the pseudonyms, or a new key would teach the model otherwise. Somebody without any name has no row.
    """
    parts = ", ".join(PARTS)
    return engine.frame(f"""
        with spelt as (
            select p.person_key as key, i.number, split_part(i.number, ':', 1) as owner, {parts}, sum(rows) as rows
            from identities as i join pseudonyms as p on p.number = i.number
            where given is not null and family is not null
            group by all
        ), ranked as (
            select *, row_number() over (partition by key order by rows desc, {parts}) as place from spelt
        )
        select key, owner, {parts} from ranked where place <= {MOST_SPELLINGS} order by number, place""")


def number_links(engine: DuckEngine, *, largest_person: int) -> pl.DataFrame:
    """Pairs of keys (key_a < key_b) that share a number, each once.

    A value that stands with more than `largest_person` keys is nobody's number but a filler.
    """
    return engine.frame(f"""
        with carried as (
            select distinct kind, value, person_key as key, s.number
            from shared_numbers as s join pseudonyms as p on p.number = s.number
        ), told as (
            select kind, value, min_by(key, number) as first from carried group by all
            having count(*) between 2 and {int(largest_person)}
        )
        select distinct least(t.first, c.key) as key_a, greatest(t.first, c.key) as key_b from carried as c
        join told as t on t.kind = c.kind and t.value = c.value
        where c.key <> t.first order by all""")


def _rows_in_use(item: Staged, person: str) -> str:
    return f"""(
        select s.* from {item.loaded.staging} as s
        anti join (select * from set_aside where delivery_number = {item.delivery.number}) as aside
          on aside.line_number = s.line_number
        where s.is_kept and s.{person} is not null)"""
