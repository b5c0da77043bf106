"""`truth.json`: everything planted, and what it came to."""

import json
from dataclasses import asdict
from typing import Any, Final

import polars as pl

from pipelines.sample.counted import counted
from pipelines.sample.deliveries import Delivery
from pipelines.sample.planted import (
    ARREST,
    BREACH,
    CHARGING,
    COURT,
    FIRST_CUT_OFF,
    PERIOD_FROM,
    PERIOD_TO,
    PROGRAM,
    REARREST,
    REPORT_WRITTEN,
    SERVICE,
)

NOTES: Final = (
    "planted: the probabilities and hazards the records were drawn from. counted: what they came to.",
    "files: rows = records + further_rows + exact_repeats + not_kept + the sum of quarantine.",
    "further_rows: the same record again with another unit or charge number, which nothing is mapped from.",
    "amended: records delivered twice, with different content the second time.",
    "tables: records = different records in use once the newest version of each is taken.",
    "No link between agencies is broken: person and report numbers are right wherever they stand.",
)


def truth_json(
    *, cases: int, seed: int, latest: dict[str, pl.DataFrame], people: int, files: dict[str, Delivery]
) -> str:
    content: dict[str, Any] = {
        "made_up": True,
        "notes": NOTES,
        "cases": cases,
        "seed": seed,
        "period": {"from": PERIOD_FROM, "to": PERIOD_TO},
        "cut_offs": [FIRST_CUT_OFF, PERIOD_TO],
        "planted": _planted(),
        "counted": counted(latest),
        "tables": {name: {"records": frame.height} for name, frame in latest.items()},
        "people_drawn": people,
        "files": {name: _file(delivery) for name, delivery in sorted(files.items())},
    }
    return json.dumps(content, indent=1, default=str) + "\n"


def _planted() -> dict[str, Any]:
    present = {"if_present_before": ARREST.if_present_before, "if_present_after": ARREST.if_present_after}
    return {
        "arrest": {**asdict(ARREST), **present},
        "report_written": asdict(REPORT_WRITTEN),
        "charging": {**asdict(CHARGING), "higher": CHARGING.higher},
        "rearrest": asdict(REARREST),
        "court": asdict(COURT),
        "program_completion": asdict(PROGRAM),
        "order_service": asdict(SERVICE),
        "breach": asdict(BREACH),
    }


def _file(delivery: Delivery) -> dict[str, Any]:
    return {
        "covers_to": delivery.covers_to,
        "rows": delivery.lines.height,
        "records": delivery.records,
        "further_rows": delivery.further_rows,
        "exact_repeats": delivery.exact_repeats,
        "not_kept": delivery.not_kept,
        "amended": delivery.amended,
        "quarantine": delivery.quarantine,
    }
