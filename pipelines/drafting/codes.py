"""Codes of a column with their rows, and what each might mean."""

from dataclasses import dataclass

from pipelines.drafting.meanings import MEANINGS
from pipelines.drafting.profile import Profile
from pipelines.drafting.words import listed, plain
from warehouse import tables

SHORTEST_SURE = 3  # letters; shorter codes mean other things elsewhere
SURE_MARKS = {"y", "n", "yes", "no", "true", "false"}


@dataclass(frozen=True)
class Code:
    """One code. meaning: None where nobody can guess; why: what a person should know or ask."""

    code: str
    rows: int
    meaning: str | None
    is_sure: bool
    why: str


def codes_of(column: tables.Column, profile: Profile) -> tuple[Code, ...]:
    """Every code of the column with a proposal, the most frequent first."""
    return tuple(_code(column, text, rows) for text, rows in profile.top)


def known_share(column: tables.Column, profile: Profile) -> float:
    """The share of the column's rows whose code might mean something here."""
    known = sum(rows for text, rows in profile.top if meaning_of(column, text))
    return known / max(profile.filled, 1)


def _code(column: tables.Column, text: str, rows: int) -> Code:
    meaning = meaning_of(column, text)
    if meaning is None:
        return Code(text, rows, None, False, "what does it mean?")
    is_sure = plain(text) in SURE_MARKS if "yes" in column.codes else len(plain(text)) >= SHORTEST_SURE
    return Code(
        text, rows, meaning, is_sure, "" if is_sure else "a short code: ask whether it means this here"
    )


def meaning_of(column: tables.Column, text: str) -> str | None:
    """What a code of the column might mean here; None where nobody can guess."""
    wanted = plain(text)
    if text in column.codes:
        return text
    for source in (MEANINGS.get(column.name, {}), MEANINGS["*"]):
        for meaning, texts in source.items():
            if meaning in column.codes and wanted in (*listed(texts), plain(meaning)):
                return meaning
    return next((code for code in column.codes if plain(code) == wanted), None)
