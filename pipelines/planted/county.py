"""One made-up county, from its seed to everything that is counted of it, without files in between.

Reading, mapping and checking have their own tests; here the records come as they would be in the warehouse
after the last delivery, and from there on everything is the refresh's own.
"""

import tomllib

import numpy as np
import polars as pl

from pipelines.building import derive
from pipelines.planning import publication_plan
from pipelines.sample.county import drawn_county
from pipelines.sample.generate import drawn_totals, latest_tables, shapes_of
from pipelines.sample.planted import PERIOD_FROM, PERIOD_TO
from pipelines.sample.site_files import SITE_TOML
from pipelines.site import Site
from release.counts import count_everything
from release.released import Release
from warehouse import tables
from warehouse.coverage import Coverage, TableCoverage
from warehouse.engine import DuckEngine

WHOEVER = "made up"


def counted_county(*, seed: int, cases: int) -> Release:
    """About `cases` reports drawn from the seed, and every exact count of them, as the refresh makes them."""
    rng = np.random.default_rng(seed)
    county = drawn_county(rng, cases)
    latest = latest_tables(county, shapes_of(cases)) | drawn_totals(rng, county)
    with DuckEngine(threads=1) as engine:
        for table in tables.CANONICAL:
            _fill(engine, table, latest.get(table.name))
        derive(engine, police_cut_off=PERIOD_TO)
        plan = publication_plan(
            Site.model_validate(tomllib.loads(SITE_TOML)),
            _coverage(latest),
            (),
            version=1,
            published_on=PERIOD_TO,
        )
        return Release(plan, count_everything(engine, plan), "working_group")


def _fill(engine: DuckEngine, table: tables.Table, rows: pl.DataFrame | None) -> None:
    """The canonical table with the columns that were drawn; the others are empty."""
    drawn = [] if rows is None else rows.columns
    columns = [
        f"cast({column.name if column.name in drawn else 'null'} as {column.sql_type}) as {column.name}"
        for column in table.columns
    ]
    # How many people stand behind a cell decides what is shown, not what is true: weights of 1 will do.
    weights = [f"1.0 as {column.name}_weight" for column in table.columns if column.kind == "person"]
    frame = rows if rows is not None else pl.DataFrame({"nothing": []})
    engine.add_frame(
        table.name, frame, columns=[*columns, *weights, f"'{WHOEVER}' as source"], temporary=False
    )


def _coverage(latest: dict[str, pl.DataFrame]) -> Coverage:
    part = TableCoverage(agency=WHOEVER, first_month=PERIOD_FROM, cut_off=PERIOD_TO, received_on=PERIOD_TO)
    return Coverage({name: (part,) for name, rows in latest.items() if rows.height})
