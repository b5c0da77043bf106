"""Columns that must not come in: the focus is never on a worker, and no victim is ever singled out.

Refused by the words of their heading. A heading that only sounds like one is declared in the
mapping under `ignored.not_a_worker` with what it really holds.
"""

import re

from pipelines.mapping import Mapping
from pipelines.problems import Problem

WORKERS = (
    "officer",
    "ofcr",
    "badge",
    "deputy",
    "detective",
    "dispatcher",
    "prosecutor",
    "attorney",
    "lawyer",
    "judge",
    "magistrate",
    "commissioner",
    "agent",
    "advocate",
    "facilitator",
    "caseworker",
    "employee",
    "investigator",
)
PRIVATE = ("ssn", "social security", "narrative")
# Short forms count only as whole words: PO_ID is a probation officer, POSTED_ON is not.
WORKER_SHORT = ("po", "ada", "off id", "ofc", "da", "fto", "cad operator", "call taker", "counsel")
ADVOCACY = ("advocacy", "advocate", "advocates", "shelter", "victim_services")


def refused_headings(headings: tuple[str, ...], mapping: Mapping, file_name: str) -> list[Problem]:
    """A problem for each heading that names a worker or private text, with the reason."""
    problems = []
    for heading in headings:
        if heading in mapping.ignored.not_a_worker:
            continue
        if why := _why_refused(heading):
            remedy = "Ask the agency to send the file without this column."
            problems.append(Problem(file=file_name, where=f"column {heading}", what=why, remedy=remedy))
    return problems


def row_level_advocacy(mapping: Mapping, file_name: str) -> list[Problem]:
    """Advocacy data come as totals only (34 U.S.C. 12291(b)(2), 42 U.S.C. 10406(c)(5))."""
    if not any(word in mapping.agency.split("_") or word == mapping.agency for word in ADVOCACY):
        return []
    what = "it has a row per person from an advocacy program, which federal confidentiality law forbids to share."
    remedy = "Delete the file here and ask the program for monthly totals instead."
    return [Problem(file=file_name, where="", what=what, remedy=remedy)]


def _why_refused(heading: str) -> str | None:
    words = _words(heading)
    joined = f" {' '.join(words)} "
    if any(term in word for term in WORKERS for word in words) or any(
        f" {short} " in joined for short in WORKER_SHORT
    ):
        return "it names a worker; this program looks at the system, never at one worker."
    if any(f" {term} " in joined for term in PRIVATE):
        return "it holds private text or numbers that must not be shared."
    return None


def _words(heading: str) -> list[str]:
    split = re.sub(r"([a-z])([A-Z])", r"\1 \2", heading)
    return [word for word in re.split(r"[^a-z0-9]+", split.lower()) if word]
