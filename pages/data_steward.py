"""Is the data right, and can it be published?"""

from dashboard import filters, session, show, steward_parts, steward_run
from dashboard.answers import steward as answers


def data_steward() -> None:
    """From the agencies' files to what readers see: what came in, what is wrong with it, what is in force."""
    reader = session.admitted("data_steward")
    now = steward_run.state(reader)
    if now is None:
        return
    show.answer(answers.answer(now))
    steward_run.said()
    steward_run.card(reader, now)
    part = filters.choose(
        "Part of the page", list(answers.PARTS), answers.PARTS.__getitem__, key="part", buttons=9
    )
    steward_parts.part(part, reader, now)
    show.careful_and_counted(answers.CAREFUL, answers.COUNTED)
