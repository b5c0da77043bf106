"""What do we track, and how?"""

from dashboard import filters, results, session, show, words
from dashboard.answers import completeness as filled
from dashboard.answers import indicators as answers


def indicators() -> None:
    """Every indicator with its question, its figure, or why there is none."""
    reader = session.admitted("indicators")
    view = filters.view(*results.choices(reader))
    catalogue = list(results.indicators(reader).values())
    show.answer(answers.answer(catalogue))
    if not catalogue:
        show.empty(answers.NOTHING)
        return
    wanted = filters.indicators(
        answers.senders(catalogue), answers.principles(catalogue), results.rate_breakdowns(reader)
    )
    figures = answers.Figures(
        rates=results.figures(reader, "rates", view.district, view.period),
        numbers=results.figures(reader, "numbers", view.district, view.period),
        waits={row["indicator"]: row for row in results.waits(reader, view.district, view.period)},
        curves=results.rows(reader, "curves", district=view.district, breakdown="none"),
        groups={} if wanted.split == "none" else results.groups(reader, wanted.split, view.period),
    )
    found = answers.chosen(catalogue, wanted)
    show.text(answers.found(found, catalogue, view.place, words.period(view.period), wanted.split))
    show.markup(answers.listed(found, figures))
    table = answers.table(found, figures)
    show.numbers(table, name="indicators", notes=results.notes(reader), behind="this list")
    rows = results.rows(reader, "completeness")
    if rows:
        show.heading("Are the key fields filled?")
        show.text(filled.answer(rows))
        show.numbers(filled.table(rows), name="completeness", notes=results.notes(reader), behind="this")
    show.careful_and_counted([*answers.CAREFUL, *results.caveats(reader)], answers.COUNTED)
