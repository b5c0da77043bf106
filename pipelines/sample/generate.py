"""Make the whole site folder of the sample county."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from pipelines.problems import Problem, Refused
from pipelines.sample import civil_court, dispatch, jail, police, probation, prosecutor
from pipelines.sample.county import County, drawn_county
from pipelines.sample.court import court_shape
from pipelines.sample.deliveries import Delivery, deliveries, known_by
from pipelines.sample.draws import own_stream
from pipelines.sample.extract_files import write_extract
from pipelines.sample.mapping_files import mapping_toml
from pipelines.sample.named_county import with_names
from pipelines.sample.planted import PERIOD_TO
from pipelines.sample.program import program_shape
from pipelines.sample.shapes import Shape
from pipelines.sample.site_files import GITIGNORE, SITE_TOML
from pipelines.sample.totals import advocacy_totals, feedback_totals, population
from pipelines.sample.totals_files import write_totals
from pipelines.sample.truth import truth_json

FEWEST_CASES: Final = 200
# Drawn one after another from one stream; every table since has a stream of its own, so that none shifts another.
FIRST_TABLES: Final = ("calls", "incidents", "incident_parties", "custody", "prosecutions", "dispositions")
Progress = Callable[[str, float], None]


def generate(
    out: Path, *, cases: int, seed: int, names: bool = False, progress: Progress | None = None
) -> None:
    """Write site.toml, extracts/, inbox/ and truth.json of a made-up county with about `cases` reports.

    The same cases and seed give the same bytes. `progress` is told what is being done and the share
    done so far, 0 to 1.
    names: people get made-up names and birth dates, jail and court number them in their own way, and
    truth_persons.json says whose number each is.
    Raises Refused when `out` holds a site already or `cases` is too small.
    """
    _refuse_what_cannot_work(out, cases)
    tell = progress or _tell_nobody
    tell("Drawing people and incidents", 0.0)
    rng = np.random.default_rng(seed)
    county = drawn_county(rng, cases)
    shapes = shapes_of(cases)
    named = with_names(seed, county, shapes) if names else None
    files: dict[str, Delivery] = {}
    for place, shape in enumerate(named.shapes if named else shapes):
        tell(f"Writing {shape.name}", (place + 1) / (len(shapes) + 2))
        stream = rng if shape.table in FIRST_TABLES else own_stream(rng, shape.name)
        files |= _write_agency(out, stream, shape, named.county if named else county)
    totals = drawn_totals(rng, county)
    files |= write_totals(out, totals)
    tell("Counting the truth", (len(shapes) + 1) / (len(shapes) + 2))
    latest = latest_tables(county, shapes)
    told = truth_json(cases=cases, seed=seed, latest=latest | totals, people=county.people, files=files)
    if named:
        _write(out / "truth_persons.json", json.dumps(named.numbers, indent=0, sort_keys=True) + "\n")
    _write(out / "truth.json", told)
    _write(out / ".gitignore", GITIGNORE)
    _write(out / "site.toml", SITE_TOML)
    tell("Done", 1.0)


def _tell_nobody(_words: str, _share: float) -> None:
    return None


def shapes_of(cases: int) -> tuple[Shape, ...]:
    return (
        dispatch.CALLS,
        police.INCIDENTS,
        police.PARTIES,
        jail.CUSTODY,
        prosecutor.PROSECUTIONS,
        court_shape(cases),
        probation.SUPERVISION,
        probation.VIOLATIONS,
        program_shape(cases),
        civil_court.PROTECTION_ORDERS,
        civil_court.ORDER_BREACHES,
    )


def drawn_totals(rng: np.random.Generator, county: County) -> dict[str, pl.DataFrame]:
    """The tables of totals, each from a stream of its own."""
    advocacy = advocacy_totals(own_stream(rng, "advocacy_totals"), county.tables["incident_parties"])
    return {
        "advocacy_totals": advocacy,
        "feedback_totals": feedback_totals(own_stream(rng, "feedback_totals"), advocacy),
        "population": population(county.tables["incidents"].height),
    }


def _refuse_what_cannot_work(out: Path, cases: int) -> None:
    if (out / "site.toml").exists():
        what = "the folder holds a site already."
        raise Refused([Problem(file=out.name, where="", what=what, remedy="Name an empty folder.")])
    if cases < FEWEST_CASES:
        what = f"{cases} cases are too few to hold what is planted."
        raise Refused(
            [Problem(file=out.name, where="", what=what, remedy=f"Ask for {FEWEST_CASES} or more.")]
        )


def _write_agency(out: Path, rng: np.random.Generator, shape: Shape, county: County) -> dict[str, Delivery]:
    inbox = out / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    _write(out / "extracts" / f"{shape.name}.toml", mapping_toml(shape))
    files = {}
    for delivery in deliveries(rng, shape, county.tables[shape.table]):
        name = f"{shape.name}_to_{delivery.covers_to}.{shape.kind}"
        write_extract(inbox / name, shape, delivery.lines)
        files[name] = delivery
    return files


def latest_tables(county: County, shapes: tuple[Shape, ...]) -> dict[str, pl.DataFrame]:
    """Every table as known on the last day, reports of other crimes and drafts left out."""
    known = {shape.table: known_by(county.tables[shape.table], shape, PERIOD_TO) for shape in shapes}
    return known | {
        "incidents": known["incidents"].filter(pl.col("domestic") == "Y"),
        "supervision": known["supervision"].filter(pl.col("status") == "FINAL"),
    }


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
