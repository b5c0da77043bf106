"""Persons out of person numbers: exact links, likely links, decisions; and the tables that keep the outcome."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.linking.clusters import Clusters, Link
from pipelines.linking.decisions import Decision
from pipelines.linking.identities import make_identities, named_records, number_links
from pipelines.linking.scoring import Model, likely_pairs, trained
from pipelines.linking.settings import Linking
from pipelines.problems import Problem, Refused
from pipelines.staging import Staged
from warehouse.engine import DuckEngine

PAIRS = {
    "key_a": pl.String,
    "key_b": pl.String,
    "weight": pl.Float64,
    "probability": pl.Float64,
    "fields": pl.String,
}


@dataclass(frozen=True, kw_only=True)
class LinkingTask:
    """What linking needs beside the rows. `saved`: the text of the site's model, None to learn one."""

    settings: Linking
    decisions: Sequence[Decision]
    saved: str | None
    spill_to: Path


def links_people(staged: Sequence[Staged]) -> bool:
    """Whether any mapping says who its people are. Where none does, linking costs nothing."""
    return any(item.mapping.identity for item in staged)


def link_people(engine: DuckEngine, staged: list[Staged], task: LinkingTask) -> str | None:
    """Put numbers of one person together: afterwards `pseudonyms` leads from each number to its person.

    Makes the tables `persons` and `person_links`. Returns the text of the model used, None without one.
    """
    make_identities(engine, staged)
    records = named_records(engine)
    learnt = _model(records, task)
    likely = _likely(records, learnt, task)
    exact = number_links(engine, largest_person=task.settings.largest_person)
    clusters = _clusters(engine, records, exact, likely, task)
    _rename(engine, clusters)
    _keep_links(engine, clusters, exact, likely, task)
    # Names end here, not with the refresh: nothing after this needs them.
    engine.run("drop table identities")
    engine.run("drop table shared_numbers")
    return json.dumps(learnt, indent=1) + "\n" if learnt else None


def _model(records: pl.DataFrame, task: LinkingTask) -> Model | None:
    if records.is_empty():
        return None
    if task.saved is None:
        return trained(records, most=task.settings.train_on, spill_to=task.spill_to)
    try:
        saved: Model = json.loads(task.saved)
    except ValueError:
        what, remedy = "it is not a model of linking.", "Delete it; the next refresh learns a new one."
        raise Refused([Problem(file="linking/model.json", where="", what=what, remedy=remedy)]) from None
    return saved


def _likely(records: pl.DataFrame, learnt: Model | None, task: LinkingTask) -> pl.DataFrame:
    if learnt is None:
        return pl.DataFrame(schema=PAIRS)
    return likely_pairs(records, learnt, least=task.settings.doubt_from, spill_to=task.spill_to)


def _clusters(
    engine: DuckEngine, records: pl.DataFrame, exact: pl.DataFrame, likely: pl.DataFrame, task: LinkingTask
) -> Clusters:
    known = set(engine.frame("select distinct person_key from pseudonyms")["person_key"].to_list())
    decided = [item for item in task.decisions if item.key_a in known and item.key_b in known]
    sure = likely.filter(pl.col("probability") >= task.settings.link_from)
    clusters = Clusters(
        births=_births(records),
        apart=[item.pair for item in decided if item.decision == "reject"],
        largest=task.settings.largest_person,
    )
    accepted = [item.pair for item in decided if item.decision == "accept"]
    clusters.join(
        [
            *(Link(key_a=a, key_b=b, how="steward") for a, b in accepted),
            *(Link(key_a=a, key_b=b, how="number") for a, b in exact.iter_rows()),
            *(
                Link(key_a=a, key_b=b, how="model", weight=weight)
                for a, b, weight in sure.select("key_a", "key_b", "weight").iter_rows()
            ),
        ]
    )
    return clusters


def _births(records: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    """The different whole birth dates of each key, as YYYYMMDD."""
    two = [pl.col(f"birth_{part}").cast(pl.String).str.zfill(2) for part in ("year", "month", "day")]
    found = records.select("key", born=pl.concat_str(two)).drop_nulls().unique().group_by("key").agg("born")
    return {key: tuple(births) for key, births in found.iter_rows()}


def _rename(engine: DuckEngine, clusters: Clusters) -> None:
    """`pseudonyms` (number, person_key, weight) by person; `own_keys` keeps each number's own pseudonym.

    A person's weight is one over the rows of all his numbers, as `pipelines.pseudonyms` says.
    """
    engine.run("alter table pseudonyms rename to own_keys")
    moved = [(key, person) for person, keys in clusters.persons() for key in keys if key != person]
    schema = {"own_key": pl.String, "person_key": pl.String}
    engine.add_frame("moved_keys", pl.DataFrame(moved, schema=schema, orient="row"))
    engine.run("""
        create temp table pseudonyms as
        with keys as (
            select o.person_key as own_key, any_value(coalesce(m.person_key, o.person_key)) as person_key,
                   round(1 / any_value(o.weight)) as times
            from own_keys as o left join moved_keys as m on m.own_key = o.person_key group by o.person_key
        ), weighed as (
            select person_key, 1.0 / sum(times) as weight from keys group by person_key
        )
        select o.number, k.person_key, w.weight from own_keys as o
        join keys as k on k.own_key = o.person_key join weighed as w on w.person_key = k.person_key""")
    engine.run("""
        create table persons as
        select person_key, count(*) as numbers, string_agg(distinct split_part(number, ':', 1), ', '
               order by split_part(number, ':', 1)) as owners
        from pseudonyms group by person_key order by person_key""")


def _keep_links(
    engine: DuckEngine, clusters: Clusters, exact: pl.DataFrame, likely: pl.DataFrame, task: LinkingTask
) -> None:
    """The table `person_links`: every link made, doubtful or rejected, the surest reason of each pair."""
    decided = {item.pair: item.decision for item in task.decisions}
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
    engine.run("""
        create table person_links as
        with owned as (
            select o.person_key as key, min(split_part(o.number, ':', 1)) as owner, min(p.person_key) as person_key
            from own_keys as o join pseudonyms as p on p.number = o.number group by o.person_key
        )
        select l.*, a.owner as owner_a, b.owner as owner_b, a.person_key as person_a, b.person_key as person_b
        from links_made as l join owned as a on a.key = l.key_a join owned as b on b.key = l.key_b
        order by l.key_a, l.key_b""")
    engine.run("drop table links_made")
