"""The dashboard: `streamlit run app.py`. Navigation by role and the shared filters, nothing else."""

from datetime import UTC, datetime

import streamlit as st

from dashboard import filters, frame, results, server, session, settings, show, words
from pages.case_flow import case_flow
from pages.data_steward import data_steward
from pages.disparity import disparity
from pages.home import home
from pages.indicators import indicators
from pages.interventions import interventions
from pages.recidivism import recidivism
from pages.timeliness import timeliness

ENTRIES = {
    "home": home,
    "case_flow": case_flow,
    "timeliness": timeliness,
    "interventions": interventions,
    "disparity": disparity,
    "recidivism": recidivism,
    "indicators": indicators,
    "data_steward": data_steward,
}
PAGES = {
    path: st.Page(
        ENTRIES[path],
        title=page.name,
        icon=page.icon,
        url_path=path,
        default=path in words.FIRST_PAGES,
        help=page.purpose,
    )
    for path, page in words.PAGES.items()
}


def main() -> None:
    """One reader's click: check the server, say who reads, put the filters up, run the page."""
    settings.check()
    st.set_page_config(page_title=words.PRODUCT, page_icon=frame.ICON, layout="wide")
    page = st.navigation([PAGES[path] for path in session.paths()], position="top")
    path = page.url_path or session.first_path()
    session.note_moment(datetime.now(UTC))
    st.session_state[show.PAGE_OBJECTS] = PAGES
    frame.screen()
    frame.colours(filters.current_look(), meeting=filters.meeting())
    reader = session.admitted(path)
    filters.header(words.PAGES[path], *results.choices(reader))
    frame.colours(filters.current_look(), meeting=filters.meeting())
    page.run()
    frame.reading_as(reader.role, results.facts(reader))


if __name__ == "__main__":
    main()
else:
    # The server imports this file once, when it starts, and keeps what is declared here.
    settings.stop_if_unsafe()
    app = st.App(
        __file__,
        lifespan=server.warmed_up([PAGES[path] for path in session.paths()]),
        middleware=server.MIDDLEWARE,
        on_script_error=server.on_error,
    )
