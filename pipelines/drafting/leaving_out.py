"""Headings that never come in: workers are refused, names and addresses left outside, each with the reason."""

from dataclasses import dataclass

from pipelines.refused_columns import why_refused

WHO = "it says who a person is: never a column; to link people it may stand under [identity.person_key]"


@dataclass(frozen=True)
class LeftOut:
    heading: str
    why: str
    is_refused: bool


def why_left_out(heading: str) -> LeftOut | None:
    """Why a heading must not be mapped; None where nothing speaks against it."""
    if why := why_refused(heading, is_mapped=False):
        return LeftOut(heading, why, is_refused=True)
    if why_refused(heading, is_mapped=True):
        return LeftOut(heading, WHO, is_refused=False)
    return None
