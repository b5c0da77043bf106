"""What a file's name says: to which day its data are complete, and what the next one will be called."""

import re
from dataclasses import dataclass
from datetime import date

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
OTHER_DATE = re.compile(r"\d{4}[-_]?\d{2}([-_]?\d{2})?")


@dataclass(frozen=True)
class NameGuess:
    """files: the pattern of the names. covers_to_in_name: None where the name holds no day a refresh can read."""

    files: str
    covers_to_in_name: str | None
    why: str


def guess_from_name(name: str) -> NameGuess:
    days = [found for found in DAY.finditer(name) if _is_day(found[0])]
    if days:
        last = days[-1]
        before = (
            re.escape(name[max(last.start() - 4, 0) : last.start()]).replace(r"\-", "-").replace(r"\ ", " ")
        )
        pattern = f"{before}(\\d{{4}}-\\d{{2}}-\\d{{2}})"
        return NameGuess(_starred(name, days), pattern, f"the name holds the day {last[0]}")
    if other := OTHER_DATE.search(name):
        files = name[: other.start()] + "*" + name[other.end() :]
        return NameGuess(files, None, f"the name holds {other[0]}, which is no day written as 2026-09-30")
    return NameGuess(name, None, "the name holds no day")


def _starred(name: str, days: list[re.Match[str]]) -> str:
    """The name with a star for each day, so that next month's file fits too."""
    for found in reversed(days):
        name = name[: found.start()] + "*" + name[found.end() :]
    return name


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
