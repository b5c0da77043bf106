"""The first half of the case flow page: rates at four points, and where cases go."""

from collections.abc import Mapping
from typing import Any

from charts.flow import flow_figure
from charts.flow_bars import flow_bars
from dashboard import results, show, words
from dashboard.answers import flow as answers
from dashboard.filters import View
from dashboard.session import Reader

Row = Mapping[str, Any]


def drawn(reader: Reader, view: View, labels: Mapping[str, Row]) -> None:
    """The answer, a card per rate, and the flow. labels: the catalogue, by indicator."""
    rows = results.rows(reader, "flow", district=view.district, period=view.period)
    show.answer(answers.answer(rows, view.place))
    show.cards(
        [
            answers.card(
                results.rate(reader, name, view.district, view.period),
                results.rate_trend(reader, name, view.district),
                labels.get(name),
                name,
                view.look,
            )
            for name in answers.CARDS
        ]
    )
    if not rows:
        return
    show.chart(
        flow_figure(rows, words.PLACES, view.look, height=view.height(500, 510), brief=view.meeting),
        flow_bars(rows, words.PLACES, view.narrow_look),
        alt=answers.alt(rows, view.place),
        key="flow",
    )
    table = answers.table(rows, view.district, view.period)
    show.numbers(table, name="case_flow", notes=results.notes(reader))
