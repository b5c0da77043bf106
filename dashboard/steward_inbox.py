"""The inbox on the steward's page: add files, take one out, put one back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import session, show, steward_commands, steward_files
from dashboard.answers import steward_tables as tables
from dashboard.html import table
from dashboard.session import Reader
from dashboard.steward_run import say, who
from logbook import activity
from logbook.reports import Status

UPLOADS = "uploads"  # in the session: how many times files were added, so that the field begins empty again
KINDS = ["csv", "txt", "tsv", "xlsx", "parquet", "zip"]
UNEXPECTED = "a file no mapping expects"


def inbox(reader: Reader, status: Status) -> None:
    """What lies there, and what can be done with it."""
    _upload(reader)
    if status.inbox:
        show.markup(table(tables.inbox(status.inbox), stacked=True))
    else:
        show.empty("The inbox is empty. Add the files the agencies sent.")
    with st.container(horizontal=True, vertical_alignment="bottom", key="inbox_acts"):
        _take_out(reader, status)
        _put_back(reader)


def _upload(reader: Reader) -> None:
    turn = st.session_state.setdefault(UPLOADS, 0)
    files = st.file_uploader(
        "Add files from the agencies",
        type=KINDS,
        accept_multiple_files=True,
        key=f"upload_{turn}",
        help="They are put into the inbox. Nothing is published by adding a file.",
    )
    if files:
        told = _put_all(reader, files)
        st.session_state[UPLOADS] = turn + 1
        say(" ".join(told))


def _put_all(reader: Reader, files: Sequence[Any]) -> list[str]:
    bar, act = st.progress(0.0, text="Putting the files into the inbox"), _act(reader)
    told = []
    for place, file in enumerate(files):
        bar.progress(place / len(files), text=f"Putting {place + 1} of {len(files)} into the inbox")
        told.append(_put(act, file.name, file.getvalue()))
    return told


@dataclass(frozen=True)
class _Act:
    """Who acts, and when. Known before anything is moved: Streamlit may cut a run short wherever the session
    is asked, and what was done would then not be in the log."""

    reader: Reader
    who: str
    when: datetime

    def note(self, what: activity.What, name: str, seal: str = "") -> None:
        """Into the log: the name where a mapping expects it, so that no person's name gets there by accident."""
        result = " ".join(part for part in (name if self._is_expected(name) else UNEXPECTED, seal) if part)
        activity.note(Path(self.reader.site), when=self.when, who=self.who, what=what, result=result)

    def _is_expected(self, name: str) -> bool:
        try:
            status: Any = steward_commands.ask(self.reader, "status")
        except steward_commands.NoAnswer:
            return False
        return any(file.name == name and file.mappings for file in status.inbox)


def _act(reader: Reader) -> _Act:
    return _Act(reader, who(), session.moment())


def _put(act: _Act, name: str, content: bytes) -> str:
    done = steward_files.put(act.reader, name, content)
    if done.refused:
        return f"**{done.name}** was not added: {done.refused}"
    if not done.is_new:
        return f"**{done.name}** lies in the inbox already; nothing was changed."
    act.note("upload", done.name, done.seal)
    renamed = "" if done.name == name else " Its own name holds signs that are not safe in a file name."
    return f"**{done.name}** lies in the inbox.{renamed}"


def _take_out(reader: Reader, status: Status) -> None:
    names = [file.name for file in status.inbox]
    if not names:
        return
    name = st.selectbox(
        "Take a file out of the inbox", names, index=None, placeholder="Choose a file", width=420, key="out"
    )
    if st.button("Take out", disabled=name not in names, icon=":material/output:") and name in names:
        act = _act(reader)
        act.note("taken_out", name)
        steward_files.take_out(reader, name)
        is_known = any(file.name == name and file.is_known for file in status.inbox)
        kept = " It stays part of the publication, which keeps its own copy." if is_known else ""
        say(f"**{name}** is out of the inbox and can be put back.{kept}")


def _put_back(reader: Reader) -> None:
    removed = steward_files.removed(reader)
    if not removed:
        return
    chosen = st.selectbox(
        "Put a file back",
        removed,
        index=None,
        format_func=lambda item: item.name,
        placeholder="Choose a file",
        width=420,
        key="back",
    )
    if st.button("Put back", disabled=chosen is None, icon=":material/input:") and chosen is not None:
        act = _act(reader)
        why_not = steward_files.put_back(reader, chosen)
        if not why_not:
            act.note("put_back", chosen.name)
        say(f"**{chosen.name}** was not put back: {why_not}" if why_not else f"**{chosen.name}** is back.")
