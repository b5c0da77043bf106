"""An Excel workbook's sheet as plain delimited text, so that it loads like any other file."""

import csv
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum

from pipelines.opening.archives import open_archive
from pipelines.opening.cannot_open import CannotOpen
from pipelines.opening.hidden_cells import by_row, hidden_cells

Cell = int | float | str | bool | date | datetime | time | timedelta
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
EXACT_DIGITS = 10**15  # Excel keeps fifteen digits; longer numbers have lost their end
SAVE_AGAIN = "Open it in Excel and save it again as .xlsx."


def sheet_as_text(source: Path, sheet: str | None, header_row: int, target: Path) -> None:
    """Write the sheet, from its row of headings on, to `target` as CSV.

    Typed dates become 2026-09-30, typed moments 2026-09-30 14:05:00, whole numbers lose their ".0", errors
    stay what they are, as #DIV/0!. Raises CannotOpen when the workbook or the sheet is not as declared.
    """
    _refuse_old_excel(source)
    with open_archive(source, "Excel workbook") as archive:
        if "xl/workbook.xml" not in archive.namelist():
            raise CannotOpen("this is no Excel workbook (.xlsx).", SAVE_AGAIN)
        workbook = CalamineWorkbook.from_path(str(source))
        name = _sheet_name(workbook, sheet)
        page = workbook.get_sheet_by_name(name)
        _refuse_merged_cells(page, header_row)
        _write(archive, page, header_row, target)


def _write(archive: zipfile.ZipFile, page: CalamineSheet, header_row: int, target: Path) -> None:
    hidden = by_row(hidden_cells(archive, page.name))
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        for number, row in enumerate(_rows(page, last=max(hidden, default=-1))):
            if number >= header_row - 1:
                writer.writerow(_texts(row, hidden.get(number, {})))


def _rows(page: CalamineSheet, *, last: int) -> Iterator[Sequence[Cell]]:
    """Every row from the sheet's first cell on, at least to row `last`, counted from 0."""
    left: list[Cell] = [""] * (page.start[1] if page.start else 0)
    for row in page.iter_rows():
        last -= 1
        yield [*left, *row]
    for _ in range(last + 1):
        yield []


def _refuse_old_excel(source: Path) -> None:
    with source.open("rb") as file:
        head = file.read(65_536)
    if not head.strip():
        raise CannotOpen("the file is empty.", "Ask the agency to send it again.")
    if head.startswith(OLD_EXCEL):
        if ENCRYPTED in head or ENCRYPTED in source.read_bytes():
            what = "the workbook is protected by a password."
            raise CannotOpen(what, "Open it in Excel, take the password away, and save it again as .xlsx.")
        raise CannotOpen("this is an old Excel file (.xls).", SAVE_AGAIN)


def _sheet_name(workbook: CalamineWorkbook, declared: str | None) -> str:
    names = [page.name for page in workbook.sheets_metadata if page.typ == SheetTypeEnum.WorkSheet]
    if declared is None and len(names) == 1:
        return names[0]
    if declared in names:
        return str(declared)
    listed = ", ".join(names) or "none"
    if declared is None:
        what = f"the workbook has the sheets {listed}, and the mapping does not say which holds the data."
        raise CannotOpen(
            what, f'Add it to the mapping under [format], as sheet = "{(names or ["Data"])[-1]}".'
        )
    what = f"the sheet {declared} is missing; there are {listed}."
    raise CannotOpen(what, "Correct the sheet in the mapping or the workbook.")


def _refuse_merged_cells(page: CalamineSheet, header_row: int) -> None:
    """Of merged cells only the first has a value; the others would be read as empty."""
    for (top, left), (bottom, right) in page.merged_cell_ranges or ():
        if bottom >= header_row - 1:
            place = f"{_letters(left)}{top + 1}:{_letters(right)}{bottom + 1}"
            part = "the row of headings has" if top < header_row else "the data have"
            what = f"{part} merged cells ({place}), so some columns or rows have no value of their own."
            raise CannotOpen(what, "Unmerge them in Excel, fill each cell, and save the file again.")


def _letters(column: int) -> str:
    letters = ""
    while column >= 0:
        letters = chr(ord("A") + column % 26) + letters
        column = column // 26 - 1
    return letters


def _texts(row: Sequence[Cell], hidden: dict[int, str]) -> list[str]:
    texts = [_text(cell) for cell in row]
    for column, text in hidden.items():
        texts += [""] * (column + 1 - len(texts))
        texts[column] = text
    return texts if any(texts) else []


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        whole = cell.replace(microsecond=0) + timedelta(seconds=cell.microsecond >= 500_000)
        return whole.isoformat(sep=" ") if whole.time() != time() else whole.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell)) if abs(cell) < EXACT_DIGITS else f"{cell:.14E}"
    return str(cell)
