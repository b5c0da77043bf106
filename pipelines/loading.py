"""A clean file into a staging table of canonical columns, every row accounted for.

One pass: strict DuckDB reads all columns as text, and the mapping's rules are applied in the same
query. Rows that do not have the right number of fields are rejected and listed, never padded.
"""

from dataclasses import dataclass
from datetime import date

from pipelines.mapping import Mapping
from pipelines.mapping_sql import SKIP_FAULTS, reader, select
from pipelines.problems import Problem, Refused
from pipelines.reading import CleanFile
from warehouse.engine import DuckEngine

MOST_REJECTED = 10_000  # with more the file is wrong as a whole, and no list of its rows helps anybody


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One file received for one mapping. `number` counts deliveries in the order they were received."""

    number: int
    file_name: str
    extract_id: str
    mapping_name: str
    received_on: date
    covers_to: date | None


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """A line that could not be loaded at all."""

    line_number: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What became of a file's lines: `lines = rows + rejected * width`, always.

    width: records a line holds; more than 1 for a wide sheet of totals, whose lines count once for each.
    staging: the rows with their lines; rows_table: the rows alone, for those who only count them.
    """

    lines: int
    rows: int
    rejected: tuple[Rejected, ...]
    staging: str
    rows_table: str
    width: int = 1


def load(engine: DuckEngine, clean: CleanFile, mapping: Mapping, delivery: Delivery) -> Loaded:
    """Load one file into a temporary table of its own. Raises Refused when a line would be lost."""
    _refuse_hopeless(engine, clean, delivery.file_name)
    staging = f"loaded_{delivery.number}"
    rows_table = f"rows_{delivery.number}"
    engine.run(
        f"create table {rows_table} as {select(clean, mapping, file_mark=delivery.extract_id[:8] + '-')}"
    )
    rejected = _rejected(engine, clean.lines_above)
    rows = int(engine.value(f"select count(*) from {rows_table}"))
    width = len(mapping.unpivot) or 1
    if clean.records * width != rows + len(rejected) * width:
        raise Refused([_ambiguous(clean, rows // width + len(rejected), delivery.file_name)])
    _refuse_many(len(rejected), clean, delivery.file_name)
    above = clean.lines_above
    holes = {item.line_number for item in rejected} | {line + above for line in clean.blank_lines}
    numbered = _with_line_numbers(engine, rows_table, rows // width, width, holes, first=2 + above)
    engine.run(f"create view {staging} as {numbered}")
    return Loaded(
        lines=clean.records * width,
        rows=rows,
        rejected=rejected,
        staging=staging,
        rows_table=rows_table,
        width=width,
    )


def _rejected(engine: DuckEngine, lines_above: int) -> tuple[Rejected, ...]:
    """The lines that the last read could not take in; a line with several faults is told with one."""
    if not engine.value("select count(*) from rejects_now"):
        return ()
    faults = engine.rows("select line, min(error_type) from rejects_now group by line order by line")
    # The next file's would be put below them.
    engine.run("drop table rejects_now; drop table reject_scans_now")
    return tuple(Rejected(line_number=line + lines_above, reason=_reason(kind)) for line, kind in faults)


def forget(engine: DuckEngine, delivery: Delivery) -> None:
    """Give back the memory of a file's rows, once they are in the warehouse and accounted for."""
    engine.run(f"drop view loaded_{delivery.number}")
    engine.run(f"drop table rows_{delivery.number}")


def _refuse_hopeless(engine: DuckEngine, clean: CleanFile, file_name: str) -> None:
    """A file wrong in nearly every row: its faults are counted first, for keeping millions takes gigabytes."""
    if clean.odd_fields > MOST_REJECTED:
        readable = int(engine.value(f"select count(*) from {reader(clean, SKIP_FAULTS)}"))
        _refuse_many(clean.records - readable, clean, file_name)


def _refuse_many(unreadable: int, clean: CleanFile, file_name: str) -> None:
    if unreadable <= MOST_REJECTED:
        return
    what = (
        f"{unreadable:,} of its {clean.records:,} rows cannot be read: they have too few or too many "
        "fields, or quotation marks in the wrong place."
    )
    remedy = "Ask the agency whether its export changed, and compare the delimiter with the mapping."
    raise Refused([Problem(file=file_name, where="", what=what, remedy=remedy)])


def _ambiguous(clean: CleanFile, found: int, file_name: str) -> Problem:
    """Two ways of reading do not find the same rows, so nobody can say which of them is the agency's."""
    what = f"its rows cannot be told apart: {clean.records:,} or {found:,}, depending on its quotation marks."
    remedy = "Ask the agency for a file in which each quotation mark inside a field is doubled."
    return Problem(file=file_name, where="", what=what, remedy=remedy)


def _with_line_numbers(
    engine: DuckEngine, rows_table: str, rows: int, width: int, holes: set[int], *, first: int
) -> str:
    """The rows with their place, from 0, and the line a spreadsheet shows: rejected and blank lines count.
    first: the one below the headings.

    DuckDB numbers the rows of a table in the order they were read, from 0; `width` of them are one line.
    """
    line = "rowid" if width == 1 else f"rowid // {width}"
    if not holes:
        return f"select rowid as place, {line} + {first} as line_number, * from {rows_table}"
    listed = ", ".join(str(hole) for hole in sorted(holes))
    lines_table = f"lines_of_{rows_table}"
    engine.run(f"""
        create table {lines_table} as
        select line as line_number, row_number() over (order by line) - 1 as row_place
        from (select unnest(range({first}, {rows + len(holes) + first})) as line) where line not in ({listed})""")
    return f"""select r.rowid as place, line_number, r.*
               from {rows_table} as r join {lines_table} as l on l.row_place = r.{line}"""


def _reason(kind: str) -> str:
    return {
        "MISSING COLUMNS": "the row has too few fields",
        "TOO MANY COLUMNS": "the row has too many fields",
        "UNQUOTED VALUE": "a quotation mark stands in the wrong place",
        "LINE SIZE OVER MAXIMUM": "the row is too long",
    }.get(kind, "the row could not be read")
