"""The parts every page is made of, in the order they stand on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import plotly.graph_objects as go
import streamlit as st

from dashboard import html, words
from dashboard.downloads import csv_bytes

PAGE_OBJECTS = "page_objects"  # in the session: what app.py gave to the navigation, by path
CHART_SETTINGS = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "responsive": True}


@dataclass(frozen=True)
class Lead:
    """What a card says of another page, and the choices it opens that page with: by key, as the address has them."""

    sentence: str = ""
    asks: Mapping[str, str] = field(default_factory=dict)


def answer(text: str) -> None:
    """The computed answer: the first sentence of the page, with its uncertainty in words."""
    st.html(html.paragraph(text, "answer"))


def notice(title: str, remedy: str, command: str = "") -> None:
    """Why there is nothing to see, and what to do."""
    code = f"<p><code>{html.escaped(command)}</code></p>" if command else ""
    heading = f"<h2>{html.escaped(title)}</h2>"
    st.html(f'<section class="notice" role="status">{heading}<p>{html.escaped(remedy)}</p>{code}</section>')


def cards(items: Sequence[html.Card]) -> None:
    st.html(html.cards(items))


def html_cards(cards: Sequence[str]) -> None:
    """Cards that dashboard.answers has already escaped."""
    if cards:
        st.html(f'<div class="cards changes">{"".join(cards)}</div>')


def markup(safe: str) -> None:
    """HTML made by dashboard.answers, where every value was escaped."""
    st.html(safe)


def bullets(sentences: Sequence[str]) -> None:
    if sentences:
        st.html(f'<div class="said">{html.bullets(sentences)}</div>')


def note(sentence: str) -> None:
    """A key to the chart, under it."""
    st.html(html.paragraph(sentence, "note"))


def table_or(table: html.Table, otherwise: str) -> None:
    """A small table on the page itself, or why there is none."""
    if table.shown:
        st.html(html.table(table, stacked=True))
    elif otherwise:
        empty(otherwise)


def links(leads: Mapping[str, Lead]) -> None:
    """The other questions with their answers, one card each. leads: by path of the page."""
    with st.container(key="links"):
        for path, lead in leads.items():
            page = words.PAGES[path]
            with st.container(border=True, gap="small"):
                st.page_link(
                    st.session_state[PAGE_OBJECTS][path],
                    label=page.question,
                    help=page.purpose,
                    query_params=lead.asks or None,
                )
                st.html(html.paragraph(lead.sentence or page.purpose, "link-answer"))


def heading(text: str) -> None:
    st.html(f'<h2 class="part">{html.escaped(text)}</h2>')


def text(sentence: str) -> None:
    st.html(html.paragraph(sentence, "said"))


def said(sentence: str) -> None:
    """What an act brought about, told to a screen reader as it appears."""
    st.html(f'<section class="notice" role="status"><p>{html.rich(sentence)}</p></section>')


def chart(wide: go.Figure, narrow: go.Figure, *, alt: str, key: str) -> None:
    """One chart in two drawings; the style sheet shows the one that fits the screen."""
    for kind, figure in (("wide", wide), ("narrow", narrow)):
        with st.container(key=f"{kind}_{key}"):
            st.plotly_chart(
                figure,
                theme=None,
                width="stretch",
                key=f"{key}_{kind}",
                config=CHART_SETTINGS,
                alt=html.plain(alt),
            )


def numbers(table: html.Table, *, name: str, notes: Sequence[str], behind: str = "this chart") -> None:
    """The numbers behind a chart, and the same as a file."""
    with st.expander(f"Show the numbers behind {behind}", icon=":material/table_chart:"):
        st.html(html.table(table))
        _download(table, name, notes)


def small_table(table: html.Table, otherwise: str, *, name: str, notes: Sequence[str]) -> None:
    """A table on the page itself, with the same as a file; or why there is none."""
    if table.shown:
        st.html(html.table(table, stacked=True))
        _download(table, name, notes)
    elif otherwise:
        text(otherwise)


def _download(table: html.Table, name: str, notes: Sequence[str]) -> None:
    st.download_button(
        "Download as CSV",
        data=csv_bytes(table.headings, table.exported, [table.caption, *notes]),
        file_name=f"{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"download_{name}",
    )


def folded(table: html.Table, heading: str, sentences: Sequence[str]) -> None:
    """A second layer: a table with what it cannot say in a line, behind its heading."""
    with st.expander(heading, icon=":material/tune:"):
        st.html(html.table(table, stacked=True))
        bullets(sentences)


def careful_and_counted(careful: Sequence[str], counted: Sequence[tuple[str, str]]) -> None:
    """What to be careful about, beside how it is counted."""
    terms = "".join(
        f"<dt>{html.escaped(term)}</dt><dd>{html.rich(meaning)}</dd>" for term, meaning in counted
    )
    left = f'<section><h2 class="part">What to be careful about</h2>{html.bullets(careful)}</section>'
    right = f'<section><h2 class="part">How it is counted</h2><dl>{terms}</dl></section>'
    st.html(f'<div class="footnotes">{left}{right}</div>')


def empty(sentence: str) -> None:
    """Nothing to draw for this choice: said in words, never as a blank or a zero."""
    st.html(f'<section class="notice" role="status"><p>{html.rich(sentence)}</p></section>')
