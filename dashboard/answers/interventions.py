"""Sentences and tables of the interventions page."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.numbers import (
    RANGE,
    TOO_FEW,
    about,
    band,
    bare_percent,
    day,
    month,
    percent,
    period,
    points,
    points_span,
    span,
)
from dashboard import words
from dashboard.html import Table, chip, escaped, rich

Row = Mapping[str, Any]


def answer(change: Row, indicator: str) -> str:
    """From what to what after the start, how sure, and how far from what was intended."""
    if change["before_percent"] is None or change["after_percent"] is None:
        return f"**{indicator}**: there are too few cases before or after the start of {change['title']} to compare."
    moved = change["after_percent"] - change["before_percent"]
    verb = "rose" if moved > 0 else "fell" if moved < 0 else "stayed"
    first = (
        f"**{indicator}** {verb} from **{bare_percent(change['before_percent'])}** to "
        f"**{bare_percent(change['after_percent'])}** after {month(change['starts_on'])}"
    )
    return f"{first} ({RANGE} of the change: {points_span(change['change_low'], change['change_high'])}). {verdict_words(change)}"


def tally(changes: Sequence[Row]) -> str:
    """How many changes have which verdict."""
    names = [words.verdict(change["verdict"]).name.lower() for change in changes]
    counted = [f"**{names.count(name)}** {name}" for name in dict.fromkeys(names)]
    total = "1 change" if len(changes) == 1 else f"{len(changes)} changes"
    return f"{total}: {', '.join(counted)}."


def verdict_words(change: Row) -> str:
    """What the verdict means, with the numbers it rests on."""
    verdict = words.verdict(change["verdict"])
    extra = ""
    if change["verdict"] == "not_delivered" and change["fidelity_percent"] is not None:
        extra = (
            f" Delivered as intended: **{bare_percent(change['fidelity_percent'])}** of the time, "
            f"against a target of {bare_percent(change['fidelity_target_percent'])}."
        )
    elif change["verdict"] == "as_intended_short" and change["after_percent"] is not None:
        short = abs(change["intended_percent"] - change["after_percent"])
        extra = f" It is **{short} points short** of the {bare_percent(change['intended_percent'])} intended."
    elif change["verdict"] == "mixed" and change["reason"]:
        extra = f" Look at: {words.plain(change['reason']).lower()}."
    return f"{verdict.meaning}{extra}"


def verdict_chip(change: Row) -> str:
    verdict = words.verdict(change["verdict"])
    return f'<p class="verdict">{chip(verdict.name, verdict.icon, verdict.tone)}</p>'


def about_the_change(change: Row) -> str:
    """Problem, change, who, goal: what was intended, before looking at what happened."""
    goal = f"{bare_percent(change['intended_percent'])} by {day(change['intended_by'])}"
    facts = (
        ("The problem", change["problem"]),
        ("What changed", change["change"]),
        (
            "Who changed it",
            ", ".join(words.plain(name.strip()) for name in (change["agencies"] or "").split(",")),
        ),
        ("Intended", goal),
    )
    return (
        '<dl class="facts">'
        + "".join(f"<div><dt>{escaped(t)}</dt><dd>{rich(d or '—')}</dd></div>" for t, d in facts)
        + "</dl>"
    )


def alt(change: Row, rows: Sequence[Row], indicator: str) -> str:
    grain = rows[0]["grain"] if rows else "month"
    return f"{indicator} by {grain}, actual against intended. {answer(change, indicator)}"


def start_words(change: Row) -> str:
    return f"<b>Change starts</b> · {month(change['starts_on'])}"


def table(rows: Sequence[Row], change: Row, indicator: str, district: str) -> Table:
    """Every period with the baseline, its usual range, and what was intended."""
    headings = ("Period", "Actual", "Cases", "Usual range", "Intended", "Before or after", "Notes")
    shown, exported = [], []
    for row in rows:
        start = [period(row["period_from"], row["grain"]), percent(row["percent"])]
        rest = [
            span(row["lower_percent"], row["upper_percent"]),
            bare_percent(row["intended_percent"]) if row["intended_percent"] is not None else "not yet",
            "after" if row["is_after"] else "before",
            _notes(row),
        ]
        shown.append([*start, about(row["out_of_low"], row["out_of_high"]), *rest])
        exported.append([*start, band(row["out_of_low"], row["out_of_high"]), *rest])
    caption = f"{indicator}, {words.district(district).lower()}: {change['title']}"
    return Table(caption=caption, headings=headings, shown=shown, exported=exported)


def _notes(row: Row) -> str:
    notes = [words.SIGNALS.get(row["signal"], "")] if row["signal"] else []
    if row["is_provisional"]:
        notes.append("provisional")
    return "; ".join(note for note in notes if note) or "—"


def matrix(rows: Sequence[Row]) -> str:
    """Intended against delivered: row shares, darker where more; the number stands in every cell."""
    cells = [row for row in rows if row["intended"] != "all"]
    delivered = list(dict.fromkeys(row["delivered"] for row in cells))
    head = "".join(f'<th scope="col">{escaped(_response(name))}</th>' for name in delivered)
    body = ""
    for intended in dict.fromkeys(row["intended"] for row in cells):
        found = {row["delivered"]: row for row in cells if row["intended"] == intended}
        boxes = "".join(_box(found.get(name), name == intended) for name in delivered)
        body += f'<tr><th scope="row">{escaped(_response(intended))}</th>{boxes}</tr>'
    return (
        '<div class="table-frame" tabindex="0"><table class="matrix"><caption>Row: what the policy intends. '
        f"Column: what was delivered. Shares of the row.</caption><thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _response(code: str) -> str:
    return words.RESPONSES.get(code, words.plain(code))


def _box(row: Row | None, as_intended: bool) -> str:
    if row is None or row["percent"] is None:
        return f'<td class="too-few">{TOO_FEW}</td>'
    depth = row["percent"] * 0.55
    mark = "<small>as intended</small>" if as_intended else ""
    return (
        f'<td style="background:color-mix(in srgb, var(--focus) {depth:.0f}%, transparent)">'
        f"<b>{bare_percent(row['percent'])}</b><span>{about(row['count_low'], row['count_high'])}</span>{mark}</td>"
    )


def fidelity(rows: Sequence[Row], change: Row) -> str:
    """Overall share delivered as intended, with its range and target."""
    row = next((row for row in rows if row["intended"] == "all"), None)
    if row is None or row["percent"] is None:
        return "How often the change is carried out as intended: too few cases to show."
    against = f"against a target of {bare_percent(change['fidelity_target_percent'])}"
    return (
        f"Carried out as intended **{percent(row['percent'])}** of the time "
        f"({RANGE} {span(row['percent_low'], row['percent_high'])}), {against}."
    )


def balancing(rows: Sequence[Row], labels: Mapping[str, Row]) -> Table:
    """Harm watched beside the change."""
    headings = ("Watched beside it", "Before", "After", "Change", RANGE, "Finding")
    body = [
        [
            labels[row["indicator"]]["label"]
            if row["indicator"] in labels
            else words.plain(row["indicator"]),
            percent(row["before_percent"]),
            percent(row["after_percent"]),
            points(row["change_points"]),
            points_span(row["change_low"], row["change_high"]),
            words.BALANCING_FINDINGS.get(row["finding"], words.plain(row["finding"])),
        ]
        for row in rows
    ]
    return Table(
        caption="Harm watched beside this change, before and after its start",
        headings=headings,
        shown=body,
        exported=body,
    )


def careful(change: Row, rows: Sequence[Row]) -> list[str]:
    sentences = [words.AFTER_NOT_BECAUSE]
    if any(row["is_provisional"] for row in rows):
        sentences.append("Hollow points are provisional: late records may still change them.")
    if any(row["is_trial_baseline"] for row in rows):
        sentences.append(
            "There are fewer than 12 periods before the start, so the usual range is a first guess."
        )
    if any(row["percent"] is None for row in rows):
        sentences.append("A gap in the line is a period with too few cases to show, not a zero.")
    return [*sentences, words.WORKERS_ARE_NOT_JUDGED]


def counted(indicator: Row | None) -> list[tuple[str, str]]:
    """What the chart's indicator counts, how the usual range is made, and the sources."""
    lines = []
    if indicator is not None:
        lines = [
            (indicator["label"], f"{indicator['counted']}, out of: {indicator['out_of']}."),
            ("Source", f"{indicator['source']} (reviewed {indicator['reviewed_on']})"),
        ]
    return [
        *lines,
        (
            "Usual range",
            "Where nearly all periods before the start lie; a point outside it is unlikely to be chance.",
        ),
        ("Verdict", "One rule for all changes: first whether it was carried out, then what followed."),
    ]


NO_CHANGE = (
    "No change is registered in this publication. The data steward can add one to the site's settings."
)
