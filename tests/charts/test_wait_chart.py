"""Waits beside their standard: hidden shares hatched, nobody still waiting left out, the standard on the axis."""

from typing import Any

from charts.curves import curve_figure
from charts.followed import Frame
from charts.theme import look
from charts.waits import half_words, waits_figure

Row = dict[str, Any]


def wait(name: str, within: int | None, **other: Any) -> Row:
    row: Row = {
        "indicator": name,
        "unit_of_time": "days",
        "standard": 30,
        "cases_low": 871,
        "cases_high": 876,
        "median": 12,
        "pending_percent": 4,
        "within_percent": within,
        "within_percent_low": None if within is None else within - 3,
        "within_percent_high": None if within is None else within + 3,
        "shown": "shown",
    }
    return row | other


ROWS = [wait("first", 77), wait("second", None, shown="too_few", median=None, pending_percent=None)]
LABELS = {"first": "First within 30 days", "second": "Second within 30 days"}


def texts(figure: Any) -> str:
    return " ".join(note.text for note in figure.layout.annotations).replace("\u00a0", " ")


def test_a_hidden_share_is_hatched_and_said() -> None:
    figure = waits_figure(ROWS, LABELS, look(None))
    assert len([trace for trace in figure.data if trace.type == "bar"]) == 1
    assert texts(figure).count("too few to show") == 3


def test_every_wait_is_named_with_its_share_on_every_screen() -> None:
    for narrow in (False, True):
        said = texts(waits_figure(ROWS, LABELS, look(None, narrow=narrow), narrow=narrow))
        assert all(label in said for label in LABELS.values())
        assert "77 %" in said


def test_those_still_waiting_stand_beside_the_days() -> None:
    said = texts(waits_figure(ROWS[:1], LABELS, look(None)))
    assert "12 days" in said
    assert "4 % of about 870" in said


def test_half_not_reached_yet_is_neither_zero_nor_too_few() -> None:
    assert half_words(wait("first", 10, median=None)) == "not yet half"
    assert half_words(wait("first", 10, median=0)).replace("\u00a0", " ") == "0 days"
    assert half_words(wait("first", 10, median=1)).replace("\u00a0", " ") == "1 day"


def test_the_standard_is_marked_on_the_curve_and_its_days_are_named() -> None:
    curve = [
        {"day": day, "percent": percent, "percent_low": percent, "percent_high": percent}
        | {"at_risk_low": 61, "at_risk_high": 66}
        for day, percent in ((0, 0), (7, 40), (30, 77), (60, 90))
    ]
    frame = Frame(names=["x"], height=240, every=1, look=look(None), at=(0, 30, 60), unit="days", standard=30)
    figure = curve_figure({"all": curve}, {"all": "x"}, "x", frame)
    assert "standard: 30 days" in texts(figure)
    assert list(figure.layout.xaxis.ticktext) == ["start", "30 days", "60 days"]
    assert 30 in [shape.x0 for shape in figure.layout.shapes]
