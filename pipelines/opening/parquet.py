"""A Parquet file as plain delimited text: every column as text, every row a record."""

from pathlib import Path

import polars as pl

from pipelines.opening.cannot_open import CannotOpen, damaged

NOT_TEXT = (pl.List, pl.Array, pl.Struct, pl.Object, pl.Binary, pl.Duration)
MOST_ROWS = 50_000_000


def parquet_as_text(source: Path, target: Path) -> int:
    """Write the file to `target` as CSV; return its number of rows, as the file itself declares them.

    Days become 2026-09-30, moments 2026-09-30 14:05:00 in the time zone of the column.
    """
    try:
        frame = pl.scan_parquet(source, glob=False)
        rows = int(frame.select(pl.len()).collect().item())
        schema = frame.collect_schema()
        _refuse_what_has_no_text(schema, rows)
        # Every value in quotes: a row of one empty column must not look like a blank line.
        frame.sink_csv(
            target, quote_style="always", datetime_format="%Y-%m-%d %H:%M:%S", float_scientific=False
        )
    except pl.exceptions.PolarsError:
        raise damaged("Parquet file") from None
    return rows


def _refuse_what_has_no_text(schema: pl.Schema, rows: int) -> None:
    if rows > MOST_ROWS:
        raise CannotOpen(
            f"it declares {rows:,} rows, more than {MOST_ROWS:,}.", "Ask the agency what it sent."
        )
    for name, kind in schema.items():
        if isinstance(kind, NOT_TEXT):
            what = f"the column {name} holds lists or raw data, which have no text."
            raise CannotOpen(what, "Ask for a flat table, one value in each field.")
