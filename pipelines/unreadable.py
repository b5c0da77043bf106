"""A value that a mapping cannot read, in words: where it stands, what is wrong with it, what to do."""

import re
from dataclasses import dataclass

from pipelines.drafting.meanings import MISSING
from pipelines.problems import Problem
from pipelines.rule import UnknownValue
from pipelines.spreadsheet_marks import described
from warehouse import tables

NAMED_VALUES = 20  # of those told together
WHAT = {
    "code": "is not in the list of codes",
    "text": "is not in the list of codes",
    "day": "is not a date in a declared format",
    "moment": "is not a date and time in a declared format",
    "whole": "is not a whole number",
    "person": "is no person number",
}
REMEDY = {
    "code": "Ask the agency what it means and add it to the codes of this column in the mapping.",
    "text": "Ask the agency what it means and add it to the codes of this column in the mapping.",
    "day": "Correct the file, or add the format to the mapping.",
    "moment": "Correct the file, or add the format to the mapping.",
    "whole": "Correct the file, or map another column.",
    "person": "Correct the file, or map another column.",
}
SERIAL_SHAPE = re.compile("99999([.]9+)?")
REMEDY_FOR_A_GAP = "If it means that nothing is known, add it to missing under [format] in the mapping."
REMEDY_FOR_A_SERIAL = 'If it is a spreadsheet\'s count of days, add "serial" to the formats in the mapping.'


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """One value of one column that could not be read. Dates are shown by their shape only.

    values: how many different values this tells of, when it is more than one; `listed` are the most frequent of them.
    """

    column: tables.Column
    headings: str
    shown: str
    rows: int
    first_line: int
    handling: UnknownValue
    length: int | None = None
    because: tuple[str, str] | None = None
    values: int = 1
    listed: tuple["Unreadable", ...] = ()

    @property
    def _value(self) -> str:
        if self.values > 1:
            return f"{self.values:,} more values ({self._named}), each of which"
        return f'the value "{self.shown}"' if self.shown else "a value"

    @property
    def _named(self) -> str:
        named = ", ".join(f'"{item.shown}"' for item in self.listed[:NAMED_VALUES])
        others = self.values - min(len(self.listed), NAMED_VALUES)
        return f"{named} and {others:,} others" if others else named

    @property
    def _where(self) -> str:
        more = f" and {self.rows - 1} more" if self.rows > 1 else ""
        return f"column {self.headings}, line {self.first_line}{more}"

    @property
    def words(self) -> str:
        """Where and what it is; the file is named beside it."""
        return f"{self._where}: {self._value} {self._words[0]}"

    @property
    def remedy(self) -> str:
        return self._words[1]

    def problem(self, file_name: str) -> Problem:
        what = f"{self._value} {self._words[0]}."
        return Problem(file=file_name, where=self._where, what=what, remedy=self.remedy)

    @property
    def _words(self) -> tuple[str, str]:
        if self.because:
            return self.because
        if marked := described(self.shown):
            return marked
        if self.shown in MISSING:
            return WHAT[self.column.kind], REMEDY_FOR_A_GAP
        if self.length is not None:
            words = f"has not {self.length} letters or digits, as agreed"
            return words, "A spreadsheet may have taken zeros off its front; ask for the column as text."
        if SERIAL_SHAPE.fullmatch(self.shown) and self.column.kind in ("day", "moment"):
            return WHAT[self.column.kind], REMEDY_FOR_A_SERIAL
        return WHAT[self.column.kind], REMEDY[self.column.kind]
