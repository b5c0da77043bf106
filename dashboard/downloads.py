"""Tables as CSV that a spreadsheet cannot misread: bands as words, no cell that would run as a formula."""

import csv
import io
from collections.abc import Sequence

from release.spreadsheets import safe


def csv_bytes(headings: Sequence[str], rows: Sequence[Sequence[str]], notes: Sequence[str]) -> bytes:
    """The table, an empty line, then what to know about it. UTF-8 with a mark, which Excel needs."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([safe(heading) for heading in headings])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    writer.writerow([])
    writer.writerows([safe(note)] for note in notes)
    return out.getvalue().encode("utf-8-sig")
