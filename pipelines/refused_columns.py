"""Columns that must not come in: the focus is never on a worker, and no victim is ever singled out.

Refused by the words of their heading. A heading that only sounds like one is declared in the
mapping under `ignored.not_a_worker` with what it really holds.
"""

import re

from pipelines.mapping import Mapping
from pipelines.problems import Problem
from warehouse import tables

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
    "staff",
    "worker",
    "counselor",
    "counsellor",
    "therapist",
    "sergeant",
    "trooper",
    "patrolman",
    "case manager",
    "public defender",
)
PRIVATE = ("ssn", "social security", "narrative")
# Refused only where a mapping would bring them in; a column that is ignored stays outside.
IDENTIFYING = (
    "name",
    "names",
    "lastname",
    "firstname",
    "dob",
    "birth date",
    "date of birth",
    "address",
    "phone",
    "email",
)
# Short forms count only as whole words: PO_ID is a probation officer, POSTED_ON is not.
WORKER_SHORT = (
    "po",
    "ada",
    "sgt",
    "emp id",
    "off id",
    "ofc",
    "da",
    "fto",
    "cad operator",
    "call taker",
    "counsel",
)
ADVOCACY = ("advocacy", "advocate", "advocates", "shelter", "victim services")


def refused_headings(headings: tuple[str, ...], mapping: Mapping, file_name: str) -> list[Problem]:
    """A problem for each heading that names a worker or private text, with the reason."""
    problems = []
    for heading in headings:
        if heading in mapping.ignored.not_a_worker:
            continue
        is_mapped = any(heading in rule.headings for rule in mapping.columns.values())
        if why := why_refused(heading, is_mapped=is_mapped):
            remedy = "Ask the agency to send the file without this column."
            problems.append(Problem(file=file_name, where=f"column {heading}", what=why, remedy=remedy))
    return problems


def row_level_advocacy(mapping: Mapping, file_name: str) -> list[Problem]:
    """Advocacy data come as totals only (34 U.S.C. 12291(b)(2), 42 U.S.C. 10406(c)(5))."""
    if tables.canonical(mapping.table).is_confidential:
        return []  # totals; the file is searched for rows of persons (pipelines/totals_only.py)
    if not sounds_like_advocacy(mapping.agency) and not sounds_like_advocacy(file_name):
        return []
    return [advocacy_problem(file_name)]


def sounds_like_advocacy(name: str) -> bool:
    joined = f" {' '.join(words_of(name))} "
    return any(f" {word} " in joined for word in ADVOCACY)


def advocacy_problem(file_name: str) -> Problem:
    what = "it has a row per person from an advocacy program, which federal confidentiality law forbids to share."
    remedy = "Delete the file here and ask the program for monthly totals instead."
    return Problem(file=file_name, where="", what=what, remedy=remedy)


def why_refused(heading: str, *, is_mapped: bool) -> str | None:
    """Why a column of this heading must not come in, or not be mapped; None where nothing speaks against it."""
    words = words_of(heading)
    joined = f" {' '.join(words)} "
    if any(term in word for term in WORKERS for word in words) or any(
        f" {short} " in joined for short in (*WORKER_SHORT, *WORKERS)
    ):
        return "it names a worker; this program looks at the system, never at one worker."
    if any(f" {term} " in joined for term in PRIVATE):
        return "it holds private text or numbers that must not be shared."
    if is_mapped and any(f" {term} " in joined for term in IDENTIFYING):
        return (
            "it says who a person is; no table here has a place for that. "
            "List it under ignored, or under identity for linking only."
        )
    return None


def words_of(heading: str) -> list[str]:
    split = re.sub(r"([a-z])([A-Z])", r"\1 \2", heading)
    return [word for word in re.split(r"[^a-z0-9]+", split.lower()) if word]
