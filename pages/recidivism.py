"""How long until harm is reported again?"""

from dashboard import filters, recidivism_parts, results, session, show, words
from dashboard.answers import recidivism as answers
from dashboard.answers import recidivism_beside as beside


def recidivism() -> None:
    """The share with new harm reported, by time since a start: one start, one failure, one clock at a time."""
    reader = session.admitted("recidivism")
    view = filters.view(*results.choices(reader))
    readings = results.readings(reader, view.district)
    caveats = results.caveats(reader, *answers.FOLLOWED)
    if not readings:
        show.empty(answers.NOBODY)
        show.bullets(caveats)
        return
    breakdowns = {curve: results.curve_breakdowns(reader, curve, view.district) for curve in readings}
    curve, breakdown = filters.followed(breakdowns)
    followed = recidivism_parts.Followed(reader, view, curve, breakdown, readings[curve])
    recidivism_parts.drawn(followed)
    recidivism_parts.behind(followed)
    show.heading(beside.FEEDBACK_HEADING)
    show.text(beside.feedback(results.figures(reader, "rates", words.ALL, words.WHOLE)))
    reading = readings[curve]
    linked = beside.link_range(results.rows(reader, "link_ranges", curve=curve), reading)
    show.careful_and_counted([*linked, *answers.careful(reading), *caveats], answers.counted(reading))
