"""Files that are not text, made by code so that one can read what is wrong with them."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

HEADINGS = ("REPORT", "OCCURRED", "AREA", "REL", "PC", "CLERK_NOTE")
GOOD_ROWS = (
    ("R11", date(2026, 9, 11), "North", "SE", "Y", None),
    ("R12", date(2026, 9, 12), "South", "BG", "N", None),
)
BOMB_BYTES = 196_000_000
SHEET = "xl/worksheets/sheet1.xml"


def workbook(
    *rows: Sequence[object],
    sheets: Sequence[str] = ("Data",),
    change: Callable[[Worksheet], object] = lambda _: None,
) -> bytes:
    """A workbook with the rows on the last of the sheets, changed at the end."""
    book = Workbook()
    book.remove(book.active)
    for name in sheets:
        page = book.create_sheet(name)
    if len(sheets) > 1:
        book[sheets[0]].append(("Monthly export", "made by the records system"))
    for row in rows:
        page.append(row)
    change(page)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def good_workbook(
    *, sheets: Sequence[str] = ("Data",), change: Callable[[Worksheet], object] = lambda _: None
) -> bytes:
    return workbook(HEADINGS, *GOOD_ROWS, sheets=sheets, change=change)


def with_error(page: Worksheet, place: str, error: str = "#DIV/0!") -> None:
    page[place] = error
    page[place].data_type = "e"


def archive(**members: str | bytes) -> bytes:
    """A zip archive, the same at every moment; two underlines in a name stand for the point."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        for name, content in members.items():
            undated = zipfile.ZipInfo(name.replace("__", "."))  # a name alone would be given the time of day
            target.writestr(undated, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def bomb() -> bytes:
    """A workbook whose sheet is small as it lies there and 196 MB when unpacked."""
    return with_sheet(good_workbook(), [b"<row/>    " * 10**5] * (BOMB_BYTES // 10**6))


def with_sheet(content: bytes, rows: Sequence[bytes]) -> bytes:
    """The workbook with other rows in its sheet, given as pieces of XML."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for name in source.namelist():
            if name != SHEET:
                target.writestr(name, source.read(name))
        with target.open(SHEET, "w") as sheet:
            sheet.write(
                b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            )
            for piece in rows:
                sheet.write(piece)
            sheet.write(b"</sheetData></worksheet>")
    return made.getvalue()


def with_a_password() -> bytes:
    """What Excel writes then: no zip archive but an old container, with the workbook encrypted inside."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    )
