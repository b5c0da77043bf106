"""Whole files that are refused for what their headings or their end say."""

from pipelines.loading import Delivery, Loaded
from pipelines.mapping import Mapping
from pipelines.misfits import is_keep_doubtful
from pipelines.problems import Problem
from pipelines.reading import CleanFile
from pipelines.refused_columns import refused_headings, row_level_advocacy
from pipelines.totals_only import marked_headings
from warehouse.engine import DuckEngine

OTHER_DELIMITERS = ",;\t|"
DELIMITER_NAMES = {"\t": "a tab"}
COLUMNS_REMEDY = "Ask the agency whether its export changed; then correct the mapping or the file."


def heading_problems(clean: CleanFile, mapping: Mapping, file_name: str) -> list[Problem]:
    """What is wrong with the headings: people's or workers' columns, or others than agreed."""
    if advocacy := row_level_advocacy(mapping, file_name):
        return advocacy
    where = f"line {1 + clean.lines_above}"
    missing = [heading for heading in mapping.headings if heading not in clean.headings]
    new = [heading for heading in clean.headings if heading not in mapping.headings]
    if len(missing) == len(mapping.headings):
        what, remedy = _none_known(clean, mapping)
        return [Problem(file=file_name, where=where, what=what, remedy=remedy)]
    refused = refused_headings(clean.headings, mapping, file_name)
    if refused := refused + marked_headings(clean.headings, mapping, file_name):
        return refused
    if not missing and not new:
        return []
    what = "the file has other columns than agreed."
    what += f" Missing: {', '.join(missing)}." if missing else ""
    named = [heading or "(a column without a heading)" for heading in new]
    what += f" New: {', '.join(named)}." if new else ""
    return [Problem(file=file_name, where=where, what=what, remedy=COLUMNS_REMEDY)]


def _none_known(clean: CleanFile, mapping: Mapping) -> tuple[str, str]:
    """The line itself is not told: without headings it is the first person's record."""
    line = clean.delimiter.join(clean.headings)
    for mark in OTHER_DELIMITERS:
        if mark != clean.delimiter and set(mapping.headings) & {part.strip() for part in line.split(mark)}:
            what = f"its fields are divided by {_named(mark)}; the mapping says {_named(clean.delimiter)}."
            return what, "Correct the delimiter in the mapping, or ask for the file as agreed."
    what = f"this line holds none of the headings agreed ({', '.join(mapping.headings)})."
    return (
        what,
        "If its line of headings is missing, ask for the file again; if they changed, correct the mapping.",
    )


def _named(mark: str) -> str:
    return DELIMITER_NAMES.get(mark, f'"{mark}"')


def cut_off(clean: CleanFile, loaded: Loaded, file_name: str) -> list[Problem]:
    """A last row without its last fields and without its line end: more rows may be missing."""
    if not clean.ends_open or not loaded.rejected:
        return []
    last = clean.records + len(clean.blank_lines) + 1 + clean.lines_above
    if loaded.rejected[-1].line_number != last:
        return []
    what = "the file breaks off in the middle of this row, so rows behind it may be missing too."
    return [
        Problem(file=file_name, where=f"line {last}", what=what, remedy="Ask the agency to send it again.")
    ]


def undecided(
    engine: DuckEngine, loaded: Loaded, clean: CleanFile, mapping: Mapping, delivery: Delivery
) -> list[Problem]:
    """Rows of which an error of a spreadsheet hides whether they are ours: neither kept nor left out."""
    if not is_keep_doubtful(mapping, clean):
        return []
    count, line = engine.rows(f"select count(*), min(line_number) from {loaded.staging} where is_undecided")[
        0
    ]
    if not count:
        return []
    where = f"column {' or '.join(mapping.keep)}, line {line}" + (
        f" and {count - 1} more" if count > 1 else ""
    )
    what = "an error of a spreadsheet stands where it is told whether the row is ours."
    remedy = "Ask the agency to mend the formula and send it again."
    return [Problem(file=delivery.file_name, where=where, what=what, remedy=remedy)]
