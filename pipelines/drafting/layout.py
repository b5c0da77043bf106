"""How a file is written down, guessed from its first bytes, with what the guess rests on."""

import csv
import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from pipelines.file_format import Format
from pipelines.problems import Problem, Refused

HEAD_BYTES = 262_144
MOST_NAMES_BYTES = 1_000_000
MARKS = (",", ";", "\t", "|")
NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright bars"}
FEW_FIELDS = 2
UTF_8_MARK, UTF_16_MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Layout:
    """The format, what each part of it rests on, and which parts a person must look at."""

    format: Format
    evidence: dict[str, str] = field(default_factory=dict)
    unsure: frozenset[str] = frozenset()


def guess_layout(source: Path) -> Layout:
    """The layout of a text file, or of a workbook without its sheet. Raises Refused for other files."""
    with source.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head.strip():
        raise Refused([_problem(source, "the file is empty.", "Ask the agency to send it again.")])
    if head.startswith(b"PK\x03\x04"):
        return Layout(Format(kind="xlsx"), {"kind": "it is an Excel workbook"})
    if head.startswith(b"PAR1"):
        return Layout(Format(kind="parquet"), {"kind": "it is a Parquet file"})
    encoding, why, is_sure = _encoding(source, head)
    mark, counted = _delimiter(head.decode(encoding, errors="replace"))
    evidence = {"encoding": why, "delimiter": counted}
    unsure = frozenset(() if is_sure else ("encoding",))
    return Layout(Format(encoding=encoding, delimiter=mark), evidence, unsure)


def is_archive(source: Path) -> bool:
    """Whether it is a zip archive and no workbook, which is one too."""
    try:
        with zipfile.ZipFile(source) as archive:
            return "xl/workbook.xml" not in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def in_archive(layout: Layout) -> Layout:
    """The layout of the archive's one file, as that of the archive."""
    written = layout.format.model_copy(update={"archive": "zip"})
    return Layout(
        written, {**layout.evidence, "archive": "it is a zip archive with one file in it"}, layout.unsure
    )


def sheet_names(source: Path) -> list[str]:
    """The sheets a workbook declares, read from its list alone. Raises Refused when it is no workbook."""
    try:
        with zipfile.ZipFile(source) as archive, archive.open("xl/workbook.xml") as file:
            text = file.read(MOST_NAMES_BYTES).decode("utf-8", errors="replace")
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError):
        what = "it is an archive or a damaged workbook, not an Excel workbook (.xlsx) or a text file."
        raise Refused([_problem(source, what, "Unpack it, or save it again as .xlsx or CSV.")]) from None
    return [unescape(name) for name in re.findall(r'<(?:\w+:)?sheet\b[^>]*?\bname="([^"]*)"', text)]


def _encoding(source: Path, head: bytes) -> tuple[str, str, bool]:
    """The encoding, what it rests on, and whether that is proof."""
    if head.startswith(UTF_8_MARK):
        return "utf-8", "the file begins with the mark of UTF-8", True
    if head.startswith(UTF_16_MARKS):
        return "utf-16", "the file begins with the mark of UTF-16", True
    try:
        with source.open(encoding="utf-8") as file:
            while file.read(HEAD_BYTES):
                pass
    except UnicodeDecodeError:
        return "cp1252", "it is not UTF-8; this is what Windows programs in America write", False
    return "utf-8", "the whole file is valid UTF-8", True


def _delimiter(text: str) -> tuple[str, str]:
    """The mark that divides most lines into the same number of fields."""
    best, shown = ",", "there is one column only"
    most = 0.0
    for mark in MARKS:
        counts = Counter(len(row) for row in _first_rows(text, mark) if row)
        fields, lines = counts.most_common(1)[0] if counts else (0, 0)
        share = lines / max(counts.total(), 1)
        if fields >= FEW_FIELDS and share * fields > most:
            most, best = share * fields, mark
            shown = (
                f"{NAMES[mark]} divide {share:.0%} of the first {counts.total():,} lines into {fields} fields"
            )
    return best, shown


def _first_rows(text: str, mark: str) -> list[list[str]]:
    lines = text.splitlines(keepends=True)
    whole = lines[:-1] if len(lines) > 1 else lines
    try:
        return list(csv.reader(io.StringIO("".join(whole[:500])), delimiter=mark))
    except csv.Error:
        return []


def _problem(source: Path, what: str, remedy: str) -> Problem:
    return Problem(file=source.name, where="", what=what, remedy=remedy)
