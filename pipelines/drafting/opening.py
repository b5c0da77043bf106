"""A file opened by the readers of the refresh, with a layout that is guessed: a table of texts to look at."""

import csv
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from pipelines.drafting.layout import Layout, guess_layout, in_archive, is_archive, sheet_names
from pipelines.file_format import Format
from pipelines.mapping_sql import SKIP_FAULTS, reader
from pipelines.opened import opened
from pipelines.problems import Problem, Refused
from pipelines.reading import CleanFile, clean_text
from warehouse.engine import DuckEngine, identifier

ROWS = "drafted_rows"
NAMELESS = "(a column without a heading)"
FIRST_ROWS = 12  # titles above the headings of a workbook take up fewer


@dataclass(frozen=True)
class OpenedFile:
    """The clean copy; its rows stand in the engine's table `drafted_rows`, all columns text.

    unreadable: rows that do not have as many fields as there are headings.
    """

    layout: Layout
    clean: CleanFile
    rows: int
    unreadable: int


def open_file(engine: DuckEngine, source: Path, scratch: Path) -> OpenedFile:
    """Guess how the file is written down and read it whole. Raises Refused with the reason."""
    inner = _unpacked(source, scratch) if is_archive(source) else source
    layout = guess_layout(inner)
    if layout.format.kind == "xlsx":
        layout = _with_sheet(inner, layout, scratch)
    clean = clean_copy(inner, layout.format, scratch)
    if inner is not source:
        layout = in_archive(layout)
    named = replace(clean, headings=tuple(heading or NAMELESS for heading in clean.headings))
    engine.run(f"create temp table {ROWS} as select * from {reader(named, SKIP_FAULTS)}")
    rows = int(engine.value(f"select count(*) from {ROWS}"))
    return OpenedFile(layout, clean, rows, clean.records - rows)


def _unpacked(source: Path, scratch: Path) -> Path:
    """The one file in the archive, under the archive's name, by the process that opens archives for a refresh."""
    folder = scratch / "unpacked"
    folder.mkdir()
    return opened(source, source.name, Format(archive="zip"), folder / source.name).path


def clean_copy(source: Path, layout: Format, scratch: Path) -> CleanFile:
    """The file as clean text by the readers that a refresh uses."""
    text = opened(source, source.name, layout, scratch / "file.text")
    return clean_text(text.path, source.name, text.layout, scratch / "clean.csv")


def _with_sheet(source: Path, layout: Layout, scratch: Path) -> Layout:
    """The sheet with the most filled columns, and the row its headings stand in."""
    found: list[tuple[int, str, int]] = []
    refusals: list[Refused] = []
    names = sheet_names(source)
    for name in names:
        try:
            width, row = _headings_of(source, name, scratch)
            found.append((width, name, row))
        except Refused as refused:
            refusals.append(refused)
    if not found:
        what, remedy = "it has no sheet with rows.", "Ask the agency to send it again."
        none = Refused([Problem(file=source.name, where="", what=what, remedy=remedy)])
        raise refusals[0] if refusals else none
    width, name, row = max(found, key=lambda item: (item[0], -names.index(item[1])))
    several = f"of {len(names)} sheets the one with the most columns, {width}"
    evidence = {"sheet": several} if len(names) > 1 else {}
    if row > 1:
        evidence["header_row"] = f"row {row} is the first with {width} filled cells"
    doubts = {"sheet": len(names) > 1, "header_row": row > 1}
    unsure = frozenset(key for key, is_doubtful in doubts.items() if is_doubtful)
    written = layout.format.model_copy(update={"sheet": name, "header_row": row})
    return Layout(written, layout.evidence | evidence, unsure)


def _headings_of(source: Path, sheet: str, scratch: Path) -> tuple[int, int]:
    """How many headings the sheet has, and in which row: the first as full as any below it."""
    refusals: list[Refused] = []
    for row in range(1, FIRST_ROWS):
        layout = Format(kind="xlsx", sheet=sheet, header_row=row)
        try:
            target = opened(source, source.name, layout, scratch / "look.text").path
        except Refused as refused:  # merged cells of a title above the headings
            refusals.append(refused)
            continue
        with target.open(encoding="utf-8", newline="") as file:
            first = islice(csv.reader(file), FIRST_ROWS)
            widths = [sum(bool(cell.strip()) for cell in line) for line in first]
        fullest = max(widths, default=0)
        # Data rows may have gaps: three quarters of the fullest row are enough to be the headings.
        at = next((place for place, width in enumerate(widths) if width and width >= fullest * 0.75), 0)
        return fullest, row + at
    raise refusals[0]


def quoted(heading: str) -> str:
    """The trimmed text of a heading's column; null where it is empty."""
    return f"nullif(trim({identifier(heading)}), '')"
