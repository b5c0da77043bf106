"""The lines that are counted nowhere, as the agency wrote them, for the agency to correct.

They come from the archived file, not from the warehouse, which holds pseudonyms.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from logbook.files import run_folder
from pipelines.inbox import Mappings, archived
from pipelines.known_deliveries import known_deliveries
from pipelines.loading import Delivery
from pipelines.mapping import Mapping
from pipelines.problems import Problem, Refused
from pipelines.reading_rooms import reading_room
from pipelines.set_aside_rows import AsideLine, aside_lines
from pipelines.site import SiteFolder
from pipelines.staging import clean_copy
from release.spreadsheets import safe
from warehouse.versions import Pointer

HEADINGS = ("File", "Line", "What is wrong", "What to do", "The line as it was sent")
HEADING_LINE = "the headings of this file"


def write_for_agency(
    folder: SiteFolder, current: Pointer, mappings: Mappings, agency: str, out: TextIO
) -> int:
    """Write the agency's lines with what is wrong, as CSV without formulas. Returns how many lines of data.

    Raises Refused when the agency has no such line, or a file is gone from the archive.
    """
    aside = aside_lines(folder, current, agency)
    if not aside:
        what = f"no line of the agency {agency} is set aside or rejected."
        remedy = "Run: python -m pipelines quarantine, which lists the agencies."
        raise Refused([Problem(file=folder.path.name, where="", what=what, remedy=remedy)])
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for delivery in known_deliveries(folder, current):
        wanted = [line for line in aside if line.delivery_number == delivery.number]
        if wanted:
            writer.writerows(
                [safe(cell) for cell in row] for row in _rows(folder, mappings, delivery, wanted)
            )
    return len(aside)


def _rows(
    folder: SiteFolder, mappings: Mappings, delivery: Delivery, wanted: list[AsideLine]
) -> Iterator[list[str]]:
    mapping, source = source_of(folder, mappings, delivery)
    by_line = {line.line_number: line for line in wanted}
    with reading_room(run_folder(folder.path)) as room:
        clean = clean_copy(source, mapping, delivery, room)
        with clean.path.open(encoding="utf-8", newline="") as text:
            for number, record in numbered(text, clean.delimiter):
                at = number + clean.lines_above
                if number == 1:
                    yield [delivery.file_name, str(at), HEADING_LINE, "", record]
                elif line := by_line.get(at):
                    yield [delivery.file_name, str(at), line.reason, line.remedy, record]


def source_of(folder: SiteFolder, mappings: Mappings, delivery: Delivery) -> tuple[Mapping, Path]:
    """How the delivery is read, and its copy in the archive. Raises Refused when one of them is gone."""
    source = archived(folder, delivery.extract_id, delivery.file_name)
    mapping = mappings.get(delivery.mapping_name)
    if mapping is None or not source.is_file():
        what = "its mapping or its copy in the archive is gone, so its lines cannot be shown."
        remedy = "Put it back, then ask again."
        raise Refused([Problem(file=delivery.file_name, where="", what=what, remedy=remedy)])
    return mapping, source


def numbered(text: TextIO, delimiter: str) -> Iterator[tuple[int, str]]:
    """Each record with the line a spreadsheet shows, which counts a field with line feeds as one line."""
    mark = re.escape(delimiter)
    quoted = re.compile(rf'(?:(?<=[{mark}])|^)"[^"]*+(?:""[^"]*+)*+"')
    opened = re.compile(rf'(?:(?<=[{mark}])|^)"')
    number, record = 0, ""
    for line in text:
        record += line
        if '"' in record and opened.search(quoted.sub("q", record)):
            continue
        number += 1
        yield number, record.rstrip("\n")
        record = ""
    if record:
        yield number + 1, record.rstrip("\n")
