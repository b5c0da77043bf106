"""The tables a refresh keeps beside the records: where they came from, what was found, who was linked to whom."""

from dataclasses import dataclass

from warehouse.tables import Column, Kind


@dataclass(frozen=True)
class Kept:
    """A table of bookkeeping. Who writes it makes the columns; a test holds a warehouse against these.

    only_linked: it is there only where people are linked by name.
    """

    name: str
    one_row_is: str
    columns: tuple[Column, ...]
    only_linked: bool = False


def _columns(*declared: tuple[str, Kind, str]) -> tuple[Column, ...]:
    return tuple(Column(name=name, kind=kind, meaning=meaning) for name, kind, meaning in declared)


DELIVERY: tuple[str, Kind, str] = ("delivery_number", "whole", "number of the delivery in `deliveries`")
LINE: tuple[str, Kind, str] = ("line_number", "whole", "the row of the file as a spreadsheet counts it")
TABLE: tuple[str, Kind, str] = ("table_name", "text", "the canonical table")
ROWS: tuple[str, Kind, str] = ("rows", "whole", "number of rows")
WORDS: tuple[tuple[str, Kind, str], ...] = (
    ("words", "text", "what is wrong, in words"),
    ("remedy", "text", "what to do about it"),
)

BOOKKEEPING = (
    Kept(
        "deliveries",
        "a file as one mapping loaded it, with where its lines went",
        _columns(
            ("number", "whole", "number of the delivery, in the order of receipt"),
            ("file_name", "text", "name of the file"),
            ("extract_id", "text", "the file, by the first letters of its hash"),
            ("mapping_name", "text", "the mapping, without .toml"),
            ("received_on", "day", "day the file was received"),
            ("covers_to", "day", "day to which the file says it is complete"),
            ("agency", "text", "the sender"),
            TABLE,
            ("lines", "whole", "rows below the headings: loaded and rejected"),
            ("rejected", "whole", "rows that could not be read"),
            ("loaded", "whole", "rows that could be read: clean and quarantined"),
            ("quarantined", "whole", "rows set aside"),
            ("clean", "whole", "rows not set aside: out of scope, replaced, rolled up and in use"),
            ("out_of_scope", "whole", "rows the mapping leaves out on purpose"),
            ("replaced", "whole", "rows repeated, or replaced by a newer version"),
            ("rolled_up", "whole", "charges that went into the record of another charge of the case"),
            ("in_use", "whole", "rows that are records of the table"),
            ("corrected", "whole", "of those set aside, whose record came again whole"),
        ),
    ),
    Kept(
        "rejected_lines",
        "a line that could not be read, and why",
        _columns(DELIVERY, LINE, ("reason", "text", "why, in words")),
    ),
    Kept("lines_not_ours", "a line the mapping leaves out on purpose", _columns(DELIVERY, LINE)),
    Kept(
        "quarantine",
        "a rule that a row set aside broke, since when, and whether it came again whole",
        _columns(
            TABLE,
            DELIVERY,
            LINE,
            ("rule", "text", "id of the rule"),
            *WORDS,
            ("is_corrected", "yes_no", "true when a newer file holds the record whole"),
            ("extract_id", "text", "the file, by the first letters of its hash"),
            ("first_seen", "day", "day on which the row was first set aside for it"),
        ),
    ),
    Kept(
        "check_results",
        "a rule, and how many rows of a delivery broke it",
        _columns(
            TABLE,
            ("rule", "text", "id of the rule"),
            ("severity", "text", "critical: rows are set aside; warning: a question; info: to know"),
            *WORDS,
            (
                "delivery_number",
                "whole",
                "number of the delivery; empty where the rule is about the whole table",
            ),
            ROWS,
        ),
    ),
    Kept(
        "code_warnings",
        "a code of the newest delivery of a mapping that is new, or that is gone",
        _columns(
            ("mapping_name", "text", "the mapping, without .toml"),
            DELIVERY,
            ("file_name", "text", "name of the file"),
            ("column_name", "text", "our column"),
            ("headings", "text", "the agency's headings of the column"),
            ("kind", "text", "new or vanished"),
            ("code", "text", "the agency's code"),
            ("rows", "whole", "rows with a new code; of one that is gone, its rows in the delivery before"),
        ),
    ),
    Kept(
        "missing_months",
        "a month from which next to nothing came from an agency for a table",
        _columns(("agency", "text", "the agency"), TABLE, ("month", "day", "first day of the month")),
    ),
    Kept(
        "unreadable_values",
        "a value of a delivery that could not be read, and what became of its rows; or all the rarer ones together",
        _columns(
            DELIVERY,
            ("column_name", "text", "our column"),
            ("value", "text", "the code; of a date, a number or a person only the shape; empty for several"),
            ("handling", "text", "blank: the cell is left empty; quarantine: the row is set aside"),
            *WORDS,
            ROWS,
            ("values", "whole", "number of different values; 1 but for the rarer ones together"),
            ("is_told", "yes_no", "false for a value that is told only together with others"),
        ),
    ),
    Kept(
        "pseudonym_key",
        "the mark of the key the pseudonyms were made with, never the key",
        _columns(("mark", "text", "the pseudonym of nothing under that key")),
    ),
    Kept(
        "match_rates",
        "a table of an agency, and how many of its records find their person",
        _columns(
            ("table", "text", "the canonical table"),
            ("agency", "text", "the agency"),
            ("records", "whole", "records that could find their person with the police"),
            ("matched", "whole", "records that do"),
            ("doubtful", "whole", "records that would if every link in doubt were right"),
            ("people", "whole", "people of these records"),
            ("matched_people", "whole", "people of whom a record finds its person"),
            ("unmatched_people", "whole", "people of whom a record does not"),
            (
                "strangers",
                "whole",
                "people of whom a record would not even if every link in doubt were right",
            ),
        ),
    ),
    Kept(
        "person_numbers",
        "a person, under the smallest of the person's pseudonyms, and how many numbers there are",
        _columns(
            ("person_key", "person", "the person"),
            ("numbers", "whole", "numbers that are this person's"),
            ("owners", "text", "whose numbers they are"),
        ),
        only_linked=True,
    ),
    Kept(
        "person_links",
        "two pseudonyms that are, may be, or are not one person, and why",
        _columns(
            ("key_a", "person", "one number's own pseudonym"),
            ("key_b", "person", "the other's"),
            ("how", "text", "steward: decided; number: a shared number; model: names and birth dates alike"),
            ("probability", "share", "that they are one person, as the model says"),
            ("status", "text", "linked, doubtful or rejected"),
            ("fields", "text", "which parts agree, in words; never what they hold"),
            ("owner_a", "text", "whose number the one is"),
            ("owner_b", "text", "whose number the other is"),
            ("person_a", "person", "the person to whom the one belongs"),
            ("person_b", "person", "the person to whom the other belongs"),
        ),
        only_linked=True,
    ),
)
