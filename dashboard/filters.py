"""The filters every page shares: district, period, meeting mode. Their values are in the address.

A value from the address counts only when it is among the options, which come from the published file;
anything else falls back to the first option.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from charts.followed import Frame
from charts.theme import Look, look
from dashboard import disparity_words, indicator_words, repeat_words, words
from dashboard.answers.indicators import Wanted

MEETING_ROOM = 730  # pixels left for a chart under title and sentence, on a shared screen
WIDTHS = {
    "change": 300,
    "point": 290,
    "split": 320,
    "follow": 330,
    "sender": 215,
    "groups": 300,
    "wait": 290,
}  # pixels of a list whose names are long
FEW = 6  # more options than this do not fit beside the title


@dataclass(frozen=True)
class View:
    """What the reader chose to look at."""

    district: str
    period: str
    meeting: bool

    @property
    def look(self) -> Look:
        return look(st.context.theme.type, meeting=self.meeting)

    @property
    def narrow_look(self) -> Look:
        return look(st.context.theme.type, narrow=True)

    @property
    def place(self) -> str:
        return words.place(self.district)

    def curve_frame(self, normal: int, meeting: int, **frame: Any) -> Frame:
        tallest = MEETING_ROOM if self.meeting else None
        return Frame(height=self.height(normal, meeting), look=self.look, tallest=tallest, **frame)

    def narrow_curve_frame(self, height: int, **frame: Any) -> Frame:
        return Frame(height=height, look=self.narrow_look, narrow=True, **frame)

    def height(self, normal: int, meeting: int) -> int:
        """Pixels of a chart, so that on a shared screen it still fits under its sentence."""
        return meeting if self.meeting else normal


def header(page: words.Page, districts: Sequence[str], periods: Sequence[str]) -> None:
    """The question, and beside it the shared filters this page heeds; the others keep their values."""
    with st.container(key="header", horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(key="question", width="stretch"):
            st.title(page.question, anchor=False)
        row: dict[str, Any] = {"horizontal": True, "vertical_alignment": "center", "width": "content"}
        with st.container(key="filters", **row):
            choices, switch = st.container(key="shared", **row), st.container(width="content")
    # The switch runs first although it stands last: the address sets it, and what follows depends on it.
    switch.toggle("Meeting mode", key="meeting", bind="query-params", help=words.MEETING_HELP)
    with choices:
        if "district" in page.filters:
            choose("District", districts, words.district, key="district", buttons=0 if meeting() else FEW)
        if "period" in page.filters:
            choose("Period", periods, words.period, key="period", buttons=0)


def meeting() -> bool:
    return st.session_state.get("meeting") is True


def view(districts: Sequence[str], periods: Sequence[str]) -> View:
    """What the reader is looking at, every part of it checked against the options."""
    return View(chosen("district", districts), chosen("period", periods), meeting())


def current_look() -> Look:
    return look(st.context.theme.type, meeting=meeting())


def choose(
    label: str, options: Sequence[str], name: Callable[[str], str], *, key: str, buttons: int = FEW
) -> str:
    """One choice, kept in the address and across pages; not shown when there is nothing to choose.

    buttons: the most options that stand side by side; more make a list.
    """
    shared: dict[str, Any] = {
        "format_func": name,
        "key": key,
        "bind": "query-params",
        "persist_state": "session",
        "label_visibility": "collapsed",
    }
    if len(options) < 2:
        return chosen(key, options)
    _heed_address(key, {name(option): option for option in options})
    if len(options) <= buttons:
        st.segmented_control(label, options, default=options[0], required=True, **shared)
    else:
        st.selectbox(label, options, width=WIDTHS.get(key, 190), **shared)
    return chosen(key, options)


def _heed_address(key: str, options: Mapping[str, str]) -> None:
    """A link that names an option is meant so, also where it names the first one and another was chosen before."""
    asked = options.get(st.query_params.get(key, ""))
    if asked and st.session_state.get(key, asked) != asked:
        st.session_state[key] = asked


def chosen(key: str, options: Sequence[str]) -> str:
    """The chosen option; the first one when the choice is not among the options."""
    value = st.session_state.get(key)
    return str(value) if value in options else (options[0] if options else "")


def change(changes: Mapping[str, Mapping[str, Any]], verdict: Callable[[Mapping[str, Any]], str]) -> str:
    """Which change to look at, with its verdict beside it."""
    with st.container(key="choices", horizontal=True, vertical_alignment="center"):
        name = choose(
            "Change", list(changes), lambda code: str(changes[code]["title"]), key="change", buttons=0
        )
        st.html(verdict(changes[name]), width="content")
    return name


def decision(breakdowns: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    """Which decision point, and by what the cases are split. breakdowns: those of each decision point."""
    with st.container(key="choices", horizontal=True, vertical_alignment="center"):
        named = lambda code: disparity_words.decision_point(code).name  # noqa: E731
        point = choose("Decision point", list(breakdowns), named, key="point", buttons=False)
        return point, choose("Split by", breakdowns[point], words.cut, key="split", buttons=False)


def group(breakdown: str, groups: Sequence[str]) -> str:
    """Which group's way to follow."""
    return choose("Group", groups, lambda code: words.group(breakdown, code), key="group")


def followed(readings: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    """What is followed, from which start to which failure, and by what people are split.

    readings: the breakdowns of each curve.
    """
    with st.container(key="choices", horizontal=True, vertical_alignment="center"):
        curve = choose("Followed", list(readings), repeat_words.choice, key="follow", buttons=False)
        return curve, choose("Split by", readings[curve], breakdown_name, key="split")


def wait(waits: Sequence[str], name: Callable[[str], str]) -> str:
    """Which wait to look at day by day."""
    return choose("Wait", waits, name, key="wait", buttons=0)


def indicators(agencies: Sequence[str], principles: Sequence[str], breakdowns: Sequence[str]) -> Wanted:
    """Which indicators to list. What is typed goes nowhere but into the comparison with their words."""
    with st.container(key="choices", horizontal=True, vertical_alignment="center"):
        kinds = indicator_words.SHOWN_INDICATORS
        shown = choose("Show", list(kinds), kinds.__getitem__, key="show")
        agency = choose(
            "From", [words.ALL, *agencies], _everyone("From everyone"), key="sender", buttons=False
        )
        principle = choose(
            "Principle", [words.ALL, *principles], _everyone("All principles"), key="principle", buttons=False
        )
        split = choose("Groups", ["none", *breakdowns], _split_name, key="groups", buttons=False)
        text = st.text_input(
            "Search",
            key="search",
            placeholder="Search",
            max_chars=60,
            label_visibility="collapsed",
            width=190,
        )
    return Wanted(show=shown, agency=agency, principle=principle, text=text or "", split=split or "none")


def _split_name(breakdown: str) -> str:
    return "Everyone together" if breakdown == "none" else words.cut(breakdown)


def _everyone(name: str) -> Callable[[str], str]:
    return lambda code: (
        name if code == words.ALL else indicator_words.PRINCIPLES.get(code) or words.plain(code)
    )


def breakdown_name(code: str) -> str:
    return words.BREAKDOWNS.get(code, words.plain(code))
