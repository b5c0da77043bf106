"""What surrounds every page: quick exit, keys, style, colours, and who is reading what."""

from pathlib import Path

import streamlit as st

from charts.numbers import written_day
from charts.theme import Look
from dashboard import html, words

ASSETS = Path(__file__).parent / "assets"
STYLE = (ASSETS / "screen.css").read_text(encoding="utf-8")
SCRIPT = (ASSETS / "screen.js").read_text(encoding="utf-8").replace("EXIT_HELP", words.EXIT_HELP)
ICON = str(ASSETS / "icon.png")
COLOURS = (
    "paper",
    "ink",
    "soft",
    "grid",
    "shade",
    "focus",
    "attention",
    "good",
    "violet",
    "gold",
    "grey",
)


def screen() -> None:
    """The quick exit, the keys and the style of every page, before anything else. Constant files, no data.

    One element: from 10 KB on, Streamlit sends a message once and then only its hash.
    """
    st.html(f"<style>{STYLE}</style><script>{SCRIPT}</script>", unsafe_allow_javascript=True)


def colours(look: Look, *, meeting: bool) -> None:
    """The chart's colours for words and cards too, and the size everything else is a multiple of."""
    pairs = ";".join(f"--{name}:{getattr(look, name)}" for name in COLOURS)
    st.html(f"<style>:root{{{pairs}}} html{{font-size:{look.root}px!important}}</style>")
    if meeting:
        st.html('<div id="meeting-mode" hidden></div>')


def reading_as(role: str, facts: dict[str, str]) -> None:
    """Who is reading what, at the foot of every page."""
    parts = [
        f"You are reading as: {words.ROLES.get(role, role)}",
        facts.get("site_name", ""),
        f"publication {facts['version']} of {written_day(facts['published_on'])}"
        if "version" in facts
        else "",
        f"counts in bands of {facts['band_width']}" if "band_width" in facts else "",
    ]
    line = " · ".join(html.escaped(part) for part in parts if part)
    st.html(f'<div class="reading-as"><p>{line}</p><p>{html.escaped(words.EXIT_HELP)}</p></div>')
