"""The tables that keep the outcome of linking: who has which numbers, and every link made, doubtful or rejected."""

from collections.abc import Sequence

import polars as pl

from pipelines.linking.clusters import Clusters
from pipelines.linking.decisions import Decision
from warehouse.engine import FILE, DuckEngine


def rename_to_persons(engine: DuckEngine, clusters: Clusters) -> None:
    """`pseudonyms` (number, person_key, weight) by person; `own_keys` keeps each number's own pseudonym.

    A person's weight is one over the rows of all his numbers, as `pipelines.pseudonyms` says.
    """
    engine.run("alter table pseudonyms rename to own_keys")
    moved = [(key, person) for person, keys in clusters.persons() for key in keys if key != person]
    schema = {"own_key": pl.String, "person_key": pl.String}
    engine.add_frame("moved_keys", pl.DataFrame(moved, schema=schema, orient="row"))
    engine.run("""
        create table pseudonyms as
        with keys as (
            select o.person_key as own_key, any_value(coalesce(m.person_key, o.person_key)) as person_key,
                   round(1 / any_value(o.weight)) as times
            from own_keys as o left join moved_keys as m on m.own_key = o.person_key group by o.person_key
        ), weighed as (
            select person_key, 1.0 / sum(times) as weight from keys group by person_key
        )
        select o.number, k.person_key, w.weight from own_keys as o
        join keys as k on k.own_key = o.person_key join weighed as w on w.person_key = k.person_key""")
    engine.run(f"""
        create table {FILE}.person_numbers as
        select person_key, count(*) as numbers, string_agg(distinct split_part(number, ':', 1), ', '
               order by split_part(number, ':', 1)) as owners
        from pseudonyms group by person_key order by person_key""")


def keep_links(
    engine: DuckEngine,
    clusters: Clusters,
    exact: pl.DataFrame,
    likely: pl.DataFrame,
    decisions: Sequence[Decision],
) -> None:
    """The table `person_links`: every link made, doubtful or rejected, the surest reason of each pair."""
    decided = {item.pair: item.decision for item in decisions}
    rows: dict[tuple[str, str], tuple[str, str, str, float | None, str, str]] = {}
    for pair, decision in decided.items():
        status = _status(clusters, pair) if decision == "accept" else "rejected"
        rows[pair] = (*pair, "steward", None, status, "")
    for pair in exact.iter_rows():
        rows.setdefault(pair, (*pair, "number", None, _status(clusters, pair), "a shared number is the same"))
    doubted: set[tuple[str, str]] = set()
    for a, b, _, probability, fields in likely.sort(
        "weight", descending=True, maintain_order=True
    ).iter_rows():
        status = _status(clusters, (a, b))
        persons = tuple(sorted((clusters.person(a), clusters.person(b))))
        # One question for two persons is enough, however many numbers each of them has.
        if status == "linked" or persons not in doubted:
            rows.setdefault((a, b), (a, b, "model", round(probability, 3), status, fields))
        if status == "doubtful":
            doubted.add((persons[0], persons[1]))
    _write_links(engine, sorted(rows.values()))


def _status(clusters: Clusters, pair: tuple[str, str]) -> str:
    return "linked" if clusters.person(pair[0]) == clusters.person(pair[1]) else "doubtful"


def _write_links(engine: DuckEngine, rows: list[tuple[str, str, str, float | None, str, str]]) -> None:
    schema = {
        "key_a": pl.String,
        "key_b": pl.String,
        "how": pl.String,
        "probability": pl.Float64,
        "status": pl.String,
        "fields": pl.String,
    }
    engine.add_frame("links_made", pl.DataFrame(rows, schema=schema, orient="row"))
    # A decision about a number that no file holds any more stays in decisions.csv and is not shown here.
    engine.run(f"""
        create table {FILE}.person_links as
        with owned as (
            select o.person_key as key, min(split_part(o.number, ':', 1)) as owner, min(p.person_key) as person_key
            from own_keys as o join pseudonyms as p on p.number = o.number group by o.person_key
        )
        select l.*, a.owner as owner_a, b.owner as owner_b, a.person_key as person_a, b.person_key as person_b
        from links_made as l join owned as a on a.key = l.key_a join owned as b on b.key = l.key_b
        order by l.key_a, l.key_b""")
    engine.run("drop table links_made")
