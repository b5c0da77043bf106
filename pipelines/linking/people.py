"""Persons out of person numbers: exact links, likely links, decisions."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.linking.clusters import Clusters, Link
from pipelines.linking.decisions import Decision
from pipelines.linking.identities import make_identities, named_records, number_links
from pipelines.linking.link_tables import keep_links, rename_to_persons
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

    Makes the tables `person_numbers` and `person_links`. Returns the text of the model used, None without one.
    """
    make_identities(engine, staged)
    records = named_records(engine)
    learnt = _model(records, task)
    likely = _likely(records, learnt, task)
    exact = number_links(engine, largest_person=task.settings.largest_person)
    clusters = _clusters(engine, records, exact, likely, task)
    rename_to_persons(engine, clusters)
    keep_links(engine, clusters, exact, likely, task.decisions)
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
    decided = _known_decisions(engine, task.decisions)
    sure = likely.filter(pl.col("probability") >= task.settings.link_from)
    asked = _keys_of([exact, sure, _pairs(decided)])
    clusters = Clusters(
        births=_births(records, asked),
        apart=[item.pair for item in decided if item.decision == "reject"],
        largest=task.settings.largest_person,
        places=_places(engine, asked),
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


def _known_decisions(engine: DuckEngine, decisions: Sequence[Decision]) -> list[Decision]:
    """Decisions about numbers that a file still holds."""
    asked = pl.DataFrame({"key": [key for item in decisions for key in item.pair]}, schema={"key": pl.String})
    engine.add_frame("asked_keys", asked)
    found = engine.rows("select key from asked_keys where key in (select person_key from pseudonyms)")
    engine.run("drop table asked_keys")
    known = {key for (key,) in found}
    return [item for item in decisions if known >= set(item.pair)]


def _pairs(decided: Sequence[Decision]) -> pl.DataFrame:
    schema = {"key_a": pl.String, "key_b": pl.String}
    return pl.DataFrame([item.pair for item in decided], schema=schema, orient="row")


def _keys_of(pairs: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Each key among the first two columns of the pairs, once."""
    sides = [pair.to_series(side).rename("key") for pair in pairs for side in (0, 1)]
    return pl.concat(sides).unique().to_frame()


def _places(engine: DuckEngine, asked: pl.DataFrame) -> dict[str, int]:
    """The keys in the order of the numbers behind them, which is the same whatever the key of the pseudonyms."""
    sql = "select person_key from pseudonyms semi join asked on asked.key = person_key order by number"
    ordered = engine.frame(sql, tables={"asked": asked})["person_key"]
    return {key: place for place, key in enumerate(ordered)}


def _births(records: pl.DataFrame, asked: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    """The different whole birth dates, as YYYYMMDD, of each key asked for."""
    two = [pl.col(f"birth_{part}").cast(pl.String).str.zfill(2) for part in ("year", "month", "day")]
    own = records.join(asked, on="key", how="semi")
    found = own.select("key", born=pl.concat_str(two)).drop_nulls().unique().group_by("key").agg("born")
    return {key: tuple(births) for key, births in found.iter_rows()}
