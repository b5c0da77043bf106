"""How complete the agencies' records are: the sentence, and the table behind it."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.numbers import TOO_FEW, band, percent
from dashboard import words
from dashboard.html import Table

Row = Mapping[str, Any]
WELL_FILLED = 90
SHOWN = {"nearly_all": "nearly all", "nearly_none": "nearly none", "too_few": TOO_FEW}


def answer(rows: Sequence[Row]) -> str:
    """How many fields are filled well, and which agency has most to mend."""
    weak = [row for row in rows if is_weak(row)]
    told = [row for row in rows if row["shown"] != "too_few"]
    if not weak:
        return f"All **{len(told)}** key fields are known in at least {WELL_FILLED} in 100 records."
    agencies = {row["agency"]: 0 for row in weak}
    for row in weak:
        agencies[row["agency"]] += 1
    most = max(agencies, key=lambda agency: agencies[agency])
    return (
        f"**{len(weak)} of {len(told)}** key fields are known in fewer than {WELL_FILLED} in 100 records; "
        f"most of them come from {words.plain(most).lower()}."
    )


def is_weak(row: Row) -> bool:
    """Too often not known. What is too few to show is not judged."""
    if row["shown"] == "shown":
        return bool(row["percent"] < WELL_FILLED)
    return bool(row["shown"] == "nearly_none")


def table(rows: Sequence[Row]) -> Table:
    """The fields least known first."""
    ordered = sorted(rows, key=lambda row: (_place(row), row["agency"], row["table_name"], row["field"]))
    cells = [
        (
            words.plain(row["field"]),
            words.plain(row["agency"]),
            words.plain(row["table_name"]),
            percent(row["percent"]) if row["shown"] == "shown" else SHOWN[row["shown"]],
            band(row["out_of_low"], row["out_of_high"]),
        )
        for row in ordered
    ]
    heads = ("Field", "Agency", "Records", "Known", "Out of")
    return Table(
        caption="Key fields with a known value, the least known first",
        headings=heads,
        shown=cells,
        exported=cells,
    )


def _place(row: Row) -> int:
    return {"nearly_none": -1, "nearly_all": 100, "too_few": 101}.get(row["shown"], row["percent"] or 0)
