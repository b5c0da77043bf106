"""Every published figure is reproduced to the decimals that were printed."""

import pytest

from tests.published.__main__ import DOCUMENT, PLANTED
from tests.published.collected import figures, is_absent
from tests.published.document import text_of
from tests.published.figure import Figure

FOUND = figures()


@pytest.mark.parametrize("figure", FOUND, ids=[figure.id for figure in FOUND])
def test_the_published_figure_is_reproduced(figure: Figure) -> None:
    if is_absent(figure):
        pytest.skip(f"The reference data of {figure.needs} are not on this machine")
    assert figure.reproduced == figure.published


def test_the_validation_page_is_what_the_figures_give_today() -> None:
    if absent := sorted({figure.needs for figure in FOUND if is_absent(figure)}):
        pytest.skip(f"The reference data of {', '.join(absent)} are not on this machine")
    assert DOCUMENT.read_text(encoding="utf-8") == text_of(FOUND, PLANTED.read_text(encoding="utf-8")), (
        "Write it: python -m tests.published"
    )


def test_ids_of_figures_differ() -> None:
    assert len({figure.id for figure in FOUND}) == len(FOUND)
