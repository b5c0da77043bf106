"""The run of the steward's page: how the last one ended, the one under way, and the two buttons."""

from pathlib import Path

import streamlit as st

from dashboard import results, show
from dashboard import steward_commands as commands
from dashboard.answers import steward as answers
from dashboard.session import Reader
from dashboard.steward_commands import NoAnswer
from logbook.progress import read_progress, read_result
from logbook.reports import Command

WHO = "who"
LOCAL = "local steward"
LONGEST_NAME = 60
CONFIRMING = "confirming"
SAID = "said"  # in the session: what the last act of this page brought about, until the next
EVERY = 1.0  # seconds between two looks at a run under way


def state(reader: Reader) -> answers.State | None:
    """What the site and its last run say; None, said on the page, when the program gives no answer."""
    try:
        with st.spinner("Looking at the site"):
            status = results.asked(reader, "status")
            # Read from its file where there is one: a question to the program costs a second.
            result = read_result(Path(reader.site), in_force=answers.number_in_force(status))
            if result is None and status.versions:
                result = results.asked(reader, "checks")
    except NoAnswer as why:
        show.answer(answers.NOT_DONE)
        show.notice("No answer", why.words)
        return None
    return answers.State(status=status, progress=read_progress(Path(reader.site)), result=result)


def card(reader: Reader, now: answers.State) -> None:
    """The run under way, or the last one with the buttons."""
    with st.container(border=True, key="run"):
        if now.is_running:
            _follow(reader)
        else:
            _last_run(reader, now)


def who() -> str:
    """Who stands in the log. Local mode asks nobody to sign in; a name is offered, not demanded."""
    typed = " ".join(str(st.session_state.get(WHO) or "").split())
    plain = "".join(letter for letter in typed if letter.isprintable())
    return plain[:LONGEST_NAME] or LOCAL


def say(sentence: str) -> None:
    """Keep a sentence for the top of the page, and run the page again."""
    st.session_state[SAID] = sentence
    st.rerun()


def said() -> None:
    """What the last act brought about. It stays until the next: a run of the page that is cut short shows nothing."""
    if sentence := st.session_state.get(SAID):
        show.said(sentence)


@st.fragment(run_every=EVERY)
def _follow(reader: Reader) -> None:
    """The run under way, looked at again and again; at its end the whole page runs."""
    progress = read_progress(Path(reader.site))
    if progress is None or progress.state != "running":
        st.rerun()
    st.progress(answers.share(progress), text=answers.step(progress))
    show.note(answers.GOES_ON)


def _last_run(reader: Reader, now: answers.State) -> None:
    if st.session_state.get(CONFIRMING) == "publish" and now.may_publish:
        _confirm(reader, now)
        return
    with st.container(horizontal=True, vertical_alignment="center", key="run_row"):
        show.text(answers.last_run(now.progress))
        with st.container(horizontal=True, vertical_alignment="bottom", width="content", key="run_buttons"):
            st.text_input(
                "Your name for the log",
                key=WHO,
                placeholder=LOCAL,
                max_chars=LONGEST_NAME,
                width=220,
                persist_state="session",
            )
            kind = "secondary" if now.may_publish else "primary"
            if st.button("Check", type=kind, icon=":material/fact_check:", disabled=not now.status.inbox):
                _start(reader, "check")
            why = None if now.may_publish else answers.CHECK_FIRST
            kind = "primary" if now.may_publish else "secondary"
            if st.button(
                "Publish …", type=kind, icon=":material/publish:", disabled=not now.may_publish, help=why
            ):
                st.session_state[CONFIRMING] = "publish"
                st.rerun()
    _what_it_said(now)


def _confirm(reader: Reader, now: answers.State) -> None:
    show.text(answers.confirm_publishing(now))
    with st.container(horizontal=True, key="confirm_buttons"):
        if st.button("Publish now", type="primary", icon=":material/publish:"):
            st.session_state.pop(CONFIRMING)
            _start(reader, "refresh")
        if st.button("Not now"):
            st.session_state.pop(CONFIRMING)
            st.rerun()


def _start(reader: Reader, command: Command) -> None:
    st.session_state.pop(SAID, None)
    by = who()
    try:
        with st.spinner("Starting"):
            commands.start(reader, command, by)
    except NoAnswer as why:
        say(why.words)
    st.rerun()


def _what_it_said(now: answers.State) -> None:
    """Everything there is to mend, or what a run that failed said."""
    troubles = now.troubles
    if not troubles and now.progress is not None:
        troubles = now.progress.troubles
        if now.progress.state == "failed":
            show.text(now.progress.summary)
    if troubles:
        show.heading("To mend")
        show.bullets([answers.trouble_words(trouble) for trouble in troubles])
