"""What the intention changed among all cases, and the response among those it reached, with what each assumes."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.numbers import RANGE, bare_percent, points, points_span
from dashboard import words

Row = Mapping[str, Any]
ALL_CASES = {
    "since": "Among all cases after the change, whether or not it reached them",
    "assigned": "Among all cases assigned “{response}”, whether or not they got it",
}
REACHED = {
    "since": "For those it reached",
    "assigned": "For those who got it as it was assigned",
}
ASSUMES = {
    "since": "The first takes cases before and since to be alike otherwise; no rise or fall under way is taken out.",
    "assigned": "The first holds where chance alone assigned the response.",
}
ASSUMES_REACHED = (
    "The second holds only if the intention worked through the response alone and led nobody to get it less often; "
    "it takes how often the response was given as exactly known, so its range is a little narrow."
)
NOT_REACHED = {
    "too_few": "there are too few cases with or without the response to tell.",
    "not_followed": "the response was not clearly given more often, so nothing can be said.",
}


def effects(rows: Sequence[Row], change: Row) -> list[str]:
    """Sentences on this change, and on responses of its policy that chance assigned. rows: of its policy."""
    own = [row for row in rows if row["intervention"] in ("", change["intervention"])]
    found = [sentence for row in own for sentence in _of(row)]
    compared = dict.fromkeys(row["compared"] for row in own if row["shown"] == "shown")
    is_reached = any(row["reached"] == "shown" for row in own)
    first = " ".join(ASSUMES[one] for one in compared)
    return [*found, *([f"{first} {ASSUMES_REACHED}" if is_reached else first] if first else [])]


def _of(row: Row) -> list[str]:
    kind, harm = row["compared"], f"a new report of the suspect within {row['months']} months"
    start = ALL_CASES[kind].format(response=words.RESPONSES.get(row["response"], row["response"]))
    if row["shown"] == "no_data":
        return [f"**{start}**: {harm} cannot be counted, as a month or the suspects of reports did not come."]
    if row["shown"] != "shown":
        return [f"**{start}**: too few cases to show how many had {harm}."]
    other = "before" if kind == "since" else "of those assigned otherwise"
    among = (
        f"**{start}**: {harm} in {bare_percent(row['own_percent'])}, against {bare_percent(row['others_percent'])} "
        f"{other}: {_effect(row, 'intention')}"
    )
    return [among, f"**{REACHED[kind]}**: {_reached(row)}"]


def _reached(row: Row) -> str:
    if row["reached"] != "shown":
        return NOT_REACHED[row["reached"]]
    given = (
        f"of the cases followed for {row['months']} months, the response was given in "
        f"{bare_percent(row['own_delivered_percent'])}, against "
        f"{bare_percent(row['others_delivered_percent'])}"
    )
    return f"{_effect(row, 'reached')[:-1]}; {given}."


def _effect(row: Row, name: str) -> str:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    chance = "" if low > 0 or high < 0 else ", which could be chance"
    return f"**{points(row[f'{name}_points'])}** ({RANGE}: {points_span(low, high)}){chance}."
