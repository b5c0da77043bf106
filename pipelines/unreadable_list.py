"""All values that could not be read, as a file: the summary tells the most frequent, and how many more there are."""

import csv
import io

from pipelines.findings import has_column
from pipelines.in_force import open_warehouse
from pipelines.problems import Problem, Refused
from pipelines.publishing import current_publication
from pipelines.site import SiteFolder
from pipelines.unreadable_values import MOST_VALUES
from release.spreadsheets import safe

TABLE = "unreadable_values"
HEADINGS = ("file", "agency", "table", "column", "value", "rows", "what is wrong", "what to do")
CUT = (
    f"Of a column of one file the {MOST_VALUES:,} most frequent values are listed; {{more:,}} values in "
    "{rows:,} rows are not."
)


def unreadable_list(folder: SiteFolder) -> str:
    """The values of the publication in force, as CSV, then how many are not listed. Raises Refused without one."""
    current = current_publication(folder)
    if current is None:
        remedy = "Run: python -m pipelines refresh"
        raise Refused([Problem(file=folder.path.name, where="", what="nothing is published.", remedy=remedy)])
    with open_warehouse(folder, current) as engine:
        if not has_column(engine, TABLE, "is_told"):
            what = "the version in force was made by an older program, which kept no list of them."
            raise Refused([Problem(file="unreadable values", where="", what=what, remedy="Refresh.")])
        rows = engine.rows(f"""
            select d.file_name, d.agency, d.table_name, u.column_name, u.value, u.rows, u.words, u.remedy
            from {TABLE} as u join deliveries as d on d.number = u.delivery_number
            where u.values = 1 order by d.file_name, u.column_name, u.rows desc, u.rowid""")
        more, of_rows = engine.rows(f"""
            select coalesce(sum(case when u.values > 1 then u.values when not u.is_told then -1 else 0 end), 0),
                   coalesce(sum(case when u.values > 1 then u.rows when not u.is_told then -u.rows else 0 end), 0)
            from {TABLE} as u""")[0]
    return _as_csv([[str(cell) for cell in row] for row in rows], int(more), int(of_rows))


def _as_csv(rows: list[list[str]], more: int, of_rows: int) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows([[safe(cell) for cell in row] for row in rows])
    if more:
        writer.writerow([CUT.format(more=more, rows=of_rows)])
    return text.getvalue()
