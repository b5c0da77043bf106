"""Every released table of one role as CSV, for a spreadsheet, with a manifest of what was written."""

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

from release.reading import open_publication
from release.schema import PUBLISHED, PublishedTable
from release.spreadsheets import safe


def export_tables(site: Path, role: str, out: Path) -> list[Path]:
    """Write one CSV per table and `manifest.json`. Raises NothingPublished when there is nothing to read."""
    publication = open_publication(site, role)
    out.mkdir(parents=True, exist_ok=True)
    written = []
    entries = []
    for table in PUBLISHED:
        rows = publication.table(table.name)
        path = out / f"{table.name}.csv"
        _write(path, table, rows)
        written.append(path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        entries.append(
            {"file": path.name, "one_row_is": table.one_row_is, "rows": len(rows), "sha256": digest}
        )
    manifest = {"role": role, "version": publication.version, "published_at": publication.published_at}
    text = json.dumps({**manifest, "tables": entries}, indent=2) + "\n"
    (out / "manifest.json").write_text(text, encoding="utf-8")
    return written


def safe_text(value: Any) -> str:
    """A cell no spreadsheet takes for a formula. An absent value stays empty: it is hidden or missing, not 0."""
    if value is None:
        return ""
    return safe(value) if isinstance(value, str) else str(value)


def band_text(low: int, high: int) -> str:
    """A band as words: a spreadsheet would read 7-12 as a date."""
    return f"{low} to {high}"


def _write(path: Path, table: PublishedTable, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_headings(table))
        writer.writerows([_cell(row, heading) for heading in _headings(table)] for row in rows)


def _headings(table: PublishedTable) -> list[str]:
    """Column names; the two ends of a band become one column."""
    bands = bands_of(table)
    names = [
        name.removesuffix("_low") if name.removesuffix("_low") in bands else name
        for name in table.column_names
    ]
    return [name for name in names if name.removesuffix("_high") not in bands or not name.endswith("_high")]


def bands_of(table: PublishedTable) -> set[str]:
    """Names of the counts of a table that are released as bands, not intervals of a statistic."""
    return {
        column.name.removesuffix("_low")
        for column in table.columns
        if column.name.endswith("_low") and column.meaning.endswith(", from")
    }


def _cell(row: dict[str, Any], heading: str) -> str:
    if heading in row:
        return safe_text(row[heading])
    low, high = row[f"{heading}_low"], row[f"{heading}_high"]
    return "" if low is None else band_text(low, high)
