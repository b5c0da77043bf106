"""What the summary and the steward's page both say, written once."""

from collections.abc import Sequence
from datetime import date

HELD_BACK_REMEDY = (
    "Ask for the file; if there truly was nothing, list the month under empty_months in the mapping."
)
LINKS_REMEDY = "Decide them under Links on the data steward's page, or with: python -m pipelines links"


def held_back_words(agency: str, table: str, months: Sequence[date]) -> str:
    return f"held back: next to nothing came from {agency} for {table}, {', '.join(map(month_name, months))}"


def month_name(month: date) -> str:
    return f"{month:%Y-%m}"


def doubtful_words(links: int) -> str:
    one = links == 1
    return f"{links:,} link{'' if one else 's'} between people {'is' if one else 'are'} in doubt"
