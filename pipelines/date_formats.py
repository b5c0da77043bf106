"""Date formats a mapping may declare."""

import re

from pipelines.moments import SERIAL

# What DuckDB's strptime knows, with the hyphen for parts without leading zeros.
KNOWN_PARTS = re.compile(r"%-?[aAbBcdfgHIjmMnpSuUVwWxXyYzZG%]")


def known_formats(value: tuple[str, ...]) -> tuple[str, ...]:
    """The formats, unchanged. Raises ValueError when one holds no known part, or an unknown one."""
    for item in value:
        if item == SERIAL:
            continue
        rest = KNOWN_PARTS.sub("", item)
        if "%" in rest or rest == item:
            raise ValueError(f"{item} is no date format; one looks like %Y-%m-%d")
    return value
