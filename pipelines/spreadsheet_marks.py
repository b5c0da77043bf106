"""Texts that spreadsheets leave where a value was: errors, rounded numbers, formulas.

As a text each looks like a value, so it is told from one here and never loaded as one. Files without any
are found out while they are read, and pay nothing for it.
"""

import re

ERRORS = (
    "#DIV/0!",
    "#N/A",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#REF!",
    "#VALUE!",
    "#SPILL!",
    "#CALC!",
    "#GETTING_DATA",
    "#NO RESULT!",
)
ERROR_PATTERN = "|".join(re.escape(error) for error in ERRORS)
# 1.2E+11 for a case number: the digits behind are lost. With a comma in some countries' settings.
ROUNDED_PATTERN = r"[0-9]([.,][0-9]+)?[eE][+][0-9]+"
FORMULA_PATTERN = "=.*"
ROUNDED_SHAPE = re.compile(r"9([.,]9+)?a[+]9+")
LONGEST = max(len(error) for error in ERRORS)


class MarkFinder:
    """Whether a text, seen piece by piece, may hold such a value. Single letters are looked for first: fast."""

    def __init__(self) -> None:
        self.found = False
        self._last = ""

    def add(self, piece: str) -> None:
        if self.found:
            return
        text = self._last + piece
        self.found = (
            ("#" in text and any(error in text for error in ERRORS))
            or ("+" in text and ("E+" in text or "e+" in text))
            or "=" in text
        )
        self._last = text[-LONGEST:]


def pattern(*, is_number_of_a_record: bool) -> str:
    """What no text may be; for numbers of records and people also what a spreadsheet has rounded or worked out."""
    if is_number_of_a_record:
        return f"(?s)({ERROR_PATTERN}|{ROUNDED_PATTERN}|{FORMULA_PATTERN})"
    return f"({ERROR_PATTERN})"


def described(shown: str) -> tuple[str, str] | None:
    """What to say of a value that is such a text, by what is shown of it, and what to do."""
    if shown in ERRORS:
        return (
            "is an error of a spreadsheet, not a value",
            "Ask the agency to mend the formula and send it again.",
        )
    if ROUNDED_SHAPE.fullmatch(shown):
        words = "is a number that a spreadsheet has shortened, so its last digits are lost"
        return words, "Ask for the column as text, from the agency's own system."
    if shown.startswith("="):
        return "is a formula, not a value", "Ask for the value itself, as text."
    return None
