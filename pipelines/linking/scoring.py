"""How likely two records are one person: Splink on a DuckDB in memory, which ends with the refresh.

Splink makes ordinary tables, so it is never given the refresh's own connection: there they would be part
of the warehouse file, with names in them.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.linking import model
from warehouse.engine import DuckEngine

RECALL_OF_SAME_THREE = 0.7  # of all pairs of one person, those with both names and the birth date the same
FEWEST_ALIKE = 50  # with fewer pairs the shares of slips would be guesses
SEED = 1
PAIRS_FOR_CHANCE = 3e6
LEAST_M = 0.002  # no slip is impossible, however rarely it was seen
LEAST_U = 1e-6
DIGITS = 6
TRAINING_FIELDS = ("given", "family", "born")

Model = dict[str, Any]


def trained(records: pl.DataFrame, *, most: int, spill_to: Path) -> Model | None:
    """A model learnt from at most `most` records, one per person number; the same records give the same model.

    records: as `identities.named_records` returns them.
    None when there is too little to learn from: fewer than FEWEST_ALIKE pairs of records with both names and
    the birth date the same.
    """
    own = first_spellings(records)
    sample = _drawn(own, most) if own.height > most else own
    if _same_three(sample) < FEWEST_ALIKE:
        return None
    with _splink(sample, model.untrained(), spill_to, threads=1) as (linker, _):
        training = linker.training
        training.estimate_u_using_random_sampling(max_pairs=PAIRS_FOR_CHANCE, seed=SEED)
        training.estimate_parameters_using_expectation_maximisation(model.SAME_NAMES)
        training.estimate_parameters_using_expectation_maximisation(model.SAME_BIRTH)
        return _finished(linker.misc.save_model_to_json())


def _drawn(own: pl.DataFrame, most: int) -> pl.DataFrame:
    """So many of the records, in their order, drawn by their places: the pseudonyms change with their key."""
    placed = own.with_row_index("drawn")
    return placed.sort(pl.col("drawn").hash(seed=SEED), "drawn").head(most).sort("drawn").drop("drawn")


def likely_pairs(records: pl.DataFrame, learnt: Model, *, least: float, spill_to: Path) -> pl.DataFrame:
    """Pairs of keys (key_a < key_b) that are one person with at least this probability, each once.

    In the order of the records.

    Returns key_a, key_b, weight (match weight, log2 of the odds), probability, and fields: in words,
    which fields agree; never what they hold.
    """
    settings = learnt | {"probability_two_random_records_match": chance(first_spellings(records))}
    with _splink(records, settings, spill_to) as (linker, engine):
        found = linker.inference.predict(threshold_match_probability=least)
        return engine.frame(_best_pairs(found.physical_name))


def chance(own: pl.DataFrame) -> float:
    """The probability that two records drawn at random are one person, from those that are the same in all.

    own: one record per person number.
    """
    pairs = own.height * (own.height - 1) / 2
    return min(0.5, max(_same_three(own), 1) / RECALL_OF_SAME_THREE / max(pairs, 2))


def first_spellings(records: pl.DataFrame) -> pl.DataFrame:
    return records.unique("key", keep="first", maintain_order=True)


def _same_three(own: pl.DataFrame) -> int:
    """Pairs of records with both names and the whole birth date the same."""
    known = _with_born(own).filter(pl.col("born").is_not_null())
    alike = known.group_by(TRAINING_FIELDS).len()["len"].cast(pl.Int64)
    return int((alike * (alike - 1) // 2).sum())


def _with_born(records: pl.DataFrame) -> pl.DataFrame:
    two = [pl.col(f"birth_{part}").cast(pl.String).str.zfill(2) for part in ("year", "month", "day")]
    return records.with_columns(born=pl.concat_str(two))


@contextmanager
def _splink(
    records: pl.DataFrame, settings: Model, spill_to: Path, *, threads: int | None = None
) -> Iterator[tuple[Any, DuckEngine]]:
    """Splink's linker over the records, and the engine it works in."""
    from splink import DuckDBAPI, Linker

    # It speaks of every step, and of levels it has not seen; both are dealt with here.
    logging.getLogger("splink").setLevel(logging.CRITICAL)
    with DuckEngine(spill_to=spill_to) as engine:
        if threads:  # sums of fractions in one order, so that learning twice gives one model
            engine.run(f"set threads = {threads}")
        engine.add_frame("records", _with_born(records).with_row_index("place"), temporary=False)
        table = DuckDBAPI(connection=engine.connection).register("records")
        yield Linker(table, settings, log_level=None), engine


def _best_pairs(predicted: str) -> str:
    """One row per pair of keys: its likeliest pair of spellings."""
    fields = " || '; ' || ".join(f"'{field}: ' || {_words(field)}" for field in model.LEVELS)
    parts = ("given", "family", "born", "birth_year", "birth_month", "birth_day", "sex")
    sides = ", ".join(f"l.{part} as {part}_l, r.{part} as {part}_r" for part in parts)
    return f"""
        with best as (
            select least(key_l, key_r) as key_a, greatest(key_l, key_r) as key_b, match_weight as weight,
                   match_probability as probability, place_l, place_r,
                   row_number() over (partition by least(key_l, key_r), greatest(key_l, key_r)
                                      order by match_weight desc, place_l, place_r) as place
            from {predicted} where key_l <> key_r
        ), sides as (
            select b.*, {sides} from best as b
            join records as l on l.place = b.place_l join records as r on r.place = b.place_r
            where b.place = 1
        )
        select key_a, key_b, weight, probability, {fields} as fields from sides order by place_l, place_r"""


def _words(field: str) -> str:
    *levels, (_, last) = model.LEVELS[field]
    cases = " ".join(f"when {condition} then '{words}'" for condition, words in levels)
    return f"case {cases} else '{last}' end"


def _finished(learnt: Model) -> Model:
    """Without what differs from run to run, shares rounded and none of them 0."""
    for comparison in learnt["comparisons"]:
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level"):
                for name, least in (("m_probability", LEAST_M), ("u_probability", LEAST_U)):
                    share = level.get(name)
                    known = float(share) if isinstance(share, int | float) else least
                    level[name] = round(max(known, least), DIGITS)
    return {name: value for name, value in learnt.items() if name != "linker_uid"}
