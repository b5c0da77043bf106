"""Text that no spreadsheet takes for a formula: one rule for exports and for downloads."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe(cell: str) -> str:
    """A leading quote on text that a spreadsheet would run; odd spaces become plain ones."""
    plain = cell.replace("\u00a0", " ")
    return f"'{plain}" if plain.startswith(FORMULA_STARTS) else plain
