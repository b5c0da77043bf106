"""SQL that reads a text as a moment by declared formats, and the one format that is no pattern."""

from warehouse.engine import literal

SERIAL = "serial"  # among the formats: days as a spreadsheet counts them, 45293 for 2024-01-01
SERIAL_PATTERN = "[1-9][0-9]{4}([.][0-9]+)?"  # five digits: 1927 to 2173; behind the point the time of day
SECONDS_OF_A_DAY = 86_400


def moment(raw: str, formats: tuple[str, ...]) -> str:
    """The moment, or null where no format fits. raw: SQL of the text."""
    written = ", ".join(literal(item) for item in formats if item != SERIAL)
    ways = [f"try_strptime({raw}, [{written}])"] if written else []
    if SERIAL in formats:
        # A spreadsheet's day 1 is the first of 1900, and it believes that 1900 was a leap year.
        seconds = f"to_seconds(cast(round(cast({raw} as double) * {SECONDS_OF_A_DAY}) as bigint))"
        is_serial = f"regexp_full_match({raw}, {literal(SERIAL_PATTERN)})"
        ways.append(f"case when {is_serial} then timestamp '1899-12-30' + {seconds} end")
    return f"coalesce({', '.join(ways)})" if len(ways) > 1 else ways[0]
