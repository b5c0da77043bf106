"""Was a change carried out? The delivery matrix, and the share delivered as intended."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.numbers import RANGE, TOO_FEW, about, bare_percent, percent, span
from dashboard import words
from dashboard.html import escaped

Row = Mapping[str, Any]
HOW_TO_READ = "Row: what the policy intends. Column: what was delivered. Shares of the row."
DEEPEST = 0.55  # how much of the colour stands behind 100 %, so that words on it keep their contrast


def fidelity(rows: Sequence[Row], change: Row) -> str:
    """Overall share delivered as intended, with its range and target."""
    row = next((row for row in rows if row["intended"] == "all"), None)
    if row is None or row["percent"] is None:
        return "How often the change is carried out as intended: too few cases to show."
    target = change["fidelity_target_percent"]
    against = (
        f"against a target of {bare_percent(target)}" if target is not None else "with no target declared"
    )
    spread = span(row["percent_low"], row["percent_high"])
    return f"Carried out as intended **{percent(row['percent'])}** of the time ({RANGE} {spread}), {against}."


def matrix(rows: Sequence[Row]) -> str:
    """Intended against delivered: row shares, darker where more; the number stands in every cell."""
    cells = [row for row in rows if row["intended"] != "all"]
    delivered = list(dict.fromkeys(row["delivered"] for row in cells))
    head = "".join(f'<th scope="col">{escaped(_response(name))}</th>' for name in delivered)
    body = ""
    for intended in dict.fromkeys(row["intended"] for row in cells):
        found = {row["delivered"]: row for row in cells if row["intended"] == intended}
        boxes = "".join(_box(found.get(name), is_intended=name == intended) for name in delivered)
        body += f'<tr><th scope="row">{escaped(_response(intended))}</th>{boxes}</tr>'
    return (
        f'<div class="table-frame" tabindex="0"><table class="matrix"><caption>{HOW_TO_READ}</caption>'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _response(code: str) -> str:
    return words.RESPONSES.get(code, words.plain(code))


def _box(row: Row | None, *, is_intended: bool) -> str:
    if row is None or row["percent"] is None:
        return f'<td class="too-few">{TOO_FEW}</td>'
    colour = f"color-mix(in srgb, var(--focus) {row['percent'] * DEEPEST:.0f}%, transparent)"
    mark = "<small>as intended</small>" if is_intended else ""
    count = about(row["count_low"], row["count_high"])
    share = f"<b>{bare_percent(row['percent'])}</b>"
    return f'<td style="background:{colour}">{share}<span>{count}</span>{mark}</td>'
