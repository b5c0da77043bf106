"""Words and tables as HTML. Everything passes through `escaped`, so no data can become markup."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

TOO_SMALL = "too-few"


@dataclass(frozen=True, kw_only=True)
class Card:
    """A number with its name; `spark` is the address of an image made by charts.spark."""

    label: str
    value: str
    detail: str = ""
    spark: str = ""
    foot: str = ""
    hidden: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table as shown and as exported: the same rows, bands written as words in the export."""

    caption: str
    headings: Sequence[str]
    shown: Sequence[Sequence[str]]
    exported: Sequence[Sequence[str]]


def escaped(text: str) -> str:
    return html.escape(text, quote=True)


def rich(text: str) -> str:
    """Escaped text in which **these words** are strong."""
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escaped(text))


def plain(text: str) -> str:
    """The same text without the marks of strong words: for alternative texts."""
    return text.replace("**", "")


def paragraph(text: str, kind: str) -> str:
    return f'<p class="{escaped(kind)}">{rich(text)}</p>'


def cards(items: Sequence[Card]) -> str:
    return f'<div class="cards">{"".join(_card(item) for item in items)}</div>'


def _card(card: Card) -> str:
    hatched = f" {TOO_SMALL}" if card.hidden else ""
    foot = f'<p class="card-foot">{escaped(card.foot)}</p>' if card.spark else ""
    return (
        f'<section class="card{hatched}"><p class="card-label">{escaped(card.label)}</p>'
        f'<p class="card-value">{escaped(card.value)}</p>'
        f'<p class="card-detail">{escaped(card.detail)}</p>{image(card.spark)}{foot}</section>'
    )


def image(address: str) -> str:
    """A decoration: the numbers it shows are in the table behind the chart."""
    return f'<img class="spark" alt="" src="{escaped(address)}">' if address else ""


def table(content: Table, *, first_is_heading: bool = True, stacked: bool = False) -> str:
    """A table with real heading cells, which a screen reader announces.

    stacked: on a phone each row is a block of lines "heading: value", so that nothing stands outside the screen.
    """
    head = "".join(f'<th scope="col">{escaped(heading)}</th>' for heading in content.headings)
    body = "".join(f"<tr>{_cells(row, content.headings, first_is_heading)}</tr>" for row in content.shown)
    frame = "table-frame stacked" if stacked else "table-frame"
    return (
        f'<div class="{frame}" tabindex="0"><table class="numbers">'
        f"<caption>{escaped(content.caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cells(row: Sequence[str], headings: Sequence[str], first_is_heading: bool) -> str:
    cells = [
        f'<td data-heading="{escaped(heading)}">{escaped(cell)}</td>'
        for cell, heading in zip(row, headings, strict=True)
    ]
    if first_is_heading and row:
        cells[0] = f'<th scope="row">{escaped(row[0])}</th>'
    return "".join(cells)


def bullets(sentences: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{rich(sentence)}</li>" for sentence in sentences) + "</ul>"


def chip(text: str, icon: str, tone: str) -> str:
    """A verdict: icon and words; the tone only adds colour."""
    return (
        f'<span class="chip {escaped(tone)}">'
        f'<span class="chip-icon" aria-hidden="true">{escaped(icon)}</span>{escaped(text)}</span>'
    )
