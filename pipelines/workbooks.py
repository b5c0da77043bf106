"""An Excel workbook's sheet as clean delimited text, so that it loads like any other file."""

import csv
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from pipelines.mapping import Format
from pipelines.problems import Problem, Refused

Cell = int | float | str | bool | date | datetime | time | timedelta


def sheet_as_text(source: Path, file_name: str, layout: Format, target: Path) -> Format:
    """Write the declared sheet to `target` as CSV; return the layout of what was written.

    Typed dates become 2026-09-30, typed moments 2026-09-30 14:05:00, whole numbers lose their ".0".
    Raises Refused when the workbook or the sheet cannot be read.
    """
    try:
        workbook = CalamineWorkbook.from_path(str(source))
    except (CalamineError, OSError):
        what = "this is not a readable Excel workbook; it may be damaged or protected by a password."
        raise Refused([_problem(file_name, what, "Open it in Excel and save it again as .xlsx.")]) from None
    name = layout.sheet or workbook.sheet_names[0]
    if name not in workbook.sheet_names:
        what = f"the sheet {name} is missing; there are {', '.join(workbook.sheet_names)}."
        raise Refused([_problem(file_name, what, "Correct the sheet in the mapping or the workbook.")])
    rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows(_texts(row) for row in rows[layout.header_row - 1 :])
    return layout.model_copy(update={"kind": "csv", "encoding": "utf-8", "delimiter": ","})


def _texts(row: Sequence[Cell]) -> list[str]:
    texts = [_text(cell) for cell in row]
    return texts if any(texts) else []


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S" if cell.time() != time() else "%Y-%m-%d")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _problem(file_name: str, what: str, remedy: str) -> Problem:
    return Problem(file=file_name, where="", what=what, remedy=remedy)
