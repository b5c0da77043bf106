"""A plan and exact counts with nothing in them but what a test puts there."""

from datetime import date
from typing import Any

import polars as pl

from metrics.counting import WEIGHTS
from metrics.histograms import HISTOGRAM
from release.counts import NO_CELLS, Counts
from release.plan import Plan
from release.released import Release
from warehouse.coverage import Coverage

Row = tuple[str, int, bool, int]


def histogram(*rows: Row, breakdown: str = "none", **other: Any) -> pl.DataFrame:
    """rows: group, days, event, n."""
    cells = [
        {"grain": "whole", "period_from": None, "district": "all", "breakdown": breakdown}
        | {"group_value": group, "days": days, "event": event, "competing": False, "n": n}
        | dict.fromkeys(WEIGHTS, n)
        | other
        for group, days, event, n in rows
    ]
    return pl.DataFrame(cells, schema=HISTOGRAM)


def release(role: str = "working_group", width: int = 6, *, plan: Any = None, **counted: Any) -> Release:
    """counted: fields of Counts; plan: fields of Plan that differ."""
    settings: dict[str, Any] = {
        "version": 1,
        "published_on": date(2026, 10, 5),
        "site_name": "",
        "widths": {role: width},
        "provisional_months": 0,
        "reference_groups": {"sex": "male"},
        "policies": (),
        "interventions": (),
        "caveats": (),
        "coverage": Coverage({}),
        "agencies": (),
        **(plan or {}),
    }
    counts = {"cells": NO_CELLS, "windows": {}, "histograms": {}, "spans": {}, **counted}
    return Release(Plan(**settings), Counts(**counts), role)
