"""A share that is told in percent, or in a word where a percent would say too much of a few cases."""

from charts.numbers import NO_DATA, bare_percent

TOLD = {
    "nearly_all": "nearly all",
    "most": "most or all",
    "few": "few or none",
    "nearly_none": "nearly none",
    "no_data": NO_DATA,
}


def told(percent: int | None, word: str | None) -> str:
    """ "65 %", "nearly all"; with too few cases for either, that they are too few."""
    return TOLD.get(word or "", bare_percent(percent))
