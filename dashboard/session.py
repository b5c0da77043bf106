"""Who is reading, and what they may open. Resolved on the server at every click."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import streamlit as st

from dashboard import show, words
from release.reading import NothingPublished, Publication, UnknownRole, open_publication

DEFAULT_SITE = Path(__file__).parent.parent / "data" / "sample_county"
DEFAULT_ROLE = "working_group"
STEWARD = "data_steward"
PAGES_OF_ROLE = {
    role: frozenset(path for path, page in words.PAGES.items() if role in page.roles) for role in words.ROLES
}
NO_PUBLICATION = 0  # the version of who opens none
MOMENT = "moment"  # in the session: when this click was made


@dataclass(frozen=True)
class Reader:
    """A role reading one version: small and hashable, so that it can be part of every cache key."""

    role: str
    version: int
    site: str


def site_path() -> Path:
    """The site's folder: CCR_SITE, or the sample county."""
    return Path(os.environ.get("CCR_SITE") or DEFAULT_SITE)


def role() -> str:
    """The role this server acts as: single-user mode, bound to this machine."""
    return os.environ.get("CCR_ROLE") or DEFAULT_ROLE


def opened(reader: Reader) -> Publication:
    """The reader's publication. Raises UnknownRole or NothingPublished, whoever asks."""
    if reader.role not in PAGES_OF_ROLE:
        raise UnknownRole(f"No such role [{reader.role}]")
    return open_publication(Path(reader.site), reader.role)


def admitted(page: str) -> Reader:
    """The reader, when their role may see this page and something is published; else says so and stops.

    The data steward opens no publication, so that nothing need be published.
    """
    if role() not in PAGES_OF_ROLE:
        refuse(words.UNKNOWN_ROLE)
    if page not in PAGES_OF_ROLE[role()]:
        refuse(words.NOT_YOUR_PAGE)
    if role() == STEWARD:
        return Reader(STEWARD, NO_PUBLICATION, str(site_path()))
    try:
        publication = open_publication(site_path(), role())
    except UnknownRole:
        refuse(words.UNKNOWN_ROLE)
    except NothingPublished as nothing:
        refuse(words.NOTHING_YET[nothing.reason])
    return Reader(publication.role, publication.version, str(site_path()))


def paths() -> tuple[str, ...]:
    """The pages in this role's navigation. A role nobody knows sees the readers' pages, each without data."""
    shown = PAGES_OF_ROLE.get(role(), PAGES_OF_ROLE[DEFAULT_ROLE])
    return tuple(path for path in words.PAGES if path in shown)


def first_path() -> str:
    return next(path for path in paths() if path in words.FIRST_PAGES)


def note_moment(moment: datetime) -> None:
    """Keep when this click was made: no clock is read below app.py."""
    st.session_state[MOMENT] = moment


def moment() -> datetime:
    return st.session_state[MOMENT]  # type: ignore[no-any-return]


def refuse(message: tuple[str, str, str]) -> None:
    show.notice(*message)
    st.stop()
