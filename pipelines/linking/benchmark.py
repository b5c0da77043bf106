"""Speed and correctness of linking, measured on a county with made-up names and known truth."""

import json
import time
from collections import Counter
from datetime import date

from pipelines.inbox import read_mappings, receive
from pipelines.linking.people import LinkingTask, link_people
from pipelines.linking.settings import Linking
from pipelines.pseudonyms import KEY_BYTES, make_pseudonyms
from pipelines.site import SiteFolder
from pipelines.staging import received_name, stage
from warehouse import tables
from warehouse.engine import DuckEngine

CASES = 131_000  # reports in which 100,000 people stand
TODAY = date(2026, 10, 5)
SECONDS = 60.0
PRECISION, RECALL = 0.995, 0.93


def measure_linking(site: SiteFolder) -> dict[str, float]:
    """Wall and CPU seconds of linking with learning the model; numbers linked; precision and recall of pairs."""
    scratch = site.path / "linking_scratch"
    scratch.mkdir()
    mappings = read_mappings(site)
    with DuckEngine(spill_to=scratch) as engine:
        staged = stage(engine, mappings, receive(site, mappings, None, TODAY), scratch, lambda _: None)
        engine.run("create table set_aside (delivery_number integer, line_number bigint)")
        relations = {table.name: received_name(table.name) for table in tables.CANONICAL}
        make_pseudonyms(engine, relations, bytes(KEY_BYTES))
        wall, cpu = time.perf_counter(), time.process_time()
        link_people(
            engine, staged, LinkingTask(settings=Linking(), decisions=(), saved=None, spill_to=scratch)
        )
        spent = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
        persons = dict(engine.rows("select number, person_key from pseudonyms"))
    truth = json.loads((site.path / "truth_persons.json").read_text(encoding="utf-8"))
    whose = {f"{owner}:{number}": person for owner, of in truth.items() for number, person in of.items()}
    return {**spent, "numbers": float(len(persons)), **_right_and_found(persons, whose)}


def _right_and_found(persons: dict[str, str], whose: dict[str, str]) -> dict[str, float]:
    """Of the pairs of numbers put together, those truly of one person; and the other way round.

    persons: by number, the person it was linked to; whose: by number, the person it is. Numbers that are
    nobody's were planted to be set aside, and stand for as many people.
    """
    both = Counter((person, whose.get(number, number)) for number, person in persons.items())
    made = Counter(persons.values())
    true = Counter(whose.get(number, number) for number in persons)
    right = _pairs(both)
    return {"precision": right / _pairs(made), "recall": right / _pairs(true)}


def _pairs(counts: Counter[str] | Counter[tuple[str, str]]) -> int:
    return sum(count * (count - 1) // 2 for count in counts.values())
