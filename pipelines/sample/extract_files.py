"""Writing rows as an agency would: delimited text, or a workbook without a trace of when it was made."""

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl
from openpyxl import Workbook

from pipelines.sample.shapes import Shape

ZIP_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
MADE_AT: Final = "2026-10-01T06:00:00Z"
STAMP: Final = re.compile(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:(?:created|modified)>)")
PROPERTIES: Final = "docProps/core.xml"
Text = str | date | None


def write_extract(path: Path, shape: Shape, lines: pl.DataFrame) -> None:
    """One delivery. The same rows always give the same bytes."""
    if shape.kind == "xlsx":
        _write_workbook(path, str(shape.format["sheet"]), lines, shape.typed_days)
        return
    encoding = str(shape.format.get("encoding", "utf-8"))
    delimiter = str(shape.format.get("delimiter", ","))
    if encoding.startswith("utf-8"):
        with_mark = encoding == "utf-8-sig"
        lines.write_csv(path, separator=delimiter, line_terminator=shape.line_end, include_bom=with_mark)
        return
    path.write_bytes(lines.write_csv(separator=delimiter, line_terminator=shape.line_end).encode(encoding))


def _write_workbook(path: Path, sheet: str, lines: pl.DataFrame, typed_days: tuple[str, ...]) -> None:
    workbook = Workbook(write_only=True)
    page = workbook.create_sheet(sheet)
    page.append(lines.columns)
    for row in lines.with_columns(pl.col(name).str.to_date("%Y-%m-%d") for name in typed_days).iter_rows():
        page.append(row)
    made = io.BytesIO()
    workbook.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(_entry(name), _timeless(name, source.read(name)), compresslevel=9)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=ZIP_EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _timeless(name: str, content: bytes) -> bytes:
    """The library writes the time of saving into the properties; the same seed must give the same bytes."""
    if name != PROPERTIES:
        return content
    return STAMP.sub(rf"\g<1>{MADE_AT}\g<2>", content.decode()).encode()
