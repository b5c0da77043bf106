"""How many records delimited text has, found without the loader's help."""

import re

from pipelines.problems import UnreadableFileError

BLANK = re.compile("\n\n")  # twice as fast as `in`


class RecordCounter:
    """Counts records of delimited text piece by piece; a line feed inside a quoted field ends no record.

    delimiters: how many stand between fields; stray_quotes: quotation marks that open and close none.
    """

    def __init__(self, delimiter: str) -> None:
        self._delimiter = delimiter
        mark = re.escape(delimiter)
        # A quote opens a field only at its start; possessive, so that an unclosed one stays unclosed.
        # Both begin with the quote itself, which is searched for faster than a place before it.
        self._quoted = re.compile(rf'"(?<=[{mark}\n]")[^"]*+(?:""[^"]*+)*+"(?!\Z)')
        self._open = re.compile(rf'"(?<=[{mark}\n]")')
        self._rest = "\n"
        self._lines = 0
        self.is_closed = True
        self.delimiters = 0
        self.stray_quotes = 0
        self.blank_lines: list[int] = []

    def add(self, piece: str) -> None:
        text = self._rest + piece
        self.is_closed = text.endswith("\n")
        if '"' in text:
            text = self._quoted.sub("q", text)
        cut = self._cut(text)
        self._count(text[1 : cut + 1])
        self._rest = text[cut:]

    def finish(self) -> int:
        """Records, headings included. Raises UnreadableFileError when a quoted field is never closed."""
        text = self._quoted.sub("q", self._rest + "\n\n").removesuffix("\n")
        if self._open.search(text):
            what = "a quotation mark opens a field and is never closed."
            remedy = "The export broke off or a quotation mark is missing; ask for the file again."
            raise UnreadableFileError(what, remedy, f"line {self._lines + 1} or later")
        self._count(text[1:] if text[1:].strip("\n") else "")
        return self._lines - len(self.blank_lines)

    def _cut(self, text: str) -> int:
        """Position of the last line feed before any field that is still open."""
        opened = self._open.search(text) if '"' in text else None
        return text.rfind("\n", 0, opened.start() if opened else len(text))

    def _count(self, text: str) -> None:
        if text.startswith("\n") or BLANK.search(text):
            lines = text.split("\n")[:-1]
            self.blank_lines += [self._lines + at for at, line in enumerate(lines, 1) if not line]
        self._lines += text.count("\n")
        self.delimiters += text.count(self._delimiter)
        if '"' in text:  # found, or not, twenty times as fast as it is counted
            self.stray_quotes += text.count('"')

    def odd_fields(self, columns: int) -> int:
        """Fields too many or too few, and stray marks, in all rows together: a reason to look closer.

        Rows too long and too short make up for each other here, so a low number proves nothing.
        """
        wanted = (self._lines - len(self.blank_lines)) * (columns - 1)
        return abs(self.delimiters - wanted) + self.stray_quotes
