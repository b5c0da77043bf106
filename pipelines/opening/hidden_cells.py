"""Cells that a workbook reader returns as empty though they are not: errors, and formulas without a result.

Both would turn into missing values in silence, so they are looked up in the sheet's own XML.
"""

import re
import zipfile
from pathlib import PurePosixPath
from xml.parsers import expat

PIECE = 2**20
# Seen in nearly every piece of a sheet with errors or formulas and in no other; then the sheet is parsed.
SIGNS = re.compile(rb"""\bt=["']e["']|<(?:\w+:)?f[ >/]""")
OVERLAP = 16
NO_RESULT = "#NO RESULT!"  # no error Excel knows: a formula that was never calculated
Cells = dict[tuple[int, int], str]


def hidden_cells(archive: zipfile.ZipFile, sheet: str) -> Cells:
    """Text of each such cell by row and column, both from 0. Raises KeyError when the sheet cannot be found."""
    path = _path_of(archive, sheet)
    if not _has_signs(archive, path):
        return {}
    found = _Sheet()
    with archive.open(path) as file:
        while piece := file.read(PIECE):
            found.parser.Parse(piece)
    return found.cells


def by_row(cells: Cells) -> dict[int, dict[int, str]]:
    rows: dict[int, dict[int, str]] = {}
    for (row, column), text in cells.items():
        rows.setdefault(row, {})[column] = text
    return rows


def _has_signs(archive: zipfile.ZipFile, path: str) -> bool:
    last = b""
    with archive.open(path) as file:
        while piece := file.read(PIECE):
            if SIGNS.search(last + piece):
                return True
            last = piece[-OVERLAP:]
    return False


def _path_of(archive: zipfile.ZipFile, sheet: str) -> str:
    relation = next(
        value
        for tag, attributes in _elements(archive.read("xl/workbook.xml"))
        if tag == "sheet" and attributes.get("name") == sheet
        for name, value in attributes.items()
        if name.split(":")[-1] == "id"
    )
    target = next(
        attributes["Target"]
        for tag, attributes in _elements(archive.read("xl/_rels/workbook.xml.rels"))
        if tag == "Relationship" and attributes.get("Id") == relation
    )
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)


def _elements(xml: bytes) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: found.append((_local(tag), attributes))
    parser.Parse(xml, True)
    return found


def _local(tag: str) -> str:
    return tag.split(":")[-1]


class _Sheet:
    """Walks through one sheet, cell by cell."""

    def __init__(self) -> None:
        self.cells: Cells = {}
        self._row, self._column = -1, -1
        self._is_error = self._has_formula = self._is_value = False
        self._value = ""
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        match _local(tag):
            case "row":
                self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
                self._column = -1
            case "c":
                place = attributes.get("r")
                self._column = _column(place) if place else self._column + 1
                self._is_error, self._has_formula, self._value = attributes.get("t") == "e", False, ""
            case "f":
                self._has_formula = True
            case "v" | "t":
                self._is_value = True

    def _text(self, text: str) -> None:
        if self._is_value:
            self._value += text

    def _end(self, tag: str) -> None:
        match _local(tag):
            case "v" | "t":
                self._is_value = False
            case "c" if self._is_error:
                self.cells[self._row, self._column] = self._value or NO_RESULT
            case "c" if self._has_formula and not self._value:
                self.cells[self._row, self._column] = NO_RESULT


def _column(place: str) -> int:
    """B7 is column 1."""
    number = 0
    for letter in place.rstrip("0123456789").upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
