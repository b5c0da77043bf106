"""Parts of a mapping's rules that have rules of their own: conditions, splitting, time zones, names of files."""

import re
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field

from pipelines.site import Strict
from warehouse.engine import pattern_problem

PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]*\.csv")


class Condition(Strict):
    """When the heading holds one of the texts, the column has the value. "" stands for an empty field."""

    heading: str
    values: Annotated[tuple[str, ...], Field(alias="is", min_length=1)]
    value: str


def split_problem(split: str | None, at: str | None, part: int | None, pattern: str | None) -> str | None:
    """What is wrong with the keys of a split, in words; None when nothing is."""
    if split is None:
        return "at, part and pattern go with split only" if at or part or pattern else None
    if pattern is None:
        return None if at and part else "split needs at and part, or a pattern"
    if at or part:
        return "split takes at and part, or a pattern, not both"
    return _pattern_problem(pattern)


def _pattern_problem(pattern: str) -> str | None:
    try:
        groups = re.compile(pattern).groups
    except re.error as error:
        return f"the pattern is none: {error}"
    if groups != 1:
        return "the pattern must hold one pair of brackets, round the part that is wanted"
    # Python's patterns can do more than the engine's.
    if pattern_problem(pattern):
        return "the pattern looks ahead or back, which is not possible here; write it without"
    return None


def when_problem(when: tuple[Condition, ...], otherwise: str | None, *, has_codes: bool) -> str | None:
    """What is wrong with the keys of a condition, in words; None when nothing is."""
    if otherwise is not None and not when:
        return "otherwise goes with when only"
    if when and has_codes:
        return "conditions state the meaning itself and take no codes"
    return None


def known_zone(value: str | None) -> str | None:
    """The time zone, unchanged. Raises ValueError when there is none of this name."""
    try:
        if value is not None:
            ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"no such time zone: {value}; one looks like America/Chicago") from None
    return value


def plain_file_name(value: str | None) -> str | None:
    """The name, unchanged. Raises ValueError when it is no plain CSV file name: lists lie beside the mapping."""
    if value is not None and not PLAIN_NAME.fullmatch(value):
        raise ValueError(f"{value} is no plain name of a CSV file; the list lies beside the mapping")
    return value
