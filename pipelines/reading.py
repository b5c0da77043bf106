"""An agency's file as clean text: UTF-8, one line end, a known number of records, headings checked.

DuckDB's own guessing turns broken files into one column and drops rows in silence, so nothing is
guessed here, and records are counted without its help: loading must find the same number.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pipelines.file_format import Format
from pipelines.problems import Problem, Refused, UnreadableFileError
from pipelines.record_counter import RecordCounter
from pipelines.spreadsheet_marks import MarkFinder

CHUNK_BYTES = 8 * 1024 * 1024
HEAD_BYTES = 4096
LONGEST_HEADING_LINE = 1_000_000
LONGEST_TRAILER_BYTES = 4096

UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
SIGNATURES = (
    (b"PK\x03\x04", "this is an Excel workbook or a zip archive, not text."),
    (b"\xd0\xcf\x11\xe0", "this is an old or password-protected Excel file, not text."),
    *((mark, "this is UTF-16 text.") for mark in UTF_16_MARKS),
    (b"PAR1", "this is a Parquet file, not text."),
    (b"\x1f\x8b", "this is a gzip archive, not text."),
)


@dataclass(frozen=True)
class CleanFile:
    """A file ready to load. `records` counts rows below the headings; `blank_lines` are rows with nothing.

    The line that says how many rows there are, where one is agreed, is no record and not in the copy.
    ends_open: the last line has no line end, so the file may have been cut.
    has_marks: it holds texts that spreadsheets leave behind (see `spreadsheet_marks`).
    lines_above: lines of the agency's file above its headings.
    odd_fields: fields too many or too few against the headings, and stray quotation marks, in all rows.
    """

    path: Path
    headings: tuple[str, ...]
    delimiter: str
    records: int
    blank_lines: tuple[int, ...]
    ends_open: bool = False
    has_marks: bool = False
    lines_above: int = 0
    odd_fields: int = 0


def clean_text(source: Path, file_name: str, layout: Format, target: Path) -> CleanFile:
    """Write the clean copy of a delimited text file to `target`. Raises Refused with the reason."""
    try:
        _refuse_what_is_not_text(source, layout.encoding)
        return _cleaned(source, layout, target)
    except UnreadableFileError as error:
        problem = Problem(file=file_name, where=error.where, what=error.what, remedy=error.remedy)
        raise Refused([problem]) from None


def _cleaned(source: Path, layout: Format, target: Path) -> CleanFile:
    counter, marks = RecordCounter(layout.delimiter), MarkFinder()
    with target.open("w", encoding="utf-8", newline="") as out:
        for text in _texts(source, layout.encoding):
            counter.add(text)
            marks.add(text)
            out.write(text)
    records = counter.finish() - 1
    headings = _headings(target, layout.delimiter)
    if layout.trailer is not None:
        records -= 1
        _take_off_trailer(target, layout.trailer, records)
    _refuse_if_empty(records)
    return CleanFile(
        target,
        headings,
        layout.delimiter,
        records,
        tuple(counter.blank_lines),
        ends_open=not counter.is_closed,
        has_marks=marks.found,
        odd_fields=counter.odd_fields(len(headings)),
    )


def _take_off_trailer(path: Path, pattern: str, records: int) -> None:
    """Cut the last line off the copy when it is the one agreed and gives the number of records above it."""
    with path.open("r+b") as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(max(size - LONGEST_TRAILER_BYTES, 0))
        end = file.read().rstrip(b"\n")
        line = end[end.rfind(b"\n") + 1 :]
        found = re.search(pattern, line.decode(errors="replace"))
        count = (found.group(1) or "").replace(",", "").strip() if found else ""
        if not (count.isascii() and count.isdigit()):
            what = "it does not say how many rows there are, as agreed; the file may have been cut."
            raise UnreadableFileError(what, "Ask the agency to send it again.", "last line")
        if int(count) != records:
            what = f"it speaks of {int(count):,} rows, but the file has {records:,}."
            raise UnreadableFileError(what, "Ask the agency to send the whole file again.", "last line")
        file.truncate(max(size - LONGEST_TRAILER_BYTES, 0) + len(end) - len(line))


def _refuse_what_is_not_text(source: Path, encoding: str) -> None:
    with source.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head.strip():
        raise UnreadableFileError("the file is empty.", "Ask the agency to send it again.")
    for signature, what in SIGNATURES:
        is_declared = signature in UTF_16_MARKS and encoding.lower().replace("_", "-").startswith("utf-16")
        if head.startswith(signature) and not is_declared:
            raise UnreadableFileError(what, "Ask for a CSV file, or declare the format in the mapping.")
    if head.lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        what = "this is a web page, probably a log-in page, not data."
        raise UnreadableFileError(what, "Download the file again after signing in.")


def _texts(source: Path, encoding: str) -> Iterator[str]:
    """The file in pieces, decoded, every line end a line feed."""
    decoder = codecs.getincrementaldecoder(
        "utf-8-sig" if codecs.lookup(encoding).name == "utf-8" else encoding
    )()
    newlines = io.IncrementalNewlineDecoder(decoder, translate=True)
    with source.open("rb") as file:
        pieces = 0
        while piece := file.read(CHUNK_BYTES):
            yield _decoded(newlines, piece, source, encoding, pieces)
            pieces += 1
    yield _decoded(newlines, b"", source, encoding, pieces, final=True)
    if newlines.newlines == "\r":
        what = "its lines end in the old Macintosh way (carriage return only)."
        raise UnreadableFileError(what, "Save it again with normal line ends.")


def _decoded(
    newlines: io.IncrementalNewlineDecoder,
    piece: bytes,
    source: Path,
    encoding: str,
    pieces: int,
    *,
    final: bool = False,
) -> str:
    """A piece of the source as text. pieces: how many came before it."""
    try:
        text = newlines.decode(piece, final=final)
    except UnicodeError as error:
        seen = bytes(error.object[: error.start]) if isinstance(error, UnicodeDecodeError) else b""
        line = _first_line(source, encoding, pieces) + seen.count(b"\n")
        what = f"a character is not valid {encoding}."
        remedy = 'Ask which encoding the export uses and declare it in the mapping (often "cp1252").'
        raise UnreadableFileError(what, remedy, f"line {line}") from None
    if "\0" in text:
        line = _first_line(source, encoding, pieces) + text[: text.index("\0")].count("\n")
        what = "it holds binary zeros, so the file is damaged."
        raise UnreadableFileError(what, "Ask the agency to send it again.", f"line {line}")
    return text


def _first_line(source: Path, encoding: str, pieces: int) -> int:
    """The line that begins after so many pieces: only a damaged file is read again for it, no other is counted."""
    return 1 + sum(text.count("\n") for text in islice(_texts(source, encoding), pieces))


def _headings(path: Path, delimiter: str) -> tuple[str, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        line = file.readline(LONGEST_HEADING_LINE)
    try:
        row = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        raise UnreadableFileError(
            "the line of headings is too long.", "Ask for the file again.", "line 1"
        ) from None
    headings = tuple(heading.strip() for heading in row)
    folded = [heading.casefold() for heading in headings]
    doubled = sorted({heading for heading in headings if folded.count(heading.casefold()) > 1})
    if doubled:
        what = f"the heading {', '.join(doubled) or '(empty)'} stands there more than once."
        raise UnreadableFileError(what, "Ask the agency to give each column its own heading.", "line 1")
    if not any(headings):
        raise UnreadableFileError("the first line holds no headings.", "Ask for the file again.", "line 1")
    return headings


def _refuse_if_empty(records: int) -> None:
    if records <= 0:
        what = "it has headings but no rows."
        raise UnreadableFileError(what, "Ask the agency whether the export failed.")
