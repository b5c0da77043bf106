"""How many records find their person with the police: what every figure that follows people rests on."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.numbers import percent

Row = Mapping[str, Any]

RECORDS = {
    "custody": "jail stays",
    "prosecutions": "referrals to the prosecutor",
    "dispositions": "court cases",
}
# Decision points that need fewer of them: what the police do is in their own records.
FOLLOWED_TO: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("probable_cause", "arrest", "dual_arrest"), ()),
    **dict.fromkeys(("referral", "charging", "charging_without_arrest"), ("prosecutions",)),
    **dict.fromkeys(
        ("conviction", "program_order", "program_completion", "revocation"), ("prosecutions", "dispositions")
    ),
}
NEARLY_ALL = "all or nearly all"


def followed_to(decision_point: str) -> tuple[str, ...]:
    """The tables in which people must be found for this decision to be seen."""
    return FOLLOWED_TO.get(decision_point, tuple(RECORDS))


def sentences(rows: Sequence[Row], *tables: str) -> list[str]:
    """One sentence on the tables a page rests on; none when nothing of them was released."""
    parts = [_part(row) for table in tables for row in rows if row["table_name"] == table]
    if not parts:
        return []
    return [
        f"Following people from agency to agency, their person is found with the police for {'; '.join(parts)}. "
        "Who is not found counts as not followed."
    ]


def _part(row: Row) -> str:
    name = RECORDS.get(row["table_name"], row["table_name"])
    if row["shown"] == "too_few":
        return f"too few {name} to say"
    if row["shown"] == "nearly_all":
        return f"{NEARLY_ALL} {name}"
    return f"{percent(row['percent'])} of {name}{_at_most(row)}"


def _at_most(row: Row) -> str:
    """What the share would be if every link in doubt were right; nothing where that is the same."""
    if row["shown_if_right"] == "nearly_all":
        return f" ({NEARLY_ALL} if every link in doubt is right)"
    if row["percent_if_right"] is None or row["percent_if_right"] == row["percent"]:
        return ""
    return f" ({percent(row['percent_if_right'])} if every link in doubt is right)"
