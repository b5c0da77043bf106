"""What stands in each column of a file: how many fields are filled, the most frequent texts, of what kind they are."""

import re
from dataclasses import dataclass

from pipelines.drafting.meanings import MISSING
from pipelines.drafting.opening import ROWS, quoted
from warehouse.engine import DuckEngine, literal

MOST_CODES = 60  # more different texts than this are no codes
AGE_SHARE = 0.95


@dataclass(frozen=True)
class Profile:
    """One column. `top` holds the most frequent texts with their rows; all of them where there are few.

    missing: texts among them that often stand for an empty field, with their rows; not counted as filled.
    """

    heading: str
    filled: int
    distinct: int
    top: tuple[tuple[str, int], ...]
    whole_share: float
    age_share: float
    missing: tuple[tuple[str, int], ...]

    @property
    def has_few_values(self) -> bool:
        return 0 < self.distinct <= MOST_CODES


def profiles(engine: DuckEngine, headings: tuple[str, ...]) -> dict[str, Profile]:
    """The profile of every column of the opened file."""
    return {heading: _profile(engine, heading) for heading in headings}


def filled_text(heading: str) -> str:
    """SQL of a column's text; null where it is empty or says that it is."""
    return (
        f"case when {quoted(heading)} not in ({', '.join(map(literal, MISSING))}) then {quoted(heading)} end"
    )


def _profile(engine: DuckEngine, heading: str) -> Profile:
    text = filled_text(heading)
    number = f"try_cast({text} as double)"
    filled, distinct, whole, ages = engine.rows(f"""
        select count({text}), count(distinct {text}), count(*) filter (where {number} = floor({number})),
               count(*) filter (where {number} between 10 and 99) from {ROWS}""")[0]
    top = engine.rows(f"""
        select {text} as t, count(*) from {ROWS} where t is not null
        group by t order by count(*) desc, t limit {MOST_CODES}""")
    missing = engine.rows(f"""
        select {quoted(heading)} as t, count(*) from {ROWS} where t in ({", ".join(map(literal, MISSING))})
        group by t order by t""")
    share = max(filled, 1)
    return Profile(
        heading=heading,
        filled=filled,
        distinct=distinct,
        top=tuple((str(value), int(count)) for value, count in top),
        whole_share=whole / share,
        age_share=ages / share,
        missing=tuple((str(value), int(count)) for value, count in missing),
    )


def looks_like_marks(profile: Profile) -> bool:
    """Whether the column is Yes and No, True and False, 1 and 0, in whatever spelling."""
    known = re.compile(r"y|yes|n|no|true|false|t|f|0|1|u|unk|unknown|r|x", re.IGNORECASE)
    return profile.has_few_values and all(known.fullmatch(text) for text, _ in profile.top)
