"""How long until harm is reported again?"""

from charts.curves import curve_figure
from dashboard import filters, repeat_words, results, session, show, words
from dashboard.answers import recidivism as answers
from dashboard.answers import recidivism_beside as beside
from dashboard.answers import recidivism_tables as tables


def recidivism() -> None:
    """The share with new harm reported, by time since a start: one start, one failure, one clock at a time."""
    reader = session.admitted("recidivism")
    view = filters.view(*results.choices(reader))
    readings = results.readings(reader, view.district)
    if not readings:
        show.empty(answers.NOBODY)
        show.bullets(results.caveats(reader, *answers.FOLLOWED))
        return
    breakdowns = {curve: results.curve_breakdowns(reader, curve, view.district) for curve in readings}
    curve, breakdown = filters.followed(breakdowns)
    reading = readings[curve]
    scope = {"curve": curve, "district": view.district, "breakdown": breakdown}
    comparisons = results.rows(reader, "comparisons", **scope)
    reference = answers.reference(comparisons, results.facts(reader), breakdown)
    groups = answers.by_group(results.rows(reader, "curves", **scope), breakdown, reference)
    windows, notes = results.rows(reader, "windows", **scope), results.notes(reader)

    show.answer(answers.answer(groups, comparisons, breakdown, view.place, reading))
    if groups:
        labels, event = words.groups(breakdown, list(groups)), repeat_words.event(reading)
        wide = view.curve_frame(400, 470, names=labels.values(), every=180)
        narrow = view.narrow_curve_frame(300, names=labels.values(), every=360)
        line = repeat_words.orientation(curve, breakdown)
        show.chart(
            curve_figure(groups, labels, event, wide, line),
            curve_figure(groups, labels, event, narrow, line),
            alt=answers.alt(groups, comparisons, breakdown, view.place, reading),
            key="rearrest",
        )
        show.numbers(tables.table(groups, breakdown, reading), name=f"{curve}_{breakdown}", notes=notes)
    if windows:
        show.heading("Within a fixed time")
        show.table_or(tables.windows(windows, breakdown, reading), answers.NO_WINDOWS)
        counts = tables.window_counts(windows, breakdown, reading)
        show.numbers(counts, name=f"{curve}_windows_{breakdown}", notes=notes, behind="this table")
    if comparisons:
        show.heading("Group beside group")
        show.table_or(tables.compared(comparisons), "")
        show.bullets(answers.tested(results.rows(reader, "group_tests", curve=curve, breakdown=breakdown)))
    if other := repeat_words.BESIDE.get(curve):
        show.heading(other[1])
        rows = results.rows(reader, "comparisons", curve=other[0])
        show.table_or(tables.compared(rows), answers.NOT_BESIDE)
    if breakdown == "none" and (ways := results.other_ways(reader, curve, view.district)):
        show.folded(beside.other_ways(windows, ways), beside.OTHER_WAYS, beside.said(ways))
    show.heading(beside.FEEDBACK_HEADING)
    show.text(beside.feedback(results.rows(reader, "feedback", question="felt_safer")))
    linked = beside.link_range(results.rows(reader, "link_ranges", curve=curve), reading)
    careful = [*linked, *answers.careful(reading), *results.caveats(reader, *answers.FOLLOWED)]
    show.careful_and_counted(careful, answers.counted(reading))
