"""Who is reading, and what they may open. Resolved on the server at every click."""

import os
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from dashboard import show, words
from release.reading import NothingPublished, Publication, UnknownRole, open_publication

DEFAULT_SITE = Path(__file__).parent.parent / "data" / "sample_county"
DEFAULT_ROLE = "working_group"
PAGES_OF_ROLE = {"working_group": frozenset(words.PAGES), "funder": frozenset(words.PAGES)}


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
    """The reader, when their role may see this page and something is published; else says so and stops."""
    if page not in PAGES_OF_ROLE.get(role(), frozenset()):
        refuse(words.UNKNOWN_ROLE)
    try:
        publication = open_publication(site_path(), role())
    except UnknownRole:
        refuse(words.UNKNOWN_ROLE)
    except NothingPublished as nothing:
        refuse(words.NOTHING_YET[nothing.reason])
    return Reader(publication.role, publication.version, str(site_path()))


def refuse(message: tuple[str, str, str]) -> None:
    show.notice(*message)
    st.stop()
