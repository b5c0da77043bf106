"""Small pieces of SQL over a file's text, shared by what is kept of it and what is only linked by."""

from collections.abc import Sequence

from warehouse.engine import identifier, literal


def cleaned(heading: str, missing: Sequence[str]) -> str:
    """The field without spaces round it; null where it is empty or holds a value that stands for nothing."""
    text = f"nullif(trim({identifier(heading)}), '')"
    if not missing:
        return text
    return f"case when {text} in ({', '.join(literal(value) for value in missing)}) then null else {text} end"
