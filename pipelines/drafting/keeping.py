"""A flag that says which rows are domestic violence: proposed as `[keep]`, never more than a question."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.drafting.matching import Looked
from pipelines.drafting.profile import looks_like_marks
from pipelines.drafting.words import plain, words_of

YES = {"y", "yes", "true", "t", "1"}


@dataclass(frozen=True)
class Kept:
    """Rows with these texts are ours. rows of them, and of all that have any text."""

    heading: str
    values: tuple[str, ...]
    rows: int
    filled: int


def kept_rows(looked: Mapping[str, Looked]) -> Kept | None:
    """The flag of domestic violence among headings that are not mapped; None without one that tells rows apart."""
    for heading, seen in looked.items():
        if "domestic" not in words_of(heading) or not looks_like_marks(seen.profile):
            continue
        yes = [(text, rows) for text, rows in seen.profile.top if plain(text) in YES]
        if yes and len(yes) < seen.profile.distinct:
            return Kept(
                heading, tuple(text for text, _ in yes), sum(rows for _, rows in yes), seen.profile.filled
            )
    return None
