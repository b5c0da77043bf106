"""A file loaded with a mapping, without the rest of a refresh: what stands in the columns, what could not be read."""

from datetime import date
from pathlib import Path
from typing import Any

from pipelines.loading import Delivery
from pipelines.mapping import read_mapping
from pipelines.staging import stage_one
from warehouse.engine import DuckEngine

HEAD = """
agency = "police"
table = "incidents"
files = ["reports_*.csv"]
[columns]
incident_id = "REPORT"
"""


def mapped(
    folder: Path, mapping: str, file: str, *, column: str, time_zone: str = "UTC"
) -> tuple[list[Any], list[str]]:
    """The values of one column, row by row, and the problems of values that could not be read.

    mapping: TOML; lists of codes lie in `folder`.
    """
    (folder / "m.toml").write_text(mapping, encoding="utf-8")
    source = folder / "reports_1.csv"
    source.write_text(file, encoding="utf-8")
    delivery = Delivery(
        number=1,
        file_name=source.name,
        extract_id="0" * 64,
        mapping_name="m",
        received_on=date(2026, 10, 5),
        covers_to=None,
    )
    with DuckEngine() as engine:
        placed = read_mapping(folder / "m.toml").at_site(time_zone)
        staged = stage_one(engine, source, placed, delivery, folder)
        rows = engine.rows(f"select {column} from {staged.loaded.staging} order by line_number")
    problems = [str(value.problem(source.name)) for value in staged.unreadable]
    return [row[0] for row in rows], problems
