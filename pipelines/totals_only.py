"""Files of advocates' and victims' totals, searched for rows of single persons (34 U.S.C. 12291(b)(2)).

A total has a month, a measure and a number. Whatever looks like a person's own row (a number or hash of
hers, a day instead of a month, several rows of one measure, ones only) refuses the whole file.
"""

from pipelines.loading import Loaded
from pipelines.mapping import Mapping
from pipelines.problems import Problem
from pipelines.refused_columns import words_of
from warehouse import tables
from warehouse.engine import DuckEngine

# Words of headings under which somebody's own row is told apart.
MARKS = (
    *("id", "ids", "uuid", "guid", "hash", "hashed", "pseudonym", "initials"),
    *("clientid", "personid", "caseid", "victimid", "survivorid", "participantid", "recordid", "caseno"),
)
PERSONS = ("client", "person", "case", "victim", "survivor", "participant", "record", "file")
# At the end of a heading: "Client no" numbers people, "Victim no longer at risk" does not.
NUMBERS = ("no", "nr", "num", "number", "code", "nbr", "key")
MANY_ROWS = 60  # five measures of a year; nobody's totals are 1 throughout
MOST_SOURCES = 20
PERIODS = {"month": "month_of", "quarter": "quarter_of"}
REMEDY = "Delete the file here and ask the program for totals, one row for each month and measure."


def marked_headings(headings: tuple[str, ...], mapping: Mapping, file_name: str) -> list[Problem]:
    """A problem for each heading of a confidential table's file that tells persons apart."""
    if not tables.canonical(mapping.table).is_confidential:
        return []
    what = (
        "it tells single persons apart, even when hashed; advocates' and victims' data come as totals only."
    )
    return [
        Problem(file=file_name, where=f"column {heading}", what=what, remedy=REMEDY)
        for heading in headings
        if _tells_persons_apart(heading)
    ]


def _tells_persons_apart(heading: str) -> bool:
    words = words_of(heading)
    is_numbered = len(words) > 1 and words[-1] in NUMBERS and words[-2] in PERSONS
    return is_numbered or any(word in MARKS for word in words)


def rows_of_persons(engine: DuckEngine, loaded: Loaded, mapping: Mapping, file_name: str) -> list[Problem]:
    """A problem for each way in which the rows of a confidential table's file are not totals."""
    table = tables.canonical(mapping.table)
    if not table.is_confidential or table.day is None:
        return []
    what_by_sql = {
        f"""select min(line_number) from (
                select max(line_number) as line_number from {loaded.staging} where is_kept
                group by {", ".join(table.record_id)} having count(*) > 1)""": (
            f"it has several rows for one {' and '.join(table.record_id)}, so its rows are persons or events."
        ),
        f"""select min(line_number) from {loaded.staging}
            where is_kept and {table.day} <> {PERIODS[table.day]}({table.day})""": (
            f"it has days in place of the first day of the {table.day}, so its rows are persons or events."
        ),
        f"""select min(line_number) from {loaded.staging} where is_kept
            having count(*) >= {MANY_ROWS} and max(count) <= 1""": (
            "it has many rows and none counts more than one, so its rows are persons or events."
        ),
        f"""select min(line_number) from {loaded.staging} where is_kept
            having count(distinct figure_source) > {MOST_SOURCES}""": (
            f"the source of the figures has more than {MOST_SOURCES} values, so it tells persons apart."
        ),
    }
    found = engine.rows(f"select {', '.join(f'({sql})' for sql in what_by_sql)}")[0]
    return [
        Problem(
            file=file_name, where=f"line {line}", what=f"{what} Totals only may be shared.", remedy=REMEDY
        )
        for line, what in zip(found, what_by_sql.values(), strict=True)
        if line is not None
    ]
