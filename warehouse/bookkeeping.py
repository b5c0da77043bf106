"""The tables a refresh keeps beside the records: where they came from, what was found, who was linked to whom."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """A table of bookkeeping: its name and what one row of it is. Who writes it says its columns."""

    name: str
    one_row_is: str


BOOKKEEPING = (
    Kept("deliveries", "a file as one mapping loaded it, with where its lines went"),
    Kept("rejected_lines", "a line that could not be read, and why"),
    Kept("lines_not_ours", "a line the mapping leaves out on purpose"),
    Kept("quarantine", "a rule that a row set aside broke, since when, and whether it came again whole"),
    Kept("check_results", "a rule, and how many rows of a delivery broke it"),
    Kept("code_warnings", "a code of the newest delivery of a mapping that is new, or that is gone"),
    Kept("missing_months", "a month from which next to nothing came from an agency for a table"),
    Kept("unreadable_values", "a value of a delivery that could not be read, and what became of its rows"),
    Kept("pseudonym_key", "the mark of the key the pseudonyms were made with, never the key"),
    Kept("match_rates", "a table of an agency, and how many of its records find their person"),
    Kept(
        "person_numbers",
        "a person, under the smallest of his pseudonyms, and how many numbers he has; "
        "only where people are linked by name",
    ),
    Kept(
        "person_links",
        "two pseudonyms that are, may be, or are not one person, and why; "
        "only where people are linked by name",
    ),
)
