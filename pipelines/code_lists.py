"""A list of codes in a CSV file beside the mapping: two columns, code and meaning.

For long lists, which a person keeps in a spreadsheet. Read as strictly as everything else: a wrong
line is named by its number, and nothing is guessed.
"""

import csv
import io
from pathlib import Path

from pipelines.problems import Problem, Refused
from warehouse import tables

HEADINGS = ["code", "meaning"]
FIRST_LINE = 2  # the headings are line 1


def read_code_list(path: Path, column: tables.Column) -> dict[str, str]:
    """Code to meaning. Raises Refused with a problem for each line that is wrong."""
    rows = _rows(path)
    codes: dict[str, str] = {}
    problems: list[Problem] = []
    for line, row in rows:
        if what := _wrong(row, codes, column):
            remedy = "Correct the line; each holds a code, a comma, and its meaning here."
            problems.append(Problem(file=path.name, where=f"line {line}", what=what, remedy=remedy))
        else:
            codes[row[0].strip()] = row[1].strip()
    if problems:
        raise Refused(problems)
    return codes


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """The lines below the headings that hold anything, each with its number."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        lines = list(csv.reader(io.StringIO(text), strict=True))
    except FileNotFoundError:
        raise _refused(
            path, "the list of codes is missing.", "Put it into extracts/, beside the mapping."
        ) from None
    except (UnicodeDecodeError, OSError):
        remedy = 'Save it again; in Excel choose "CSV UTF-8".'
        raise _refused(path, "it cannot be read as UTF-8 text.", remedy) from None
    except csv.Error:
        raise _refused(path, "a quotation mark stands in the wrong place.", "Correct it.") from None
    if not lines or [heading.strip().lower() for heading in lines[0]] != HEADINGS:
        remedy = 'Make the first line "code,meaning", with a comma between.'
        raise _refused(path, "its first line does not name the columns code and meaning.", remedy)
    numbered = [(line, row) for line, row in enumerate(lines[1:], FIRST_LINE) if any(row)]
    if not numbered:
        raise _refused(path, "it holds no codes.", "Write one code a line, or take codes_file away.")
    return numbered


def _wrong(row: list[str], known: dict[str, str], column: tables.Column) -> str | None:
    if len(row) != len(HEADINGS) or not row[0].strip() or not row[1].strip():
        return "it does not hold one code and one meaning."
    if row[0].strip() in known:
        return f"the code {row[0].strip()} stands there a second time."
    if column.kind == "code" and row[1].strip() not in column.codes:
        listed = ", ".join(column.codes)
        return f"column {column.name} has no meaning {row[1].strip()}; the meanings are {listed}."
    return None


def _refused(path: Path, what: str, remedy: str) -> Refused:
    return Refused([Problem(file=path.name, where="", what=what, remedy=remedy)])
