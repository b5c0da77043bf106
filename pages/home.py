"""What needs us this month?"""

from charts.freshness import behind
from dashboard import filters, freshness, results, session, show, words
from dashboard.answers import home as answers
from dashboard.answers import unusual
from dashboard.headlines import headlines


def home() -> None:
    """Follow the page from the answer down: changes, unusual periods, fresh data, where to go next."""
    reader = session.admitted("home")
    view = filters.view(*results.choices(reader))
    changes = results.rows(reader, "interventions")
    labels = results.indicators(reader)
    agencies = results.rows(reader, "agencies")
    series = {
        change["intervention"]: results.series(reader, change["intervention"], words.ALL)
        for change in changes
    }
    signals = unusual.signals(series, changes, labels)

    said = unusual.sentence(signals, series)
    show.answer(answers.answer(changes, said, behind(agencies), answers.last_day(agencies)))
    show.html_cards(
        [
            answers.change_card(
                change, series[change["intervention"]], words.label(change["indicator"], labels), view.look
            )
            for change in changes
        ]
    )
    if signals:
        show.heading(f"Unusual in the newest {unusual.newest(series)}")
        show.bullets(signals)

    show.heading("Is each agency's data fresh?")
    freshness.drawn(reader, view, agencies)
    show.heading("The other questions")
    show.links(headlines(reader, view.period))
    show.careful_and_counted(
        [*answers.CAREFUL, *results.caveats(reader)],
        answers.counted(results.facts(reader), is_judged=unusual.has_range(series)),
    )
