"""What the repeat harm page shows of one curve: the chart, and under it the same in other forms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from charts.curves import curve_figure
from dashboard import html, repeat_words, results, show, words
from dashboard.answers import recidivism as answers
from dashboard.answers import recidivism_beside as beside
from dashboard.answers import recidivism_tables as tables
from dashboard.filters import View
from dashboard.session import Reader

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Followed:
    """What the reader looks at: from which start to which failure, and by what people are split."""

    reader: Reader
    view: View
    curve: str
    breakdown: str
    reading: Row

    def published(self, table: str) -> list[dict[str, Any]]:
        scope = {"curve": self.curve, "district": self.view.district, "breakdown": self.breakdown}
        return results.rows(self.reader, table, **scope)

    def numbers(self, table: html.Table, name: str, behind: str = "this chart") -> None:
        show.numbers(table, name=name, notes=results.notes(self.reader), behind=behind)


def drawn(followed: Followed) -> None:
    """The answer, and the curves it is read from."""
    view, breakdown, reading = followed.view, followed.breakdown, followed.reading
    comparisons = followed.published("comparisons")
    reference = answers.reference(comparisons, results.facts(followed.reader), breakdown)
    groups = answers.by_group(followed.published("curves"), breakdown, reference)
    told = (groups, comparisons, breakdown, view.place, reading)
    show.answer(answers.answer(*told))
    if not groups:
        return
    labels = words.groups(breakdown, list(groups))
    wide = view.curve_frame(400, 470, names=labels.values(), every=180)
    narrow = view.narrow_curve_frame(300, names=labels.values(), every=360)
    line = repeat_words.orientation(followed.curve, breakdown)
    show.chart(
        *(curve_figure(groups, labels, repeat_words.event(reading), frame, line) for frame in (wide, narrow)),
        alt=answers.alt(*told),
        key="rearrest",
    )
    followed.numbers(tables.table(groups, breakdown, reading), f"{followed.curve}_{breakdown}")


def behind(followed: Followed) -> None:
    """The same people within fixed times, group beside group, and counted in other ways."""
    windows = followed.published("windows")
    _windows(followed, windows)
    _compared(followed)
    ways = results.other_ways(followed.reader, followed.curve, followed.view.district)
    if ways and followed.breakdown == "none":
        show.folded(beside.other_ways(windows, ways), beside.OTHER_WAYS, beside.said(ways))


def _windows(followed: Followed, windows: Sequence[Row]) -> None:
    if not windows:
        return
    told = (windows, followed.breakdown, followed.reading)
    show.heading("Within a fixed time")
    show.table_or(tables.windows(*told), answers.NO_WINDOWS)
    name = f"{followed.curve}_windows_{followed.breakdown}"
    followed.numbers(tables.window_counts(*told), name, behind="this table")


def _compared(followed: Followed) -> None:
    """The groups of this curve, and the comparison that is to be read together with it."""
    if comparisons := followed.published("comparisons"):
        show.heading("Group beside group")
        show.table_or(tables.compared(comparisons), "")
        test = results.rows(
            followed.reader, "group_tests", curve=followed.curve, breakdown=followed.breakdown
        )
        show.bullets(answers.tested(test))
    if other := repeat_words.BESIDE.get(followed.curve):
        show.heading(other[1])
        rows = results.rows(followed.reader, "comparisons", curve=other[0])
        show.table_or(tables.compared(rows), answers.NOT_BESIDE)
