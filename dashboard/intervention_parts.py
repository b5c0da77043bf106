"""The picture of the interventions page: intended against actual, over time."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.control import control_figure
from dashboard import results, show, words
from dashboard.answers import intervention_tables as tables
from dashboard.answers import interventions as answers
from dashboard.filters import View
from dashboard.session import Reader

Row = Mapping[str, Any]


def drawn(reader: Reader, view: View, change: Row, rows: Sequence[Row], of: tuple[str, str]) -> None:
    """The change's indicator over time, with its numbers. rows: its series; of: the indicator's name, the district."""
    name, district = of
    if all(row["percent"] is None for row in rows):
        show.empty(answers.nothing_drawn(change, words.place(district)))
        return
    wide = control_figure(rows, change, answers.start_words(change), view.look, height=view.height(450, 560))
    narrow = control_figure(rows, change, "", view.narrow_look, height=330, narrow=True)
    show.chart(wide, narrow, alt=answers.alt(change, rows, name), key="control")
    table = tables.table(rows, change, name, district)
    show.numbers(table, name=f"change_{change['intervention']}", notes=results.notes(reader))
