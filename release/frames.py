"""The types of a published table's columns, as a frame has them."""

import polars as pl

from release.schema import Kind, PublishedTable

FRAME_TYPES: dict[Kind, pl.DataType] = {
    "text": pl.String(),
    "whole": pl.Int64(),
    "day": pl.Date(),
    "yes_no": pl.Boolean(),
    "tenth": pl.Float64(),
}


def frame_schema(table: PublishedTable) -> dict[str, pl.DataType]:
    return {column.name: FRAME_TYPES[column.kind] for column in table.columns}
