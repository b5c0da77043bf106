"""How long until harm is reported again?"""

from charts.curves import curve_figure
from dashboard import filters, results, session, show, words
from dashboard.answers import recidivism as answers
from dashboard.answers import recidivism_tables as tables


def recidivism() -> None:
    """The share arrested again, by time since the first arrest."""
    reader = session.admitted("recidivism")
    view = filters.view(*results.choices(reader))
    breakdown = filters.breakdown(results.curve_breakdowns(reader, view.district))
    reference = results.facts(reader).get(f"reference_{breakdown}", "")
    scope = {"curve": "rearrest", "district": view.district, "breakdown": breakdown}
    groups = answers.by_group(results.rows(reader, "curves", **scope), breakdown, reference)
    comparisons = results.rows(reader, "comparisons", **scope)
    windows = results.rows(reader, "windows", **scope)
    notes = results.notes(reader)

    show.answer(answers.answer(groups, comparisons, breakdown, view.place))
    if groups:
        labels = words.groups(breakdown, list(groups))
        show.chart(
            curve_figure(
                groups, labels, answers.EVENT, view.curve_frame(400, 470, names=labels.values(), every=180)
            ),
            curve_figure(
                groups, labels, answers.EVENT, view.narrow_curve_frame(300, names=labels.values(), every=360)
            ),
            alt=answers.alt(groups, comparisons, breakdown, view.place),
            key="rearrest",
        )
        show.numbers(tables.table(groups, breakdown), name=f"rearrest_{breakdown}", notes=notes)
    show.heading("Within a fixed time")
    show.table_or(tables.windows(windows, breakdown), answers.NO_WINDOWS)
    if windows:
        counts = tables.window_counts(windows, breakdown)
        show.numbers(counts, name=f"rearrest_windows_{breakdown}", notes=notes, behind="this table")
    if comparisons:
        show.heading("Group beside group")
        show.table_or(tables.compared(comparisons, breakdown), "")
    show.careful_and_counted([*answers.CAREFUL, *results.caveats(reader, *answers.FOLLOWED)], answers.COUNTED)
