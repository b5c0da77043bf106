"""The parts of the steward's page below the run: checks, set-aside rows, differences, versions, log."""

from pathlib import Path

import streamlit as st

from charts.numbers import written_day
from dashboard import results, show, words
from dashboard import steward_commands as commands
from dashboard.answers import steward as answers
from dashboard.answers import steward_tables as tables
from dashboard.html import table
from dashboard.session import Reader
from dashboard.steward_commands import NoAnswer
from dashboard.steward_inbox import inbox
from dashboard.steward_links import links_part
from dashboard.steward_mapping import mapping_form
from dashboard.steward_run import CONFIRMING, say, who
from logbook import activity
from logbook.reports import Differences, Quarantine, Result

NO_RESULT = "Nothing was checked yet. Put files into the inbox and check."
NO_LOG = "Nothing was done yet that is kept in the log."
NO_VERSION = "Nothing is published yet."


def part(name: str, reader: Reader, now: answers.State) -> None:
    """One part of the page; each asks only for what it shows."""
    try:
        if name == "checks":
            _checks(reader, now.result)
        elif name == "set_aside":
            _set_aside(reader, results.asked(reader, "quarantine"))
        elif name == "links":
            links_part(reader, results.asked(reader, "links"), is_running=now.is_running)
        elif name == "differences":
            _differences(reader, now)
        elif name == "versions":
            _versions(reader, now)
        elif name == "log":
            _log(reader)
        else:
            inbox(reader, now.status)
            with st.expander("Draft or correct a mapping", icon=":material/table_edit:"):
                mapping_form(Path(reader.site), lambda: commands.check_role(reader), who())
    except NoAnswer as why:
        show.notice("No answer", why.words)


def _checks(reader: Reader, result: Result | None) -> None:
    if result is None:
        show.empty(NO_RESULT)
        return
    run = answers.RUN_NAMES[result.command]
    by = f", {result.who}" if result.who else ""
    show.text(f"{tables.findings_words(result)} From the {run} of {answers.moment(result.ended_at)}{by}.")
    for severity, name in tables.SEVERITIES.items():
        found = tables.findings(result.findings, severity)
        if found.shown:
            show.heading(name)
            with st.container(key=f"stacked_{severity}"):
                show.markup(table(found))
    if result.version is not None and result.findings:
        st.download_button(
            "Values that could not be read",
            data=lambda: commands.unreadable(reader),
            file_name="values-that-could-not-be-read.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            help="All of them with their numbers of rows, also those that are told above only as more values.",
        )
    show.heading("Where the rows went")
    show.markup(table(tables.where_rows_went(result), stacked=True))


def _set_aside(reader: Reader, report: Quarantine) -> None:
    show.text(tables.set_aside_words(report))
    for agency in dict.fromkeys(reason.agency for reason in report.reasons):
        show.heading(words.plain(agency))
        show.markup(table(tables.set_aside(report.reasons, agency), stacked=True))
        st.download_button(
            f"Lines for {agency}",
            data=_Lines(reader, agency, who()),
            file_name=f"{agency}-lines-to-correct.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key=f"lines_{agency}",
            help="The lines as the agency wrote them, each with what is wrong and what to do.",
        )


class _Lines:
    """Asked for when the button is pressed, not before: a download is logged, and no line waits in memory."""

    def __init__(self, reader: Reader, agency: str, by: str) -> None:
        self.reader, self.agency, self.by = reader, agency, by

    def __call__(self) -> bytes:
        return commands.lines_of(self.reader, self.agency, self.by)


def _differences(reader: Reader, now: answers.State) -> None:
    if now.may_publish and now.result is not None:
        show.heading("What publishing would change")
        _compared(now.result.differences, would=True)
    report: Differences | None = results.asked(reader, "differences")
    if report is None:
        show.empty(NO_VERSION)
        return
    show.heading(f"What version {report.now} changed")
    _compared(report, would=False)


def _compared(report: Differences, *, would: bool) -> None:
    show.text(tables.difference_words(report, would=would))
    if report.before is None or not report.listed:
        return
    newest = tables.differences(report.listed[: tables.MOST_SHOWN], "", would=would)
    show.markup(table(newest, stacked=True))
    if report.different > tables.MOST_SHOWN:
        caption = f"The first {len(report.listed):,} of {report.different:,} figures that differ"
        every = tables.differences(report.listed, caption, would=would)
        show.numbers(every, name="would_change" if would else "changed", notes=[], behind="this comparison")


def _versions(reader: Reader, now: answers.State) -> None:
    if not now.status.versions:
        show.empty(NO_VERSION)
        return
    show.markup(table(tables.versions(now.status.versions), stacked=True))
    others = {
        version.number: version
        for version in now.status.versions
        if version.is_whole and not version.in_force
    }
    if not others or now.is_running:
        return
    chosen = st.selectbox(
        "Roll back to an earlier version",
        list(others),
        index=None,
        format_func=lambda number: f"Version {number} of {written_day(others[number].published_on)}",
        placeholder="Choose a version",
        width=420,
        key="earlier",
    )
    if st.session_state.get(CONFIRMING) != "roll_back" or chosen not in others:
        if st.button("Roll back …", disabled=chosen not in others, icon=":material/history:"):
            st.session_state[CONFIRMING] = "roll_back"
            st.rerun()
        return
    show.text(answers.confirm_rolling_back(others[chosen], now.in_force))
    with st.container(horizontal=True, key="confirm_buttons"):
        if st.button("Roll back now", type="primary", icon=":material/history:"):
            st.session_state.pop(CONFIRMING)
            say(_rolled_back(reader, chosen))
        if st.button("Not now"):
            st.session_state.pop(CONFIRMING)
            st.rerun()


def _rolled_back(reader: Reader, version: int) -> str:
    try:
        commands.roll_back(reader, version, who())
    except NoAnswer as why:
        return f"Not rolled back. {why.words}"
    return f"**Version {version} is in force again.**"


def _log(reader: Reader) -> None:
    site = Path(reader.site)
    entries = activity.entries(site)
    if not entries:
        show.empty(NO_LOG)
        return
    broken = activity.first_broken_line(site)
    show.text(
        "The log is whole: no line was changed or taken out."
        if broken is None
        else f"**Line {broken} of the log is not as it was written.** Ask who can change files on this machine."
    )
    show.markup(table(tables.log(entries), stacked=True))
