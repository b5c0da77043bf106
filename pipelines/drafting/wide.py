"""A sheet of totals with a column per figure: which headings are figures, and what each might count."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.drafting.codes import meaning_of
from pipelines.drafting.matching import Looked, TableMatch, column_named
from warehouse import tables

LEAST_NUMBERS = 0.9  # of a column's fields, for it to be figures


@dataclass(frozen=True)
class Wide:
    """`column` says what is counted, `figure` takes the numbers; headings with what each might count, or None."""

    column: tables.Column
    figure: tables.Column
    headings: tuple[tuple[str, str | None], ...]


def wide_figures(match: TableMatch, looked: Mapping[str, Looked]) -> Wide | None:
    """None unless the table is one of totals and the file has no column for its count."""
    columns = {column.name: column for column in match.table.columns}
    if not {"measure", "count"} <= set(columns) or column_named(match.matches, "count"):
        return None
    taken = {item.heading for item in match.matches}
    found = [
        (heading, meaning_of(columns["measure"], heading))
        for heading, seen in looked.items()
        if heading not in taken and seen.profile.whole_share >= LEAST_NUMBERS
    ]
    return Wide(columns["measure"], columns["count"], tuple(found)) if found else None
