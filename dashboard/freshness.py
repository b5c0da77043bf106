"""The picture of the first page: to which day each agency's data reach."""

from collections.abc import Mapping, Sequence
from typing import Any

from charts.freshness import dated, freshness_figure
from dashboard import results, show
from dashboard.answers import home as answers
from dashboard.filters import View
from dashboard.session import Reader


def drawn(reader: Reader, view: View, agencies: Sequence[Mapping[str, Any]]) -> None:
    """agencies: rows of the published table. Of one without records the numbers say so; it has no bar."""
    found = dated(agencies)
    if not found:
        show.empty("This publication does not say whose data it holds.")
        return
    names = answers.agency_names(agencies)
    show.chart(
        freshness_figure(found, names, view.look),
        freshness_figure(found, names, view.narrow_look, narrow=True),
        alt=answers.alt(agencies),
        key="freshness",
    )
    show.numbers(answers.freshness(agencies), name="freshness", notes=results.notes(reader))
