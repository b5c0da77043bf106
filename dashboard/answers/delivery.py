"""Was a change carried out? The delivery matrix, and the share delivered as intended."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.numbers import RANGE, TOO_FEW, about, bare_percent, month, percent, span
from dashboard import words
from dashboard.answers.shares import told
from dashboard.html import escaped

Row = Mapping[str, Any]
HOW_TO_READ = "Row: what the policy intends. Column: what was delivered. Shares of the row."
NO_POLICY = "No policy is declared for this change, so nobody can tell here whether it was carried out."
DEEPEST = 0.55  # how much of the colour stands behind 100 %, so that words on it keep their contrast


def fidelity(rows: Sequence[Row], change: Row, chosen: str) -> str:
    """Share delivered as intended since the start beside its target; and in the period chosen, with its range."""
    target = change["fidelity_target_percent"]
    shown = change["fidelity_percent"]
    since = told(None, change["fidelity_told"]) if shown is None else percent(shown)
    against = f", against a target of {bare_percent(target)}" if target is not None else ""
    first = "Since the start, too few cases fell under it to show how often it was carried out."
    if change["fidelity_told"] == "no_data":
        first = "Of the time since the start it cannot be counted yet how often it was carried out."
    elif change["fidelity_told"] != "too_few":
        start = month(change["starts_on"])
        first = f"Since {start} it was carried out as intended in **{since}** of the cases{against}."
    row = next((row for row in rows if row["intended"] == "all"), None)
    if row is None or row["percent"] is None:
        return first
    spread = span(row["percent_low"], row["percent_high"])
    return f"{first} {chosen}, before and after together: {percent(row['percent'])} ({RANGE} {spread})."


def matrix(rows: Sequence[Row]) -> str:
    """Intended against delivered: row shares, darker where more; the number stands in every cell."""
    cells = [row for row in rows if row["intended"] != "all"]
    delivered = list(dict.fromkeys(row["delivered"] for row in cells))
    names = {**words.RESPONSES, **({"none": "No arrest"} if set(delivered) <= {"arrest", "none"} else {})}
    head = "".join(
        f'<th scope="col">{escaped(names.get(name, words.plain(name)))}</th>' for name in delivered
    )
    body = ""
    for intended in dict.fromkeys(row["intended"] for row in cells):
        found = {row["delivered"]: row for row in cells if row["intended"] == intended}
        boxes = "".join(_box(found.get(name), is_intended=name == intended) for name in delivered)
        body += f'<tr><th scope="row">{escaped(names.get(intended, words.plain(intended)))}</th>{boxes}</tr>'
    return (
        f'<div class="table-frame" tabindex="0"><table class="matrix"><caption>{HOW_TO_READ}</caption>'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _box(row: Row | None, *, is_intended: bool) -> str:
    if row is None or row["percent"] is None:
        return f'<td class="too-few">{TOO_FEW}</td>'
    colour = f"color-mix(in srgb, var(--focus) {row['percent'] * DEEPEST:.0f}%, transparent)"
    mark = "<small>as intended</small>" if is_intended else ""
    count = about(row["count_low"], row["count_high"])
    share = f"<b>{bare_percent(row['percent'])}</b>"
    return f'<td style="background:{colour}">{share}<span>{count}</span>{mark}</td>'
