"""Are consequences swift and sure?"""

from charts.curves import curve_figure
from charts.waits import waits_figure
from dashboard import filters, results, session, show, words
from dashboard.answers import timeliness as answers
from dashboard.answers import timeliness_tables as tables


def timeliness() -> None:
    """How often each step comes within its standard, and how soon one of them comes, those still waiting counted."""
    reader = session.admitted("timeliness")
    view = filters.view(*results.choices(reader))
    catalogue = results.indicators(reader)
    rows = answers.listed(results.waits(reader, view.district, view.period), catalogue)
    held = answers.with_standard(rows)

    show.answer(answers.answer(rows, view.place))
    if held:
        labels = {row["indicator"]: answers.within(row) for row in held}
        show.chart(
            waits_figure(held, labels, view.look),
            waits_figure(held, labels, view.narrow_look, narrow=True),
            alt=answers.alt(rows, view.place),
            key="waits",
        )
        show.note(answers.key(held, catalogue))
    else:
        show.empty(answers.NOTHING)
    show.bullets(answers.without_standard(rows))
    if rows:
        table = tables.table(rows, catalogue, view.district, view.period)
        show.numbers(table, name="waits", notes=results.notes(reader))

    whole = {
        row["indicator"]: row
        for row in answers.listed(results.waits(reader, view.district, words.WHOLE), catalogue)
    }
    if whole:
        show.heading("How soon does it come?")
        wait = whole[filters.wait(list(whole), answers.name)]
        show.text(answers.followed(wait, view.place))
        curve = answers.first_part(results.curve(reader, wait["indicator"], view.district), wait)
        if any(row["percent"] is not None for row in curve):
            name, frames = answers.name(wait["indicator"]), answers.frames(wait, curve)
            show.chart(
                curve_figure(
                    {words.ALL: curve}, {words.ALL: name}, name, view.curve_frame(260, 320, **frames[0])
                ),
                curve_figure(
                    {words.ALL: curve}, {words.ALL: name}, name, view.narrow_curve_frame(220, **frames[1])
                ),
                alt=answers.followed(wait, view.place),
                key="waited",
            )
    careful = [*answers.CAREFUL, *results.caveats(reader)]
    show.careful_and_counted(careful, tables.counted(list(whole.values()), catalogue))
