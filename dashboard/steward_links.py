"""Links in doubt on the steward's page: decided one at a time, and a decision can be undone."""

import streamlit as st

from dashboard import show
from dashboard import steward_commands as commands
from dashboard.answers import steward_links as answers
from dashboard.html import table
from dashboard.session import Reader
from dashboard.steward_commands import Act, NoAnswer
from dashboard.steward_run import say, who
from logbook.reports import Link, Links


def links_part(reader: Reader, report: Links, *, is_running: bool) -> None:
    """The question, what is waiting, and what was decided."""
    if report.why_none and not report.decided:
        show.empty(answers.nobody(report))
        return
    show.text(answers.waiting_words(report))
    if report.doubtful:
        _question(reader, report, is_running=is_running)
        with st.container(key="stacked_links"):
            show.markup(table(answers.waiting(report)))
    if report.decided:
        show.heading("Decided")
        with st.container(key="stacked_decisions"):
            show.markup(table(answers.decided(report)))
        _undo(reader, report, is_running=is_running)


def _question(reader: Reader, report: Links, *, is_running: bool) -> None:
    """One link at a time, the likeliest first, unless another is chosen."""
    with st.container(border=True, key="link"):
        links = {item.key_a + item.key_b: item for item in report.doubtful}
        chosen = st.selectbox(
            "Link to decide",
            list(links),
            format_func=lambda pair: answers.name(links[pair], list(links).index(pair)),
            width=420,
            key="link_to_decide",
        )
        link = links[chosen]
        show.text(answers.question(link))
        show.markup(table(answers.agreement(link), stacked=True))
        with st.container(horizontal=True, key="link_acts"):
            kinds: tuple[tuple[str, Act, str], ...] = (
                ("One person", "accept", ":material/person:"),
                ("Two people", "reject", ":material/group:"),
            )
            for words, act, icon in kinds:
                if st.button(words, icon=icon, disabled=is_running, help=answers.why_not_now(is_running)):
                    _decide(reader, act, link)


def _decide(reader: Reader, act: Act, link: Link) -> None:
    pair = link.key_a, link.key_b
    say(_done(reader, act, pair, answers.remembered(act)))


def _undo(reader: Reader, report: Links, *, is_running: bool) -> None:
    decisions = {item.key_a + item.key_b: item for item in report.decided}
    with st.container(horizontal=True, vertical_alignment="bottom", key="undo_acts"):
        chosen = st.selectbox(
            "Undo a decision",
            list(decisions),
            index=None,
            format_func=lambda pair: answers.decision_name(decisions[pair]),
            placeholder="Choose a decision",
            width=420,
            key="decision_to_undo",
        )
        can = chosen in decisions and not is_running
        help_ = answers.why_not_now(is_running)
        if st.button("Undo", disabled=not can, icon=":material/undo:", help=help_) and chosen:
            item = decisions[chosen]
            say(_done(reader, "undo", (item.key_a, item.key_b), answers.UNDONE))


def _done(reader: Reader, act: Act, pair: tuple[str, str], words: str) -> str:
    try:
        with st.spinner("Writing it down"):
            commands.decide_link(reader, act, pair, who())
    except NoAnswer as why:
        return f"Not written down. {why.words}"
    return words
